"""The plan: purpose, the citizen's own hopes, goals, when it is looked at again."""

from __future__ import annotations

from datetime import date

from helhed.apps.orders.landing.landed import Landing, day_of, own_id
from helhed.apps.plans.models import Goal, Plan, SecondaryTheme
from helhed.fhir.ordering import parts as p
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb
from helhed.rules.plans.plan import PlanKind, PlanOffer


def land_plan(landing: Landing) -> None:
    """Purpose and goals become a plan; one that runs already gets the goals, and its own words
    stand."""
    goals = landing.all(p.Goal)
    if not goals:
        return
    purpose = " ".join(one.text for one in goals if one.kind == "purpose")
    hopes = "\n".join(one.text for one in goals if one.kind == "objective")
    plan = landing.case.plans.filter(ended_on=None).order_by("started_on").last()
    if plan is None:
        plan = Plan.objects.create(
            case=landing.case,
            kind=PlanKind.ADULT.value,
            offer=PlanOffer.WANTED.value,
            hopes=hopes,
            purpose=purpose,
            started_on=landing.day,
            next_follow_up=_next(landing),
            follow_up_reason=_why(landing),
        )
    else:
        landing.no_place(screen_text("Formål"), purpose)
        landing.no_place(screen_text("Borgerens egne ord"), hopes)
    first = plan.goals.count()
    for number, part in enumerate([one for one in goals if one.kind == "goal"], first + 1):
        _goal(landing, plan, part, number)


def _next(landing: Landing) -> date | None:
    days = [day_of(one.on) for one in landing.all(p.FollowUp)]
    days += [day_of(one.start) for order in landing.all(p.Order) for one in order.again]
    known = [day for day in days if day is not None]
    return min(known, default=None)


def _why(landing: Landing) -> str:
    return "\n".join(one.text for order in landing.all(p.Order) for one in order.again if one.text)


def _goal(landing: Landing, plan: Plan, part: p.Goal, number: int) -> None:
    themes = sorted(part.themes, key=lambda one: one.rank or 9)
    found = (landing.find(one, p.Condition) for one in themes)
    codes = [one.code for one in found if one is not None]
    level = ffb.concepts().get((ffb.Kind.LEVEL, part.level))
    if part.level and (level is None or level.number is None):
        landing.no_place(screen_text("Niveau i et mål"), part.level)
    row = Goal.objects.create(
        id=own_id(part.id, Goal),
        plan=plan,
        position=number,
        own_words=part.text,
        wording=part.text,
        primary_theme=codes[0] if codes else "",
        change=part.change if (ffb.Kind.CHANGE, part.change) in ffb.concepts() else "",
        expected_level=level.number if level else None,
    )
    for code in dict.fromkeys(codes[1:]):
        SecondaryTheme.objects.create(goal=row, code=code)
