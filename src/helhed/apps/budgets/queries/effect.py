"""What a decision or an expected change does to the frames that it draws on, before approval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Unit
from helhed.apps.audit.actions import read
from helhed.apps.budgets.models import Account
from helhed.apps.budgets.queries.year import lines_of_cells
from helhed.apps.budgets.words import account_name
from helhed.apps.cases.models import Case
from helhed.apps.cases.queries import CaseHead, head_of
from helhed.apps.decisions import expecting, pricing
from helhed.apps.decisions.access import require_change, require_decision
from helhed.apps.decisions.models import Decision, ExpectedChange
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.budgets.forbrug import YearLine
from helhed.rules.decisions.forventning import OPEN

YEARS = 2
"""This year and the next: the budget that runs, and the one that is being built."""


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One account and unit in one year, in øre."""

    year: int
    account: str
    name: str
    unit: str
    figures: YearLine
    moves: int

    @property
    def left_after(self) -> int:
        """What would be left of the frame with it; below 0 is too much."""
        return self.figures.remaining - self.moves


@dataclass(frozen=True, slots=True)
class Effect:
    """The frames that something draws on; ``error`` when a price is missing."""

    case: CaseHead
    lines: list[EffectLine]
    error: pricing.UnableToPrice | None


def change_effect(actor: Actor, change: UUID) -> Effect:
    """What an open expected change would do to frames, logged. Raises Http404."""
    with transaction.atomic():
        rows = ExpectedChange.objects.select_related(
            "case__citizen", "case__unit", "case__responsible"
        )
        row = rows.filter(id=change).first()
        if row is None:
            raise Http404
        require_change(actor, Action.SEE_CASE, row)
        read(actor, "expected.read", row, row.case.citizen_id)
        return _effect(actor, row.case, [row] if row.state in OPEN else [])


def decision_effect(actor: Actor, decision: UUID) -> Effect:
    """What a decision that is not approved would do to frames, logged. Raises Http404."""
    with transaction.atomic():
        rows = Decision.objects.select_related("case__citizen", "case__unit", "case__responsible")
        row = rows.filter(id=decision).first()
        if row is None:
            raise Http404
        require_decision(actor, Action.SEE_CASE, row)
        read(actor, "decision.read", row, row.case.citizen_id)
        return _effect(actor, row.case, expecting.as_changes(row))


def _effect(actor: Actor, case: Case, changes: list[ExpectedChange]) -> Effect:
    head = head_of(case)
    first = actor.today.year
    try:
        moves = expecting.moves(changes, Month(first + YEARS - 1, 12))
        return Effect(head, _lines(actor, moves, first), None)
    except pricing.UnableToPrice as error:
        return Effect(head, [], error)


def _lines(
    actor: Actor, moves: Mapping[tuple[UUID, Month, str, UUID], int], first: int
) -> list[EffectLine]:
    sums: Counter[tuple[int, str, UUID]] = Counter()
    for (_, month, account, unit), oere in moves.items():
        if month.year >= first:
            sums[month.year, account, unit] += oere
    units = {unit.id: unit for unit in Unit.objects.filter(id__in={key[2] for key in sums})}
    accounts = {key[1] for key in sums}
    figures = lines_of_cells(sorted({key[0] for key in sums}), accounts, units, actor.today)
    names = dict(Account.objects.filter(code__in=accounts).values_list("code", "name"))
    return [
        EffectLine(
            year,
            account,
            account_name(account, names.get(account, account)),
            units[unit].name,
            figures[year, account, unit],
            oere,
        )
        for (year, account, unit), oere in sorted(sums.items())
    ]
