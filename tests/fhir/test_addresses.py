"""Addresses: how they are written, and whom a reference means by them."""

import copy
import json

import pytest

from helhed.fhir import check
from tests.fhir.house import ORDER, example, resources, told

OTHER = "5d3b6c2e-77b4-4b6f-9a55-0f7d2a4f0c11"


def dashed(plain):
    parts = (plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:])
    return plain if "-" in plain else "-".join(parts)


def living_at(bundle, address):
    """The same bundle, its entries at other addresses; references are as they were."""
    made = copy.deepcopy(bundle)
    for entry in made["entry"]:
        entry["fullUrl"] = address(entry["resource"])
    return made


def by_uuid(resource):
    return f"urn:uuid:{dashed(resource['id'])}"


@pytest.mark.parametrize(
    "address",
    [
        "urn:uuid:hej",
        "urn:oid:abc",
        "oid:1.2.3",
        "uuid:5d3b6c2e-77b4-4b6f-9a55-0f7d2a4f0c11",
    ],
)
def test_an_address_that_begins_as_a_uuid_or_an_oid_is_one(address):
    order = example(ORDER)
    [document, _] = resources(order, "-documentReference")
    document["type"] = {"coding": [{"system": address, "code": "x"}]}
    document["masterIdentifier"] = {"system": address, "value": "x"}
    assert told(check(order)) == {
        ("format", "DocumentReference.type.coding[0].system"),
        ("format", "DocumentReference.masterIdentifier.system"),
    }


def test_a_uuid_in_capitals_is_one_all_the_same():
    order = example(ORDER)
    [document, _] = resources(order, "-documentReference")
    document["type"] = {"coding": [{"system": f"urn:uuid:{OTHER.upper()}", "code": "x"}]}
    assert told(check(order)) == set()


def test_an_entry_at_a_uuid_that_is_none_is_refused():
    report = example(2)
    report["entry"][0]["fullUrl"] = "urn:uuid:hej"
    assert ("format", "Bundle.entry[0].fullUrl") in told(check(report))


@pytest.mark.parametrize("number", [2, 3, 5, 6, 7, ORDER])
def test_a_reference_by_type_and_id_means_the_entry_at_the_uuid_of_that_id(number):
    assert told(check(living_at(example(number), by_uuid))) == set()


def test_a_reference_by_type_and_id_does_not_reach_an_entry_at_another_uuid():
    def address(resource):
        is_citizen = resource["resourceType"] == "Patient"
        return f"urn:uuid:{OTHER}" if is_citizen else by_uuid(resource)

    found = told(check(living_at(example(2), address)))
    assert ("guide-bundled", "Condition.subject.reference") in found


def test_a_relative_reference_does_not_reach_another_server():
    def address(resource):
        host = "y" if resource["resourceType"] == "Patient" else "x"
        return f"https://{host}.dk/fhir/{resource['resourceType']}/{resource['id']}"

    found = told(check(living_at(example(2), address)))
    assert ("guide-bundled", "Condition.subject.reference") in found


def test_a_value_set_is_no_code_system():
    order = example(ORDER)
    [document, _] = resources(order, "-documentReference")
    value_set = "http://fhir.kl.dk/term/ValueSet/KLConditionADCodesFFB"
    document["type"] = {"coding": [{"system": value_set, "code": "x"}]}
    assert told(check(order)) == {("value-set", "DocumentReference.type.coding[0].system")}


def test_an_identifier_of_the_system_of_addresses_is_an_address():
    order = example(ORDER)
    [document, _] = resources(order, "-documentReference")
    document["masterIdentifier"] = {"system": "urn:ietf:rfc:3986", "value": "nummer 5"}
    assert told(check(order)) == {("format", "DocumentReference.masterIdentifier.value")}
    document["masterIdentifier"]["value"] = f"urn:uuid:{OTHER}"
    assert told(check(order)) == set()


@pytest.mark.parametrize(
    ("language", "is_one"),
    [
        *(("da", True), ("da-DK", True), ("zh-Hant-TW", True), ("x-eget", True)),
        *(("dansk sprog", False), ("da_DK", False), ("danskeste-1", False)),
    ],
)
def test_a_language_is_written_as_one(language, is_one):
    order = example(ORDER)
    [document, _] = resources(order, "-documentReference")
    document["language"] = language
    document["content"][0]["attachment"]["language"] = language
    wrong = {
        ("format", "DocumentReference.language"),
        ("format", "DocumentReference.content[0].attachment.language"),
    }
    assert told(check(order)) == (set() if is_one else wrong)


def test_the_size_of_an_attachment_is_the_size_of_what_is_in_it():
    order = example(ORDER)
    [document, _] = resources(order, "-documentReference")
    attachment = document["content"][0]["attachment"]
    attachment |= {"data": "JVBERg==", "size": 4}
    assert told(check(order)) == set()
    attachment["size"] = 5
    at = "DocumentReference.content[0].attachment.size"
    assert told(check(json.loads(json.dumps(order)))) == {("size", at)}
