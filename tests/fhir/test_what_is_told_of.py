"""Faults that no element of a profile names: what a resource says of itself, how it is referred to,
and words where only codes may stand."""

import copy

import pytest

from helhed.fhir import check
from helhed.fhir.narrative import is_plain_xhtml
from helhed.fhir.pinned import R4
from tests.fhir.house import ORDER, example, resources, told

REPORTING = "http://fhir.kl.dk/ffbreporting/StructureDefinition/kl-reporting-ffb-"
CASE_NUMBER = f"{REPORTING}municipalityCaseNumber"


def warned(bundle):
    """Rule and path of every warning that the official examples do not give themselves."""
    quiet = {"full-url-absolute", "guide-last-updated", "binding"}
    return {(one.rule, one.path) for one in check(bundle) if not one.is_error} - {
        (one.rule, one.path) for one in check(bundle) if one.rule in quiet
    }


def test_a_profile_in_the_version_that_is_pinned_is_known_and_in_another_it_is_not():
    report = example(2)
    [citizen] = resources(report, "-citizen")
    url = citizen["meta"]["profile"][0]
    citizen["meta"]["profile"] = [f"{url}|1.0.0"]
    assert told(check(report)) == set()
    citizen["meta"]["profile"] = [f"{url}|9.9.9"]
    assert told(check(report)) == {("profile-version", "Patient.meta.profile")}


def test_a_profile_of_fhir_itself_in_another_version_is_warned_of():
    report = example(2)
    resources(report, "-citizen")[0]["meta"]["profile"].append(f"{R4}Patient|5.0.0")
    assert told(check(report)) == set()
    assert ("profile-version", "Patient.meta.profile") in warned(report)


@pytest.mark.parametrize(
    ("url", "is_error"),
    [("http://example.org/StructureDefinition/x", False), (f"{REPORTING}nothing", True)],
)
def test_a_profile_that_is_not_known_is_told_of_beside_one_that_is(url, is_error):
    report = example(2)
    resources(report, "-citizen")[0]["meta"]["profile"].append(url)
    found = told(check(report)) if is_error else warned(report)
    assert found == {("profile-unknown", "Patient.meta.profile")}
    assert bool(told(check(report))) == is_error


@pytest.mark.parametrize(
    "given",
    [
        {"resourceType": "Patient", "active": True},
        {"resourceType": "Bundle", "type": "searchset"},
    ],
)
def test_a_file_that_is_neither_report_nor_order_is_said_to_be_neither(given):
    assert {one.rule for one in check(given)} == {"guide-none"}
    assert not any(one.is_error for one in check(given))


def test_a_resource_that_claims_a_profile_of_kl_is_checked_by_itself():
    [citizen] = resources(example(2), "-citizen")
    assert check(citizen) == []


def test_an_order_warns_of_what_claims_no_profile_that_is_known():
    order = example(ORDER)
    bare = {path for rule, path in warned(order) if rule == "guide-profile"}
    assert bare == {"CareTeam.meta.profile", "Organization.meta.profile", "CarePlan.meta.profile"}
    [consent] = resources(order, "-consent")
    del consent["meta"], consent["performer"]
    assert ("guide-profile", "Consent.meta.profile") in warned(order)


@pytest.mark.parametrize("profile", ["-orderMessageHeader", "-citizen", "-orderCarePlan"])
def test_an_order_message_is_of_one_order_of_one_citizen(profile):
    order = example(ORDER)
    assert "guide-one-order" not in {rule for rule, _ in warned(order)}
    [one] = resources(order, profile)
    other = {**copy.deepcopy(one), "id": "another"}
    order["entry"].append({"fullUrl": f"{one['resourceType']}/another", "resource": other})
    assert ("guide-one-order", "Bundle.entry") in warned(order)


def test_words_are_no_code_and_no_version_of_a_code_system():
    report = example(2)
    condition = resources(report, "-condition")[0]
    condition["clinicalStatus"]["coding"].append({"system": "http://x.dk", "code": "Hun er syg"})
    condition["code"]["coding"][0]["version"] = "Hun er syg"
    assert told(check(report)) == {
        ("guide-free-text", "Condition.clinicalStatus.coding[1].code"),
        ("guide-free-text", "Condition.code.coding[0].version"),
    }


@pytest.mark.parametrize("number", [2, ORDER])
def test_the_id_of_an_element_holds_no_spaces(number):
    bundle = example(number)
    condition = resources(bundle, "ffb-condition")[0]
    condition["code"]["coding"][0]["id"] = "Hun er syg"
    assert told(check(bundle)) == {("format", "Condition.code.coding[0].id")}
    condition["code"]["coding"][0]["id"] = "a1"
    assert told(check(bundle)) == set()


@pytest.mark.parametrize(("number", "profile"), [(2, "-serviceRequest"), (5, "-carePlan")])
def test_a_case_number_holds_a_number(number, profile):
    report = example(number)
    one = resources(report, profile)[0]
    [holder] = [some for some in one["extension"] if some["url"] == CASE_NUMBER]
    del holder["extension"][0]["valueIdentifier"]["value"]
    assert told(check(report)) == set()
    assert warned(report) == {("guide-case-number", f"{one['resourceType']}.extension")}


def test_a_reference_to_a_version_means_that_version_and_no_other():
    report = example(2)
    [citizen] = resources(report, "-citizen")
    condition = resources(report, "-condition")[0]
    condition["subject"]["reference"] += "/_history/2"
    assert told(check(report)) == {("guide-bundled", "Condition.subject.reference")}
    citizen["meta"]["versionId"] = "2"
    assert told(check(report)) == set()


def test_a_script_is_none_the_less_one_when_its_name_is_broken_over_two_lines():
    link = '<div xmlns="http://www.w3.org/1999/xhtml"><a href="{}">x</a></div>'
    assert is_plain_xhtml(link.format("https://example.org"))
    assert not is_plain_xhtml(link.format(" java&#10;script:alert(1)"))
