"""The plan of places that a demonstration begins with."""

import pytest

from helhed.apps.forecasts.models import PlacePlan
from helhed.apps.offers.models import Place
from helhed.cli.demo_places import ask_for_places
from tests.apps import building as b
from tests.apps.forecasts.house import count, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_finance_of_the_demonstration_has_asked_for_a_plan_that_can_be_counted():
    assert ask_for_places(0.1)
    [plan] = PlacePlan.objects.all()
    assert plan.asked_by.username == "demo-finance"
    count(plan)
    assert plan.state == "done", plan.why
    assert plan.answer["plans"]
    page = b.signed_in(somebody("demo-finance")).get(f"/prognose/pladser/{plan.id}/")
    assert "Udgift mod risiko" in page.content.decode()


def test_where_the_municipality_has_no_own_places_nothing_is_asked():
    Place.objects.filter(offer__provider__ownership="own").update(
        start="2000-01-01", end="2000-02-01"
    )
    assert not ask_for_places(0.1)
    assert not PlacePlan.objects.exists()


def test_who_heads_both_departments_finds_each_departments_plans_among_their_own():
    ask_for_places(0.1)
    browser = b.signed_in(somebody("demo-finance"))
    pages = {one: browser.get("/prognose/pladser/", {"afdeling": one}) for one in ("", "children")}
    assert len(pages[""].context["shown"].rows) == 1
    assert ">Voksne<" in pages[""].content.decode().split("<tbody", 1)[1]
    assert not pages["children"].context["shown"].rows
