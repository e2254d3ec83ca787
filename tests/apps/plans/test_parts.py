"""Who does what in a plan, and all of a citizen's plans on one page."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.cases.models import Searchable
from helhed.apps.plans import actions
from helhed.apps.plans.actions import UnableToWritePlan
from helhed.apps.plans.models import Plan, PlanPart
from helhed.rules.plans.plan import PartKind
from tests.apps import building as b
from tests.apps.audit.acts_in_help import goal_words
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

SISTER = {
    "kind": "network",
    "who": "Søster",
    "what": "Ringer om søndagen",
    "goal": "",
    "started_on": "2026-11-02",
}


@pytest.fixture
def town():
    return Town()


def write(town, plan, **changes):
    address = reverse("plans:add-part", args=[plan.id])
    return b.signed_in(town.anna).post(address, {**SISTER, **changes}, follow=True)


def test_what_the_network_does_stands_in_the_plan_and_is_found(town):
    plan = town.plan()
    page = write(town, plan).content.decode()
    assert "Mit netværk" in page
    assert "Ringer om søndagen" in page
    assert "søndag" in Searchable.objects.get(of=plan.id).words


def test_an_agreement_can_belong_to_a_goal(town):
    plan = town.plan()
    goal = actions.add_goal(town.anna, plan=plan.id, words=goal_words())
    page = write(town, plan, goal=str(goal.id)).content.decode()
    assert f"»{goal.own_words}«" in page


def test_the_citizen_needs_no_name_and_others_do(town):
    plan = town.plan()
    assert "Skriv, hvem det er." in write(town, plan, who="").content.decode()
    assert not PlanPart.objects.exists()
    write(town, plan, kind="citizen", who="", what="Står op klokken otte")
    assert PlanPart.objects.get().kind == "citizen"


def test_a_goal_of_another_plan_is_refused_and_nothing_is_lost(town):
    plan, other = town.plan(), town.plan(town.childs_case)
    goal = actions.add_goal(town.carla, plan=other.id, words=goal_words(primary_theme=""))
    with pytest.raises(UnableToWritePlan, match="en anden plan"):
        actions.add_part(
            town.anna,
            plan=plan.id,
            kind=PartKind.NETWORK,
            who="Far",
            what="Kører",
            started_on=b.TODAY,
            goal=goal.id,
        )


def test_an_agreement_ends_and_stays_to_be_read(town):
    plan = town.plan()
    write(town, plan)
    part = PlanPart.objects.get()
    client = b.signed_in(town.anna)
    address = reverse("plans:end-part", args=[part.id])
    early = client.post(address, {"ended_on": "2026-11-01", "reason": ""})
    assert "før den begyndte" in early.content.decode()
    told = {"ended_on": "2026-11-30", "reason": "Hun er flyttet"}
    page = client.post(address, told, follow=True).content.decode()
    assert "Hun er flyttet" in page
    assert "Slut aftalen" not in page
    part.refresh_from_db()
    assert part.ended_on == date(2026, 11, 30)
    with pytest.raises(UnableToWritePlan, match="slut allerede"):
        actions.end_part(town.anna, planpart=part.id, ended_on=date(2026, 12, 1), reason="")


def test_the_whole_plan_gathers_the_cases_that_one_may_see_and_no_others(town):
    first = town.plan()
    write(town, first)
    hidden = b.case(town.family, town.citizen)
    second = Plan.objects.create(case=hidden, kind="bl91", started_on=b.TODAY)
    page = b.seen(town.anna, "plans:whole", town.citizen.id)
    assert "Ringer om søndagen" in page
    assert reverse("plans:one", args=[first.id]) in page
    assert reverse("plans:one", args=[second.id]) not in page


def test_the_whole_plan_of_somebody_one_may_not_see_is_not_there(town):
    address = reverse("plans:whole", args=[town.childs_case.citizen_id])
    assert b.signed_in(town.anna).get(address).status_code == 404
