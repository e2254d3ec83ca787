"""Which plan the law calls it, and how a goal stands."""

from __future__ import annotations

from datetime import date

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
    NO_NEED = "no_need", screen_text("En plan er ikke relevant nu")


def offer_lacks(offer: PlanOffer, offered_on: date, reason: str, today: date) -> str:
    """What is missing before an offer of a plan is written down, as a sentence; empty when nothing.

    Source: SEL § 141: a plan is offered; that it was, and why there is none, is written down.
    """
    if offered_on > today:
        return screen_text("Planen er tilbudt i dag eller før.")
    if offer is PlanOffer.DECLINED and not reason.strip():
        return screen_text("Skriv, hvorfor borgeren siger nej tak, med borgerens egne ord.")
    if offer is PlanOffer.NO_NEED and not reason.strip():
        return screen_text("Skriv, hvorfor en plan ikke er relevant nu.")
    return ""


class PartKind(CodeList):
    """Whose part of a plan it is: a plan is more than what the municipality grants."""

    CITIZEN = "citizen", screen_text("Jeg selv")
    NETWORK = "network", screen_text("Mit netværk")
    VOLUNTARY = "voluntary", screen_text("Frivillige og foreninger")
    PROVIDER = "provider", screen_text("Et tilbud")
    OTHER = "other", screen_text("En anden afdeling eller myndighed")


def part_lacks(kind: PartKind, who: str, what: str) -> str:
    """What is missing before somebody's part of a plan is written down, as a sentence; empty when
    nothing. Only the citizen needs no name."""
    if not what.strip():
        return screen_text("Skriv, hvad der er aftalt.")
    if kind is not PartKind.CITIZEN and not who.strip():
        return screen_text("Skriv, hvem det er.")
    return ""


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
