"""What is expected, counted from nothing, and what is kept of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from helhed.apps.decisions import expecting
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.actions.approve import approve
from helhed.apps.decisions.actions.expect import expect_end
from helhed.apps.decisions.models import (
    Commitment,
    CommitmentTotal,
    ExpectedCost,
    ExpectedTotal,
)
from helhed.kernel.period import Month

Cell = tuple[str, UUID, date]


def granted_cells() -> Counter[Cell]:
    """What is committed per account, unit and month."""
    found: Counter[Cell] = Counter()
    for row in Commitment.objects.all():
        found[row.account, row.unit_id, row.month] += row.oere
    return found


def expected_cells(change: UUID | None = None) -> Counter[Cell]:
    """What is expected per account, unit and month: of one change or of all."""
    rows = ExpectedCost.objects.filter(expected=change) if change else ExpectedCost.objects.all()
    found: Counter[Cell] = Counter()
    for row in rows:
        found[row.account, row.unit_id, row.month] += row.oere
    return found


def nonzero(cells: Counter[Cell]) -> dict[Cell, int]:
    return {cell: oere for cell, oere in cells.items() if oere}


def check_expected(last: Month) -> None:
    """What is kept of expected changes is what is counted from nothing, and the totals its sums."""
    listed = list(expecting.open_changes().select_related("case__citizen"))
    counted: Counter[Cell] = Counter()
    for one in listed:
        for (_, month, account, unit), oere in expecting.moves([one], last).items():
            counted[account, unit, month.first] += oere
    assert nonzero(expected_cells()) == nonzero(counted)
    for model, cells in ((ExpectedTotal, expected_cells()), (CommitmentTotal, granted_cells())):
        kept = {(t.account, t.unit_id, t.month): t.oere for t in model.objects.all()}
        assert {cell: oere for cell, oere in kept.items() if oere} == nonzero(cells)


def later(town, grant, end, resumes=None, who=None):
    by = who or town.anna
    return expect_end(by, grant=grant.id, end=end, resumes=resumes, reason="Målet er ikke nået")


def decided(town, decision, leader=None):
    """The decision is filled in, sent and approved."""
    fields = {"purpose": "x", "facts": "x", "reasons": "x", "hearing": "held"}
    more = {"hearing_note": "x", "citizens_view": "x", "childs_view": "x"}
    for field, value in {**fields, **more}.items():
        prepare.write_field(town.anna, decision=decision.id, field=field, values=[value])
    prepare.submit(town.anna, decision=decision.id)
    approve(leader or town.head, decision=decision.id)
