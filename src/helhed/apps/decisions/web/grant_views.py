"""Pages for what happens after the decision: to a grant, to a rate, and when the case closes."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.cases.queries import citizen_head, head_page
from helhed.apps.decisions import queries
from helhed.apps.decisions.actions import birthday, change, close
from helhed.apps.decisions.web import forms
from helhed.apps.layout.web.answers import carried_out_by, made, made_by
from helhed.apps.layout.web.templatetags.helhed import kroner
from helhed.rules.access.rights import Action
from helhed.rules.citizens.person import SexCode


@page(Action.PREPARE_DECISION, "GET", "POST")
def suspend(request: Request, grant: UUID) -> HttpResponse:
    """Let a grant rest."""
    found = queries.grant_head(request.actor, Action.PREPARE_DECISION, grant)
    form = forms.SuspendForm(request.POST or None, initial={"start": request.actor.today})
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        rest = made_by(form, lambda: change.suspend_grant(request.actor, grant=grant, **done))
        if rest is not None:
            _told(request, _("Ydelsen er sat på pause."), rest)
            return redirect("decisions:one", found.decision)
    context = {"form": form, "found": found, "case": found.case}
    return render(request, "decisions/suspend.html", context)


@page(Action.PREPARE_DECISION, "GET", "POST")
def resume(request: Request, suspension: UUID) -> HttpResponse:
    """Give a rest its last day, or other days."""
    found, pause = queries.suspension_head(request.actor, suspension)
    today = request.actor.today
    last = pause.end or (today if pause.start <= today else None)
    form = forms.ResumeForm(
        request.POST or None, initial={"first_day": pause.start, "last_day": last}
    )
    if request.method == "POST" and form.is_valid():
        act = partial(change.resume_grant, request.actor, suspension=suspension)
        rest = made_by(form, lambda: act(**form.cleaned_data))
        if rest is not None:
            _told(request, _("Pausen er rettet."), rest)
            return redirect("decisions:one", found.decision)
    context = {"form": form, "found": found, "pause": pause, "case": found.case}
    return render(request, "decisions/resume.html", context)


@page(Action.PREPARE_DECISION, "POST")
def withdraw_pause(request: Request, suspension: UUID) -> HttpResponse:
    """Take a rest back."""
    found, _pause = queries.suspension_head(request.actor, suspension)
    act = lambda: change.withdraw_suspension(request.actor, suspension=suspension)  # noqa: E731
    rest = made(request, act)
    if rest is not None:
        _told(request, _("Pausen er trukket tilbage."), rest)
    return redirect("decisions:one", found.decision)


def _told(request: Request, done: str, rest: change.Rest) -> None:
    """Say what was done, and what it moves in the commitments."""
    said = {"oere": kroner(abs(rest.oere), 2), "year": rest.until.year}
    if rest.oere < 0:
        moved = _("Disponeringen falder %(oere)s kr. (talt til og med %(year)s).") % said
    elif rest.oere > 0:
        moved = _("Disponeringen stiger %(oere)s kr. (talt til og med %(year)s).") % said
    else:
        moved = _("Disponeringen ændrer sig ikke.")
    messages.success(request, f"{done} {moved}")


@page(Action.EDIT_CITIZEN, "GET", "POST")
def identify(request: Request, citizen: UUID) -> HttpResponse:
    """Write the CPR number or the birthday of a citizen who has none."""
    found = citizen_head(request.actor, Action.EDIT_CITIZEN, citizen)
    initial = {"birth_date": found.birth_date, "sex": found.sex}
    form = forms.IdentifyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        done["sex"] = SexCode.of(done["sex"])
        if carried_out_by(form, lambda: birthday.identify(request.actor, citizen=citizen, **done)):
            return redirect("desk:citizen", citizen)
    return render(request, "decisions/identify.html", {"form": form, "person": found})


@page(Action.EDIT_CASE, "GET", "POST")
def close_case(request: Request, case: UUID) -> HttpResponse:
    """Close a case in which nothing waits or runs."""
    form = forms.CloseCaseForm(request.POST or None, initial={"day": request.actor.today})
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(form, lambda: close.close_case(request.actor, case=case, **done)):
            return redirect("desk:case", case)
    head = head_page(request.actor, Action.EDIT_CASE, case)
    return render(request, "decisions/close.html", {"form": form, "case": head})
