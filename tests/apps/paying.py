"""A month paid to the end: made, reviewed, approved by another, sent, and answered by the pretend
ledger without any fault."""

from __future__ import annotations

import tempfile
from pathlib import Path

from helhed.apps.access.access import Actor
from helhed.apps.payments import inbox, outbox
from helhed.apps.payments.actions import runs
from helhed.apps.payments.lowering import lowering
from helhed.apps.payments.models import PayRun
from helhed.kernel.period import Month
from helhed.rules.decisions.ydelser import Department
from helhed.stand_ins.ledger import answer


def approve(maker: Actor, approver: Actor, run: PayRun) -> PayRun:
    """A draft reviewed, and approved by another who has seen what became less since."""
    runs.review_run(maker, run=run.id)
    runs.approve_run(approver, run=run.id, seen=lowering(run).seen)
    run.refresh_from_db()
    return run


def carry(doer: Actor, folder: Path, seed: int = 1, **faults: float) -> None:
    """What waits goes to the ledger, which answers, and the answer is read."""
    outbox.send_waiting(doer, folder / "out")
    (folder / "out").mkdir(exist_ok=True)
    answer(folder / "out", folder / "in", faults, seed)
    inbox.read_waiting(doer, folder / "in")


def finish(maker: Actor, approver: Actor, run: PayRun) -> PayRun:
    """A draft carried through to posted."""
    approve(maker, approver, run)
    with tempfile.TemporaryDirectory() as folder:
        carry(maker, Path(folder))
    run.refresh_from_db()
    return run


def pay(
    maker: Actor, approver: Actor, month: Month, department: Department = Department.ADULTS
) -> PayRun:
    """A month made and carried through to posted."""
    return finish(maker, approver, runs.make_run(maker, department=department, month=month))
