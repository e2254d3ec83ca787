"""Value sets worked out here hold what another program found in them."""

import csv
from collections import defaultdict

import pytest

from helhed.fhir.pinned import Pinned, pinned
from helhed.fhir.terminology import Terminology
from tests.fhir.locate import TABLES

TERMS = Terminology(pinned())
ONLY_BEFORE = {"KLGoalTypeCodes", "KLEvaluationTypeCodes", "KLInformationGatheringTypeCodes"} | {
    "KLInformationGatheringInvestigationCodes"
}
"""Sets that lost one code between the two pinned versions; it counts still."""

BY_SNOMED = {"KLTargetMeasureCodes", "CancellationTypes"}
"""Sets that reach into SNOMED CT, or that only the newest version has."""


def listed():
    found = defaultdict(set)
    with (TABLES / "ffb-value-sets.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            found[line["url"]].add((line["system"], line["code"]))
    return found


@pytest.mark.parametrize(("url", "codes"), sorted(listed().items()))
def test_a_value_set_holds_the_codes_that_the_tables_list(url, codes):
    name = url.rsplit("/", 1)[-1]
    found = TERMS.expansion(url)
    if name in BY_SNOMED:
        assert found is None
    else:
        assert found >= codes
        assert len(found - codes) == (name in ONLY_BEFORE)


def made(include, exclude=(), **more):
    """A terminology of one small code system and one value set."""
    tree = [["a", "A", [["b", "B", [["c", "C"]]], ["d", "D"]]], ["e", "E"]]
    system = {"url": "urn:s", "content": "complete", "concept": tree}
    value_set = {"url": "urn:v", "include": include, "exclude": exclude}
    others = {url: {"url": url, "exclude": [], **one} for url, one in more.items()}
    return Terminology(Pinned({}, {"urn:v": value_set, **others}, {"urn:s": system}))


def codes_of(*arguments, **more):
    found = made(*arguments, **more).expansion("urn:v")
    return None if found is None else "".join(sorted(code for _, code in found))


def filtered(operator, top):
    return {"system": "urn:s", "filter": [{"property": "concept", "op": operator, "value": top}]}


@pytest.mark.parametrize(
    ("include", "exclude", "found"),
    [
        ([{"system": "urn:s"}], [], "abcde"),
        ([filtered("is-a", "b")], [], "bc"),
        ([filtered("descendent-of", "a")], [], "bcd"),
        ([filtered("is-not-a", "b")], [], "ade"),
        ([filtered("descendent-of", "a")], [{"system": "urn:s", "concept": ["b"]}], "cd"),
        ([filtered("descendent-of", "a")], [filtered("is-a", "b")], "d"),
        ([{"system": "urn:s", "concept": ["e"]}, filtered("is-a", "d")], [], "de"),
        ([filtered("regex", "x")], [], None),
        ([{"system": "urn:elsewhere"}], [], None),
        ([{"valueSet": ["urn:v"]}], [], None),
    ],
)
def test_filters_lists_and_exclusions(include, exclude, found):
    assert codes_of(include, exclude) == found


def test_a_value_set_of_value_sets_joins_and_a_part_of_two_holds_what_both_hold():
    first = {"include": [filtered("descendent-of", "a")]}
    second = {"include": [{"system": "urn:s", "concept": ["d", "e"]}]}
    joined = [{"valueSet": ["urn:1"]}, {"valueSet": ["urn:2"]}]
    both = [{"valueSet": ["urn:1", "urn:2"]}]
    assert codes_of(joined, **{"urn:1": first, "urn:2": second}) == "bcde"
    assert codes_of(both, **{"urn:1": first, "urn:2": second}) == "d"


def test_media_types_and_currencies_are_known_by_their_grammar():
    media = "http://hl7.org/fhir/ValueSet/mimetypes|4.0.1"
    assert TERMS.has_bare(media, "application/pdf")
    assert TERMS.has_bare(media, "text/plain; charset=UTF-8")
    assert not TERMS.has_bare(media, "pdf")
    assert not TERMS.has_bare("http://hl7.org/fhir/ValueSet/currencies", "kr.")
