"""What a decision is handed from the texts before it: words, each with where they come from, and
the quotes that stand there already."""

from __future__ import annotations

from collections.abc import Sequence

from helhed.apps.access.access import Actor
from helhed.apps.assessments.models import Assessment
from helhed.apps.assessments.texts import origin_of as assessed
from helhed.apps.cases.quoting import Handed, carry_quotes, drop_quotes, keep_sources
from helhed.apps.decisions.models import Decision
from helhed.apps.efforts.models import Recommendation
from helhed.apps.efforts.queries import origin_of as recommended
from helhed.apps.plans.models import Plan
from helhed.apps.plans.texts import origin_of as planned
from helhed.kernel.words import screen_text
from helhed.rules.cases.citat import Target

OF_PLAN = {"purpose": "purpose"}
OF_ADULT = {"overall": "facts", "own_words": "citizens_view"}
OF_CHILD = {"overall": "facts", "own_words": "childs_view", "parents_words": "citizens_view"}
OF_RECOMMENDATION = {"text": "reasons", "citizens_words": "citizens_view"}
_PARTS = {
    "overall": screen_text("Samlet vurdering"),
    "own_words": screen_text("Egne ord"),
    "parents_words": screen_text("Forældrenes ord"),
    "purpose": screen_text("Formål"),
    "text": screen_text("Hvad der indstilles, og hvorfor"),
    "citizens_words": screen_text("Hvad borgeren siger til det"),
}


def known(assessment: Assessment | None, plan: Plan | None, *, child: bool) -> list[Handed]:
    """What assessment and plan hand on."""
    handed = []
    if assessment is not None:
        origin = assessed(assessment)
        for field, to in (OF_CHILD if child else OF_ADULT).items():
            handed.append(Handed(origin, _PARTS[field], to, getattr(assessment, field)))
    if plan is not None:
        handed.append(Handed(planned(plan), _PARTS["purpose"], "purpose", plan.purpose))
    return handed


def keep_known(
    actor: Actor,
    decision: Decision,
    plan: Plan | None,
    handed: Sequence[Handed],
    *,
    child: bool,
) -> None:
    """Keep where what was known came from."""
    case, to = decision.case, (Target.DECISION, decision.id)
    keep_sources(actor, case, *to, handed)
    if decision.assessment is not None:
        fields = OF_CHILD if child else OF_ADULT
        carry_quotes(actor, (Target.ASSESSMENT, decision.assessment.id), to, fields)
    if plan is not None:
        carry_quotes(actor, (Target.PLAN, plan.id), to, OF_PLAN)


def take_over_words(actor: Actor, decision: Decision, told: Recommendation) -> None:
    """Why it is recommended, and what an adult says to that, instead of what was known before."""
    origin, to = recommended(told), (Target.DECISION, decision.id)
    handed = [Handed(origin, _PARTS["text"], "reasons", told.text)]
    fields = OF_RECOMMENDATION
    if decision.case.department == "children":
        fields = {"text": "reasons"}
    elif told.citizens_words:
        part = _PARTS["citizens_words"]
        handed.append(Handed(origin, part, "citizens_view", told.citizens_words))
    for one in handed:
        setattr(decision, one.field, one.words)
        drop_quotes(*to, one.field)
    keep_sources(actor, decision.case, *to, handed)
    carry_quotes(actor, (Target.RECOMMENDATION, told.id), to, fields)
