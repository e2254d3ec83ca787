"""Order messages: taken apart into plain facts and put together again."""

import json

import pytest

from helhed.fhir import check, errors
from helhed.fhir.ordering import bundle, differences, facts
from helhed.fhir.ordering.parts import Citizen
from helhed.fhir.ordering.plain import plain
from helhed.fhir.pinned import R4
from tests.fhir.house import ORDER, example, resources


def test_the_official_order_is_put_together_again_with_the_same_content():
    official = example(ORDER)
    again = bundle(facts(official))
    assert differences(official, again) == []
    assert differences(again, official) == []


def test_the_order_put_together_again_passes_the_checker():
    assert errors(check(bundle(facts(example(ORDER))))) == []


def test_what_the_facts_have_no_room_for_is_told_by_resource_and_place():
    official = example(ORDER)
    citizen = next(
        e["resource"] for e in official["entry"] if e["resource"]["resourceType"] == "Patient"
    )
    citizen["maritalStatus"] = {"text": "Gift"}
    [found] = differences(official, bundle(facts(official)))
    assert (found.resource, found.path) == (f"Patient/{citizen['id']}", "maritalStatus")
    assert found.is_missing


def test_what_is_told_otherwise_is_a_difference_and_another_name_of_a_code_is_none():
    official, other = example(ORDER), example(ORDER)
    group = next(
        e["resource"] for e in other["entry"] if "targetGroup" in str(e["resource"].get("meta"))
    )
    group["code"]["coding"][0]["display"] = "Noget andet"
    assert differences(official, other) == []
    group["code"]["coding"][0]["code"] = "x"
    [found] = differences(official, other)
    assert (found.path, found.is_missing) == ("code.coding[0].code", False)


def _addressed(address):
    """The official order with every resource referred to by another address."""
    order = example(ORDER)
    addresses = {e["fullUrl"]: address(number, e) for number, e in enumerate(order["entry"])}
    text = json.dumps(order)
    for old, new in addresses.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    return json.loads(text)


ADDRESSES = {
    "by uuid": lambda number, entry: f"urn:uuid:5d3b6c2e-77b4-4b6f-9a55-{number:012d}",
    "by web address": lambda number, entry: f"https://example.org/fhir/{entry['fullUrl']}",
}


@pytest.mark.parametrize("how", ADDRESSES)
def test_resources_are_found_however_they_are_referred_to(how):
    order = _addressed(ADDRESSES[how])
    assert errors(check(order)) == []
    assert facts(order) == facts(example(ORDER))
    assert differences(order, bundle(facts(order))) == []


def test_a_resource_may_do_without_an_id_when_it_has_an_address():
    order = _addressed(ADDRESSES["by uuid"])
    for entry in order["entry"]:
        del entry["resource"]["id"]
    assert errors(check(order)) == []
    told = facts(order)
    [citizen] = [part for part in told.parts if isinstance(part, Citizen)]
    assert citizen.id.startswith("5d3b6c2e")
    assert differences(order, bundle(told)) == []


def test_a_reference_that_leads_outside_the_message_stays_as_it_is():
    order = example(ORDER)
    [plan] = resources(order, "orderCarePlan")
    plan["author"]["reference"] = "https://example.org/fhir/Organization/5"
    assert plain(order)["entry"][3]["resource"]["author"] == plan["author"]


@pytest.mark.parametrize(
    "profiles", [lambda url: [f"{url}|1.0.0"], lambda url: [f"{R4}CarePlan", url]]
)
def test_an_order_is_one_with_its_version_and_beside_other_profiles(profiles):
    order = example(ORDER)
    [plan] = resources(order, "orderCarePlan")
    plan["meta"]["profile"] = profiles(plan["meta"]["profile"][0])
    assert errors(check(order)) == []
    assert facts(order) == facts(example(ORDER))
