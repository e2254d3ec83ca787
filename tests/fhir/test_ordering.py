"""Order messages: taken apart into plain facts and put together again."""

from helhed.fhir import check, errors
from helhed.fhir.ordering import bundle, differences, facts
from tests.fhir.house import ORDER, example


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
