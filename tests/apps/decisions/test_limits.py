"""Who would approve more than the plan allows is told how much, and who can; nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from helhed.apps.decisions.actions.approve import approve
from helhed.apps.decisions.models import Commitment, Decision
from helhed.apps.decisions.queries.page import decision_page
from helhed.kernel.finding import UnableTo
from helhed.rules.access.rights import Role
from helhed.rules.decisions.kompetence import OverTheLimit
from tests.apps import building as b
from tests.apps.decisions.slowly import check_totals, committed, stored
from tests.apps.everything import everything
from tests.apps.town import Town, horizon

A_DAY = 300_000
"""Øre: 1,095,000 kr. a year, more than a team leader may approve and less than visitation."""


@pytest.fixture
def town(db):
    return Town()


def dear(town, oere=A_DAY, **how):
    return town.submitted(rate=b.rate(b.offer(), (date(2020, 1, 1), None, oere)), **how)


def pressed(who, decision):
    """What the page says after the button was pressed."""
    browser = Client()
    browser.force_login(who.user)
    address = reverse("decisions:approve", args=[decision.id])
    return browser.post(address, follow=True).content.decode()


def test_over_the_limit_is_refused_with_amount_limit_and_who_can(town):
    decision, leader = dear(town), town.leader
    before = everything()
    with pytest.raises(OverTheLimit) as told:
        approve(leader, decision=decision.id)
    assert everything() == before
    assert "1.098.000" in str(told.value)  # 366 days of 2028
    assert "1.000.000" in str(told.value)
    assert "Visitator" in str(told.value)


def test_the_page_says_it_beforehand_and_has_no_button(town):
    decision = dear(town)
    assert isinstance(decision_page(town.leader, decision.id).over_limit, OverTheLimit)
    assert decision_page(town.visitation, decision.id).over_limit is None
    browser = Client()
    browser.force_login(town.leader.user)
    page = browser.get(reverse("decisions:one", args=[decision.id])).content.decode()
    assert "1.098.000 kr." in page
    assert "Godkend bevillingen" not in page
    assert "Send tilbage" in page


def test_through_the_web_the_message_comes_and_the_decision_waits_on(town):
    decision = dear(town)
    page = pressed(town.leader, decision)
    assert "Du kan godkende op til 1.000.000 kr." in page
    decision.refresh_from_db()
    assert decision.state == "submitted"
    assert not Commitment.objects.exists()
    assert "Afgørelsen er godkendt." in pressed(town.visitation, decision)
    assert stored() == committed(horizon())


def test_a_few_days_at_a_dear_place_cost_what_they_cost(town):
    approve(town.leader, decision=dear(town, end=date(2026, 12, 20)).id)


def test_the_head_approves_any_amount(town):
    decision = dear(town, 10 * A_DAY)
    with pytest.raises(OverTheLimit, match="Afdelingschef"):
        approve(town.visitation, decision=decision.id)
    approve(town.head, decision=decision.id)


def test_a_role_held_elsewhere_lends_no_limit_here(town):
    decision = dear(town)
    leader = b.actor(Role.TEAM_LEADER, town.north)
    head_of_children = b.actor(Role.HEAD, town.children)
    both = type(leader)(leader.user, (*leader.posts, *head_of_children.posts), leader.clock)
    with pytest.raises(OverTheLimit):
        approve(both, decision=decision.id)


def test_a_refusal_has_no_price_and_no_limit(town):
    decision = dear(town)
    Decision.objects.filter(id=decision.id).update(is_refusal=True)
    approve(town.leader, decision=decision.id)


def test_whoever_prepared_it_is_told_that_another_must_approve(town):
    town.anna = town.visitation
    decision = town.submitted()
    assert "En anden skal godkende" in pressed(town.visitation, decision)
    decision.refresh_from_db()
    assert decision.state == "submitted"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_the_second_is_told_that_it_is_done():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time")
    town = Town()
    decision = town.submitted()
    approvers = [town.leader, town.visitation]
    ready = Barrier(2)

    def press(who):
        try:
            ready.wait(timeout=10)
            approve(who, decision=decision.id)
        except UnableTo as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(press, approvers))
    assert told == ["", "Bevillingen er allerede godkendt. Genindlæs siden."]
    assert stored() == committed(horizon())
    check_totals()
