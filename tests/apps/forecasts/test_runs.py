"""A run of the forecast: asked for, counted by the house, stopped, taken over, and read."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from helhed.apps.access.access import House, UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.forecasts import actions, running
from helhed.apps.forecasts.models import Forecast, Scenario
from helhed.apps.forecasts.scenarios import UnableToReadScenario
from helhed.kernel.clock import FixedDay
from helhed.rules.access.rights import Role
from helhed.rules.forecasts.koersel import UnableToAskForForecast
from tests.apps import building as b
from tests.apps.forecasts.house import HOUSE, count
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
CHANGES = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.1\n'


def asked(actor, **given):
    usual = {"department": "adults", "months": 12, "paths": 100, "scenarios": []}
    return actions.ask(actor, **usual | given)


def test_nobody_asks_for_a_department_that_is_not_theirs():
    town = Town()
    with pytest.raises(UnableToLetIn):
        asked(town.head, department="children")
    with pytest.raises(UnableToLetIn):
        asked(town.head, department="")
    row = asked(town.head)
    assert asked(town.finance, department="").department == ""
    assert (
        b.signed_in(town.childrens_head).get(reverse("forecasts:run", args=[row.id])).status_code
        == 403
    )
    assert b.signed_in(town.anna).get("/prognose/").status_code == 403


def test_who_is_head_of_both_departments_asks_for_both_and_opens_them_and_no_other_head_does():
    town = Town()
    start = town.head.user.holdings.get().start
    both = asked(town.finance, department="")
    address = reverse("forecasts:run", args=[both.id])
    assert b.signed_in(town.head).get(address).status_code == 403
    assert "Begge afdelinger" not in b.signed_in(town.head).get("/prognose/").content.decode()
    town.head.user.holdings.create(role=Role.HEAD.value, unit=town.children, start=start)
    of_both = b.signed_in(town.head)
    assert of_both.get(address).status_code == 200
    assert "Begge afdelinger" in of_both.get("/prognose/").content.decode()
    form = {"department": "", "months": "12", "paths": "100"}
    assert of_both.post("/prognose/", form).status_code == 302
    assert Forecast.objects.filter(department="", asked_by=town.head.user).exists()


@pytest.mark.parametrize(
    "wrong",
    [{"months": 7}, {"paths": 3}, {"department": "nowhere"}],
)
def test_what_cannot_be_counted_is_refused_and_says_so(wrong):
    with pytest.raises((UnableToAskForForecast, UnableToLetIn)):
        asked(Town().finance, **wrong)
    assert not Forecast.objects.exists()


def test_the_form_asks_and_the_page_tells_how_far_it_is():
    town = Town()
    browser = b.signed_in(town.finance)
    form = {"department": "adults", "months": "12", "paths": "100"}
    page = browser.post("/prognose/?afdeling=adults", form, follow=True)
    row = Forecast.objects.get()
    assert "Venter" in page.content.decode()
    address = reverse("forecasts:progress", args=[row.id])
    piece = browser.get(address, headers={"HX-Request": "true"})
    assert "<html" not in piece.content.decode()
    assert browser.get(address).status_code == 302
    page = browser.post(reverse("forecasts:cancel", args=[row.id]), follow=True)
    assert "Afbrudt" in page.content.decode()
    assert browser.get(address, headers={"HX-Request": "true"}).headers["HX-Redirect"]
    page = browser.post(reverse("forecasts:cancel", args=[row.id]), follow=True)
    assert "allerede slut" in page.content.decode()


def test_a_house_without_help_says_why_nothing_can_be_counted():
    town = Town()
    row = count(asked(town.finance))
    assert row.state == "failed"
    assert "for få bevillinger" in row.why
    page = b.signed_in(town.finance).get(reverse("forecasts:run", args=[row.id]))
    assert "for få bevillinger" in page.content.decode()


def test_a_run_that_is_asked_to_stop_keeps_nothing():
    town = Town()
    row = asked(town.finance)
    taken = running.take(HOUSE, Forecast, row.id)
    running.tell(HOUSE, taken, 1, 10)
    actions.cancel(town.finance, forecast=row.id)
    with pytest.raises(running.Stopped):
        running.tell(HOUSE, taken, 2, 10)
    running.stop(HOUSE, taken)
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert row.done == 1
    assert Entry.objects.filter(action="forecast.stop", object_id=row.id).exists()


def test_what_a_killed_worker_left_is_taken_over_and_the_dead_one_writes_no_more():
    town = Town()
    row = asked(town.finance)
    dead = running.take(HOUSE, Forecast, row.id)
    assert running.take(HOUSE, Forecast, row.id) is None
    Forecast.objects.update(seen_at=HOUSE.now() - running.SILENT - timedelta(seconds=1))
    alive = running.take(HOUSE, Forecast, row.id)
    assert alive is not None
    with pytest.raises(running.Stopped):
        running.tell(HOUSE, dead, 1, 10)
    running.fail(HOUSE, dead, "nej")
    row.refresh_from_db()
    assert row.state == "running"


def test_the_house_asks_for_a_run_of_each_department_once_a_month_and_for_what_was_before_once():
    b.municipality()
    running.ask_monthly(HOUSE)
    running.ask_monthly(HOUSE)
    found = Forecast.objects.order_by("-as_of", "department").values_list("as_of", "department")
    every = ("", "adults", "children")
    october, september = date(2026, 10, 31), date(2026, 9, 30)
    assert list(found) == [(day, one) for day in (october, september) for one in every]
    running.ask_monthly(House(FixedDay(date(2026, 12, 2))))
    assert Forecast.objects.filter(as_of=date(2026, 11, 30)).count() == 3
    assert Forecast.objects.count() == 9


def test_the_months_run_has_the_standing_scenarios_that_can_be_read_beside_it():
    b.municipality()
    for name, changes in (("Læses", CHANGES), ("Læses ikke", "x"), ("Tilbage", CHANGES)):
        Scenario.objects.create(
            name=name, department="adults", changes=changes, made_at=b.NOON,
            withdrawn_at=b.NOON if name == "Tilbage" else None,
        )  # fmt: skip
    running.ask_monthly(HOUSE)
    of_adults, before = Forecast.objects.filter(department="adults").order_by("-as_of")
    assert [one["name"] for one in of_adults.scenarios] == ["Læses"]
    assert before.scenarios == []
    assert Forecast.objects.get(department="", as_of=of_adults.as_of).scenarios == []


def test_what_is_asked_for_stands_in_the_queue_of_the_worker_at_once():
    row = asked(Town().finance)
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[str(row.id)]]


def test_a_scenario_that_cannot_be_read_stops_the_one_who_asks():
    town = Town()
    bad = Scenario.objects.create(
        name="Læses ikke", department="adults", changes="x", made_at=b.NOON
    )
    with pytest.raises(UnableToReadScenario):
        asked(town.finance, scenarios=[bad.id])
    assert not Forecast.objects.exists()
