"""Sums agree everywhere, to the øre: engine, commitments, totals, budget, opened figures, export.

A made-up house is changed at random: grants are added, ended, suspended; rates change; months
are paid. After all of it every road to a sum gives the same sum.
"""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Count, Sum
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.access.access import Actor
from helhed.apps.budgets import queries
from helhed.apps.budgets.queries import BudgetFilter, FigureFilter, FigureKind
from helhed.apps.decisions import pricing, totals
from helhed.apps.decisions.actions.change import (
    UnableToChangeGrant,
    end_grant,
    resume_grant,
    suspend_grant,
)
from helhed.apps.decisions.actions.rates import UnableToSetRate, set_rate
from helhed.apps.decisions.models import Commitment, CommitmentTotal, Grant, Suspension
from helhed.apps.offers.models import Rate
from helhed.apps.payments import run_totals
from helhed.apps.payments.actions.runs import discard_run, make_run
from helhed.apps.payments.models import PaymentLine, Posting, PostingTotal, RunTotal
from helhed.apps.payments.queries import months_to_make
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.ydelser import Department
from tests.apps import building as b
from tests.apps import paying
from tests.apps.years import check_years

YEAR = 2026
FEWER = settings.default.max_examples // 5  # each example is a whole house
DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 30))
AMOUNTS = st.integers(1, 9_999_999)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "grant", "end", "suspend", "resume", "rate", "pay", "discard"]),
        st.integers(0, 1_000),
        DAYS,
        AMOUNTS,
        st.integers(1, 20_000),
    ),
    min_size=4,
    max_size=14,
)


class House:
    """A house with two departments, and what can happen in it."""

    def __init__(self) -> None:
        b.municipality()
        self.teams = [b.unit("Nord"), b.unit("Syd"), b.unit("Børn", "children")]
        self.finance, self.other = b.actor(Role.FINANCE), b.actor(Role.FINANCE)
        self.leaders = [b.actor(Role.TEAM_LEADER, team) for team in self.teams]

    def act(self, kind: str, which: int, day: date, oere: int, thousandths: int) -> None:
        grants = list(Grant.objects.order_by("recorded_at", "id"))
        pauses = list(Suspension.objects.order_by("id"))
        rates = list(Rate.objects.order_by("id"))
        if kind == "grant":
            self.grant(which, day, oere, thousandths)
        elif kind == "end" and grants:
            one = grants[which % len(grants)]
            with suppress(UnableToChangeGrant):  # an end is never moved later
                end_grant(self.leader(one), grant=one.id, end=day, reason="Slut")
        elif kind == "suspend" and grants:
            one = grants[which % len(grants)]
            end = None if which % 3 == 0 else day + timedelta(days=which % 60)
            with suppress(UnableToChangeGrant):  # none of the days is the grant's own
                suspend_grant(self.leader(one), grant=one.id, start=day, end=end, reason="Pause")
        elif kind == "resume" and pauses:
            pause = pauses[which % len(pauses)]
            leader = self.leader(pause.grant)
            with suppress(UnableToChangeGrant):  # the grant was ended before it rests
                resume_grant(leader, suspension=pause.id, last_day=max(day, pause.start))
        elif kind == "rate" and rates:
            self.set_rate(rates[which % len(rates)], oere, day)
        elif kind in ("pay", "discard"):
            self.run(Department.ADULTS if which % 2 else Department.CHILDREN, kind == "pay")

    def leader(self, one: Grant) -> Actor:
        return next(a for a, t in zip(self.leaders, self.teams, strict=True) if t == one.unit)

    def grant(self, which: int, day: date, oere: int, thousandths: int) -> None:
        team = self.teams[which % 3]
        keys = {"adults": ["botilbud_107", "stoette_85"], "children": ["plejefamilie"]}
        key = keys[team.department][which % len(keys[team.department])]
        kind = ["day", "month", "weekly_hours", "one_off"][which % 4]
        rate = b.rate(
            b.offer(b.provider(["own", "private", "region"][which % 3])),
            (date(2020, 1, 1), None, oere),
            kind=kind,
        )
        born = date(2015, 3, 2) if team.department == "children" else date(1980, 5, 17)
        made = b.grant(
            b.case(team, b.citizen(born)),
            rate,
            day,
            service_key=key,
            quantity=Decimal(thousandths) / 1000,
        )
        if which % 5:
            b.order(made, day)

    def set_rate(self, rate: Rate, oere: int, day: date) -> None:
        try:
            set_rate(self.finance, rate=rate.id, oere=oere, start=day)
        except UnableToSetRate:
            return

    def run(self, department: Department, approve: bool) -> None:
        for one in months_to_make(self.finance):
            if one.department == department.value:
                made = make_run(self.finance, department=department, month=one.month)
                if approve:
                    paying.finish(self.finance, self.other, made)
                else:
                    discard_run(self.finance, run=made.id)


def check_totals() -> None:
    """The totals are the sums of their rows, in every month."""
    for total, rows in ((CommitmentTotal, Commitment), (PostingTotal, Posting)):
        kept = {
            (row.month, row.account, row.unit_id): row.oere
            for row in total.objects.all()
            if row.oere
        }
        counted = {key: oere for key, oere in totals.sums(rows.objects.all()).items() if oere}
        assert kept == counted
    check_years()
    check_runs()


def check_runs() -> None:
    """The totals of runs are the counts and sums of their lines."""
    kept = RunTotal.objects.values_list(
        "run", "unit", "account", "recipient", "kind", "lines", "oere"
    )
    lines = PaymentLine.objects.filter(run__isnull=False).values_list(
        "run", "unit", "account", "plan__recipient", "kind"
    )
    assert set(kept) == set(lines.annotate(Count("id"), Sum("oere")).order_by())


def check_engine() -> None:
    """What the engine says of all grants now is what is committed, grant by grant."""
    counted = pricing.priced(Grant.objects.filter(state="granted"))
    costs = pricing.month_costs(counted, Month(2020, 1), b.LAST_COUNTED) if counted else []
    priced = {(cost.grant.id, cost.month.first): cost.oere for cost in costs}
    rows = Commitment.objects.values_list("grant_id", "month", "oere")
    assert priced == {(grant, month): oere for grant, month, oere in rows}


def check_budget(actor: Actor) -> None:
    """The headline, the lines, the months and the opened figures are the same money."""
    page = queries.follow_up(actor, BudgetFilter(YEAR))
    expected = {
        FigureKind.PAID: page.headline.actual,
        FigureKind.REST: page.headline.committed_rest,
        FigureKind.EXPECTED: page.headline.expected,
        FigureKind.COMMITTED: sum(sum(line.figures.committed) for line in page.lines),
    }
    assert sum(month.expected for month in page.months) == page.headline.expected
    for kind, oere in expected.items():
        assert queries.figure(actor, FigureFilter(kind, YEAR)).oere == oere
        by_line = [
            queries.figure(
                actor, FigureFilter(kind, YEAR, unit=line.unit, account=line.account)
            ).oere
            for line in page.lines
        ]
        assert sum(by_line) == oere
        by_month = [
            queries.figure(actor, FigureFilter(kind, YEAR, month=n)).oere for n in range(1, 13)
        ]
        assert sum(by_month) == oere


class SumsAgree(TestCase):
    @settings(max_examples=FEWER, suppress_health_check=[HealthCheck.too_slow])
    @given(ACTS)
    def test_after_any_series_of_acts_every_road_to_a_sum_gives_the_same_sum(self, acts):
        house = House()
        for act in acts:
            house.act(*act)
        check_totals()
        check_engine()
        for actor in (house.finance, *house.leaders):
            check_budget(actor)
        parts = [queries.follow_up(one, BudgetFilter(YEAR)).headline for one in house.leaders]
        whole = queries.follow_up(house.finance, BudgetFilter(YEAR)).headline
        assert sum(part.expected for part in parts) == whole.expected
        committed = Commitment.objects.filter(month__year=YEAR).aggregate(sum=Sum("oere"))["sum"]
        opened = queries.figure(house.finance, FigureFilter(FigureKind.COMMITTED, YEAR))
        assert opened.oere == (committed or 0)


@pytest.mark.django_db
def test_the_export_of_an_opened_figure_sums_to_the_figure():
    house = House()
    for number in range(60):
        house.grant(3 * number, date(2026, 1 + number % 12, 1 + number % 28), 98_765 + number, 777)
    house.run(Department.ADULTS, approve=True)
    client = Client()
    client.force_login(house.finance.user)
    team = house.teams[0]
    address = reverse("budgets:lines")
    for kind in set(FigureKind) - {FigureKind.ASKED}:
        wanted = {"unit": str(team.id), "year": YEAR, "kind": kind.value, "format": "csv"}
        text = client.get(address, wanted).content.decode("utf-8-sig")
        rows = [row.split(";") for row in text.strip().splitlines()[1:]]
        exported = sum(int(row[-1].replace(",", "")) for row in rows)
        assert (
            exported == queries.figure(house.finance, FigureFilter(kind, YEAR, unit=team.id)).oere
        )
        assert len(rows) == 60 or kind is not FigureKind.COMMITTED


@pytest.mark.django_db
def test_totals_made_anew_are_those_that_were_kept():
    house = House()
    for number in range(9):
        house.grant(number, date(2026, 1 + number, 9), 12_345, 1_500)
    kept = set(CommitmentTotal.objects.values_list("month", "account", "unit", "oere"))
    house.run(Department.ADULTS, approve=False)
    house.run(Department.CHILDREN, approve=True)
    totals.anew(CommitmentTotal, Commitment)
    run_totals.write_all_anew()
    check_runs()
    assert RunTotal.objects.exists()
    assert set(CommitmentTotal.objects.values_list("month", "account", "unit", "oere")) == kept
