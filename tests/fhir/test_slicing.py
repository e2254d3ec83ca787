"""Slicing by every kind of discriminator, closed and ordered, on small made-up definitions."""

import pytest

from helhed.fhir.check import run_of
from helhed.fhir.pinned import R4, Pinned, pinned
from helhed.fhir.run import Place
from helhed.fhir.shapes import Shapes
from helhed.fhir.terminology import Terminology
from helhed.fhir.walk import any_resource

URL = "http://example.org/StructureDefinition/"
PATIENT = "http://example.org/StructureDefinition/patient-of-made-up-slices"
REFERENCE = [{"code": "Reference", "targetProfile": [R4 + "Practitioner", R4 + "Organization"]}]


def element(path, kind="Identifier", least=0, most="*", **more):
    last = path.rsplit(".", 1)[-1]
    piece = last.partition(":")[2]
    plain = ".".join(step.split(":")[0] for step in path.split("."))
    told = {
        "id": path,
        "path": plain,
        "min": least,
        "max": most,
        "base": [more.pop("base", plain), more.pop("base_max", "*")],
        "type": more.pop("type", [{"code": kind}]),
    }
    return {**told, **({"sliceName": piece} if piece else {}), **more}


def sliced(discriminators, *slices, rules="open", name="identifier", ordered=False, **more):
    """A profile of Patient in which one list is sliced."""
    base = next(
        one
        for one in pinned().definitions[R4 + "Patient"]["elements"]
        if one["id"] == f"Patient.{name}"
    )
    slicing = {"discriminator": discriminators, "rules": rules, "ordered": ordered}
    whole = {**base, "slicing": slicing, **more}
    others = [
        one
        for one in pinned().definitions[R4 + "Patient"]["elements"]
        if one["id"] != f"Patient.{name}"
    ]
    return {
        "url": PATIENT,
        "type": "Patient",
        "kind": "resource",
        "baseDefinition": R4 + "Patient",
        "elements": [*others, whole, *slices],
    }


def found(profile, patient, *others):
    """Rule and path of every error."""
    made = Pinned(
        {**pinned().definitions, **{one["url"]: one for one in (profile, *others)}},
        pinned().value_sets,
        pinned().code_systems,
    )
    resource = {"resourceType": "Patient", **patient}
    run = run_of(resource, Shapes(made), Terminology(made))
    any_resource(run, resource, (PATIENT,), Place(resource, "Patient/?", ""), "Patient")
    return [(one.rule, one.path) for one in run.found.values() if one.is_error]


BY_SYSTEM = [{"type": "value", "path": "system"}]


def by_system(piece, system, least=0, most="1", how="patternUri"):
    return (
        element(f"Patient.identifier:{piece}", least=least, most=most),
        element(
            f"Patient.identifier:{piece}.system",
            "uri",
            1,
            "1",
            base="Identifier.system",
            base_max="1",
            **{how: system},
        ),
        element(
            f"Patient.identifier:{piece}.value",
            "string",
            1,
            "1",
            base="Identifier.value",
            base_max="1",
        ),
    )


A, B, C = ({"system": f"urn:{letter}", "value": "1"} for letter in "abc")


@pytest.mark.parametrize("how", ["patternUri", "fixedUri"])
@pytest.mark.parametrize("kind", ["value", "pattern"])
def test_a_slice_by_value_or_pattern_is_counted_and_checked(how, kind):
    slicing = [{"type": kind, "path": "system"}]
    profile = sliced(slicing, *by_system("a", "urn:a", least=1, how=how))
    assert found(profile, {"identifier": [B, A]}) == []
    assert found(profile, {"identifier": [B]}) == [("min", "Patient.identifier:a")]
    assert found(profile, {}) == [("min", "Patient.identifier:a")]
    assert found(profile, {"identifier": [A, A]}) == [("max", "Patient.identifier:a")]
    assert found(profile, {"identifier": [{"system": "urn:a"}]}) == [
        ("min", "Patient.identifier[0].value")
    ]


def test_a_closed_list_holds_nothing_outside_its_slices():
    pieces = (*by_system("a", "urn:a"), *by_system("b", "urn:b"))
    profile = sliced(BY_SYSTEM, *pieces, rules="closed")
    assert found(profile, {"identifier": [B, A]}) == []
    assert found(profile, {"identifier": [A, C]}) == [("closed-slicing", "Patient.identifier[1]")]


def test_a_list_open_at_its_end_has_others_after_the_slices_only():
    profile = sliced(BY_SYSTEM, *by_system("a", "urn:a"), rules="openAtEnd")
    assert found(profile, {"identifier": [A, C]}) == []
    assert found(profile, {"identifier": [C, A]}) == [("slice-order", "Patient.identifier[1]")]


def test_an_ordered_list_has_its_slices_in_their_order():
    pieces = (*by_system("a", "urn:a"), *by_system("b", "urn:b"))
    profile = sliced(BY_SYSTEM, *pieces, ordered=True)
    assert found(profile, {"identifier": [A, B]}) == []
    assert found(profile, {"identifier": [B, A]}) == [("slice-order", "Patient.identifier[1]")]


def test_a_slice_by_existence_tells_items_with_and_without_apart():
    def piece(name, least, most, limit):
        inside = element(
            f"Patient.identifier:{name}.period",
            "Period",
            least,
            most,
            base="Identifier.period",
            base_max="1",
        )
        return element(f"Patient.identifier:{name}", most=limit), inside

    profile = sliced(
        [{"type": "exists", "path": "period"}],
        *piece("dated", 1, "1", "1"),
        *piece("undated", 0, "0", "2"),
    )
    dated = {**A, "period": {"start": "2021"}}
    assert found(profile, {"identifier": [dated, A, B]}) == []
    assert found(profile, {"identifier": [dated, dated]}) == [("max", "Patient.identifier:dated")]
    assert found(profile, {"identifier": [A, A, A]}) == [("max", "Patient.identifier:undated")]


def test_a_slice_by_type_of_what_is_referred_to():
    contained = [
        {"resourceType": "Practitioner", "id": "p"},
        {"resourceType": "Organization", "id": "o", "name": "Prøve"},
    ]
    piece = element(
        "Patient.generalPractitioner:doctor",
        most="1",
        type=[{"code": "Reference", "targetProfile": [R4 + "Practitioner"]}],
    )
    profile = sliced([{"type": "type", "path": "resolve()"}], piece, name="generalPractitioner")
    doctor, firm = {"reference": "#p"}, {"reference": "#o"}
    patient = {"contained": contained, "generalPractitioner": [doctor, firm, firm]}
    assert found(profile, patient) == []
    patient["generalPractitioner"] = [doctor, doctor, firm]
    assert found(profile, patient) == [("max", "Patient.generalPractitioner:doctor")]


def test_a_slice_by_profile_takes_what_keeps_the_profile():
    named = {
        "url": URL + "named",
        "type": "Practitioner",
        "kind": "resource",
        "baseDefinition": R4 + "Practitioner",
        "elements": [
            {**one, "min": 1} if one["id"] == "Practitioner.name" else one
            for one in pinned().definitions[R4 + "Practitioner"]["elements"]
        ],
    }
    piece = element(
        "Patient.generalPractitioner:named",
        least=1,
        most="1",
        type=[{"code": "Reference", "targetProfile": [URL + "named"]}],
    )
    profile = sliced([{"type": "profile", "path": "resolve()"}], piece, name="generalPractitioner")
    with_name = {"resourceType": "Practitioner", "id": "a", "name": [{"family": "Prøve"}]}
    without = {"resourceType": "Practitioner", "id": "b", "active": True}
    patient = {"contained": [with_name, without], "generalPractitioner": []}
    patient["generalPractitioner"] = [{"reference": "#b"}, {"reference": "#a"}]
    assert found(profile, patient, named) == []
    patient["contained"] = [without]
    patient["generalPractitioner"] = [{"reference": "#b"}]
    assert found(profile, patient, named) == [("min", "Patient.generalPractitioner:named")]


def test_a_slice_of_what_is_not_there_is_not_missed_in_a_resource_by_itself():
    piece = element(
        "Patient.generalPractitioner:doctor",
        least=1,
        type=[{"code": "Reference", "targetProfile": [R4 + "Practitioner"]}],
    )
    profile = sliced([{"type": "type", "path": "resolve()"}], piece, name="generalPractitioner")
    assert found(profile, {"generalPractitioner": [{"reference": "Practitioner/1"}]}) == []
    there = {"contained": [{"resourceType": "Organization", "id": "o", "name": "Prøve"}]}
    assert found(profile, {**there, "generalPractitioner": [{"reference": "#o"}]}) == [
        ("min", "Patient.generalPractitioner:doctor")
    ]
