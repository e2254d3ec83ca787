"""The two lines that move an amount between accounts: they go and stay together."""

from __future__ import annotations

from django.db.models import QuerySet

from helhed.apps.payments.models import PaymentLine
from helhed.rules.payments.linjer import PAIR, LineKind

PAIRED = [one.value for one in PAIR]


def with_its_pair(line: PaymentLine) -> QuerySet[PaymentLine, PaymentLine]:
    """A line, and the other of its pair when it is one of two.

    A plan has at most one pair from one day for a month (``one_line_a_plan_and_pay_day``).
    """
    if line.kind not in PAIRED:
        return PaymentLine.objects.filter(id=line.id)
    return PaymentLine.objects.filter(
        plan=line.plan_id, month=line.month, due_on=line.due_on, kind__in=PAIRED
    )


def moves_of(row: PaymentLine) -> list[PaymentLine]:
    """The lines that put what a line paid on another account: those whose pair takes the same
    amount of the same plan and month from its account."""
    taken = PaymentLine.objects.filter(
        plan=row.plan_id,
        month=row.month,
        kind=LineKind.REPOST_OUT.value,
        account=row.account,
        oere=-row.oere,
    )
    into = PaymentLine.objects.filter(
        plan=row.plan_id, month=row.month, kind=LineKind.REPOST_IN.value
    )
    return list(into.filter(due_on__in=taken.values("due_on")).select_related("run").order_by("id"))


def is_moved(row: PaymentLine) -> bool:
    """Whether all that was paid like a line, the same amount on the same account for one plan and
    month, has been moved away or waits for it: no amount is moved twice."""
    like = PaymentLine.objects.filter(
        plan=row.plan_id, month=row.month, account=row.account, oere=row.oere
    ).exclude(kind=LineKind.REPOST_OUT.value)
    return len(moves_of(row)) >= like.count()
