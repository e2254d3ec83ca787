"""What each field from the opening of a case to an order means: the one fact that it fills.

The fact is told as ``model.field``. A fact is asked for in one place. Where its field stands on
another page too, it is filled in when the page is opened, and ``known`` says what from.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """The fact of a field. ``known`` names the fact from which it is filled in already; ``usual``
    fields stand at what is most often right."""

    fact: str
    known: str = ""
    usual: bool = False


def asked(fact: str) -> Meaning:
    """Asked for here and nowhere else."""
    return Meaning(fact)


def known(fact: str, source: str) -> Meaning:
    """Filled in from what was told before; to be corrected, not to be typed."""
    return Meaning(fact, known=source)


def usual(fact: str) -> Meaning:
    """Stands at what is most often right."""
    return Meaning(fact, usual=True)


MEANINGS: dict[str, dict[str, Meaning]] = {
    "register": {
        "cpr": asked("citizen.cpr"),
        "name": asked("citizen.name"),
    },
    "case.open": {
        "unit": usual("case.unit"),
        "area": usual("case.area"),
        "opened_through": usual("case.opened_through"),
        "reason": asked("case.opening_reason"),
    },
    "case.what_matters": {
        "words": asked("case.matters_to_me"),
    },
    "assessment": {
        "own_words": known("assessment.own_words", "case.matters_to_me"),
        "resources": asked("assessment.resources"),
        "purpose": asked("assessment.purpose"),
        "note:*:own_words": asked("theme.own_words"),
        "note:*:professional": asked("theme.professional"),
        "note:*:source": asked("theme.source"),
        "note:*:level": asked("theme.level"),
        "overall": asked("assessment.overall"),
        "support_need": asked("assessment.support_need"),
        "support_need_reason": asked("assessment.support_need_reason"),
        "primary_target_group": asked("assessment.primary_target_group"),
        "secondary_target_groups": asked("assessment.secondary_target_groups"),
    },
    "plan": {
        "offer": usual("plan.offer"),
        "hopes": known("plan.hopes", "case.matters_to_me"),
        "purpose": asked("plan.purpose"),
        "offered_on": usual("plan.offered_on"),
        "reason": asked("plan.offer_reason"),
    },
    "goal": {
        "own_words": asked("goal.own_words"),
        "wording": asked("goal.wording"),
        "primary_theme": asked("goal.primary_theme"),
        "secondary_themes": asked("goal.secondary_themes"),
        "change": asked("goal.change"),
        # Empty is the level of the theme in the assessment, which the act fills in.
        "level_now": usual("goal.level_now"),
        "expected_level": asked("goal.expected_level"),
        "due": asked("goal.due"),
        "own_score": asked("goal.own_score"),
    },
    "recommendation": {
        "text": asked("recommendation.text"),
        "agreement": usual("recommendation.agreement"),
        "citizens_words": asked("recommendation.citizens_words"),
    },
    "effort": {
        "standing": usual("effort.standing"),
        "offer_kind": asked("effort.offer_kind"),
        "codes": asked("effort.services"),
        "law": asked("effort.service and citation"),
        "extent": asked("effort.extent"),
        "starts_on": asked("effort.starts_on"),
        "ends_on": asked("effort.ends_on"),
        "yearly_oere": asked("effort.yearly_oere"),
        "reason": asked("effort.reason"),
    },
    "decision": {
        "is_refusal": usual("decision.is_refusal"),
        "citation": known("decision.citation", "effort.service and citation"),
        "line:*:quantity": usual("grant.quantity"),
        "line:*:start": known("grant.start", "effort.starts_on"),
        "line:*:end": known("grant.end", "effort.ends_on"),
        # What may follow the main service, which came from the recommendation.
        "service": asked("grant.supplement"),
        "efforts": known("decision.efforts", "effort.offer_kind"),
        "goals": known("decision.goals", "goal.own_words"),
        "citizens_view": known("decision.citizens_view", "recommendation.citizens_words"),
        "purpose": known("decision.purpose", "plan.purpose"),
        "facts": known("decision.facts", "assessment.overall"),
        "reasons": known("decision.reasons", "recommendation.text"),
        "hearing": asked("decision.hearing"),
        "hearing_note": asked("decision.hearing_note"),
    },
    "rate": {
        "words": asked("grant.rate"),
    },
    "order": {
        "purpose": known("order.purpose", "plan.purpose"),
        "goals": known("order.goals", "goal.own_words"),
        "parts": known("order.parts", "theme.professional"),
        "needs": asked("order.needs"),
        "wanted_start": known("order.wanted_start", "effort.starts_on"),
    },
}
