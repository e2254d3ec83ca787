"""Klagevejledning: what a citizen is told of complaining of a decision, and what a letter of one
must hold.

Whoever gets a decision is told that it can be complained of, to whom and how soon (RSL §§ 66-67).
The complaint goes to the municipality, which looks at it again first and sends it on to
Ankestyrelsen when it stands by what it decided. A written decision gives its reasons and the
paragraphs it rests on (FVL §§ 22-25).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from helhed.kernel.dated import load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text

PARAMETERS = load_parameters(__package__, "klage.toml")


class UnableToWriteLetter(UnableTo):
    """There is no letter of a decision: it is not decided, or lacks what a letter must hold."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """How many weeks there are to complain in after the letter has come, and how many the
    municipality has to look at it again."""

    complaint_weeks: int
    review_weeks: int


def guidance(decided_on: date) -> Guidance:
    """What holds for a decision of a day. Raises NoValueThatDay."""
    return Guidance(
        PARAMETERS["complaint_weeks"].int_on(decided_on),
        PARAMETERS["review_weeks"].int_on(decided_on),
    )


def check_letter(decided_on: date | None, reasons: str, citation: str) -> date:
    """The day of a decision that a letter can be written of. Raises UnableToWriteLetter before it
    is decided, and without reasons or the paragraph that it rests on (FVL § 24)."""
    if decided_on is None:
        text = screen_text("Brevet kan skrives, når afgørelsen er truffet.")
        raise UnableToWriteLetter(text)
    if not reasons.strip():
        raise UnableToWriteLetter(screen_text("Afgørelsen har ingen begrundelse."))
    if not citation.strip():
        raise UnableToWriteLetter(screen_text("Afgørelsen har ingen paragraf."))
    return decided_on
