"""All claims together are the refund of what is known at last, whatever came in which order; and
the database holds no month twice."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.refunds.actions import claims as acts
from helhed.apps.refunds.models import Income, RefundClaim, RefundClaimLine
from helhed.apps.refunds.statements import year_statement
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.refunds.house import KR, closed, grant, post, year

SEPTEMBER = Month(2026, 9)
numbers = st.integers(1, 9)
costs = st.tuples(st.sampled_from(["home", "single"]), numbers, st.integers(-90_000, 150_000))
incomes = st.tuples(st.just("income"), numbers, st.integers(-20_000, 60_000))
claims = st.tuples(st.just("claim"), numbers, st.just(0))


class Town:
    """Somebody whose home costs 90,000 kr. a month, and two who make and approve claims."""

    def __init__(self):
        b.municipality()
        team = b.unit("Voksne", "adults")
        closed(SEPTEMBER)
        person = b.citizen()
        self.home = grant(team, person)
        self.single = grant(team, person, service="boligindretning_116", kind="one_off")
        post(self.home, year(2026, 9), 90_000)
        self.one, self.two = b.actor(Role.FINANCE), b.actor(Role.FINANCE)

    def does(self, step):
        what, number, kroner = step
        month = Month(2026, number)
        if what == "claim":
            self.claims(month)
        elif what == "income":
            told = {"kind": "user_payment", "recorded_at": b.NOON}
            Income.objects.create(grant=self.home, month=month.first, oere=kroner * KR, **told)
        else:
            post(self.home if what == "home" else self.single, [month], kroner)

    def claims(self, through=SEPTEMBER):
        claim = acts.make_claim(self.one, through=through)
        acts.approve_claim(self.two, refundclaim=claim.id)
        return claim


def claimed():
    found: dict[date, int] = {}
    for line in RefundClaimLine.objects.all():
        found[line.month] = found.get(line.month, 0) + line.oere
    return {month: oere for month, oere in found.items() if oere}


def truth():
    posted = year_statement(2026).posted
    return {m.month.first: m.refund for m in posted if m.month <= SEPTEMBER and m.refund}


class Whatever(TestCase):
    """Corrections of costs and incomes, and claims, in any order."""

    @settings(max_examples=15)
    @given(st.lists(st.one_of(costs, incomes, claims), max_size=8))
    def test_all_claims_together_are_the_refund_of_what_is_known_at_last(self, steps):
        town = Town()
        for step in steps:
            town.does(step)
        town.claims()
        assert claimed() == truth()

    @settings(max_examples=10)
    @given(st.lists(st.one_of(costs, incomes), max_size=5), st.randoms())
    def test_the_order_in_which_corrections_come_in_does_not_matter(self, steps, random):
        found = []
        for listed in (steps, random.sample(steps, len(steps))):
            sid = transaction.savepoint()
            town = Town()
            for step in listed:
                town.does(step)
                town.claims()
            found.append(claimed())
            transaction.savepoint_rollback(sid)
        assert found[0] == found[1]


@pytest.fixture
def town(db):
    return Town()


def test_claims_of_a_month_are_counted(town):
    town.claims()
    post(town.home, [SEPTEMBER], 10_000)
    town.claims()
    lines = RefundClaimLine.objects.filter(month=SEPTEMBER.first).order_by("turn")
    # 90,000 and 100,000 kr. of 2026: 25 % of what is over 80,000
    assert list(lines.values_list("turn", "before_oere", "oere")) == [
        (1, 0, 2_500 * KR),
        (2, 2_500 * KR, 2_500 * KR),
    ]


@pytest.mark.parametrize("turn", [1, 2])
def test_the_database_refuses_a_month_in_two_claims(town, turn):
    """As if two had been made at once, each of what the other did not know of."""
    town.claims()
    if turn == 2:
        post(town.home, [SEPTEMBER], 10_000)
        town.claims()
    line = RefundClaimLine.objects.get(month=SEPTEMBER.first, turn=turn)
    other = RefundClaim.objects.create(
        number="R-2026-099", through=SEPTEMBER.first, made_at=b.NOON, state="sent"
    )
    line.pk, line.claim = None, other
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_the_database_refuses_a_first_claim_that_knows_of_one_before(town):
    town.claims()
    lines = RefundClaimLine.objects.filter(month=SEPTEMBER.first)
    with pytest.raises(IntegrityError), transaction.atomic():
        lines.update(before_oere=-1, oere=2_500 * KR + 1)
