"""What comes in beside a department's budget: refund and payment, each a cost below 0.

Refund is of a citizen's whole cost, so it belongs to a department and to no account or unit in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from helhed.apps.access.access import Actor, may_at_all, require_at_all
from helhed.apps.budgets.queries.year import BudgetFilter, expected_by_department
from helhed.apps.payments.access import units_within
from helhed.apps.refunds.queries import incomes_by_month
from helhed.kernel.dated import NoValueThatDay
from helhed.rules.access.rights import Action


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """A department's year in øre: refund of what is posted and of what is expected, what citizens
    pay and other refund (all below 0), and what is expected to be spent."""

    department: str
    refund_posted: int
    refund: int
    payments: int
    expected: int

    @property
    def net(self) -> int:
        """What the year costs the municipality itself."""
        return self.expected + self.refund + self.payments


@dataclass(frozen=True, slots=True)
class Incomes:
    """The departments' years. ``error``: it cannot be counted, which is no zero."""

    lines: list[IncomeLine]
    may_see: bool = True
    error: NoValueThatDay | None = None

    @property
    def refund(self) -> int:
        return sum(line.refund for line in self.lines)

    @property
    def payments(self) -> int:
        return sum(line.payments for line in self.lines)


def incomes(actor: Actor, wanted: BudgetFilter) -> Incomes:
    """What comes in for a year, of whole departments that the actor may see the refund of."""
    require_at_all(actor, Action.SEE_BUDGET)
    if not may_at_all(actor, Action.SEE_REFUND):
        return Incomes([], may_see=False)
    try:
        months = incomes_by_month(actor, wanted.year)
    except NoValueThatDay as error:
        return Incomes([], error=error)
    units = units_within(actor, Action.SEE_BUDGET)
    spent = expected_by_department(wanted.year, units, actor.today)
    found = []
    for department in sorted({one.department for one in months}):
        if wanted.department not in ("", department):
            continue
        theirs = [one for one in months if one.department == department]
        found.append(
            IncomeLine(
                department,
                -sum(one.refund_posted for one in theirs),
                -sum(one.refund_expected for one in theirs),
                -sum(one.user_payment + one.other_refund for one in theirs),
                spent.get(department, 0),
            )
        )
    return Incomes(found)
