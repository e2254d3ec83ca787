"""A price agreed for one citizen and a percentage of a rate: from the grant to the pay line, by
the screens, beside a count day by day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions import rates
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.payments.models import PayRun
from helhed.rules.access.rights import Role
from helhed.rules.payments.linjer import LineKind
from tests.apps import building as b
from tests.apps.payments.at_the_desk import Desk, approve, make
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

START = date(2026, 10, 12)
OWN, BASE, LATER = 250_055, 100_001, 120_003


@pytest.fixture
def town():
    return Town()


def days_of(month, start=START):
    """How many days of a month of 2026 lie on or after the start."""
    first = date(2026, month, 1)
    days = [first + timedelta(days=n) for n in range(31)]
    return sum(day.month == month and day >= start for day in days)


def committed(grant):
    rows = Commitment.objects.filter(grant=grant, month__year=2026)
    return {row.month.month: row.oere for row in rows}


def granted_by_screen(town, decision):
    leader, anna = b.signed_in(town.leader), b.signed_in(town.anna)
    anna.post(reverse("decisions:submit", args=[decision.id]))
    page = leader.get(reverse("decisions:one", args=[decision.id])).content.decode()
    leader.post(reverse("decisions:approve", args=[decision.id]))
    grant = Grant.objects.get(decision=decision)
    assert grant.state == "granted"
    b.order(grant, started=START)
    return grant, page


def lines_of(run):
    return {(one.kind, one.month.month): one.oere for one in run.lines.all()}


def test_a_price_agreed_for_one_is_shown_priced_committed_and_paid(town, folder):
    usual = town.offer_with_rate(233_200)[1]
    draft = town.draft(rate=usual, start=START)
    line = draft.grants.get()
    sent = {
        "oere": "2.500,55",
        "start": START.isoformat(),
        "agreed_by": "Forstanderen",
        "agreed_on": "2026-10-01",
        "agreement": "Dok. 12",
    }
    anna = b.signed_in(town.anna)
    anna.post(reverse("decisions:agree-price", args=[line.id, usual.id]), sent)
    page = anna.get(reverse("decisions:one", args=[draft.id])).content.decode()
    assert f"{round(365 * OWN, -2) // 100:,}".replace(",", ".") in page
    grant, seen = granted_by_screen(town, draft)
    assert "aftalt for borgeren med Forstanderen den 1.10.2026" in seen
    assert "Dok. 12" in seen
    assert committed(grant) == {month: days_of(month) * OWN for month in (10, 11, 12)}
    maker, other = Desk(town.finance), Desk(b.actor(Role.FINANCE))
    run = make(maker)
    assert lines_of(run) == {(LineKind.ORDINARY.value, 10): 20 * OWN}
    assert "50.011,00" in maker.see("payments:run", run.id)
    assert approve(maker, other, run)


def test_a_percentage_moves_with_its_rate_also_in_the_months_that_are_paid(town, folder):
    base = b.rate(b.offer(), (date(2020, 1, 1), None, BASE))
    extra = rates.add_supplement(town.finance, base=base.id, name="Særligt", percent=Decimal(130))
    grant, _ = granted_by_screen(town, town.draft(rate=extra, start=START))
    now, then = 130_001, 156_004  # 1,300.013 and 1,560.039, each to whole øre
    assert committed(grant) == {month: days_of(month) * now for month in (10, 11, 12)}
    maker, other = Desk(town.finance), Desk(b.actor(Role.FINANCE))
    approve(maker, other, make(maker))
    asked = {"oere": "1.200,03", "start": "2026-10-22"}
    page = maker.send("payments:set-rate", base.id, **asked)
    assert "Efterbetaling" in page
    assert "2.600,30" in page  # ten days of October at 260.03 more
    told = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    maker.send("payments:set-rate", base.id, **asked, seen=told)
    assert committed(grant) == {10: 10 * now + 10 * then, 11: 30 * then, 12: 31 * then}
    run = make(maker, "2026-11")
    assert lines_of(run) == {
        (LineKind.ORDINARY.value, 11): 30 * then,
        (LineKind.BACK_PAY.value, 10): 10 * (then - now),
    }
    assert PayRun.objects.count() == 2
