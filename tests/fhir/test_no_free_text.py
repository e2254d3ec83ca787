"""No free text leaves in a report, not even as the name of a code that nobody can look up."""

import pytest

from helhed.fhir import check
from tests.fhir.house import ORDER, example, resources, told

WORDS = {"system": "https://example.org/codes", "code": "a", "display": "Hun er meget syg"}


@pytest.mark.parametrize("key", ["tag", "security"])
def test_a_tag_of_an_unknown_system_has_no_name(key):
    report = example(2)
    resources(report, "-condition")[0]["meta"][key] = [{**WORDS}]
    assert told(check(report)) == {("guide-free-text", f"Condition.meta.{key}[0].display")}
    del resources(report, "-condition")[0]["meta"][key][0]["display"]
    assert told(check(report)) == set()


def test_a_second_code_of_an_unknown_system_has_no_name():
    report = example(2)
    resources(report, "-condition")[0]["clinicalStatus"]["coding"].append({**WORDS})
    assert told(check(report)) == {
        ("guide-free-text", "Condition.clinicalStatus.coding[1].display")
    }


def test_the_name_of_a_code_of_snomed_ct_cannot_be_looked_up_and_is_warned_of():
    report = example(3)
    goal = resources(report, "-interventionGoal")[0]
    goal["description"]["coding"][0]["display"] = "Mål"
    assert told(check(report)) == set()
    warned = [one.path for one in check(report) if one.rule == "guide-free-text"]
    assert warned == ["Goal.description.coding[0].display"]


def test_an_order_may_hold_names_of_any_system():
    order = example(ORDER)
    resources(order, "-documentReference")[0]["type"] = {"coding": [{**WORDS}]}
    assert told(check(order)) == set()
