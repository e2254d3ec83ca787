"""A plan of places: asked for on the screen, counted over the forecast's paths, and read."""

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.forecasts import actions
from helhed.apps.forecasts.models import PlacePlan
from helhed.apps.forecasts.web.plan_forms import PlanForm
from helhed.rules.forecasts.pladsplan import MOST_CHANGES, AskedChange, UnableToPlanPlaces
from tests.apps import building as b
from tests.apps.forecasts.house import count
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
OPEN = AskedChange("", "residential_temporary", 5, 2, 1_000_00)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"services": []}, "én til seks ydelser"),
        ({"changes": []}, "én til fire ting"),
        ({"fixed_share": 101}, "0 til 100"),
        ({"changes": [AskedChange("", "", 1, 0, 0)]}, "lukkes"),
        ({"changes": [AskedChange("", "home", 1, 0, 0)]}, "ikke er valgt"),
        ({"changes": [AskedChange("", "residential_temporary", 0, 0, 0)]}, "1 til 500"),
        ({"changes": [AskedChange("", "residential_temporary", 1, 0, -1)]}, "én gang"),
        ({"changes": [AskedChange("residential_temporary", "", 1, 0, 0, "Nord")]}, "bydel"),
    ],
)
def test_what_makes_no_plan_is_refused(given, says):
    usual = {
        "department": "adults",
        "services": ["residential_temporary"],
        "changes": [OPEN],
        "fixed_share": 80,
    }
    with pytest.raises(UnableToPlanPlaces, match=says):
        actions.ask_plan(Town().finance, **usual | given)
    assert not PlacePlan.objects.exists()


def test_a_plan_is_asked_for_and_stopped_by_those_who_may():
    town = Town()
    asked = {
        "department": "children",
        "services": ["residential_temporary"],
        "changes": [OPEN],
        "fixed_share": 80,
    }
    with pytest.raises(UnableToLetIn):
        actions.ask_plan(town.head, **asked)
    row = actions.ask_plan(town.finance, **asked)
    assert b.signed_in(town.head).get(reverse("forecasts:plan", args=[row.id])).status_code == 403
    browser = b.signed_in(town.finance)
    address = reverse("forecasts:plan-progress", args=[row.id])
    assert browser.get(address, headers={"HX-Request": "true"}).status_code == 200
    page = browser.post(reverse("forecasts:plan-cancel", args=[row.id]), follow=True)
    assert "Afbrudt" in page.content.decode()
    assert browser.get(address).status_code == 302


def test_a_house_with_nothing_to_count_says_so():
    town = Town()
    row = actions.ask_plan(
        town.finance,
        department="adults",
        services=["residential_temporary"],
        changes=[OPEN],
        fixed_share=80,
    )
    count(row)
    assert row.state == "failed"
    assert "for få bevillinger" in row.why


def test_what_is_left_empty_is_0_and_the_form_says_so():
    page = b.signed_in(Town().finance).get("/prognose/pladser/?afdeling=adults")
    form = page.context["form"]
    assert "Tomt er 0" in form["lead_1"].help_text
    assert "Tomt er 0" in form["once_4"].help_text


def test_all_that_is_wrong_with_a_plan_is_told_at_once_where_it_is_written():
    """Places without a number, a place opened in a service that is not chosen, and a row that
    says how many but not of what."""
    services = [("home", "Hjemme"), ("away", "Ude")]
    told = {"services": ["home"], "fixed_share": "80", "to_1": "home", "to_2": "away",
            "most_2": "2", "most_3": "4", "district_1": "", "once_1": "0"}  # fmt: skip
    form = PlanForm(told, services=services, districts=["Nord"])
    assert not form.is_valid()
    assert set(form.errors) == {"most_1", "to_2", "from_3"}
    mended = told | {"most_1": "5", "to_2": "home", "most_3": ""}
    form = PlanForm(mended, services=services, districts=["Nord"])
    assert form.is_valid(), form.errors
    assert [one.most for one in form.done()["changes"]] == [5, 2]


def test_the_form_has_room_for_as_many_changes_as_a_plan_may_have():
    form = PlanForm(services=[("home", "Hjemme")], districts=[])
    assert len(form.rows()) == MOST_CHANGES
    empty = PlanForm({"services": ["home"], "fixed_share": "80"}, services=[("home", "Hjemme")],
                     districts=[])  # fmt: skip
    assert "én til fire ting" in str(empty.errors)
