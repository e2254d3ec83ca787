"""Which run stands first for all of a department, and who chooses."""

from datetime import timedelta

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.forecasts import actions, running
from helhed.apps.forecasts.front import front
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.queries import earlier, latest
from helhed.rules.forecasts.koersel import UnableToAskForForecast
from tests.apps import building as b
from tests.apps.forecasts.house import HOUSE
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


def done(row, minutes):
    """The run, as if the worker had counted it so many minutes after noon."""
    ended = HOUSE.now() + timedelta(minutes=minutes)
    Forecast.objects.filter(id=row.id).update(state="done", ended_at=ended)
    row.refresh_from_db()
    return row


def what_if(actor, minutes, months=12):
    return done(
        actions.ask(actor, department="adults", months=months, paths=100, scenarios=[]), minutes
    )


def test_a_run_that_one_person_asks_for_moves_nobody_elses_front_page():
    town = Town()
    own = done(running.ask_of_itself(HOUSE, "adults", 200), 0)
    what_if(town.finance, 5)
    assert latest(town.head, "adults") == own
    page = b.signed_in(town.head).get("/prognose/").content.decode()
    assert "200 forløb" in page
    assert "Bestilt af: Huset selv." in page


def test_without_a_run_of_the_house_the_latest_that_is_done_stands_first():
    town = Town()
    what_if(town.finance, 1)
    second = what_if(town.finance, 2)
    actions.ask(town.finance, department="adults", months=12, paths=100, scenarios=[])
    assert latest(town.head, "adults") == second
    page = b.signed_in(town.head).get("/prognose/").content.decode()
    assert f"Bestilt af: {town.finance.user.name}." in page


def test_a_run_stands_first_when_somebody_who_may_chooses_it_and_it_is_logged():
    town = Town()
    own = done(running.ask_of_itself(HOUSE, "adults", 200), 0)
    other = what_if(town.finance, 5)
    browser = b.signed_in(town.finance)
    address = reverse("forecasts:first", args=[other.id])
    with pytest.raises(UnableToLetIn):
        actions.put_first(town.anna, forecast=other.id)
    assert browser.post(address, follow=True).status_code == 200
    assert front("adults") == other
    assert Entry.objects.filter(action="forecast.first", object_id=other.id).exists()
    Forecast.objects.filter(id=other.id).update(front_at=HOUSE.now() - timedelta(days=1))
    actions.put_first(town.finance, forecast=own.id)
    assert front("adults") == own


def test_the_next_months_own_run_takes_over_from_the_one_that_was_chosen():
    town = Town()
    chosen = what_if(town.finance, 5)
    actions.put_first(town.finance, forecast=chosen.id)
    Forecast.objects.filter(id=chosen.id).update(as_of=chosen.as_of - timedelta(days=31))
    own = done(running.ask_of_itself(HOUSE, "adults", 200), 9)
    assert front("adults") == own
    assert earlier(own) == chosen


def test_a_run_that_has_nothing_to_say_cannot_stand_first():
    town = Town()
    row = actions.ask(town.finance, department="adults", months=12, paths=100, scenarios=[])
    with pytest.raises(UnableToAskForForecast):
        actions.put_first(town.finance, forecast=row.id)


def test_the_house_makes_its_own_run_though_somebody_asked_for_one_first():
    town = Town()
    what_if(town.finance, 5)
    running.ask_monthly(HOUSE)
    own = Forecast.objects.filter(asked_by__isnull=True, department="adults")
    assert own.count() == 2


@pytest.mark.parametrize("name", ["scores", "compared", "why"])
def test_the_pages_of_a_run_that_was_stopped_say_that_it_was(name):
    town = Town()
    row = actions.ask(town.finance, department="adults", months=12, paths=100, scenarios=[])
    actions.cancel(town.finance, forecast=row.id)
    page = b.signed_in(town.finance).get(reverse(f"forecasts:{name}", args=[row.id]))
    assert "Afbrudt" in page.content.decode()
    assert "helt år til fælles" not in page.content.decode()


def test_a_run_that_is_asked_to_stop_says_so_until_it_has_and_cannot_be_stopped_twice():
    town = Town()
    row = actions.ask(town.finance, department="adults", months=12, paths=100, scenarios=[])
    running.take(HOUSE, Forecast, row.id)
    browser = b.signed_in(town.finance)
    assert (
        ">Afbryd</button>" in browser.get(reverse("forecasts:run", args=[row.id])).content.decode()
    )
    page = browser.post(reverse("forecasts:cancel", args=[row.id]), follow=True).content.decode()
    assert "Bliver afbrudt" in page
    assert ">Afbryd</button>" not in page
    assert "<progress" not in page


def test_what_is_wrong_with_an_order_is_marked_so_that_the_page_opens_at_it():
    town = Town()
    form = {"department": "adults", "months": "7", "paths": "100"}
    page = b.signed_in(town.finance).post("/prognose/?afdeling=adults", form).content.decode()
    assert 'class="form-group form-error" data-failed="Fejl:"' in page
