"""Pages of plans, goals and follow-ups."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.cases.queries import head_page
from helhed.apps.layout.web.answers import carried_out_by, made_by
from helhed.apps.plans import actions, queries
from helhed.apps.plans.following import GoalAgain, beginning
from helhed.apps.plans.levels import levels_of
from helhed.apps.plans.web import forms
from helhed.apps.plans.web.curves import drawn
from helhed.rules.access.rights import Action
from helhed.rules.plans.opfoelgning import when_and_why
from helhed.rules.plans.plan import GoalState, PartKind, PlanOffer


@page(Action.WRITE_PLAN, "GET", "POST")
def start(request: Request, case: UUID) -> HttpResponse:
    """Offer a plan."""
    head = head_page(request.actor, Action.WRITE_PLAN, case)
    initial = {
        "offer": PlanOffer.WANTED.value,
        "offered_on": request.actor.today,
        "hopes": queries.known_hopes(head),
    }
    form = forms.StartPlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        plan = made_by(
            form,
            lambda: actions.start(
                request.actor,
                case=case,
                offer=PlanOffer.of(done["offer"]),
                hopes=done["hopes"],
                purpose=done["purpose"],
                offered_on=done["offered_on"],
                reason=done["reason"],
            ),
        )
        if plan is not None:
            return redirect("plans:one", plan.id)
    return render(request, "plans/start.html", {"form": form, "case": head})


@page(Action.SEE_CASE)
def one(request: Request, plan: UUID) -> HttpResponse:
    """One plan."""
    found = queries.plan_page(request.actor, plan)
    context = {
        "found": found,
        "case": found.case,
        "curves": drawn(found.levels),
        "rule": when_and_why(request.actor.today, child=found.case.is_childs),
    }
    return render(request, "plans/one.html", context)


@page(Action.WRITE_PLAN, "GET", "POST")
def change(request: Request, plan: UUID) -> HttpResponse:
    """Change the words of a plan and when to look again."""
    found = queries.plan_page(request.actor, plan)
    initial = {
        "hopes": found.plan.hopes,
        "purpose": found.plan.purpose,
        "next_follow_up": found.plan.next_follow_up,
        "reason": found.plan.follow_up_reason,
    }
    form = forms.PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(form, lambda: actions.write_words(request.actor, plan=plan, **done)):
            return redirect("plans:one", plan)
    return render(request, "plans/change.html", {"form": form, "found": found, "case": found.case})


@page(Action.WRITE_PLAN, "GET", "POST")
def add_goal(request: Request, plan: UUID) -> HttpResponse:
    """Add a goal."""
    found = queries.plan_page(request.actor, plan)
    form = _goal_form(request, found, {})
    if request.method == "POST" and form.is_valid():
        words = _words(form.cleaned_data)
        if carried_out_by(form, lambda: actions.add_goal(request.actor, plan=plan, words=words)):
            return redirect("plans:one", plan)
    return render(request, "plans/goal.html", {"form": form, "found": found, "case": found.case})


@page(Action.WRITE_PLAN, "GET", "POST")
def change_goal(request: Request, goal: UUID) -> HttpResponse:
    """Change a goal."""
    found, row = queries.goal_to_change(request.actor, goal)
    initial = {
        "own_words": row.own_words,
        "wording": row.wording,
        "primary_theme": row.primary_theme,
        "secondary_themes": queries.secondary_themes(goal),
        "change": row.change,
        "level_now": "" if row.level_now is None else str(row.level_now),
        "expected_level": "" if row.expected_level is None else str(row.expected_level),
        "due": row.due,
        "own_score": row.own_score,
    }
    form = _goal_form(request, found, initial)
    if request.method == "POST" and form.is_valid():
        words = _words(form.cleaned_data)
        if carried_out_by(form, lambda: actions.change_goal(request.actor, goal=goal, words=words)):
            return redirect("plans:one", found.plan.id)
    context = {
        "form": form,
        "found": found,
        "case": found.case,
        "changes": True,
        "curves": drawn(one for one in found.levels if one.key == row.primary_theme),
    }
    return render(request, "plans/goal.html", context)


@page(Action.WRITE_PLAN, "GET", "POST")
def add_part(request: Request, plan: UUID) -> HttpResponse:
    """Write who does what as a part of the plan."""
    found = queries.plan_page(request.actor, plan)
    goals = [(str(goal.id), goal.own_words) for goal in found.plan.goals]
    initial = {"started_on": request.actor.today, "kind": PartKind.NETWORK.value}
    form = forms.PartForm(request.POST or None, initial=initial, goals=goals)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        part = made_by(
            form,
            lambda: actions.add_part(
                request.actor,
                plan=plan,
                kind=PartKind.of(done["kind"]),
                who=done["who"],
                what=done["what"],
                started_on=done["started_on"],
                goal=UUID(done["goal"]) if done["goal"] else None,
            ),
        )
        if part is not None:
            return redirect("plans:one", plan)
    return render(request, "plans/part.html", {"form": form, "found": found, "case": found.case})


@page(Action.WRITE_PLAN, "GET", "POST")
def end_part(request: Request, planpart: UUID) -> HttpResponse:
    """End somebody's part of a plan."""
    found, part = queries.part_to_end(request.actor, planpart)
    form = forms.EndPartForm(request.POST or None, initial={"ended_on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(form, lambda: actions.end_part(request.actor, planpart=planpart, **done)):
            return redirect("plans:one", found.plan.id)
    context = {"form": form, "found": found, "case": found.case, "part": part}
    return render(request, "plans/end_part.html", context)


@page(Action.SEE_CASE)
def whole(request: Request, citizen: UUID) -> HttpResponse:
    """The running plans of a citizen across departments."""
    found = queries.whole_plan(request.actor, citizen)
    return render(request, "plans/whole.html", {"found": found})


def _goal_form(
    request: Request, found: queries.PlanPage, initial: dict[str, Any]
) -> forms.GoalForm:
    kind = forms.AdultGoalForm if found.plan.is_adults else forms.GoalForm
    return kind(request.POST or None, initial=initial)


def _words(done: dict[str, Any]) -> actions.GoalWords:
    def level(name: str) -> int | None:
        return int(done[name]) if done.get(name) else None

    return actions.GoalWords(
        own_words=done["own_words"],
        wording=done["wording"],
        primary_theme=done.get("primary_theme", ""),
        secondary_themes=done.get("secondary_themes", []),
        change=done.get("change", ""),
        level_now=level("level_now"),
        expected_level=level("expected_level"),
        due=done["due"],
        own_score=done["own_score"],
    )


@page(Action.WRITE_PLAN, "GET", "POST")
def follow_up(request: Request, plan: UUID) -> HttpResponse:
    """Look at a plan again, goal by goal; what is known stands there already."""
    found = queries.plan_page(request.actor, plan)
    begins = beginning(found, request.actor.today)
    step = begins.proposal.step.value if begins.proposal else ""
    form = forms.FollowUpForm(
        request.POST or None,
        asks_outcome=found.plan.is_adults and not found.efforts,
        initial={"held_on": request.actor.today, "next_on": begins.next_on, "outcome": step},
    )
    goals = begins.goals
    goal_forms = _goal_forms(request, goals, is_adults=found.plan.is_adults)
    effort_forms = [
        forms.EffortSeenForm(
            request.POST or None, prefix=f"effort{number}", initial={"outcome": step}
        )
        for number, _ in enumerate(found.efforts, start=1)
    ]
    listed = [form, *goal_forms, *effort_forms]
    if request.method == "POST" and False not in [one.is_valid() for one in listed]:
        done = form.cleaned_data
        seen = [_seen(one.goal, f.cleaned_data) for one, f in zip(goals, goal_forms, strict=True)]
        if carried_out_by(
            form,
            lambda: actions.hold_follow_up(
                request.actor,
                plan=plan,
                held_on=done["held_on"],
                participants=done["participants"],
                own_words=done["own_words"],
                summary=done["summary"],
                outcome=done.get("outcome", ""),
                next_on=done["next_on"],
                seen=seen,
                efforts=[
                    actions.EffortSeen(effort.id, f.cleaned_data["outcome"])
                    for effort, f in zip(found.efforts, effort_forms, strict=True)
                ],
            ),
        ):
            return redirect("plans:one", plan)
    context = {
        "form": form,
        "found": found,
        "case": found.case,
        "goals": list(zip(goals, goal_forms, strict=True)),
        "efforts": list(zip(found.efforts, effort_forms, strict=True)),
        "begins": begins,
        "curves": drawn(found.levels),
    }
    return render(request, "plans/follow_up.html", context)


def _goal_forms(
    request: Request, goals: list[GoalAgain], *, is_adults: bool
) -> list[forms.GoalSeenForm]:
    """A form for each goal that is still worked on."""
    return [
        forms.GoalSeenForm(
            request.POST or None,
            is_adults=is_adults,
            prefix=f"goal{number}",
            initial={"state": again.state.value, "own_score": again.goal.own_score},
        )
        for number, again in enumerate(goals, start=1)
    ]


def _seen(goal: queries.GoalShown, done: dict[str, Any]) -> actions.GoalSeen:
    return actions.GoalSeen(
        goal.id, GoalState.of(done["state"]), done.get("level"), done["own_score"], done["text"]
    )


@page(Action.SEE_CASE)
def levels(request: Request, case: UUID) -> HttpResponse:
    """The levels of a case over time."""
    head = head_page(request.actor, Action.SEE_CASE, case)
    context = {"case": head, "curves": drawn(levels_of(case))}
    return render(request, "plans/case_levels.html", context)
