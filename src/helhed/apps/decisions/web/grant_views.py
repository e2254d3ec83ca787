"""Pages for what happens after the decision: to a grant, to a rate, and when the case closes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.cases.queries import citizen_head, head_page
from helhed.apps.decisions.actions import birthday, close
from helhed.apps.decisions.web import forms
from helhed.apps.layout.web.answers import carried_out_by
from helhed.rules.access.rights import Action
from helhed.rules.citizens.person import SexCode


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
