"""Broken copies of the official examples: every constrained element of both guides, one fault each,
refused by the right rule at the right place.

The copies are made from tables that were read out of the published profiles by other means than
the checker's own.
"""

from functools import cache

import pytest

from helhed.fhir import check, errors
from tests.fhir.breaking import broken_copies, constrains, whole_bundles
from tests.fhir.fuller import FSIII, SNOMED, fuller_order
from tests.fhir.house import resources, told
from tests.fhir.locate import rows

PROFILES = sorted({row.profile for row in rows()})
CONTRADICTORY = {
    "kl-messaging-ffb-condition": ("FSIIIConditionCode", "SCTConditionCode"),
    "kl-messaging-ffb-disgnosis": (
        *("FSIIIConditionCode", "FFBConditionCode", "SCTConditionCode", "diagnosis"),
    ),
}
"""Slices that no conformant resource can hold: a condition has exactly one coding, of FFB; the
system of a diagnosis is patterned with an empty text."""


@cache
def copies_of(profile):
    return [copy for row in rows() if row.profile == profile for copy in broken_copies(row)]


@pytest.mark.parametrize("number", range(2))
def test_the_bundles_that_are_broken_are_conformant_before(number):
    assert errors(check(whole_bundles()[number])) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_every_broken_copy_is_refused_by_the_right_rule_at_the_right_path(profile):
    wrong = {}
    for copy in copies_of(profile):
        found = told(check(copy.bundle))
        if not any(rule in copy.rules and path in copy.paths for rule, path in found):
            wrong[copy.name] = (sorted(copy.rules), sorted(copy.paths), sorted(found))
    assert wrong == {}


def test_every_constrained_element_of_both_guides_is_broken_in_some_copy():
    touched = {copy.row for profile in PROFILES for copy in copies_of(profile)}
    missed = {row.name for row in rows() if constrains(row) and row not in touched}
    assert missed == {
        row.name
        for row in rows()
        if constrains(row)
        and row.element.removesuffix(".system").rpartition(":")[2]
        in CONTRADICTORY.get(row.profile, ())
    }


def test_there_are_many_more_than_a_hundred_broken_copies_of_each_guide():
    for guide in ("reporting", "messaging"):
        made = [copy for name in PROFILES for copy in copies_of(name) if copy.row.guide == guide]
        assert len(made) > 300


@pytest.mark.parametrize("system", [FSIII, SNOMED, "urn:oid:1.2.208.176.2.22"])
def test_slices_that_contradict_their_own_profile_are_refused_whatever_stands_there(system):
    order = fuller_order()
    resources(order, "ffb-condition")[0]["code"]["coding"].append({"system": system, "code": "x"})
    resources(order, "disgnosis")[0]["code"]["coding"] = [{"system": system, "code": "x"}]
    found = told(check(order))
    assert ("max", "Condition.code.coding") in found
    assert ("pattern", "Condition.code.coding[0].system") in found
