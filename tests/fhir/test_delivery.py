"""Delivery reports built from plain facts."""

from dataclasses import replace
from uuid import uuid4

import pytest

from helhed.fhir import check
from helhed.fhir.delivery import Condition, Evaluation, TargetGroup, bundle
from helhed.fhir.delivery.resources import IN_ERROR
from tests.fhir.house import ENCOUNTERS, example
from tests.fhir.reports import bare, report_of

CHANGED = "2021-05-29T12:13:41Z"


@pytest.mark.parametrize("number", ENCOUNTERS)
def test_the_official_reports_told_as_facts_are_built_again_resource_by_resource(number):
    official = example(number)
    built = bundle(report_of(official))
    wanted = {e["resource"]["id"]: bare(e["resource"]) for e in official["entry"]}
    assert {e["resource"]["id"]: bare(e["resource"]) for e in built["entry"]} == wanted


@pytest.mark.parametrize("number", ENCOUNTERS)
def test_a_report_with_times_of_change_leaves_nothing_to_remark(number):
    report = report_of(example(number))
    told = tuple(replace(part, changed=CHANGED) for part in report.parts)
    citizen = replace(report.citizen, changed=CHANGED)
    assert check(bundle(replace(report, citizen=citizen, parts=told))) == []


def test_what_is_told_twice_stands_once_and_the_citizen_first():
    report = report_of(example(5))
    built = bundle(replace(report, parts=report.parts * 2))
    ids = [entry["resource"]["id"] for entry in built["entry"]]
    assert len(ids) == len(set(ids)) == len(report.parts) + 1
    assert built["entry"][0]["resource"]["resourceType"] == "Patient"


@pytest.mark.parametrize("kind", [Evaluation, TargetGroup])
def test_what_was_entered_in_error_is_told_so_where_the_profile_allows_it(kind):
    report = report_of(example(5))
    wrong = next(part for part in report.parts if isinstance(part, kind))
    told = tuple(replace(p, status=IN_ERROR) if p is wrong else p for p in report.parts)
    assert [one for one in check(bundle(replace(report, parts=told))) if one.is_error] == []


def test_a_theme_that_no_longer_holds_is_updated_because_its_profile_knows_no_error():
    report = report_of(example(2))
    old = next(part for part in report.parts if isinstance(part, Condition))
    told = tuple(replace(p, status="inactive") if p is old else p for p in report.parts)
    assert [one for one in check(bundle(replace(report, parts=told))) if one.is_error] == []


def test_a_reference_to_what_the_report_lacks_is_refused():
    report = report_of(example(3))
    goal = next(part for part in report.parts if type(part).__name__ == "Goal")
    told = tuple(replace(p, primary=uuid4()) if p is goal else p for p in report.parts)
    assert any(one.is_error for one in check(bundle(replace(report, parts=told))))
