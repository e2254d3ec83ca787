"""What is recommended: efforts on codes that hold, alternatives with why not, and the phases."""

from dataclasses import replace
from datetime import date

import pytest

from helhed.rules.assessments import ffb
from helhed.rules.assessments.gyldighed import Validity, check_code
from helhed.rules.cases.faser import Phase, PhaseDays, phases
from helhed.rules.efforts.indsats import (
    WrittenEffort,
    WrittenRecommendation,
    missing,
    wrong_with,
)

DAY = date(2026, 11, 2)
OFFERS, SERVICES = ffb.leaves(ffb.Kind.OFFER), ffb.leaves(ffb.Kind.SERVICE)
EFFORT = WrittenEffort(OFFERS[0].code, (SERVICES[0].code,), "stoette_85", "SEL § 85", starts_on=DAY)


def test_a_whole_effort_has_nothing_wrong():
    assert wrong_with(EFFORT, DAY) == []


def test_there_are_the_services_and_kinds_of_offer_that_may_be_reported():
    assert (len(SERVICES), len(OFFERS)) == (32, 8)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"offer_kind": ""}, "code_unknown"),
        ({"codes": ()}, "no_services"),
        ({"codes": ("794ebc42-0639-46eb-aca2-40e996568578",)}, "code_unknown"),
        ({"service": "findes_ikke"}, "no_paragraph"),
        ({"citation": "SEL § 108"}, "no_paragraph"),
        ({"standing": "alternative"}, "no_reason"),
        ({"ends_on": date(2026, 11, 1)}, "ends_before_start"),
    ],
)
def test_an_effort_is_refused_when(change, code):
    assert [f.code for f in wrong_with(replace(EFFORT, **change), DAY)] == [code]


def test_a_code_out_of_date_is_refused_with_the_name_of_what_replaced_it():
    old, new = SERVICES[0], SERVICES[1]
    held = [Validity(old.kind, old.code, None, date(2026, 10, 31), new.code)]
    assert check_code(old.kind, old.code, date(2026, 10, 31), held) == []
    [found] = check_code(old.kind, old.code, date(2026, 11, 1), held)
    assert found.values == {"name": old.name, "new": new.name}
    assert new.name in found.text % found.values
    assert check_code(new.kind, new.code, DAY, held) == []


def test_a_code_that_does_not_hold_yet_is_refused():
    code = SERVICES[0]
    held = [Validity(code.kind, code.code, date(2027, 1, 1), None)]
    assert [f.code for f in check_code(code.kind, code.code, DAY, held)] == ["code_out_of_date"]


RECOMMENDED = WrittenRecommendation("Fordi", "agrees", "", 1, 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"text": " "}, "no_text"),
        ({"recommended": 0}, "no_effort"),
        ({"agreement": "not_asked"}, "citizen_not_asked"),
        ({"agreement": "partly"}, "no_citizens_words"),
    ],
)
def test_a_recommendation_is_not_handed_on_without(change, code):
    stops = [f.code for f in missing(replace(RECOMMENDED, **change)) if f.stops]
    assert stops == ([code] if code else [])


def test_no_alternative_is_worth_a_look_and_stops_nothing():
    [found] = missing(replace(RECOMMENDED, alternatives=0))
    assert (found.code, found.stops) == ("no_alternative", False)


def here(days):
    return [seen.phase for seen in phases(days) if seen.is_here]


def test_a_case_stands_in_the_phase_after_the_last_one_that_was_reached():
    assert here(PhaseDays(DAY)) == [Phase.INSIGHT]
    assert here(PhaseDays(DAY, insight=DAY, judged=DAY)) == [Phase.RECOMMENDATION]
    passed_over = PhaseDays(DAY, insight=DAY, judged=DAY, decided=DAY)
    assert here(passed_over) == [Phase.ORDER]
    assert here(replace(passed_over, ordered=DAY, delivered=DAY)) == [Phase.FOLLOW_UP]
    assert here(replace(passed_over, followed_up=DAY)) == [Phase.FOLLOW_UP]
