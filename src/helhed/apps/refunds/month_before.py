"""A grant's month as it stands before an income is written in it."""

from __future__ import annotations

from django.db.models import Q, Sum

from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.decisions.own_payments import month_payments
from helhed.apps.payments.models import Posting
from helhed.apps.refunds.models import Income
from helhed.kernel.period import Month
from helhed.rules.refunds.forhold import IncomeKind
from helhed.rules.refunds.indtaegt import MonthBefore


def month_before(
    of: Grant, kind: IncomeKind, month: Month, oere: int, *, without: Income | None = None
) -> MonthBefore:
    """What stands of a grant's month, ``without`` a row that is taken back; ``oere`` is what is to
    be written, to tell the doubles by."""
    standing = Income.objects.filter(grant=of, withdrawn_at__isnull=True)
    if without is not None:
        standing = standing.exclude(id=without.id)
    rows = list(standing.filter(month=month.first).values_list("kind", "oere"))
    ours = [of_row for of_kind, of_row in rows if of_kind == kind.value]
    others = sum(of_row for of_kind, of_row in rows if of_kind != kind.value)
    decided = decided_of(of, month)
    if decided and kind is IncomeKind.USER_PAYMENT:
        ours.append(decided)
    elif decided:
        others += decided
    earlier = standing.filter(kind=kind.value, month__lt=month.first, oere__gt=0)
    leads = earlier.values("month").distinct().count() > 1
    return MonthBefore(
        sum(ours),
        others,
        len(ours),
        ours.count(oere),
        cost_of(of, month),
        kind is IncomeKind.USER_PAYMENT and leads,
    )


def cost_of(of: Grant, month: Month) -> int:
    """What a grant costs in a month (øre): as it was posted, or as it is committed when nothing is
    posted yet."""
    for model in (Posting, Commitment):
        rows = model._default_manager.filter(grant=of, month=month.first)
        total: int | None = rows.aggregate(total=Sum("oere"))["total"]
        if total is not None:
            return total
    return 0


def decided_of(of: Grant, month: Month) -> int:
    """What the citizen is decided to pay for a grant in a month (øre)."""
    found = month_payments(month, month, Q(grant=of))
    return sum(one.oere for one in found)
