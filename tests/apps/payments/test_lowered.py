"""Whatever changes between the making of a run and its approval, nobody is paid what is known to be
too much, nobody is paid twice, and in the end what was paid is what was owed."""

from contextlib import suppress
from datetime import date, timedelta

from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.decisions.actions import change
from helhed.apps.decisions.actions.rates import set_rate
from helhed.apps.decisions.models import Grant, Suspension
from helhed.apps.payments.actions import lines, runs
from helhed.apps.payments.due import due
from helhed.apps.payments.lowering import lowering
from helhed.apps.payments.models import PaymentLine, PaymentPlan
from helhed.apps.payments.queries import differences
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.rytme import Rhythm
from tests.apps import building as b
from tests.apps.payments.ledger_house import to_citizen

FIRST, LAST = Month(2026, 7), Month(2026, 11)
ACT = st.tuples(
    st.sampled_from(["end", "pause", "pause", "undo", "rate", "hold", "release", "weekly"]),
    st.integers(0, 50),
    st.integers(0, 140),
    st.integers(1, 400_000),
)
MONTHS = st.lists(
    st.tuples(st.lists(ACT, max_size=3), st.lists(ACT, max_size=4)), min_size=4, max_size=4
)


class Town:
    """Three grants, two that a company delivers and one that the citizen is paid."""

    def __init__(self):
        b.municipality()
        team = b.unit("Team Nord")
        self.maker, self.approver = b.actor(Role.FINANCE), b.actor(Role.FINANCE)
        self.leader = b.actor(Role.TEAM_LEADER, team)
        for ownership in ("private", "region"):
            rate = b.rate(b.offer(b.provider(ownership)), (date(2020, 1, 1), None, 200_000))
            b.order(b.grant(b.case(team), rate, FIRST.first), FIRST.first)
        to_citizen(team, FIRST.first)

    def act(self, kind, which, days, oere):
        grants = list(Grant.objects.order_by("id"))
        grant = grants[which % len(grants)]
        day = FIRST.first + timedelta(days=days)
        with suppress(UnableTo):
            if kind == "end":
                change.end_grant(self.leader, grant=grant.id, end=day, reason="Slut")
            elif kind == "pause":
                end = day + timedelta(days=which % 20)
                change.suspend_grant(
                    self.leader, grant=grant.id, start=day, end=end, reason="Pause"
                )
            elif kind == "undo" and (pause := Suspension.objects.order_by("id").first()):
                change.withdraw_suspension(self.leader, suspension=pause.id)
            elif kind == "rate":
                set_rate(self.maker, rate=grant.rate_id, oere=oere, start=day)
            elif kind in ("hold", "release"):
                self.hold(kind == "hold", which)
            elif kind == "weekly":
                plan = PaymentPlan.objects.filter(grant=grant).first()
                if plan is not None:
                    lines.set_rhythm(self.maker, plan=plan.id, rhythm=Rhythm.WEEKLY)

    def hold(self, is_held, which):
        unsent = PaymentLine.objects.exclude(run__state="approved").order_by("id")
        some = unsent.filter(hold_reason="") if is_held else unsent.exclude(hold_reason="")
        if found := list(some):
            line = found[which % len(found)].id
            if is_held:
                lines.hold_line(self.maker, line=line, reason="Vent")
            else:
                lines.release_line(self.maker, line=line)


def owed():
    found = {}
    for one in due(Grant.objects.all(), FIRST, LAST):
        key = one.grant, one.month.first
        found[key] = found.get(key, 0) + one.oere
    return found


def paid(**of):
    rows = PaymentLine.objects.filter(**(of or {"run__state": "approved"})).order_by()
    sums = rows.values_list("grant", "month").annotate(Sum("oere"))
    return {(grant, month): oere for grant, month, oere in sums}


class Approving(TestCase):
    @settings(
        max_examples=max(settings.default.max_examples // 4, 5),
        suppress_health_check=list(HealthCheck),
        deadline=None,
        phases=[Phase.generate],
    )
    @given(MONTHS)
    def test_whatever_changes_before_an_approval_no_more_is_paid_than_is_owed_and_all_is_in_the_end(
        self, months
    ):
        town = Town()
        run = None
        for month, (before, between) in zip(FIRST.until(LAST.plus(-1)), months, strict=True):
            for act in before:
                town.act(*act)
            run = runs.make_run(town.maker, department=Department.ADULTS, month=month)
            runs.review_run(town.maker, run=run.id)
            for act in between:
                town.act(*act)
            self.approve(town, run)
        for line in PaymentLine.objects.exclude(hold_reason=""):
            lines.release_line(town.maker, line=line.id)
        run = runs.make_run(town.maker, department=Department.ADULTS, month=LAST)
        runs.review_run(town.maker, run=run.id)
        assert lowering(run).lowered == [], "a run that nothing happened to is right as it is"
        self.approve(town, run)
        assert differences(town.maker, "adults", LAST, 12).rows == []
        due_now = {key: oere for key, oere in owed().items() if oere}
        assert {key: oere for key, oere in paid().items() if oere} == due_now

    def approve(self, town, run):
        earlier = paid()
        client = Client()
        client.force_login(town.approver.user)
        page = client.get(reverse("payments:run", args=[run.id])).content.decode()
        less = lowering(run)
        assert f'name="seen" value="{less.seen}"' in page
        runs.approve_run(town.approver, run=run.id, seen=less.seen)
        limit = owed()
        held_back = paid(run=None, oere__lt=0)  # by hand, knowingly
        for key, oere in paid().items():
            known = oere + held_back.get(key, 0)
            assert known <= max(limit.get(key, 0), earlier.get(key, 0)), "no more than is owed"
        assert sum(run.totals.values_list("oere", flat=True)) == sum(
            run.lines.values_list("oere", flat=True)
        )
        assert run.files.get().sum_oere == sum(run.lines.values_list("oere", flat=True))
