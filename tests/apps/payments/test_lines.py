"""Lines held and let go, plans paid in every rhythm, and pay days that were missed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from helhed.apps.payments.actions import lines, runs
from helhed.apps.payments.models import (
    PaymentPlan,
    PayRun,
    Posting,
)
from helhed.kernel.identifiers import uuid7
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.rytme import Rhythm
from tests.apps import building as b
from tests.apps import paying
from tests.apps.payments.ledger_house import (
    NOVEMBER,
    OCTOBER,
    RATE,
    SEPTEMBER,
    approved,
    granted,
    made,
)

pytestmark = pytest.mark.django_db


def test_a_held_line_stays_behind_and_goes_with_the_next_run_when_it_is_released(
    team, maker, approver, folder
):
    held, other = granted(team), granted(team)
    run = made(maker)
    line = run.lines.get(grant=held)
    lines.hold_line(maker, line=line.id, reason="Plejeboligen er tom")
    paying.approve(maker, approver, run)
    assert [one.grant_id for one in run.lines.all()] == [other.id]
    assert runs.make_run(maker, department=Department.ADULTS, month=NOVEMBER).lines.count() == 2
    lines.release_line(maker, line=line.id)
    runs.discard_run(maker, run=PayRun.objects.get(state="draft").id)
    assert made(maker, NOVEMBER).lines.filter(grant=held).count() == 2


def test_two_lines_of_one_plan_and_pay_day_cannot_be(team, maker):
    granted(team)
    line = made(maker).lines.get()
    line.pk = None
    line._state.adding = True
    line.id = uuid7()
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


@pytest.mark.parametrize("rhythm", [one for one in Rhythm if one is not Rhythm.DATES])
def test_however_often_a_plan_is_paid_the_month_is_the_same(team, maker, rhythm):
    granted(team)
    runs.discard_run(maker, run=made(maker).id)
    plan = PaymentPlan.objects.get()
    lines.set_rhythm(maker, plan=plan.id, rhythm=rhythm)
    found = made(maker).lines.all()
    assert sum(one.oere for one in found) == 31 * RATE
    assert len({one.due_on for one in found}) == len(found)
    expected = {"monthly": 1, "once": 1, "weekly": 5, "daily": 22}
    assert len(found) == expected.get(rhythm.value, len(found))
    assert 2 <= len(found) <= 3 or rhythm is not Rhythm.TWO_WEEKLY


def test_a_plan_with_days_of_its_own_is_paid_on_them(team, maker):
    granted(team)
    runs.discard_run(maker, run=made(maker).id)
    days = [date(2026, 10, 6), date(2026, 10, 20)]
    lines.set_rhythm(maker, plan=PaymentPlan.objects.get().id, rhythm=Rhythm.DATES, dates=days)
    found = made(maker).lines.order_by("due_on")
    assert [one.due_on for one in found] == days
    assert [one.oere for one in found] == [6 * RATE, 25 * RATE]


def test_what_is_only_posted_waits_for_no_bank(team, maker, approver, folder):
    granted(team)
    runs.discard_run(maker, run=made(maker).id)
    lines.set_rhythm(
        maker, plan=PaymentPlan.objects.get().id, rhythm=Rhythm.MONTHLY, moves_money=False
    )
    run = approved(maker, approver)
    line = run.lines.get()
    assert (line.plan.recipient, line.pay_on) == ("noncash", date(2026, 11, 3))
    paying.carry(maker, folder)
    assert Posting.objects.get().oere == line.oere
    runs.discard_run(maker, run=made(maker, NOVEMBER).id)
    assert PaymentPlan.objects.get().recipient == "noncash"
    lines.set_rhythm(maker, plan=PaymentPlan.objects.get().id, rhythm=Rhythm.MONTHLY)
    assert PaymentPlan.objects.get().recipient == "company"


def test_a_pay_day_that_was_missed_is_paid_the_first_day_the_bank_can_reach(team, maker, approver):
    granted(team)
    line = approved(maker, approver).lines.get()
    assert (line.due_on, line.pay_on) == (date(2026, 10, 30), date(2026, 11, 5))


def test_the_page_of_a_plan_suggests_the_day_that_its_recipient_can_be_paid_on_and_says_why(
    team, maker
):
    b.municipality()
    granted(team)
    line = made(maker).lines.get()
    page = b.seen(maker, "payments:line", line.id)
    for words in (
        "Kan betales næste gang <strong>30.11.2026</strong>.",
        "Måneden betales på sin sidste bankdag.",
        "Filen skal sendes senest 25.11.2026",
        "2 hele bankdage",
        "Hver måned (næste gang 30.11.2026)",
        "Hver bankdag (næste gang 5.11.2026)",
    ):
        assert words in page
    assert ">\n2026-11-30</textarea>" in page, "the day is ready where days are typed"
    lines.set_rhythm(maker, plan=line.plan_id, rhythm=Rhythm.MONTHLY, moves_money=False)
    page = b.seen(maker, "payments:line", line.id)
    assert "Der flyttes ingen penge i banken" in page
    assert "Hver bankdag (næste gang 3.11.2026)" in page


def test_a_month_that_missed_its_pay_day_is_told_on_the_day_page_with_the_day(
    team, maker, approver
):
    b.municipality()
    granted(team)
    paying.pay(maker, approver, SEPTEMBER)
    page = b.seen(maker, "desk:day")
    assert "Lav okt. 2026" in page
    assert "ikke betalt 30.10.2026" in page
    page = b.seen(maker, "payments:list")
    assert "Betalingsdagen 30.10.2026 er ikke nået: filen skulle være sendt senest" in page
    paying.pay(maker, approver, OCTOBER)
    page = b.seen(maker, "desk:day")
    assert "sendes senest 20.11.2026" in page
    assert "ikke betalt" not in page
    assert "Betales 30.11.2026, når filen er sendt senest 20.11.2026." in b.seen(
        maker, "payments:list"
    )
