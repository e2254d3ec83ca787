"""Reports made up at random: conformant ones pass without a warning, and a single fault in one is
found in the resource where it is."""

from hypothesis import assume, given
from hypothesis import strategies as st

from helhed.fhir import check, errors
from tests.fhir.fuller import FFB, REPORTING
from tests.fhir.random_bundles import codes, reports

NEEDED = {
    "citizen": ["identifier", "managingOrganization"],
    "serviceRequest": ["status", "intent", "subject"],
    "informationGathering": ["status", "subject", "effectiveDateTime", "extension"],
    "condition": ["code", "clinicalStatus", "subject", "recordedDate"],
    "interventionGoal": [
        *("lifecycleStatus", "category", "description", "subject", "target", "addresses"),
    ],
    "carePlan": ["status", "intent", "subject", "period", "extension"],
    "intervention": ["basedOn", "created", "activity", "status", "intent", "subject"],
    "servicePerformer": ["category", "subject"],
    "targetGroup": ["code", "recordedDate", "subject"],
    "careEvaluation": ["code", "valueCodeableConcept", "effectiveDateTime", "status", "subject"],
    "followUpEncounter": ["status", "class", "type", "period", "subject"],
    "followUp": ["code", "focus", "valueCodeableConcept", "effectiveDateTime", "status"],
}


def profile_of(resource):
    return resource["meta"]["profile"][0].removeprefix(REPORTING)


def walked(value, path=()):
    """Every value below, with its path."""
    yield path, value
    inside = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    for key, inner in inside:
        yield from walked(inner, (*path, key))


def holder_of(resource, path):
    for step in path[:-1]:
        resource = resource[step]
    return resource


def one_of(draw, resource, wanted):
    """The holder and key of some value below that is wanted."""
    found = [path for path, value in walked(resource) if path and wanted(path, value)]
    assume(found)
    path = draw(st.sampled_from(found))
    return holder_of(resource, path), path[-1]


def nothing_where_something_must_be(draw, resource):
    del resource[draw(st.sampled_from(NEEDED[profile_of(resource)]))]


def something_unknown(draw, resource):
    holder, key = one_of(draw, resource, lambda path, value: isinstance(value, dict))
    holder[key]["opfundet"] = "x"


def a_note(draw, resource):
    resource["note"] = [{"text": "Fri tekst."}]


def a_narrative(draw, resource):
    div = '<div xmlns="http://www.w3.org/1999/xhtml">Fri tekst.</div>'
    resource["text"] = {"status": "generated", "div": div}


def a_text_beside_a_code(draw, resource):
    def is_concept(path, value):
        return isinstance(value, dict) and "coding" in value

    holder, key = one_of(draw, resource, is_concept)
    holder[key]["text"] = "Fri tekst."


def a_text_beside_a_reference(draw, resource):
    def refers(path, value):
        return isinstance(value, dict) and "reference" in value

    holder, key = one_of(draw, resource, refers)
    holder[key]["display"] = "Fri tekst."


def a_code_of_ffb_that_is_a_heading(draw, resource):
    holder, _ = one_of(draw, resource, lambda path, value: value == FFB)
    assume(holder["code"] in {*codes("KLConditionCodesFFB"), *codes("KLSeveritiesFFB")})
    holder["code"] = "b3ddc7d7-f6c1-4d47-8280-456992cbe0a6"


def a_code_that_is_none(draw, resource):
    holder, _ = one_of(draw, resource, lambda path, value: value == FFB)
    holder["code"] = "no-such-code"


def a_reference_to_nobody(draw, resource):
    holder, key = one_of(draw, resource, lambda path, value: path[-1] == "reference")
    code = holder[key].split("/")[0]
    holder[key] = f"{code}/d0000000-0000-4000-8000-000000000000"


def a_reference_to_another_type(draw, resource):
    holder, key = one_of(draw, resource, lambda path, value: path[-1] == "reference")
    holder[key] = "Organization/d0000000-0000-4000-8000-000000000000"


def a_day_that_is_none(draw, resource):
    def is_time(path, value):
        return isinstance(value, str) and value.startswith("202")

    holder, key = one_of(draw, resource, is_time)
    holder[key] = draw(st.sampled_from(["2021-02-30", "2021-13-01", "30-05-2021", "2021-05-01T10"]))


def a_number_where_text_stands(draw, resource):
    holder, key = one_of(draw, resource, lambda path, value: isinstance(value, str) and _free(path))
    holder[key] = 5


def a_list_where_one_value_stands(draw, resource):
    holder, key = one_of(
        draw, resource, lambda path, value: isinstance(path[-1], str) and _is_single(path, value)
    )
    holder[key] = [holder[key]]


def nothing_at_all(draw, resource):
    holder, key = one_of(draw, resource, lambda path, value: _free(path))
    holder[key] = draw(st.sampled_from([None, "", {}, []]))


def an_extension_of_nobody(draw, resource):
    holder, key = one_of(draw, resource, lambda path, value: isinstance(value, dict))
    holder[key].setdefault("extension", []).append({"url": "urn:x:y", "valueBoolean": True})


def another_profile(draw, resource):
    resource["meta"]["profile"] = ["http://fhir.kl.dk/core/StructureDefinition/KLCommonCitizen"]


def _free(path):
    """Not the type or id, by which the resource is found again."""
    return path[0] not in ("resourceType", "id", "meta")


def _is_single(path, value):
    return _free(path) and not isinstance(value, list)


FAULTS = [
    nothing_where_something_must_be,
    something_unknown,
    a_note,
    a_narrative,
    a_text_beside_a_code,
    a_text_beside_a_reference,
    a_code_of_ffb_that_is_a_heading,
    a_code_that_is_none,
    a_reference_to_nobody,
    a_reference_to_another_type,
    a_day_that_is_none,
    a_number_where_text_stands,
    a_list_where_one_value_stands,
    nothing_at_all,
    an_extension_of_nobody,
    another_profile,
]


@given(reports())
def test_a_conformant_report_passes_without_a_warning(report):
    found = check(report)
    assert {one.rule for one in found} <= {"guide-case-number"}
    assert errors(check(report, as_published=True)) == [] or any(
        entry["resource"]["resourceType"] == "Goal" for entry in report["entry"]
    )


@given(st.data())
def test_a_single_fault_is_found_where_it_is(data):
    report = data.draw(reports())
    entry = data.draw(st.sampled_from(report["entry"]))
    number = report["entry"].index(entry)
    fault = data.draw(st.sampled_from(FAULTS))
    fault(data.draw, entry["resource"])
    found = errors(check(report))
    assert any(one.place.startswith(f"Bundle.entry[{number}].") for one in found), fault.__name__


@given(reports(), st.data())
def test_a_report_without_somebody_that_it_refers_to_is_refused(report, data):
    named = {value for _, value in walked(report) if isinstance(value, str) and "/" in value}
    used = [one for one in report["entry"] if one["fullUrl"].split("/fhir/")[1] in named]
    report["entry"].remove(data.draw(st.sampled_from(used)))
    assert {one.rule for one in errors(check(report))} & {"bundled", "guide-bundled"}


@given(reports(), st.data())
def test_a_report_of_two_citizens_or_with_an_id_twice_is_refused(report, data):
    first = report["entry"][data.draw(st.integers(0, len(report["entry"]) - 1))]
    report["entry"].append(first)
    assert {"guide-unique-id", "bdl-7"} <= {one.rule for one in errors(check(report))}
    if first["resource"]["resourceType"] == "Patient":
        assert "guide-one-citizen" in {one.rule for one in errors(check(report))}


@given(reports(), st.data())
def test_a_goal_has_exactly_one_primary_and_a_severity_stands_exactly_at_activities(report, data):
    wanted = ("condition", "interventionGoal")
    some = [one for one in report["entry"] if profile_of(one["resource"]) in wanted]
    resource = data.draw(st.sampled_from(some))["resource"]
    if resource["resourceType"] == "Goal":
        rank = data.draw(st.sampled_from([1, 2]))
        for address in resource["addresses"]:
            address["extension"][0]["valuePositiveInt"] = rank
        rule = "kl-reporting-ffb-intervention-goal-2"
        assume(rank == 2 or len(resource["addresses"]) > 1)
    else:
        rule = "kl-reporting-ffb-condition-1"
        if resource.pop("severity", None) is None:
            code = {"system": FFB, "code": codes("KLSeveritiesFFB")[0]}
            resource["severity"] = {"coding": [code]}
    name = f"{resource['resourceType']}/{resource['id']}"
    found = {(one.rule, one.resource) for one in errors(check(report))}
    assert (rule, name) in found
