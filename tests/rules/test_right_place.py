"""The small rules of the right place, and of the way from child to adult."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import months_after
from helhed.rules.decisions.tilbudshjemmel import paragraphs_of, place_services, takes_place
from helhed.rules.decisions.ydelser import PriceKind, service, services
from helhed.rules.placements.doegnpris import a_day, a_year
from helhed.rules.placements.hast import urgency
from helhed.rules.placements.oensker import UnableToWish, check_wishes
from helhed.rules.placements.vaegte import WISHES, dated_on, soon_days, weights_on
from helhed.rules.plans.overgang import Young, born_between, carried_on, missing

TODAY = date(2026, 11, 2)
DAYS = st.dates(date(2001, 1, 1), date(2011, 12, 31))


def test_an_offer_can_be_used_by_the_paragraphs_of_the_services_that_name_its_kind():
    assert paragraphs_of("residential_temporary") == {"SEL § 107"}
    assert paragraphs_of("residential_housing") == {"ABL § 105", "SEL § 85"}
    assert paragraphs_of("unknown") == frozenset()


def test_a_place_is_somewhere_to_live_or_be_and_no_hours_nor_respite():
    assert takes_place(service("botilbud_107"))
    assert takes_place(service("plejefamilie"))
    assert not takes_place(service("stoette_85"))
    assert not takes_place(service("aflastning_90"))
    assert not takes_place(service("ekstra_timer_bo"))


def test_every_service_that_takes_a_place_can_be_used_in_its_own_kinds_of_offer():
    for one in place_services():
        for kind in one.offers:
            assert {str(citation) for citation in one.citations} <= paragraphs_of(kind)
    assert {one.key for one in place_services()} < services().keys()


@given(st.integers(0, 10**9))
def test_a_year_is_365_days_or_twelve_months(oere):
    assert a_year(PriceKind.DAY, oere) == 365 * oere
    assert a_day(PriceKind.DAY, oere) == oere
    assert a_year(PriceKind.MONTH, oere) == 12 * oere
    assert abs(365 * a_day(PriceKind.MONTH, oere) - 12 * oere) <= 183
    assert a_year(PriceKind.WEEKLY_HOURS, oere) is None


@pytest.mark.parametrize(
    ("left", "expected"), [(200, 0), (90, 0), (89, 1), (30, 1), (29, 2), (1, 2), (0, 3), (-5, 3)]
)
def test_the_nearer_the_latest_day_the_more_urgent(left, expected):
    assert urgency("SEL § 107", TODAY + timedelta(days=left), TODAY) == expected


def test_who_has_nowhere_to_be_is_the_most_urgent_of_all():
    assert urgency("SEL § 109", TODAY + timedelta(days=500), TODAY) == 4


def test_every_weight_has_a_value_today_and_says_that_it_is_the_houses_own():
    assert set(WISHES) < weights_on(TODAY).keys()
    assert "soon_days" not in weights_on(TODAY)
    assert soon_days(TODAY) > 0
    assert all(not dated.certainty.is_verified for _, _, _, dated in dated_on(TODAY))


def test_several_offers_may_be_refused_but_no_two_are_the_first_wish():
    one, other, third = uuid4(), uuid4(), uuid4()
    check_wishes([(one, 1), (other, 0), (third, 0)])
    for wrong in ([(one, 1), (other, 1)], [(one, 1), (one, 0)]):
        with pytest.raises(UnableToWish):
            check_wishes(wrong)


def young(born, **facts):
    told = dict.fromkeys(
        ("is_disabled", "is_placed", "has_youth_plan", "adult_case", "adult_help", "youth_support"),
        False,
    )
    return Young(born, **{**told, **facts})


def codes(born, **facts):
    return [one.code for one in missing(young(born, **facts), TODAY)]


def test_before_18_an_ungeplan_is_considered_and_a_disabled_persons_help_is_prepared():
    born = date(2009, 5, 1)
    found = missing(young(born, is_disabled=True), TODAY)
    assert [(one.code, one.due, str(one.law)) for one in found] == [
        ("youth_plan", date(2025, 5, 1), "BL § 108"),
        ("adult_case", date(2026, 11, 1), "BL § 123"),
        ("adult_help", date(2027, 5, 1), "BL § 123"),
    ]
    done = {"has_youth_plan": True, "adult_case": True, "adult_help": True}
    assert codes(born, is_disabled=True, **done) == []


def test_whoever_is_placed_needs_an_answer_on_support_after_18():
    assert codes(date(2009, 5, 1), is_placed=True, has_youth_plan=True) == ["youth_support"]
    there = {"is_placed": True, "has_youth_plan": True}
    assert codes(date(2009, 5, 1), **there, youth_support=True) == []
    assert codes(date(2009, 5, 1), **there, adult_help=True) == []


def test_after_18_a_disabled_person_without_help_is_late_and_support_ends_at_23():
    assert codes(date(2008, 5, 1), is_disabled=True) == ["adult_help"]
    found = missing(young(date(2005, 5, 1), youth_support=True), TODAY)
    assert [(one.code, one.due) for one in found] == [("after_support", date(2027, 11, 1))]
    assert codes(date(2003, 5, 1), youth_support=True) == []


@given(DAYS, st.booleans(), st.booleans(), st.booleans())
def test_what_is_missing_stands_in_order_and_never_after_the_23rd_birthday(born, one, two, three):
    found = missing(young(born, is_disabled=one, is_placed=two, youth_support=three), TODAY)
    assert [m.due for m in found] == sorted(m.due for m in found)
    assert all(m.due <= months_after(born, 276) for m in found)


def test_the_early_ones_are_half_a_year_younger():
    first, last = born_between(TODAY, early=False)
    assert (first, last) == (date(2001, 11, 2), date(2010, 11, 2))
    assert born_between(TODAY, early=True) == (first, date(2011, 5, 2))


def test_help_that_ends_is_carried_on_at_what_it_costs_a_day_now():
    start = date(2025, 1, 1)
    cost = carried_on(365_00, 120_00, start, date(2027, 4, 30), 2026)
    assert cost == (365 - 120) * 100
    assert carried_on(365_00, 0, start, None, 2026) == 0
    assert carried_on(304_00, 0, start, date(2026, 10, 31), 2026) == 365_00
    assert carried_on(0, 59_00, date(2027, 1, 1), date(2027, 2, 28), 2026) == (365 - 59) * 100
    assert carried_on(0, 0, date(2028, 1, 1), date(2028, 2, 1), 2026) is None
