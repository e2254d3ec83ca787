"""Who would approve more than the plan allows is told how much, and who can; nothing is lost.

Through the web, and two at once: ``test_what_goes_wrong``.
"""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.decisions.actions.approve import approve
from helhed.apps.decisions.models import Decision
from helhed.apps.decisions.queries.page import decision_page
from helhed.rules.access.rights import Role
from helhed.rules.decisions.kompetence import OverTheLimit
from tests.apps import building as b
from tests.apps.everything import everything
from tests.apps.town import Town

A_DAY = 300_000
"""Øre: 1,095,000 kr. a year, more than a team leader may approve and less than visitation."""


@pytest.fixture
def town(db):
    return Town()


def dear(town, oere=A_DAY, **how):
    return town.submitted(rate=b.rate(b.offer(), (date(2020, 1, 1), None, oere)), **how)


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
