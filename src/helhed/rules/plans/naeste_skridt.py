"""What a follow-up most likely comes to, read from how the goals stand.

The law asks whether the help still serves its purpose (SEL § 148) and leaves the answer to the
caseworker. This is the house's proposal, never a decision: it fills the field, and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helhed.kernel.words import CodeList, screen_text
from helhed.rules.assessments import ffb
from helhed.rules.plans.niveauer import Movement
from helhed.rules.plans.plan import GoalState
from helhed.rules.plans.status import Progress


class Step(CodeList):
    """The next step; its code is the follow-up result of FFB."""

    CONTINUE = ffb.GOES_ON, screen_text("fortsæt")
    CHANGE = ffb.GIVES_WAY, screen_text("skift til noget andet")
    END = ffb.ENDS, screen_text("afslut")


@dataclass(frozen=True, slots=True)
class GoalStands:
    """How a goal stands: its state, what the provider told last, and which way its level went."""

    state: GoalState
    progress: Progress | None = None
    moved: Movement | None = None

    @property
    def is_done(self) -> bool:
        return self.progress is Progress.REACHED or self.state in (
            GoalState.REACHED,
            GoalState.DROPPED,
        )

    @property
    def goes_back(self) -> bool:
        if self.is_done:
            return False
        return self.progress is Progress.BACK or self.moved is Movement.WORSE


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed next step and why, in words to translate."""

    step: Step
    why: str


def proposed(goals: Sequence[GoalStands]) -> Proposed | None:
    """The proposed next step; none for a plan without goals, as nothing tells of it."""
    if not goals:
        return None
    if all(goal.is_done for goal in goals):
        return Proposed(Step.END, screen_text("Alle mål er nået eller ikke aktuelle mere."))
    if any(goal.goes_back for goal in goals):
        return Proposed(Step.CHANGE, screen_text("Mindst ét mål går tilbage."))
    return Proposed(
        Step.CONTINUE, screen_text("Der arbejdes stadig på mål, og ingen af dem går tilbage.")
    )
