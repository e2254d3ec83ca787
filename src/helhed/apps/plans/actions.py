"""Beginning a plan, its goals in own words, and looking at it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.assessments.queries import last_finished
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write, require_case, require_open
from helhed.apps.cases.word_index import keep
from helhed.apps.citizens.queries import known_age
from helhed.apps.efforts import actions as efforts_of
from helhed.apps.efforts.models import Effort
from helhed.apps.plans.models import (
    EffortResult,
    FollowUp,
    Goal,
    GoalResult,
    Plan,
    PlanPart,
    SecondaryTheme,
)
from helhed.apps.plans.texts import of_follow_up, of_plan
from helhed.kernel.finding import UnableTo, stopping
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.assessments import ffb
from helhed.rules.plans.maal import WrittenGoal, missing, wrong_numbers
from helhed.rules.plans.opfoelgning import first_follow_up
from helhed.rules.plans.plan import (
    GoalState,
    PartKind,
    PlanKind,
    PlanOffer,
    offer_lacks,
    part_lacks,
    plan_kind,
)


class UnableToWritePlan(UnableTo):
    """A plan cannot be begun or changed as asked."""


class UnableToWriteGoal(UnableTo):
    """A goal cannot be kept as it was written."""


class UnableToFollowUp(UnableTo):
    """A follow-up cannot be kept as it was written."""


@dataclass(frozen=True, slots=True)
class GoalWords:
    """A goal as it was written in the form."""

    own_words: str
    wording: str = ""
    primary_theme: str = ""
    secondary_themes: Sequence[str] = ()
    change: str = ""
    level_now: int | None = None
    expected_level: int | None = None
    due: date | None = None
    own_score: int | None = None


@dataclass(frozen=True, slots=True)
class EffortSeen:
    """What a follow-up came to for one effort, as an FFB code."""

    effort: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class GoalSeen:
    """How one goal stood at a follow-up."""

    goal: UUID
    state: GoalState
    level: int | None
    own_score: int | None
    text: str


def start(
    actor: Actor,
    *,
    case: UUID,
    offer: PlanOffer,
    hopes: str,
    purpose: str,
    offered_on: date | None = None,
    reason: str = "",
) -> Plan:
    """Begin a plan; a no from the citizen, and that none is relevant, is written down too, with the
    day of the offer (today, when none is given) and why (SEL § 141).

    Raises UnableToWritePlan when one is running already, or the reason of a no is missing.
    """
    offered = offered_on or actor.today
    with transaction.atomic():
        row = case_to_write(actor, Action.WRITE_PLAN, case)
        if Plan.objects.filter(case=row, ended_on=None, offer=PlanOffer.WANTED).exists():
            raise UnableToWritePlan(screen_text("Der er allerede en plan. Brug den."))
        if lacks := offer_lacks(offer, offered, reason, actor.today):
            raise UnableToWritePlan(lacks)
        child = row.department == "children"
        kind = plan_kind(child=child, age=known_age(row.citizen.birth_date, actor.today))
        wanted = offer == PlanOffer.WANTED
        plan = Plan.objects.create(
            case=row,
            kind=kind.value,
            offer=offer.value,
            offered_on=offered,
            offer_reason=reason.strip(),
            hopes=hopes.strip(),
            purpose=purpose.strip(),
            started_on=actor.today,
            ended_on=None if wanted else actor.today,
            next_follow_up=first_follow_up(actor.today, child=child) if wanted else None,
        )
        keep(of_plan(plan))
        wrote(actor, "plan.start", plan, row.citizen_id, offer=offer.value)
    return plan


def write_words(
    actor: Actor, *, plan: UUID, hopes: str, purpose: str, next_follow_up: date, reason: str
) -> None:
    """Write hopes, purpose and when to look again (with why, BL § 95 stk. 3)."""
    with transaction.atomic():
        row = _running(actor, plan)
        if next_follow_up < actor.today:
            raise UnableToWritePlan(screen_text("Opfølgningen skal ligge i dag eller senere."))
        row.hopes, row.purpose = hopes.strip(), purpose.strip()
        row.next_follow_up, row.follow_up_reason = next_follow_up, reason.strip()
        row.save(update_fields=["hopes", "purpose", "next_follow_up", "follow_up_reason"])
        keep(of_plan(row))
        wrote(actor, "plan.write", row, row.case.citizen_id)


def add_goal(actor: Actor, *, plan: UUID, words: GoalWords) -> Goal:
    """Add a goal; a level that is not written is the one the last assessment gave its theme.

    Raises UnableToWriteGoal with the first thing that is missing.
    """
    with transaction.atomic():
        row = _running(actor, plan)
        _check(row, words)
        last = row.goals.order_by("-position").values_list("position", flat=True).first()
        goal = Goal(plan=row, position=(last or 0) + 1)
        _fill(goal, words)
        if goal.level_now is None:
            goal.level_now = _known_level(row, goal.primary_theme)
            goal.save(update_fields=["level_now"])
        keep(of_plan(row))
        wrote(actor, "goal.add", goal, row.case.citizen_id)
    return goal


def _known_level(plan: Plan, theme: str) -> int | None:
    """The level that the last assessment gave a theme; none when it was not judged."""
    last = last_finished(plan.case_id)
    note = last.notes.filter(subtheme=theme, level__gte=0).first() if last else None
    return note.level if note else None


def change_goal(actor: Actor, *, goal: UUID, words: GoalWords) -> None:
    """Change a goal. Raises UnableToWriteGoal."""
    with transaction.atomic():
        found = Goal.objects.select_for_update().get(id=goal)
        row = _running(actor, found.plan_id)
        _check(row, words)
        _fill(found, words)
        keep(of_plan(row))
        wrote(actor, "goal.change", found, row.case.citizen_id)


def add_part(
    actor: Actor,
    *,
    plan: UUID,
    kind: PartKind,
    who: str,
    what: str,
    started_on: date,
    goal: UUID | None = None,
) -> PlanPart:
    """Write what somebody does as a part of the plan. Raises UnableToWritePlan when it is not said
    who or what, or the goal is of another plan."""
    with transaction.atomic():
        row = _running(actor, plan)
        if lacks := part_lacks(kind, who, what):
            raise UnableToWritePlan(lacks)
        of = row.goals.filter(id=goal).first() if goal else None
        if goal and of is None:
            raise UnableToWritePlan(screen_text("Målet hører til en anden plan. Genindlæs siden."))
        part = PlanPart.objects.create(
            plan=row,
            kind=kind.value,
            who="" if kind is PartKind.CITIZEN else who.strip()[:120],
            what=what.strip(),
            goal=of,
            started_on=started_on,
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        keep(of_plan(row))
        wrote(actor, "planpart.add", part, row.case.citizen_id, kind=kind.value)
    return part


def end_part(actor: Actor, *, planpart: UUID, ended_on: date, reason: str) -> None:
    """End somebody's part of a plan; it stays to be read. Raises UnableToWritePlan."""
    with transaction.atomic():
        part = PlanPart.objects.select_for_update().get(id=planpart)
        row = _running(actor, part.plan_id)
        if part.ended_on is not None:
            raise UnableToWritePlan(screen_text("Aftalen er slut allerede."))
        if ended_on < part.started_on:
            raise UnableToWritePlan(screen_text("Aftalen kan ikke slutte, før den begyndte."))
        part.ended_on, part.end_reason = ended_on, reason.strip()[:200]
        part.save(update_fields=["ended_on", "end_reason"])
        keep(of_plan(row))
        wrote(actor, "planpart.end", part, row.case.citizen_id, ended_on=ended_on.isoformat())


def _fill(goal: Goal, words: GoalWords) -> None:
    goal.own_words, goal.wording = words.own_words.strip(), words.wording.strip()
    goal.primary_theme, goal.change = words.primary_theme, words.change
    goal.level_now, goal.expected_level = words.level_now, words.expected_level
    goal.due, goal.own_score = words.due, words.own_score
    goal.save()
    goal.secondary_themes.all().delete()
    SecondaryTheme.objects.bulk_create(
        SecondaryTheme(goal=goal, code=code) for code in dict.fromkeys(words.secondary_themes)
    )


def _check(plan: Plan, words: GoalWords) -> None:
    written = WrittenGoal(
        words.own_words,
        words.wording,
        words.primary_theme,
        tuple(words.secondary_themes),
        words.change,
        words.expected_level,
        follows_ffb=plan.kind == PlanKind.ADULT,
        level_now=words.level_now,
        own_score=words.own_score,
    )
    try:
        stops = stopping(missing(written))
    except ffb.UnknownCode:
        raise UnableToWriteGoal(screen_text("Valget findes ikke. Vælg et fra listen.")) from None
    for finding in stops:
        raise UnableToWriteGoal(finding.text)


def hold_follow_up(
    actor: Actor,
    *,
    plan: UUID,
    held_on: date,
    participants: str,
    own_words: str,
    summary: str,
    outcome: str,
    next_on: date | None,
    seen: Sequence[GoalSeen],
    efforts: Sequence[EffortSeen] = (),
) -> FollowUp:
    """Write down a follow-up with how each goal stood and what it came to for each effort; without
    a next one the plan ends.

    ``outcome`` is an FFB code, empty for a child or where ``efforts`` have theirs. An effort that
    is to end, ends on the day. Raises UnableToFollowUp.
    """
    with transaction.atomic():
        row = _running(actor, plan)
        _check_follow_up(row, held_on, summary, next_on, actor.today)
        _check_outcomes(row, outcome, efforts)
        follow_up = FollowUp.objects.create(
            plan=row,
            held_on=held_on,
            held_by=actor.user,
            participants=participants.strip(),
            own_words=own_words.strip(),
            summary=summary.strip(),
            outcome=outcome,
            next_on=next_on,
            due_on=row.next_follow_up,
        )
        for one in seen:
            _see_goal(row, follow_up, one)
        for result in efforts:
            _see_effort(row, follow_up, result)
        row.next_follow_up = next_on
        row.ended_on = held_on if next_on is None else None
        row.save(update_fields=["next_follow_up", "ended_on"])
        keep(of_follow_up(follow_up))
        wrote(actor, "plan.follow_up", follow_up, row.case.citizen_id)
    return follow_up


def _check_follow_up(
    plan: Plan, held_on: date, summary: str, next_on: date | None, today: date
) -> None:
    if not summary.strip():
        raise UnableToFollowUp(screen_text("Skriv, hvad I talte om og aftalte."))
    if held_on > today or held_on < plan.started_on:
        raise UnableToFollowUp(
            screen_text("Opfølgningen skal ligge mellem planens start og i dag.")
        )
    if next_on is not None and next_on <= held_on:
        raise UnableToFollowUp(screen_text("Næste opfølgning skal ligge efter denne."))


def _check_outcomes(plan: Plan, outcome: str, efforts: Sequence[EffortSeen]) -> None:
    told = [one.outcome for one in efforts] or [outcome]
    if plan.kind == PlanKind.ADULT and not all(told):
        raise UnableToFollowUp(screen_text("Vælg, hvad opfølgningen fører til."))
    known = {c.code for c in ffb.leaves(ffb.Kind.FOLLOW_UP)}
    if any(one and one not in known for one in told):
        raise UnableToFollowUp(screen_text("Valget findes ikke. Vælg et fra listen."))


def _see_effort(plan: Plan, follow_up: FollowUp, seen: EffortSeen) -> None:
    theirs = Effort.objects.select_for_update().filter(recommendation__case=plan.case_id)
    effort = theirs.filter(id=seen.effort).first()
    if effort is None:
        raise UnableToFollowUp(screen_text("Indsatsen hører til en anden sag. Genindlæs siden."))
    EffortResult.objects.create(follow_up=follow_up, effort=effort, outcome=seen.outcome)
    if seen.outcome != ffb.GOES_ON:
        efforts_of.end(effort, follow_up.held_on)


def _see_goal(plan: Plan, follow_up: FollowUp, seen: GoalSeen) -> None:
    goal = Goal.objects.select_for_update().filter(id=seen.goal, plan=plan).first()
    if goal is None:
        raise UnableToFollowUp(screen_text("Målet hører til en anden plan. Genindlæs siden."))
    for finding in wrong_numbers(seen.level, seen.own_score):
        raise UnableToFollowUp(finding.text)
    GoalResult.objects.create(
        follow_up=follow_up,
        goal=goal,
        level=seen.level,
        own_score=seen.own_score,
        text=seen.text.strip(),
    )
    goal.state, goal.own_score = seen.state.value, seen.own_score
    goal.save(update_fields=["state", "own_score"])


def _running(actor: Actor, plan: UUID) -> Plan:
    row = Plan.objects.select_for_update(of=("self",)).select_related("case").get(id=plan)
    require_case(actor, Action.WRITE_PLAN, row.case)
    require_open(row.case)
    if row.ended_on is not None:
        raise UnableToWritePlan(screen_text("Planen er slut. Begynd en ny."))
    return row
