"""What comes in, by month: for whoever follows the budget."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.refunds.access import sees
from helhed.apps.refunds.kept import keep
from helhed.apps.refunds.models import PayerMonthTotal
from helhed.apps.refunds.running import month_incomes
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.refunds.forhold import IncomeKind

ACCOUNT = "5.22.07"
"""Indtægter fra den centrale refusionsordning, dranst 2 (from memory)."""


@dataclass(frozen=True, slots=True)
class IncomeMonth:
    """What a department gets in for a month, in øre above 0: refund of what was posted, refund
    expected of what is committed, what citizens pay, other refund."""

    department: str
    month: Month
    refund_posted: int
    refund_expected: int
    user_payment: int
    other_refund: int

    @property
    def cost(self) -> int:
        """As a budget sees it: what comes in is a cost below 0."""
        return -(self.refund_expected + self.user_payment + self.other_refund)


def incomes_by_month(actor: Actor, year: int) -> list[IncomeMonth]:
    """What comes in month by month of a year, of the departments that the actor may see.

    ``refund_expected`` is the whole month's: of what was posted where the month is paid, of what
    is committed where it is not. Raises UnableToLetIn, and NoValueThatDay for a year without
    limits: a refund that cannot be counted is no zero.
    """
    require_at_all(actor, Action.SEE_REFUND)
    keep(year)
    sums: dict[tuple[str, Month], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    kept = PayerMonthTotal.objects.filter(month__year=year).order_by()
    refunds = kept.values_list("department", "month", "is_expected")
    for department, day, is_expected, oere in refunds.annotate(total=Sum("oere")):
        sums[department, Month.of(day)][int(is_expected)] += oere
    for one in month_incomes(None, year, Month(year, 1)):
        at = 2 if one.kind is IncomeKind.USER_PAYMENT else 3
        sums[one.department, one.month][at] += one.oere
    return [
        IncomeMonth(department, month, *of)
        for (department, month), of in sorted(sums.items())
        if sees(actor, department)
    ]
