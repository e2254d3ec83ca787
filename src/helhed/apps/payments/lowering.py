"""What a reviewed run would pay too much, because something became less after it was made: those
lines alone are lowered when it is approved, and all others are paid as they were reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from helhed.apps.access.models import Unit
from helhed.apps.payments.differences import Difference, among, of_run
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.models import PaymentLine, PayRun
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.payments.linjer import LineKind

LOWERED = screen_text("Sat ned ved godkendelsen: det, der skulle betales, var blevet mindre.")
_PAYS = [LineKind.ORDINARY.value, LineKind.BACK_PAY.value]


@dataclass(frozen=True, slots=True)
class Lowered:
    """A line of a run and what it pays instead, in øre; 0 takes it out."""

    line: PaymentLine
    oere: int


@dataclass(frozen=True, slots=True)
class Lowering:
    """The lines that an approval lowers, and those that pay too much and cannot be lowered: the
    ledger has answered them before, so that their amount is fixed."""

    lowered: list[Lowered]
    fixed: list[PaymentLine]

    @property
    def oere(self) -> int:
        """How much less is paid."""
        return sum(one.line.oere - one.oere for one in self.lowered)

    @property
    def seen(self) -> str:
        """In short, what somebody has seen of it; empty when nothing is lowered."""
        told = "\n".join(f"{one.line.id} {one.line.oere} {one.oere}" for one in self.lowered)
        return sha256(told.encode()).hexdigest()[:32] if told else ""


def lowering(run: PayRun) -> Lowering:
    """What became less than the lines of a run that is not approved. Raises UnableToPrice.

    Held lines are lowered too: what waits is no more than what is owed. What was paid too much by
    an earlier run is not of it; the next run takes that back.
    """
    less = {(one.grant, one.month): -one.oere for one in _differences(run) if one.oere < 0}
    lowered: list[Lowered] = []
    fixed: list[PaymentLine] = []
    if not less:
        return Lowering([], [])
    grants = {grant for grant, _ in less}
    lines = run.lines.filter(kind__in=_PAYS, oere__gt=0).select_related("difference")
    for line in lines.order_by("month", "grant_id", "-due_on", "id").iterator():
        key = line.grant_id, Month.of(line.month)
        if line.grant_id not in grants or not (too_much := less.get(key, 0)):
            continue
        if hasattr(line, "difference"):
            fixed.append(line)
            continue
        taken = min(too_much, line.oere)
        less[key] = too_much - taken
        lowered.append(Lowered(line, line.oere - taken))
    return Lowering(lowered, [one for one in fixed if less[one.grant_id, Month.of(one.month)]])


def _differences(run: PayRun) -> list[Difference]:
    """Those of the run's month, and of the earlier months that it pays something for."""
    found = of_run(run)
    earlier = run.lines.filter(kind__in=_PAYS, oere__gt=0).exclude(month=run.month)
    keys: set[tuple[UUID, Month]] = {
        (grant, Month.of(month)) for grant, month in earlier.values_list("grant_id", "month")
    }
    if keys:
        units = list(Unit.objects.filter(department=run.department).values_list("id", flat=True))
        first, last = (pick(month for _, month in keys) for pick in (min, max))
        theirs = among({grant for grant, _ in keys}, units, first, last)
        found += [one for one in theirs if (one.grant, one.month) in keys]
    return found


def require_lowerable(less: Lowering) -> None:
    """Raises UnableToPay when a line pays too much that was sent before, and is not to be sent
    with another amount."""
    if less.fixed:
        text = screen_text(
            "Noget er blevet mindre, som økonomisystemet har afvist før og får igen med denne "
            "kørsel. Kassér den, og lav den igen, så modregnes det i samme kørsel."
        )
        raise UnableToPay(text)


def lower(found: Lowering) -> None:
    """Lower the lines, each with a note of why; those that pay nothing any more are taken out."""
    left = [one for one in found.lowered if one.oere]
    for one in left:
        one.line.oere, one.line.note = one.oere, LOWERED
    PaymentLine.objects.bulk_update([one.line for one in left], ["oere", "note"], batch_size=500)
    gone = [one.line.id for one in found.lowered if not one.oere]
    for low in range(0, len(gone), 500):
        PaymentLine.objects.filter(id__in=gone[low : low + 500]).delete()
