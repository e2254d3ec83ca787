"""What a rule says of a case: what is wrong or missing, how bad, and by which law."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from helhed.kernel.law import Citation


class Weight(Enum):
    """How much a finding weighs."""

    STOPS = "stops"
    WARNS = "warns"
    TELLS = "tells"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found.

    ``code`` is stable and for machines; ``text`` is Danish, for the person at the screen,
    and says what to do; ``field`` names the input that mends it, when there is one.
    """

    code: str
    text: str
    weight: Weight = Weight.STOPS
    law: Citation | None = None
    field: str | None = None

    @property
    def stops(self) -> bool:
        return self.weight is Weight.STOPS


def stopping(findings: list[Finding]) -> list[Finding]:
    """Only those that must be mended before one can go on."""
    return [finding for finding in findings if finding.stops]
