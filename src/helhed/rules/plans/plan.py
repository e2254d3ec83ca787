"""Which plan the law calls it, and how a goal stands."""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class PlanKind(CodeList):
    """Which plan the law calls it."""

    ADULT = "sel141", screen_text("Handleplan (serviceloven § 141)")
    CHILD = "bl91", screen_text("Barnets plan (barnets lov § 91)")
    YOUTH = "bl108", screen_text("Ungeplan (barnets lov § 108)")


class PlanOffer(CodeList):
    """Whether the citizen wants the plan; a no is recorded too (SEL § 141)."""

    WANTED = "wanted", screen_text("Borgeren vil gerne have en plan")
    DECLINED = "declined", screen_text("Borgeren har sagt nej tak")


class GoalState(CodeList):
    """How a goal stands."""

    ACTIVE = "active", screen_text("I gang")
    REACHED = "reached", screen_text("Nået")
    PARTLY = "partly", screen_text("Delvist nået")
    DROPPED = "dropped", screen_text("Ikke aktuelt mere")


YOUTH_PLAN_FROM_AGE = 16
"""From 16 a plan is a ungeplan when the young person has one (BL § 108)."""


def plan_kind(*, child: bool, age: int | None) -> PlanKind:
    """Which plan the law asks for: by department and age; a child's, when the age is not known."""
    if not child:
        return PlanKind.ADULT
    of_youth = age is not None and age >= YOUTH_PLAN_FROM_AGE
    return PlanKind.YOUTH if of_youth else PlanKind.CHILD
