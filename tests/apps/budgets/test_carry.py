"""One-offs of the year before are taken over into a proposal when somebody chooses them."""

from datetime import date

import pytest
from django.http import Http404
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.budgets import actions
from helhed.apps.budgets.queries.carry import one_off_lines
from helhed.rules.access.rights import Role
from tests.apps import building as b

pytestmark = pytest.mark.django_db

RATE = 100_000


class House:
    """A team with help by the day, and two services with one-offs this year; a proposal for next
    year."""

    def __init__(self) -> None:
        b.municipality()
        self.team = b.unit("Team Nord")
        self.finance = b.actor(Role.FINANCE)
        rate = b.rate(b.offer(b.provider("private")), (date(2020, 1, 1), None, RATE))
        b.grant(b.case(self.team), rate, date(2025, 1, 1))
        self.once("botilbud_107", 700_000, date(2026, 3, 4))
        self.once("botilbud_107", 50_000, date(2026, 5, 6))
        self.once("stoette_85", 90_000, date(2026, 11, 20))
        self.version = actions.make_version(
            self.finance, year=2027, name="B27", model="activity", profile="days", per_mille=0
        )

    def once(self, service: str, oere: int, day: date) -> None:
        of = b.offer(b.provider("private"))
        rate = b.rate(of, (date(2020, 1, 1), None, oere), kind="one_off")
        b.grant(b.case(self.team), rate, day, day, service_key=service)

    def offered(self):
        return one_off_lines(self.finance, self.version.id)[1]

    def carry(self, *chosen):
        actions.carry_over(self.finance, version=self.version.id, chosen=chosen)

    def lines(self):
        rows = self.version.lines.order_by("service", "account_id")
        return [(one.service, one.persons, one.fixed_oere, one.carried_oere) for one in rows]


@pytest.fixture
def house():
    return House()


def test_one_offs_stand_summed_by_service_account_and_unit(house):
    dear, small = house.offered()
    assert (dear.grants, dear.before, dear.built, dear.carried) == (2, 750_000, 0, 0)
    assert (small.grants, small.before) == (1, 90_000)
    assert dear.key[0] == "botilbud_107"


def test_what_is_chosen_is_added_to_its_line_or_makes_one_and_says_where_it_came_from(house):
    before = house.lines()
    assert before == [("botilbud_107", 1_000, 0, 0)]
    dear, small = house.offered()
    house.carry(dear.key, small.key)
    assert house.lines() == [
        ("botilbud_107", 1_000, 750_000, 750_000),
        ("stoette_85", 0, 90_000, 90_000),
    ]
    assert [one.carried for one in house.offered()] == [750_000, 90_000]
    house.carry(small.key)
    assert house.lines() == [("botilbud_107", 1_000, 0, 0), ("stoette_85", 0, 90_000, 90_000)]
    house.carry()
    assert house.lines() == before
    entry = Entry.objects.filter(action="budget.carry").first()
    assert entry.facts == {"lines": 2, "oere": 840_000, "year": 2026}


def test_what_was_written_beside_what_is_carried_over_stays(house):
    dear, _ = house.offered()
    [line] = house.version.lines.all()
    actions.change_line(
        house.finance, line=line.id, persons=1_000, price_oere=RATE, fixed_oere=5_000, note="Mere"
    )
    house.carry(dear.key)
    assert house.lines()[0][2:] == (755_000, 750_000)
    house.carry(dear.key)  # twice is once
    assert house.lines()[0][2:] == (755_000, 750_000)
    actions.change_line(
        house.finance, line=line.id, persons=1_000, price_oere=RATE, fixed_oere=9_000, note="Ned"
    )
    assert house.lines()[0][2:] == (9_000, 9_000)
    house.carry()
    assert house.lines()[0][2:] == (0, 0)


def test_only_a_draft_of_the_years_own_grants_takes_one_offs_and_only_those_that_are_offered(house):
    dear, _ = house.offered()
    with pytest.raises(actions.UnableToBuildBudget, match="Hent siden igen"):
        house.carry((dear.key[0], "5.99.99.9.9.999.99", dear.key[2]))
    leader = b.actor(Role.TEAM_LEADER, house.team)
    with pytest.raises(UnableToLetIn):
        actions.carry_over(leader, version=house.version.id, chosen=[dear.key])
    framed = actions.make_version(
        house.finance, year=2027, name="Ramme", model="frame", profile="days", per_mille=0
    )
    with pytest.raises(actions.UnableToBuildBudget, match="allerede taget"):
        actions.carry_over(house.finance, version=framed.id, chosen=[dear.key])
    with pytest.raises(Http404):
        one_off_lines(house.finance, framed.id)
    actions.adopt_version(b.actor(Role.FINANCE), version=house.version.id)
    with pytest.raises(actions.UnableToBuildBudget, match="vedtaget"):
        house.carry(dear.key)


def test_one_offs_are_chosen_on_the_page_and_told_on_the_proposal(house):
    client = b.signed_in(house.finance)
    at = reverse("budgets:carry", args=[house.version.id])
    version = reverse("budgets:version", args=[house.version.id])
    assert at in client.get(version).content.decode()
    page = client.get(at).content.decode()
    assert "7.500" in page
    assert "checked" not in page
    dear, _ = house.offered()
    answer = client.post(at, {"chosen": ["|".join(dear.key)]}, follow=True)
    assert "har nu de valgte engangsydelser med" in answer.content.decode()
    assert house.lines()[0][3] == 750_000
    assert "checked" in client.get(at).content.decode()
    csv = client.get(version, {"table": "forslag-linjer", "format": "csv"})
    assert "7500,00" in csv.content.decode()
    answer = client.post(at, {"chosen": ["x"]}, follow=True)
    assert "Hent siden igen" in answer.content.decode()


class WhateverIsChosen(TestCase):
    @settings(max_examples=settings.default.max_examples // 5)
    @given(st.lists(st.sets(st.integers(0, 1)), min_size=1, max_size=5))
    def test_the_proposal_is_what_it_was_and_what_was_chosen_last(self, choices):
        house = House()
        built = sum(line.seed_oere for line in house.version.lines.all())
        keys = [one.key for one in house.offered()]
        for chosen in choices:
            house.carry(*(keys[number] for number in chosen))
        wanted = sum(one.before for one in house.offered() if one.key in {keys[n] for n in chosen})
        lines = house.version.lines.all()
        assert sum(line.carried_oere for line in lines) == wanted
        assert sum(line.fixed_oere for line in lines) == wanted
        assert sum(line.seed_oere for line in lines) == built
