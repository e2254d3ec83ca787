"""How a plan of places says how well persons in its own services were told."""

import pytest
from django.urls import reverse

from helhed.apps.forecasts.figures import PERSONS
from helhed.apps.forecasts.models import ForecastAnswer, PlacePlan
from helhed.apps.forecasts.queries import answers
from helhed.apps.forecasts.web.judged import own_test
from helhed.cli.demo_places import ask_for_places
from tests.apps import building as b
from tests.apps.forecasts.house import count, counted_run, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture(scope="module")
def counted(demo, django_db_blocker):
    """A run of the adults, and a plan of places that was counted."""
    with django_db_blocker.unblock():
        row = counted_run("adults", 12)
        ask_for_places(0.1)
        return row, count(PlacePlan.objects.get())


def tell_scores(row, service, ours, naive, times=9, ahead=12):
    """Let each unit of a service have missed so much, the forecast and the last value."""
    for one in ForecastAnswer.objects.filter(forecast=row, scenario=0):
        both = (("helhed", ours), ("naive", naive)) if one.service == service else ()
        one.figures["tested"] = [
            {"series": PERSONS, "method": method, "ahead": ahead, "wape": wape, "cover_80": 0.8}
            | {"count": times}
            for method, wape in both
        ]
        one.save()


def page_of(plan):
    browser = b.signed_in(somebody("demo-finance"))
    return browser.get(reverse("forecasts:plan", args=[plan.id])).content.decode()


def test_a_service_of_the_plan_that_is_told_no_better_than_the_last_value_stands_first(counted):
    row, plan = counted
    tell_scores(row, plan.services[0], 0.2, 0.1)
    found = own_test(row, plan.services)
    assert {unit.service for unit, _ in found.weak} == {plan.services[0]}
    of_own, _, in_all = page_of(plan).partition("<h3>Udgift i alt</h3>")
    [first, *_] = found.weak
    assert "I disse af planens ydelser siger prognosen ikke bedre" in of_own
    assert first[0].service_name in of_own.rpartition("Hvor godt ramte den?")[2]
    assert "12 måneder frem 20,0\N{NO-BREAK SPACE}% ved siden af" in of_own
    assert "Alle målinger" in in_all


@pytest.mark.parametrize(
    ("ours", "naive", "times", "ahead"),
    [(0.1, 0.2, 9, 12), (0.0, 0.0, 9, 12), (0.2, 0.1, 9, 6), (0.2, 0.1, 2, 24)],
)
def test_nothing_is_said_against_what_is_told_better_or_not_tested_that_far(
    counted, ours, naive, times, ahead
):
    row, plan = counted
    tell_scores(row, plan.services[0], ours, naive, times, ahead)
    assert not own_test(row, plan.services).weak
    is_tried = ours <= naive
    assert ("prøvet for få gange til at sige noget, et og to år frem" in page_of(plan)) != is_tried


def test_services_that_the_plan_is_not_of_are_not_named(counted):
    row, plan = counted
    other = next(
        one.service for one in answers(row, 0) if one.service and one.service not in plan.services
    )
    tell_scores(row, other, 0.2, 0.1)
    assert not own_test(row, plan.services).weak
