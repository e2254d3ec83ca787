"""What comes in beside a department's budget: refund and payment, each a cost below 0.

Refund is of a citizen's whole cost, so it belongs to a department and to no account or unit in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from helhed.apps.access.access import Actor, may_at_all, require_at_all
from helhed.apps.budgets.queries.year import BudgetFilter, expected_by_department
from helhed.apps.payments.access import units_within
from helhed.apps.payments.queries.known import Known
from helhed.apps.refunds.access import sees
from helhed.apps.refunds.queries import incomes_by_month, refund_of_corrections
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """A department's year in øre: refund of what is posted, of what is posted and committed, and of
    corrections that are known and not posted (above 0 when refund is to go back); what citizens
    pay and other refund (below 0), and what is expected to be spent."""

    department: str
    refund_posted: int
    refund_kept: int
    refund_known: int
    payments: int
    expected: int

    @property
    def refund(self) -> int:
        """Refund of all that is expected to be spent."""
        return self.refund_kept + self.refund_known

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
    spent, known = expected_by_department(wanted.year, units, actor.today)
    corrected = _refund_of(actor, wanted.year, known)
    found = []
    for department in sorted({one.department for one in months} | set(corrected)):
        if wanted.department not in ("", department):
            continue
        theirs = [one for one in months if one.department == department]
        found.append(
            IncomeLine(
                department,
                -sum(one.refund_posted for one in theirs),
                -sum(one.refund_expected for one in theirs),
                -corrected.get(department, 0),
                -sum(one.user_payment + one.other_refund for one in theirs),
                spent.get(department, 0),
            )
        )
    return Incomes(found)


def _refund_of(actor: Actor, year: int, known: list[Known]) -> dict[str, int]:
    """The refund of the corrections whose cost is expected, of the departments whose refund the
    actor may see."""
    cells: Counter[tuple[UUID, str, Month]] = Counter()
    for one in known:
        cells[one.grant, one.account, one.month] += one.oere
    moved = refund_of_corrections(year, {key: oere for key, oere in cells.items() if oere})
    return {key: oere for key, oere in moved.items() if sees(actor, key)}
