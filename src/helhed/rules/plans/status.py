"""Status on goals: what a provider tells of each goal that it works on, between two follow-ups."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text

HIGHEST_SCORE = 10


class Progress(CodeList):
    """How it goes with a goal."""

    BACK = "back", screen_text("Går tilbage")
    SAME = "same", screen_text("Uændret")
    FORWARD = "forward", screen_text("Går fremad")
    REACHED = "reached", screen_text("Nået")


class UnableToTellStatus(UnableTo):
    """A status on goals cannot be told as asked."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one goal; ``own_score`` is the citizen's own, 0 to 10."""

    goal: UUID
    progress: Progress
    own_score: int | None
    text: str


def check_told(told: Collection[Told], goals: Collection[UUID]) -> None:
    """Raises UnableToTellStatus when nothing is told, or something of a goal that is not sent."""
    if not told:
        raise UnableToTellStatus(screen_text("Vælg, hvordan det går med mindst ét mål."))
    if any(one.goal not in goals for one in told):
        raise UnableToTellStatus(screen_text("Målet er ikke med i bestillingen."))
    for one in told:
        if one.own_score is not None and not 0 <= one.own_score <= HIGHEST_SCORE:
            raise UnableToTellStatus(screen_text("Borgerens eget tal går fra 0 til 10."))
