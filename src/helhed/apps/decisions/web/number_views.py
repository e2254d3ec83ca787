"""Pages of correcting a CPR number."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.cases.queries import citizen_head
from helhed.apps.decisions.actions import number
from helhed.apps.decisions.queries import numbers as queries
from helhed.apps.layout.web.answers import carried_out, made_by
from helhed.apps.layout.web.forms import CprField, HouseForm, choices
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.citizens.nummer import CorrectionKind

WAITING = Table(
    "cpr-rettelser",
    [
        Column(
            "citizen",
            screen_text("Borger"),
            sort="citizen__name_key",
            link=lambda row: reverse("decisions:number", args=[row["id"]]),
        ),
        Column("kind", screen_text("Hvorfor"), "said", sort="kind"),
        Column("asked_by", screen_text("Bedt om af"), sort="asked_by__name"),
        Column("asked_at", screen_text("Hvornår"), "moment", sort="asked_at"),
    ],
    sort="asked_at",
    empty=screen_text("Ingen rettelser venter."),
)


class CorrectForm(HouseForm):
    """The right number, and why."""

    cpr = CprField(label=gettext_lazy("Det rigtige CPR-nummer"))
    kind = forms.ChoiceField(label=gettext_lazy("Hvorfor skal det rettes?"))
    reason = forms.CharField(
        label=gettext_lazy("Hvor ved du det nye nummer fra?"),
        max_length=300,
        help_text=gettext_lazy("Fx sundhedskort, pas eller besked fra CPR-kontoret."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", [("", _("Vælg")), *choices(CorrectionKind.choices())])


@page(Action.EDIT_CITIZEN, "GET", "POST")
def ask(request: Request, citizen: UUID) -> HttpResponse:
    """Ask that a citizen's number is corrected."""
    found = citizen_head(request.actor, Action.EDIT_CITIZEN, citizen)
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        done["kind"] = CorrectionKind.of(done["kind"])
        act = partial(number.ask_correction, request.actor, citizen=citizen, **done)
        row = made_by(form, act)
        if row is not None:
            messages.success(request, _("Rettelsen venter på, at en anden ser efter."))
            return redirect("decisions:number", row.id)
    context = {"form": form, "person": found, "waiting": queries.waiting_of(citizen)}
    return render(request, "decisions/number_ask.html", context)


@page(Action.EDIT_CITIZEN)
def waiting(request: Request) -> HttpResponse:
    """The corrections that wait for a second person."""
    with transaction.atomic():
        source = Queried(queries.corrections_waiting(request.actor), queries.correction_row)
        shown = show(request, WAITING, source, _("Rettelser af CPR-numre"))
        seen = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "citizen.number_list", seen, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "decisions/numbers.html", {"shown": shown})


@page(Action.EDIT_CITIZEN)
def one(request: Request, correction: UUID) -> HttpResponse:
    """One correction: both numbers side by side, for whoever sees to it."""
    found = queries.correction_page(request.actor, correction)
    context = {"found": found, "row": found.row, "person": found.row.citizen}
    return render(request, "decisions/number.html", context)


@page(Action.EDIT_CITIZEN, "POST")
def correct(request: Request, correction: UUID) -> HttpResponse:
    """Do what another asked for."""
    done = screen_text("CPR-nummeret er rettet. Det gamle kan stadig findes ved søgning.")
    act = partial(number.correct_number, request.actor, correction=correction)
    carried_out(request, done, act)
    return redirect("decisions:number", correction)


@page(Action.EDIT_CITIZEN, "POST")
def decline(request: Request, correction: UUID) -> HttpResponse:
    """Say no to a correction."""
    act = partial(number.decline_correction, request.actor, correction=correction)
    carried_out(request, screen_text("Nummeret er ikke rettet."), act)
    return redirect("decisions:number", correction)
