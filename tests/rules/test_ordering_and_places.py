"""When an order is late, may start and stop; when a place is free; occupancy of many places."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month, Period
from helhed.kernel.workdays import is_workday
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.orders.ivaerksaettelse import (
    UnableToOrder,
    UnableToStartOn,
    check_new_order,
    check_start,
)
from helhed.rules.orders.svarfrist import answer_by, is_late, last_late_day
from helhed.rules.placements.belaegning import by_month, occupancy
from helhed.rules.placements.plads import UnableToPlace, check_place
from tests.kernel.strategies import months, periods

days = st.dates(date(2012, 1, 1), date(2040, 12, 31))
houses = st.lists(st.tuples(periods(), st.lists(periods(), max_size=4)), max_size=4)


@given(days)
def test_an_answer_has_five_workdays(sent):
    after = (sent + timedelta(days=n) for n in range(1, (answer_by(sent) - sent).days + 1))
    assert sum(map(is_workday, after)) == 5
    assert is_workday(answer_by(sent))


def test_easter_and_weekends_do_not_count():
    assert answer_by(date(2026, 4, 1)) == date(2026, 4, 13)


@given(days)
def test_everything_sent_up_to_a_day_is_late_and_nothing_after(today):
    last = last_late_day(today)
    assert is_late(last, today)
    assert is_late(last - timedelta(days=40), today)
    assert not is_late(last + timedelta(days=1), today)


@given(days, periods(), days)
def test_a_start_is_granted_and_not_ahead(day, granted, today):
    allowed = day in granted and day <= today
    try:
        check_start(day, today, granted)
    except UnableToStartOn:
        assert not allowed
    else:
        assert allowed


@pytest.mark.parametrize("state", OrderState)
def test_a_grant_is_ordered_again_only_when_nothing_of_it_is_alive(state):
    gone = {OrderState.REJECTED, OrderState.STOPPED, OrderState.WITHDRAWN}
    if state in gone:
        check_new_order(is_granted_main=True, has_offer=True, states=[state])
        return
    with pytest.raises(UnableToOrder):
        check_new_order(is_granted_main=True, has_offer=True, states=[OrderState.REJECTED, state])


@pytest.mark.parametrize(("main", "offer"), [(False, True), (True, False)])
def test_only_a_granted_main_service_with_a_provider_is_ordered(main, offer):
    with pytest.raises(UnableToOrder):
        check_new_order(is_granted_main=main, has_offer=offer, states=[])


@given(periods(), st.lists(periods(), max_size=3), st.lists(periods(), max_size=2), periods())
def test_a_stay_fits_where_every_day_of_it_is_free(exists, taken, own, wanted):
    free = exists.covers(wanted) and not any(stay.overlaps(wanted) for stay in taken)
    try:
        check_place(exists, taken, own, wanted)
    except UnableToPlace:
        assert not free or any(stay.overlaps(wanted) for stay in own)
    else:
        assert free
        assert not any(stay.overlaps(wanted) for stay in own)


@given(houses, months, st.integers(0, 14))
def test_many_months_at_once_say_the_same_as_one_by_one(places, first, count):
    wanted = [first.plus(n) for n in range(count)]
    assert by_month(places, wanted) == [occupancy(places, month) for month in wanted]


def test_a_month_is_full_when_every_place_day_is_taken():
    month = Month(2026, 2)
    (full,) = by_month([(month.period, [Period(date(2026, 1, 1))])], [month])
    (part,) = by_month([(month.period, [Period(date(2026, 2, 2))])], [month])
    (none,) = by_month([], [month])
    assert (full.is_full, part.is_full, none.is_full) == (True, False, False)
