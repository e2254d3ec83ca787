"""Broken and hostile files: refused with where and what, never a traceback, and no value of them
repeated."""

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from helhed.cli.main import app
from helhed.fhir import Unreadable, check, check_file, errors, read
from helhed.fhir import reading as reading_
from tests.fhir.fuller import CARE_SOCIAL, PATIENT
from tests.fhir.house import ENCOUNTERS, ORDER, example, path_of, told
from tests.fhir.locate import GOALS

WHOLE = json.dumps({"resourceType": "Bundle", "type": "collection"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1, column 1: this is not JSON"),
        (b"<Bundle/>", "line 1, column 1: this is not JSON"),
        (WHOLE[:-1].encode(), "this is not JSON"),
        (b'{"resourceType": "Bundle",\n "type": }', "line 2, column 10"),
        (b'{"a": 1, "b": {"type": 1, "type": 2}}', "type stands twice in the same object"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": -Infinity}', "-Infinity is no number"),
        (b'{"a": 1e999999999999999999999999999999999999999999}', "a number of"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "a number of 5000 digits"),
        (b"\xef\xbb\xbf" + WHOLE.encode(), "byte order mark"),
        (WHOLE.encode("utf-16"), "UTF-16"),
        ('{"a": "æ"}'.encode("latin-1"), "byte 8: the file is not UTF-8"),
        (b"[" * 100_000 + b"]" * 100_000, "nested more than 60 levels"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "nested more than 60 levels"),
        (b'{"a": "\x01"}', "this is not JSON"),
    ],
)
def test_what_is_no_clean_json_is_refused_with_its_place(content, said):
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert said in str(refused.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(reading_, "MOST_BYTES", 10)
    with pytest.raises(Unreadable, match="larger than"):
        read(WHOLE.encode())


@pytest.mark.parametrize(
    "value",
    [None, 5, True, "Bundle", [], [{}], {}, {"resourceType": 5}, {"resourceType": "Elephant"}],
)
def test_json_that_is_no_resource_is_refused(value):
    assert errors(check(value))


@pytest.mark.parametrize("entry", [None, 5, "x", {}, [5], [None], [{"resource": 5}], [[]]])
def test_a_bundle_of_rubbish_is_refused(entry):
    assert errors(check({"resourceType": "Bundle", "type": "collection", "entry": entry}))


def test_a_type_without_a_definition_is_an_error_that_says_so():
    report = example(2)
    report["entry"].append(
        {
            "fullUrl": "Medication/00000000-0000-4000-8000-000000000000",
            "resource": {
                "resourceType": "Medication",
                "id": "00000000-0000-4000-8000-000000000000",
            },
        }
    )
    said = [one.text for one in check(report) if one.rule == "resource-type"]
    assert said == ["no definition of Medication is known here"]


@pytest.mark.parametrize("junk", ["\ud800", "0101811234\u202e<script>", "a\x00b", "[bold]x[/bold]"])
def test_no_value_of_the_file_is_repeated_in_a_finding(junk):
    report = example(2)
    patient = report["entry"][0]["resource"]
    patient["identifier"][0]["value"] = junk
    patient["identifier"][0][junk] = junk
    patient["id"] = junk
    report["entry"][1]["resource"]["subject"]["reference"] = junk
    report["entry"][2]["resource"]["code"]["coding"][0]["code"] = junk
    report["entry"][3]["resource"]["resourceType"] = junk
    report["entry"][4]["resource"]["extension"] = [{"url": junk, "valueString": junk}]
    report["entry"][5]["resource"]["meta"]["profile"] = [junk]
    found = check(report)
    assert errors(found)
    assert junk not in repr([one.as_json() for one in found])
    json.dumps([one.as_json() for one in found]).encode("utf-8")


NAMES = [
    *("id", "extension", "url", "valueReference", "reference", "coding", "code", "system"),
    *("text", "div", "meta", "profile", "contained", "resourceType", "entry", "resource"),
    *("fullUrl", "_id", "_value", "start", "end"),
]
JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.text(max_size=5),
        st.sampled_from(["#", "Patient/1", "urn:uuid:x", "2021-02-30", "http://x/_history/"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


def _paths(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(inner, (*path, key))


PATHS = {name: list(_paths(example(name)))[1:] for name in (ENCOUNTERS[3], ORDER)}


@given(st.data())
def test_anything_put_anywhere_is_told_of_and_never_breaks_the_checker(data):
    name = data.draw(st.sampled_from(sorted(PATHS)))
    *head, last = data.draw(st.sampled_from(PATHS[name]))
    bundle = example(name)
    holder = bundle
    for step in head:
        holder = holder[step]
    before, junk = copy.deepcopy(holder[last]), data.draw(JUNK)
    holder[last] = junk
    for as_published in (False, True):
        found = check(bundle, as_published=as_published)
        assert all(one.rule and one.text and one.place for one in found)
    if type(before) is not type(junk):
        assert errors(found)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    with suppress(Unreadable):
        check_file(content)


def test_the_command_names_every_file_and_ends_1_for_errors_and_3_for_no_json(tmp_path):
    good = path_of(ENCOUNTERS[2])
    report = example(2)
    report["entry"][2]["resource"]["note"] = [{"text": "Fri tekst."}]
    bad, torn = tmp_path / "bad.json", tmp_path / "torn.json"
    bad.write_text(json.dumps(report), encoding="utf-8")
    torn.write_bytes(b'{"a": 1')
    run = CliRunner()
    assert run.invoke(app, ["fhir", "check", str(good)]).exit_code == 0
    told_bad = run.invoke(app, ["fhir", "check", str(good), str(bad)])
    assert told_bad.exit_code == 1
    assert "Bundle.entry[2].resource.note: error max: must not be there" in told_bad.stdout
    assert "Fri tekst" not in told_bad.output
    told_torn = run.invoke(app, ["fhir", "check", str(torn), str(bad)])
    assert told_torn.exit_code == 3
    assert "torn.json: line 1, column 8: this is not JSON" in told_torn.output
    assert run.invoke(app, ["fhir", "check", str(tmp_path / "nowhere.json")]).exit_code == 2


def test_the_command_tells_machines_the_same(tmp_path):
    torn = tmp_path / "torn.json"
    torn.write_bytes(b"{")
    good = path_of(ENCOUNTERS[3])
    done = CliRunner().invoke(app, ["fhir", "check", "--json", str(good), str(torn)])
    first, second = json.loads(done.stdout)
    assert (first["file"], first["valid"], first["unreadable"]) == (str(good), True, None)
    assert {one["severity"] for one in first["findings"]} == {"warning"}
    assert second["valid"] is False
    assert "this is not JSON" in second["unreadable"]
    to_the_letter = ["fhir", "check", "--as-published", "--json", str(good)]
    assert CliRunner().invoke(app, to_the_letter).exit_code == 1


def test_resources_that_refer_to_each_other_come_to_an_end():
    order = example(ORDER)
    plan = next(one for one in order["entry"] if one["fullUrl"].startswith("CarePlan/d727"))
    plan["resource"]["basedOn"] = [{"reference": plan["fullUrl"]}]
    assert told(check(order)) == set()


def test_a_long_chain_of_resources_that_claim_nothing_is_followed_or_refused_but_never_breaks():
    order = example(ORDER)
    goals = [
        {
            "resourceType": "Goal",
            "id": f"g{number}",
            "lifecycleStatus": "active",
            "category": [{"coding": [{"system": CARE_SOCIAL, "code": GOALS["citizenObjective"]}]}],
            "description": {"text": "Mere."},
            "subject": {"reference": PATIENT},
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/goal-relationship",
                    "extension": [
                        {"url": "type", "valueCodeableConcept": {"text": "based-on"}},
                        {"url": "target", "valueReference": {"reference": f"Goal/g{number + 1}"}},
                    ],
                }
            ],
        }
        for number in range(1_000)
    ]
    del goals[-1]["extension"]
    order["entry"] += [{"fullUrl": f"Goal/{one['id']}", "resource": one} for one in goals]
    plan = order["entry"][3]["resource"]
    assert plan["resourceType"] == "CarePlan"
    plan["goal"].append({"reference": "Goal/g0"})
    assert {one.rule for one in errors(check(order))} == {"too-deep"}
    plan["goal"][-1] = {"reference": "Goal/g990"}
    assert errors(check(order)) == []
