"""BL §§ 132-137: a notification is judged within 24 hours, answered, and leads somewhere.

Every notification is judged within 24 hours, weekends included, for whether the child's
health or development is in danger (§ 136); the notifier gets a receipt (§ 137); and the
screening (§ 18) ends in one of three ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.dated import load_parameters
from helhed.kernel.law import Citation
from helhed.kernel.period import months_after
from helhed.kernel.words import screen_text
from helhed.kernel.workdays import add_workdays

PARAMETERS = load_parameters(__package__, "underretning.toml")

ACUTE_ASSESSMENT = Citation("BL", "§ 136")
RECEIPT = Citation("BL", "§ 137")
SCREENING = Citation("BL", "§ 18")
EXAMINATION = Citation("BL", "§ 20")

OF_AGE = 18
"""A notification is about somebody under 18 (BL § 133)."""


class Outcome(Enum):
    """How a screening ends (BL § 18), or that the child's open case takes it over."""

    NO_ACTION = "no_action"
    COVERED_BY_OPEN_CASE = "covered_by_open_case"
    UNCOVERING = "uncovering"
    EXAMINATION = "examination"

    @property
    def label(self) -> str:
        return _OUTCOMES[self]

    @property
    def opens_case(self) -> bool:
        return self in (Outcome.UNCOVERING, Outcome.EXAMINATION)


_OUTCOMES = {
    Outcome.NO_ACTION: screen_text("Ingen indsats er nødvendig"),
    Outcome.COVERED_BY_OPEN_CASE: screen_text("Indgår i barnets åbne sag"),
    Outcome.UNCOVERING: screen_text("Afdækning (barnets lov § 19)"),
    Outcome.EXAMINATION: screen_text("Børnefaglig undersøgelse (barnets lov § 20)"),
}


@dataclass(frozen=True, slots=True)
class Clocks:
    """When each duty falls due, counted from when the notification was received."""

    assess_before: datetime
    receipt_by: date


def clocks(received: datetime) -> Clocks:
    """The deadlines of a notification (BL §§ 136, 137), in Danish time.

    The hours are real ones, also over a night when the clocks change. Raises ValueError for a
    time without a time zone.
    """
    if received.tzinfo is None:
        raise ValueError("the time a notification was received needs its time zone")
    day = received.astimezone(DANISH_TIME).date()
    hours = PARAMETERS["acute_assessment_hours"].int_on(day)
    workdays = PARAMETERS["receipt_workdays"].int_on(day)
    assess_before = received.astimezone(UTC) + timedelta(hours=hours)
    return Clocks(assess_before.astimezone(DANISH_TIME), add_workdays(day, workdays))


def examination_due(aware: date) -> date:
    """The last day of a børnefaglig undersøgelse, from when need was seen (BL § 20 stk. 3)."""
    return months_after(aware, PARAMETERS["examination_months"].int_on(aware))
