"""The phases of VUM 2.0, read from what is written: nobody types a phase.

Sagsåbning, sagsoplysning, sagsvurdering, indstilling, afgørelse, bestilling, levering, opfølgning
(VUM 2.0, Underbilag D, order of the forms).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from helhed.kernel.words import CodeList, screen_text


class Phase(CodeList):
    """One phase of a case."""

    OPENING = "opening", screen_text("Sagsåbning")
    INSIGHT = "insight", screen_text("Sagsoplysning")
    JUDGEMENT = "judgement", screen_text("Sagsvurdering")
    RECOMMENDATION = "recommendation", screen_text("Indstilling")
    DECISION = "decision", screen_text("Afgørelse")
    ORDER = "order", screen_text("Bestilling")
    DELIVERY = "delivery", screen_text("Levering")
    FOLLOW_UP = "follow_up", screen_text("Opfølgning")


@dataclass(frozen=True, slots=True)
class PhaseSeen:
    """A phase with the day on which it was reached (None: not yet, or passed over), and whether
    the case stands there now."""

    phase: Phase
    since: date | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class PhaseDays:
    """The day that each phase was reached: case opened, assessment begun, assessment finished,
    recommendation handed on, decided, ordered, delivery started, last followed up."""

    opened: date
    insight: date | None = None
    judged: date | None = None
    recommended: date | None = None
    decided: date | None = None
    ordered: date | None = None
    delivered: date | None = None
    followed_up: date | None = None


def phases(days: PhaseDays) -> list[PhaseSeen]:
    """Every phase in order. A case stands in the phase after the last one that was reached, since
    that is what is to be done now; once followed up it stays there."""
    listed = [
        (Phase.OPENING, days.opened),
        (Phase.INSIGHT, days.insight),
        (Phase.JUDGEMENT, days.judged),
        (Phase.RECOMMENDATION, days.recommended),
        (Phase.DECISION, days.decided),
        (Phase.ORDER, days.ordered),
        (Phase.DELIVERY, days.delivered),
        (Phase.FOLLOW_UP, days.followed_up),
    ]
    last = max(number for number, (_, day) in enumerate(listed) if day is not None)
    here = min(last + 1, len(listed) - 1)
    return [PhaseSeen(phase, day, number == here) for number, (phase, day) in enumerate(listed)]
