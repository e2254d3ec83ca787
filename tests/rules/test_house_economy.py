"""What a house earns against what it was to earn, month by month."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month, Period
from helhed.rules.offers.pris import DatedAmount
from helhed.rules.placements.husets_oekonomi import in_months, mean_price, per_day, unit_cost

YEAR = [Month(2026, number) for number in range(1, 13)]
ALWAYS = Period(date(2020, 1, 1))
PRICE = [DatedAmount(1_000_00, date(2020, 1, 1), None)]


def test_a_place_that_stands_empty_for_half_a_month_is_under_coverage():
    """Two places at 1,000 kr. a day, to earn 730,000 kr. a year: January is to earn 62,000. One
    stands empty from the 17th, 15 days: 47 days are used and earn 47,000; 15,000 kr. lack."""
    places = [(ALWAYS, [ALWAYS]), (ALWAYS, [Period(date(2020, 1, 1), date(2026, 1, 16))])]
    january = in_months(places, [], PRICE, 730_000_00, YEAR, per_month=False)[0]
    assert (january.to_earn, january.income, january.coverage) == (62_000_00, 47_000_00, -15_000_00)
    assert january.occupancy.taken_days == 47


def test_a_price_that_changes_inside_a_month_counts_from_its_day():
    prices = [
        DatedAmount(1_000_00, date(2020, 1, 1), date(2026, 1, 30)),
        DatedAmount(3_000_00, date(2026, 1, 31), None),
    ]
    january = in_months([(ALWAYS, [ALWAYS])], [], prices, 1, YEAR, per_month=False)[0]
    assert january.income == 30 * 1_000_00 + 3_000_00


def test_a_month_price_is_earned_day_by_day():
    place = (ALWAYS, [Period(date(2026, 2, 1), date(2026, 2, 14))])
    february = in_months([place], [], PRICE, 1, YEAR, per_month=True)[1]
    assert february.income == 500_00


def test_days_of_citizens_of_others_are_told_apart():
    mine, theirs = Period(date(2026, 1, 1), date(2026, 1, 10)), Period(date(2026, 1, 11))
    found = in_months([(ALWAYS, [mine, theirs])], [(ALWAYS, [theirs])], PRICE, 1, YEAR[:1],
                      per_month=False)[0]  # fmt: skip
    assert (found.own, found.others) == (10, 21)


@given(st.integers(0, 10**11))
def test_the_months_of_a_year_are_to_earn_the_year_to_the_oere(to_earn):
    found = in_months([], [], [], to_earn, YEAR, per_month=False)
    assert sum(one.to_earn for one in found) == to_earn


def test_places_that_come_in_the_year_move_capacity_place_days_and_what_each_month_is_to_earn():
    """17 places, 20 from 8 October. January has 17 x 31 = 527 place-days; October 17 x 31 and
    3 x 24, so 599; November 20 x 30 = 600; December 20 x 31 = 620. The year has 17 x 273 = 4,641
    until October, 6,460 in all: to earn 6,460,000 kr. is 1,000 kr. for each of them."""
    new = Period(date(2026, 10, 8))
    places = [(ALWAYS, [ALWAYS])] * 17 + [(new, [])] * 3
    found = in_months(places, [], PRICE, 6_460_000_00, YEAR, per_month=False)
    assert [one.places for one in found] == [17] * 9 + [20] * 3
    january, october, november, december = found[0], *found[9:]
    assert [one.occupancy.place_days for one in (january, october, november, december)] == [
        *(527, 599, 600, 620)
    ]
    assert [one.to_earn for one in (january, october, november, december)] == [
        *(527_000_00, 599_000_00, 600_000_00, 620_000_00)
    ]
    assert sum(one.to_earn for one in found) == 6_460_000_00
    assert october.income == 17 * 31 * 1_000_00  # nobody has moved in: 72 days of 1,000 kr. lack
    assert october.coverage == -72_000_00


def test_the_months_that_are_over_are_to_earn_the_same_whatever_months_are_asked_for():
    places = [(ALWAYS, [ALWAYS]), (Period(date(2026, 10, 8)), [])]
    whole = in_months(places, [], PRICE, 1_234_567_89, YEAR, per_month=False)
    assert in_months(places, [], PRICE, 1_234_567_89, YEAR[:10], per_month=False) == whole[:10]


def test_figures_that_cannot_be_counted_are_none():
    assert unit_cost(100, 0) is None
    assert mean_price([]) is None
    assert mean_price([(100, 1), (400, 2)]) == 300
    assert per_day(36_500, per_month=True) == 1_200
