"""Pages of the meetings that advise on decisions."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.cases.queries import head_of
from helhed.apps.decisions import queries
from helhed.apps.decisions.actions import panel
from helhed.apps.decisions.web import panel_forms as forms
from helhed.apps.layout.web.answers import carried_out, made, made_by
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.visitationsmoede import Advice

A_WEEK = timedelta(days=7)
MEETINGS = Table(
    "visitationsmoeder",
    [
        Column(
            "day",
            screen_text("Dag"),
            "day",
            sort="day",
            link=lambda row: reverse("decisions:meeting", args=[row["id"]]),
        ),
        Column("unit", screen_text("Enhed"), sort="unit__path"),
        Column("state", screen_text("Tilstand"), "state", sort="state", state_key="state_key"),
        Column("points", screen_text("Punkter"), "count"),
        Column("unanswered", screen_text("Mangler svar"), "count"),
    ],
    sort="-day",
    empty=screen_text("Ingen visitationsmøder endnu."),
)


@page(Action.SEE_CASE)
def meeting_list(request: Request) -> HttpResponse:
    """The meetings that concern the reader."""
    source = Queried(queries.meetings(request.actor), queries.meeting_row)
    shown = show(request, MEETINGS, source, _("Visitationsmøder"))
    if (file := exported(request, shown)) is not None:
        return file
    may_hold = queries.may_hold_meetings(request.actor)
    return render(request, "decisions/meetings.html", {"shown": shown, "may_hold": may_hold})


@page(Action.APPROVE_DECISION, "GET", "POST")
def plan(request: Request) -> HttpResponse:
    """Plan a meeting."""
    units = queries.meeting_units(request.actor)
    first = {"day": request.actor.today + A_WEEK, "unit": units[0].id if units else None}
    form = forms.PlanMeetingForm(units, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        act = partial(panel.plan_meeting, request.actor, **form.cleaned_data)
        meeting = made_by(form, act)
        if meeting is not None:
            messages.success(request, _("Mødet er planlagt."))
            return redirect("decisions:meeting", meeting.id)
    return render(request, "decisions/meeting_new.html", {"form": form})


@page(Action.SEE_CASE)
def one(request: Request, meeting: UUID) -> HttpResponse:
    """A meeting: its agenda, or its minutes."""
    found = queries.meeting_page(request.actor, meeting)
    advice = [
        forms.AdviceForm(initial=forms.said(point), auto_id=f"{number}-%s")
        for number, point in enumerate(found.points)
    ]
    context = {
        "found": found,
        "row": found.row,
        "points": list(zip(found.points, advice, strict=True)),
        "form": forms.CloseMeetingForm(),
    }
    return render(request, "decisions/meeting.html", context)


@page(Action.APPROVE_DECISION, "POST")
def cancel(request: Request, meeting: UUID) -> HttpResponse:
    """Take a planned meeting out."""
    act = lambda: panel.cancel_meeting(request.actor, meeting=meeting)  # noqa: E731
    if carried_out(request, screen_text("Mødet er aflyst."), act):
        return redirect("decisions:meetings")
    return redirect("decisions:meeting", meeting)


@page(Action.APPROVE_DECISION, "POST")
def close(request: Request, meeting: UUID) -> HttpResponse:
    """Close a meeting and its minutes."""
    present = request.POST.get("present", "")
    carried_out(
        request,
        screen_text("Mødet er lukket. Rådgiverne har fået det, de skal gøre, som opgaver."),
        lambda: panel.close_meeting(request.actor, meeting=meeting, present=present),
    )
    return redirect("decisions:meeting", meeting)


@page(Action.APPROVE_DECISION, "POST")
def advise(request: Request, point: UUID) -> HttpResponse:
    """Write down what the meeting says to a decision."""
    form = forms.AdviceForm(request.POST)
    advice = Advice.of(form.cleaned_data["advice"]) if form.is_valid() else Advice.NONE
    words = request.POST.get("words", "")
    act = lambda: panel.advise(request.actor, point=point, advice=advice, words=words)  # noqa: E731
    meeting = made(request, act) or queries.meeting_of(request.actor, point)
    return redirect(reverse("decisions:meeting", args=[meeting]) + f"#p{point}")


@page(Action.SEE_CASE, "GET", "POST")
def agenda(request: Request, decision: UUID) -> HttpResponse:
    """The meetings around a decision: as a piece of its page, or as a page of its own."""
    found = queries.agenda_of(request.actor, decision)
    form = forms.PutOnForm(found.to_come, request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(panel.put_on, request.actor, decision=decision, **form.cleaned_data)
        if made_by(form, act) is not None:
            messages.success(request, _("Afgørelsen er på mødets dagsorden."))
            return redirect("decisions:one", decision)
    piece = request.headers.get("HX-Request") == "true"
    name = "decisions/agenda_piece.html" if piece else "decisions/agenda.html"
    context = {"found": found, "form": form, "case": head_of(found.decision.case)}
    return render(request, name, context)


@page(Action.PREPARE_DECISION, "POST")
def take_off(request: Request, point: UUID) -> HttpResponse:
    """Take a decision off an agenda."""
    decision = made(request, lambda: panel.take_off(request.actor, point=point))
    if decision is None:
        return redirect("decisions:meeting", queries.meeting_of(request.actor, point))
    messages.success(request, _("Afgørelsen er taget af dagsordenen."))
    return redirect("decisions:one", decision)
