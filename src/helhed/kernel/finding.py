"""What a rule says of a case: what is wrong or missing, how bad, and by which law.

And the one family of errors that a person at the screen is told of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    says what to do, and may hold ``%(name)s`` for ``values``; ``mended_in`` names the input that
    mends it, when there is one.
    """

    code: str
    text: str
    weight: Weight = Weight.STOPS
    law: Citation | None = None
    mended_in: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        return self.weight is Weight.STOPS


def stopping(findings: list[Finding]) -> list[Finding]:
    """Only those that must be mended before one can go on."""
    return [finding for finding in findings if finding.stops]


class UnableTo(Exception):
    """Something a person asked for could not be done; subclasses say what.

    ``text`` is Danish, for the screen, says what to do, and may hold ``%(name)s`` for
    ``values``. It never holds personal data. ``mended_on`` is the name of the page where it can
    be mended and the key of what is mended there, when there is such a page. ``is_refusal`` is
    true of what somebody has no right to: no page tells that as a thing to mend.
    """

    is_refusal = False

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values = values
        self.mended_on: tuple[str, object] | None = None
