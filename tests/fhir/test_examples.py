"""The official examples of KL's two guides."""

import pytest

from helhed.fhir import check, check_file, errors
from tests.fhir.house import ALL, ENCOUNTERS, example, path_of, told


@pytest.mark.parametrize("name", ALL)
def test_every_official_example_passes(name):
    assert errors(check_file(path_of(name).read_bytes())) == []


@pytest.mark.parametrize("name", ALL)
def test_to_the_letter_only_the_third_and_sixth_encounter_fail_and_only_by_their_goals(name):
    found = errors(check(example(name), as_published=True))
    if name in (ENCOUNTERS[3], ENCOUNTERS[6]):
        assert {one.rule for one in found} == {"kl-reporting-ffb-intervention-goal-2"}
        assert {one.path for one in found} == {"Goal"}
    else:
        assert found == []


@pytest.mark.parametrize("number", ENCOUNTERS)
def test_reports_of_the_guide_are_warned_of_relative_addresses_and_no_time_of_change(number):
    warned = {one.rule for one in check(example(number))}
    assert warned == {"full-url-absolute", "guide-last-updated"}


def test_an_absolute_address_and_a_time_of_change_leave_nothing_to_warn_of():
    report = example(3)
    report["meta"]["lastUpdated"] = "2021-05-29T12:13:41Z"
    for entry in report["entry"]:
        entry["fullUrl"] = f"https://example.org/fhir/{entry['fullUrl']}"
        entry["resource"]["meta"]["lastUpdated"] = "2021-05-29T12:13:41Z"
    assert check(report) == []


def test_a_missing_date_is_told_with_resource_path_place_and_profile():
    report = example(2)
    condition = report["entry"][2]["resource"]
    del condition["recordedDate"]
    [found] = errors(check(report))
    assert found.rule == "min"
    assert found.resource == f"Condition/{condition['id']}"
    assert found.path == "Condition.recordedDate"
    assert found.place == "Bundle.entry[2].resource.recordedDate"
    assert found.profile == "kl-reporting-ffb-condition"


def test_a_code_outside_the_value_set_is_told_at_the_code():
    report = example(2)
    coding = report["entry"][2]["resource"]["code"]["coding"][0]
    coding["code"] = "f5b8e809-0000-0000-0000-c069c99408b3"
    assert ("binding", "Condition.code") in told(check(report))
