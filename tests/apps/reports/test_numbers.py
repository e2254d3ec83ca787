"""What was reported under a wrong CPR number is told in error, and again under the right one."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.access.access import House
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.actions.number import ask_correction, correct_number
from helhed.apps.reports import actions, queue
from helhed.apps.reports.models import Delivery
from helhed.fhir import check, errors
from helhed.kernel.clock import FixedDay
from helhed.kernel.cpr import Cpr
from helhed.rules.citizens.nummer import CorrectionKind
from tests.apps import building as b
from tests.apps.reports.house import assessed, planned
from tests.apps.town import CPR, Town

pytestmark = pytest.mark.django_db
HOUSE = House(FixedDay(b.TODAY))
NEW, NEWER = "0201801118", "0301801118"
NO_ERROR = {"citizen", "servicePerformer", "followUpEncounter", "condition"}


@pytest.fixture
def town():
    return Town()


def corrected(town, number=NEW, kind=CorrectionKind.TYPO):
    row = ask_correction(
        town.anna, citizen=town.citizen.id, cpr=Cpr(number), kind=kind, reason="Pas"
    )
    correct_number(town.leader, correction=row.id)


def reported(town):
    """A whole case was reported yesterday and taken."""
    assessed(town)
    planned(town)
    town.granted(start=b.TODAY)
    queue.put(HOUSE, b.TODAY)
    yesterday = b.TODAY - timedelta(days=1)
    Delivery.objects.update(state="accepted", day=yesterday, made_at=b.NOON - timedelta(days=1))


def resources(row):
    return [entry["resource"] for entry in json.loads(row.contents)["entry"]]


def profile(resource):
    return resource["meta"]["profile"][0].rsplit("-", 1)[-1]


def number_of(row):
    [person] = [one for one in resources(row) if profile(one) == "citizen"]
    return person["identifier"][0]["value"]


def of(purpose):
    return Delivery.objects.exclude(state="replaced").get(purpose=purpose)


def test_everything_is_told_in_error_under_the_old_number_and_again_under_the_new(town):
    reported(town)
    before = resources(Delivery.objects.get())
    corrected(town)
    queue.put(HOUSE, b.TODAY - timedelta(days=1))
    undo, again = of("undo"), of("again")
    assert (number_of(undo), number_of(again)) == (CPR, NEW)
    for row in (undo, again):
        assert row.state == "waiting"
        assert errors(check(json.loads(row.contents))) == []
    told = {profile(one) for one in resources(undo) if "entered-in-error" in json.dumps(one)}
    assert told == {profile(one) for one in before} - NO_ERROR
    assert len(resources(again)) == len(before)
    assert "entered-in-error" not in again.contents


def test_nothing_keeps_its_id_so_that_no_id_is_both_in_error_and_right(town):
    reported(town)
    corrected(town)
    queue.put(HOUSE, b.TODAY - timedelta(days=1))
    ids = {one["id"] for one in resources(of("undo"))}
    assert not ids & {one["id"] for one in resources(of("again"))}
    assert all(key not in of("again").contents for key in ids)


def test_it_is_told_once_and_what_comes_after_is_told_under_the_new_number_and_ids(town):
    reported(town)
    corrected(town)
    queue.put(HOUSE, b.TODAY - timedelta(days=1))
    known = {one["id"] for one in resources(of("again"))}
    assert queue.put(HOUSE, b.TODAY - timedelta(days=1)) == []
    Delivery.objects.update(state="accepted")
    [day] = queue.put(HOUSE, b.TODAY)
    assert day.purpose == "day"
    assert number_of(day) == NEW
    [person] = [one["id"] for one in resources(day) if profile(one) == "citizen"]
    assert person in known


def test_what_waited_under_the_old_number_never_leaves_under_it(town):
    assessed(town)
    queue.put(HOUSE, b.TODAY)
    corrected(town)
    made = queue.put(HOUSE, b.TODAY)
    assert [number_of(row) for row in made] == [NEW]
    assert Delivery.objects.get(purpose="day", state="waiting").id == made[0].id
    assert not Delivery.objects.exclude(purpose="day").exists()


def test_a_replacement_number_was_never_reported_so_its_reports_are_made_anew_alone(town):
    replacement = "6101801118"
    assessed(town)
    Citizen.objects.filter(id=town.citizen.id).update(cpr=replacement)
    [row] = queue.put(HOUSE, b.TODAY)
    assert row.lacks == ["cpr"]
    corrected(town, CPR, CorrectionKind.REPLACEMENT)
    [anew] = queue.put(HOUSE, b.TODAY)
    assert (anew.state, number_of(anew)) == ("waiting", CPR)


def test_two_corrections_before_anything_was_sent_leave_one_withdrawal_and_one_telling(town):
    reported(town)
    corrected(town)
    queue.put(HOUSE, b.TODAY - timedelta(days=1))
    corrected(town, NEWER)
    queue.put(HOUSE, b.TODAY - timedelta(days=1))
    assert number_of(of("undo")) == CPR
    assert number_of(of("again")) == NEWER


def test_a_refused_withdrawal_is_made_again_on_its_page(town):
    reported(town)
    corrected(town)
    queue.put(HOUSE, b.TODAY - timedelta(days=1))
    Delivery.objects.filter(purpose="undo").update(state="rejected")
    row = of("undo")
    browser = Client()
    browser.force_login(town.anna.user)
    page = browser.get(reverse("reports:one", args=[row.id])).content.decode()
    assert "Trækker tilbage" in page
    anew = actions.remake(town.anna, delivery=row.id)
    assert (anew.purpose, number_of(anew), anew.resources) == ("undo", CPR, row.resources)
