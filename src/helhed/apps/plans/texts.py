"""Plans and their follow-ups as texts: what is searched for in them, and what a plan is called
where words of it are quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from helhed.apps.cases.quoting import Origin
from helhed.apps.cases.word_index import AT_ONCE, Text
from helhed.apps.plans.models import FollowUp, Plan
from helhed.rules.cases.citat import Source
from helhed.rules.plans.plan import PlanKind

PLAN, FOLLOW_UP = "plan", "follow_up"


def of_plan(row: Plan) -> Text:
    """A plan: hopes, purpose, why there is none, its goals, what providers told of them, and who
    does what."""
    told = [row.hopes, row.purpose, row.offer_reason]
    for goal in row.goals.all():
        told += [goal.own_words, goal.wording]
        told += [status.text for status in goal.statuses.all()]
    for part in row.parts.all():
        told += [part.who, part.what, part.end_reason]
    return Text(PLAN, row.id, row.case_id, row.started_on, "\n".join(told))


def of_follow_up(row: FollowUp) -> Text:
    """A follow-up: who was there, what was said, and how each goal went."""
    told = [row.participants, row.own_words, row.summary]
    told += [result.text for result in row.results.all()]
    return Text(FOLLOW_UP, row.id, row.plan.case_id, row.held_on, "\n".join(told))


def origin_of(row: Plan) -> Origin:
    """A plan as the source of words that are handed on."""
    return Origin(Source.PLAN, row.id, PlanKind.of(row.kind).label, row.started_on)


def of_cases(cases: Sequence[UUID] | None = None) -> Iterator[Text]:
    """Every plan and follow-up of some cases, or of all."""
    plans, held = Plan.objects.all(), FollowUp.objects.select_related("plan")
    if cases is not None:
        plans, held = plans.filter(case__in=cases), held.filter(plan__case__in=cases)
    for plan in plans.prefetch_related("goals__statuses", "parts").order_by("id").iterator(AT_ONCE):
        yield of_plan(plan)
    for row in held.prefetch_related("results").order_by("id").iterator(AT_ONCE):
        yield of_follow_up(row)
