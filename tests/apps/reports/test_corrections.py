"""What was told and no longer stands is told again in error, with what it refers to."""

import json
from datetime import date, timedelta

import pytest
from django.db import transaction

from helhed.apps.access.access import House
from helhed.apps.assessments import actions as assessing
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions.models import Grant
from helhed.apps.reports import queue
from helhed.apps.reports.models import Delivery
from helhed.fhir.delivery.in_error import in_error
from helhed.kernel.clock import FixedDay
from tests.apps import building as b
from tests.apps.reports.house import assessed, made_on, planned, told
from tests.apps.town import Town, level_theme
from tests.fhir.house import example

pytestmark = pytest.mark.django_db
HOUSE = House(FixedDay(b.TODAY))


@pytest.fixture
def town():
    return Town()


def taken() -> None:
    """The day's reports are made, and the gateway took them; another day begins."""
    queue.put(HOUSE, b.TODAY)
    Delivery.objects.update(state="accepted", day=b.TODAY - timedelta(days=1))


def dropped(town: Town, grant: Grant) -> None:
    """A grant is dropped, as by one that takes its place from its first day."""
    with transaction.atomic():
        Grant.objects.filter(id=grant.id).update(state="dropped")
        wrote(town.leader, "grant.drop", grant, grant.citizen_id)


def test_a_grant_that_never_began_and_its_care_plan_are_told_in_error(town):
    assessed(town)
    planned(town)
    grant = town.granted(start=date(2026, 12, 1))
    taken()
    dropped(town, grant)
    [made] = made_on()
    assert made.faults == []
    states = {one["status"] for one in told(made, "intervention") + told(made, "carePlan")}
    assert states == {"entered-in-error"}


def test_a_theme_that_was_taken_out_of_a_draft_is_told_as_inactive(town):
    row = town.assessment()
    assessing.add_theme(town.anna, assessment=row.id, subtheme=level_theme(1))
    taken()
    assessing.drop_theme(town.anna, assessment=row.id, subtheme=level_theme(1))
    [made] = made_on()
    states = {
        one["code"]["coding"][0]["code"]: one["clinicalStatus"]["coding"][0]["code"]
        for one in told(made, "condition")
    }
    assert states == {level_theme(): "active", level_theme(1): "inactive"}
    assert made.faults == []


def test_a_line_that_was_only_drafted_and_dropped_is_not_reported(town):
    draft = town.draft()
    grant = draft.grants.get()
    taken()
    dropped(town, grant)
    assert all("entered-in-error" not in made.contents for made in made_on())


def test_every_profile_that_knows_an_error_says_so_and_the_others_are_left_alone():
    found = {}
    for number in (3, 5, 6):
        for entry in example(number)["entry"]:
            name = entry["resource"]["meta"]["profile"][0].rsplit("-", 1)[-1]
            found[name] = in_error(entry["resource"], "2021-05-29T12:13:41Z")
    none = {name for name, told in found.items() if told is None}
    assert none == {"citizen", "servicePerformer", "followUpEncounter"}
    told_so = {name for name, one in found.items() if "entered-in-error" in json.dumps(one)}
    assert told_so == set(found) - none - {"condition"}
