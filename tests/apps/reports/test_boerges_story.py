"""Børge's story, typed in the pages, gives the delivery reports that KL's guide publishes of it.

Ids, and the number of the case, are each house's own and set aside. What else differs is listed
here with its reason, place by place; a difference that is not listed fails, and so does one that
is listed and is not there any more.
"""

import json
from pathlib import Path

import pytest

from helhed.fhir import check
from tests.apps.reports.boerge import Story
from tests.apps.reports.comparing import differences, paired_ids

pytestmark = pytest.mark.django_db

EXAMPLES = Path(__file__).parents[2] / "fhir" / "examples"
OFFICIAL = {
    "2nd": "498644ca-b26c-4ba7-a1ef-69d691297ba3",
    "3rd": "4b4e5f33-a9a2-42f6-b598-180543029ae5",
    "5th": "5bf6a186-ee66-4b0e-ba6e-623972ab5130",
    "6th": "aaa5d153-968e-46ec-9f9e-cfc6e93a3f1b",
    "7th": "ae9cdbef-ca35-4dae-b5df-ffd938cf0098",
}
MUNICIPALITY = "d4e3f4fb-6761-4d6c-9086-74c49231f11e"

SAME_CODE = (
    "the guide's page and its own description say »Anden fysisk funktionsnedsættelse«; its code is "
    "that of the primary target group once more"
)
STAYS_A_PLAN = (
    "the guide's page grants it, and the 7th report tells it as an order; until then plan"
)
ENDED_GOES_ON = "the guide gives it its last day and forgets to say that it is over"
WRONG_PLAN = "the guide granted it in the other care plan, and hangs it on the first one here"
LEVEL_OF_THE_PAGE = "the guide's page says level 1 (let); the example was left at 2 (moderat)"
GOAL_CHANGED = (
    "the page changes this goal to the new one; the guide never says that it was given up"
)
SECOND_PLAN = "the guide ends its intervention, keeps its performer, and leaves the plan itself out"
OLD_DAY = "the day of the first assessment, copied; what it judges was judged on 30 August"

GROUP = "targetGroup Anden fysisk funktionsnedsættelse: code.coding[0].code"
GROUP_CODES = ("5cfc9530-a193-4f66-9981-3b980ee9ea7b", "da298aec-cd7d-436c-9927-d88d00066881")
HOME_PLAN = "carePlan Almindeligt længerevarende botilbud til voksne from 2021-05-29"
DAY_PLAN = "carePlan Aktivitets- og samværstilbud from"
CONTACT = "Indgå i samspil og kontakt"


def _over(name: str) -> dict[str, tuple[str, str, str]]:
    return {
        f"intervention {name}: status": ("active", "completed", ENDED_GOES_ON),
        f"intervention {name}: activity[0].detail.status": (
            "in-progress",
            "completed",
            ENDED_GOES_ON,
        ),
    }


LISTED: dict[str, dict[str, tuple[str, str, str]]] = {
    "2nd": {},
    "3rd": {},
    "5th": {
        GROUP: (*GROUP_CODES, SAME_CODE),
        f"{HOME_PLAN}: intent": ("plan", "order", STAYS_A_PLAN),
    },
    "6th": {
        GROUP: (*GROUP_CODES, SAME_CODE),
        f"{HOME_PLAN}: intent": ("plan", "order", STAYS_A_PLAN),
        **_over("Social aktivitet"),
        "intervention Social aktivitet: basedOn[0].reference": (
            f"CarePlan/{HOME_PLAN}",
            f"CarePlan/{DAY_PLAN} 2021-05-29",
            WRONG_PLAN,
        ),
        f"condition {CONTACT}: severity.coding[0].code": (
            "5bdde847-2837-416b-ab63-bbff8b7aa531",
            "8328ce4a-6238-4f73-bf1a-74aadb68eff8",
            LEVEL_OF_THE_PAGE,
        ),
        f"interventionGoal {CONTACT}, Fastholde funktionsevne": ("", "told", GOAL_CHANGED),
    },
    "7th": {
        GROUP: (*GROUP_CODES, SAME_CODE),
        **_over("Støtte til daglige opgaver i hjemmet"),
        **_over("Støtte til sund levevis"),
        **_over("Kompetenceudviklende aktivitet"),
        "intervention Kompetenceudviklende aktivitet: basedOn[0].reference": (
            f"CarePlan/{HOME_PLAN}",
            f"CarePlan/{DAY_PLAN} 2021-06-18",
            WRONG_PLAN,
        ),
        f"{DAY_PLAN} 2021-06-18": ("", "told", SECOND_PLAN),
        "informationGathering: effectiveDateTime": (
            "2021-05-26T13:04:04+00:00",
            "2021-08-30T11:45:33+00:00",
            OLD_DAY,
        ),
    },
}
THROUGHOUT = {
    "meta.lastUpdated": "the guide asks for it on every resource, and its examples have it on none",
    "fullUrl": "base FHIR wants an absolute address; the examples have a relative one",
}


def _official(encounter):
    return json.loads((EXAMPLES / f"Bundle-{OFFICIAL[encounter]}.json").read_text("utf-8"))


@pytest.fixture
def told(settings):
    """The reports that come of the story, by encounter, and the number of his case."""
    settings.ORGANISATION = MUNICIPALITY
    settings.FHIR_ADDRESS = "http://example.dk/identifier"
    story, found = Story(), {}
    story.opening()
    for encounter, does in {
        "2nd": (story.insight,),
        "3rd": (story.judgement,),
        "5th": (story.appropriation,),
        "6th": (story.delivery,),
        "7th": (story.after_delivery, story.evaluation),
    }.items():
        for part in does:
            part()
        found[encounter] = story.report(_official(encounter)["timestamp"])
    return found, story.case_number


def test_the_reports_of_boerges_story_are_those_of_the_guide_but_for_its_own_slips(told):
    reports, case_number = told
    for encounter, listed in LISTED.items():
        found = differences(_official(encounter), reports[encounter], case_number)
        expected = {place: (theirs, ours) for place, (theirs, ours, _why) in listed.items()}
        assert found == expected, encounter


def test_every_report_of_the_story_checks_clean(told):
    reports, _ = told
    for bundle in reports.values():
        assert check(bundle) == []


def test_what_is_set_aside_throughout_differs_throughout(told):
    reports, _ = told
    for encounter, bundle in reports.items():
        for entry in bundle["entry"]:
            assert "lastUpdated" in entry["resource"]["meta"]
            assert entry["fullUrl"].startswith("http://example.dk/identifier/")
        for entry in _official(encounter)["entry"]:
            assert "lastUpdated" not in entry["resource"]["meta"]
            assert "://" not in entry["fullUrl"]
    assert set(THROUGHOUT) == {"meta.lastUpdated", "fullUrl"}


def test_what_keeps_its_id_in_the_guides_story_keeps_it_in_ours(told):
    reports, _ = told
    ours: dict[str, set[str]] = {}
    theirs: dict[str, set[str]] = {}
    for encounter, bundle in reports.items():
        for official, own in paired_ids(_official(encounter), bundle):
            ours.setdefault(official, set()).add(own)
            theirs.setdefault(own, set()).add(official)
    assert [ids for ids in (*ours.values(), *theirs.values()) if len(ids) > 1] == []
