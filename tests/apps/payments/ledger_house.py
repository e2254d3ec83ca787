"""A house that pays through the ledger: people, grants, and a run carried as far as is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Sum

from helhed.apps.payments import inbox
from helhed.apps.payments.actions import runs
from helhed.apps.payments.models import Difference, PaymentLine, Posting
from helhed.kernel.clock import FixedDay
from helhed.kernel.period import Month
from helhed.rules.decisions.ydelser import Department
from tests.apps import building as b
from tests.apps import paying

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
RATE = 210_000
CVR = "07000001"
LATER = date(2026, 11, 27)


def on(actor, day):
    """The same person on another day."""
    return replace(actor, clock=FixedDay(day))


def granted(team, start=date(2026, 9, 1)):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, RATE))
    grant = b.grant(b.case(team), rate, start)
    b.order(grant, start)
    return grant


def with_number(grant):
    provider = grant.offer.provider
    provider.cvr = CVR
    provider.save()
    return grant


def to_citizen(team, start=date(2026, 9, 1)):
    rate = b.rate(
        None, (date(2020, 1, 1), None, 500_000), kind="month", service_key="kompensation_100"
    )
    return b.grant(b.case(team), rate, start, service_key="kompensation_100")


def made(maker, month=OCTOBER):
    return runs.make_run(maker, department=Department.ADULTS, month=month)


def approved(maker, approver, month=OCTOBER):
    return paying.approve(maker, approver, made(maker, month))


def answered(team, maker, approver, folder, fault, day=b.TODAY):
    """One line sent, and answered with a fault; what was found on a day."""
    granted(team, OCTOBER.first)
    run = approved(maker, approver)
    paying.carry(maker, folder, **{fault: 1.0})
    if day != b.TODAY:
        inbox.read_waiting(on(maker, day), folder / "in")
    run.refresh_from_db()
    return run, Difference.objects.get()


def is_in_balance():
    """Paid is posted and what is outstanding, to the øre."""
    paid = PaymentLine.objects.filter(run__sent_at__isnull=False).aggregate(sum=Sum("oere"))["sum"]
    posted = Posting.objects.aggregate(sum=Sum("oere"))["sum"] or 0
    left = Difference.objects.aggregate(sum=Sum("oere"))["sum"] or 0
    return paid == posted + left
