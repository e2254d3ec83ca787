"""Pages of the decision: written field by field, priced at once, approved by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.decisions import queries
from helhed.apps.decisions.actions import approve as approving
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.web import forms
from helhed.apps.layout.web.answers import carried_out, made, typed
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.layout.web.templatetags.helhed import told
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import DecisionState

DECISIONS = Table(
    "afgoerelser",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="case__number",
            link=lambda row: reverse("decisions:one", args=[row["id"]]),
        ),
        Column("citizen", screen_text("Borger"), sort="case__citizen__name_key"),
        Column("service", screen_text("Hovedydelse"), "said"),
        Column("citation", screen_text("Paragraf"), sort="citation"),
        Column("state", screen_text("Tilstand"), "state", sort="state", state_key="state_key"),
        Column("unit", screen_text("Team"), sort="case__unit__name"),
        Column("prepared_by", screen_text("Forberedt af"), sort="prepared_by__name"),
        Column("prepared_on", screen_text("Begyndt"), "day", sort="prepared_on"),
        Column("decided_at", screen_text("Afgjort"), "day", sort="decided_at"),
    ],
    sort="-prepared_on",
    empty=screen_text("Ingen afgørelser her. Du begynder en afgørelse fra borgerens sag."),
)


@page(Action.SEE_CASE)
def decision_list(request: Request) -> HttpResponse:
    """The decisions that one may see."""
    form = forms.DecisionFilterForm(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.DecisionFilter(chosen.get("state") or "", bool(chosen.get("mine")))
    with transaction.atomic():
        source = Queried(queries.decisions(request.actor, wanted), queries.decision_row)
        shown = show(request, DECISIONS, source, _("Afgørelser"))
        citizens = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "decision.list", citizens, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "decisions/list.html", {"form": form, "shown": shown})


@page(Action.PREPARE_DECISION, "POST")
def begin(request: Request, case: UUID) -> HttpResponse:
    """Begin a decision in a case."""
    made: list[UUID] = []
    act = lambda: made.append(prepare.begin(request.actor, case=case).id)  # noqa: E731
    if carried_out(request, "", act):
        return redirect("decisions:one", made[0])
    return redirect("desk:case", case)


@page(Action.SEE_CASE)
def one(request: Request, decision: UUID) -> HttpResponse:
    """One decision: to write in while it is a draft, else to read and perhaps approve."""
    found = queries.decision_page(request.actor, decision)
    if found.may_prepare:
        return render(request, "decisions/write.html", _to_write(found))
    context = {"found": found, "row": found.row, "case": found.case, "form": forms.SendBackForm()}
    return render(request, "decisions/read.html", context)


def _to_write(found: queries.DecisionPage) -> dict[str, Any]:
    return {
        "found": found,
        "row": found.row,
        "case": found.case,
        "choices": queries.choices_in(found),
        "sent_back": found.row.returned_reason if found.state is DecisionState.DRAFT else "",
    }


@page(Action.PREPARE_DECISION, "POST")
def write(request: Request, decision: UUID) -> HttpResponse:
    """Save one field; the answer is what is missing and what it costs."""
    field, values = typed(request)
    try:
        prepare.write_field(request.actor, decision=decision, field=field, values=values)
    except UnableTo as error:
        return render(request, "decisions/refused.html", {"reason": told(error)}, status=422)
    found = queries.decision_page(request.actor, decision)
    others = [line for line in found.lines if str(line.row.id) not in field]
    moved = others if field.startswith("line:") and field.endswith((":start", ":end")) else []
    return render(request, "decisions/pieces.html", {**_to_write(found), "moved": moved})


@page(Action.PREPARE_DECISION, "POST")
def add_line(request: Request, decision: UUID) -> HttpResponse:
    """Add a service."""
    key = request.POST.get("service", "")
    carried_out(request, "", lambda: prepare.add_line(request.actor, decision=decision, key=key))
    return redirect(reverse("decisions:one", args=[decision]) + "#ydelser")


@page(Action.PREPARE_DECISION, "POST")
def drop_line(request: Request, grant: UUID) -> HttpResponse:
    """Take a service out."""
    decision = queries.decision_of(request.actor, grant)
    carried_out(request, "", lambda: prepare.drop_line(request.actor, grant=grant))
    return redirect(reverse("decisions:one", args=[decision]) + "#ydelser")


@page(Action.PREPARE_DECISION, "POST")
def discard(request: Request, decision: UUID) -> HttpResponse:
    """Delete a draft."""
    case = made(request, lambda: prepare.discard(request.actor, decision=decision))
    if case is None:
        return redirect("decisions:one", decision)
    messages.success(request, _("Kladden er slettet."))
    return redirect("desk:case", case)


@page(Action.PREPARE_DECISION, "GET", "POST")
def choose_rate(request: Request, grant: UUID) -> HttpResponse:
    """Choose who delivers, and at which rate."""
    if request.method == "POST":
        decision = queries.decision_of(request.actor, grant)
        rate = request.POST.get("rate", "")
        carried_out(request, "", lambda: prepare.choose_rate(request.actor, grant=grant, rate=rate))
        return redirect(reverse("decisions:one", args=[decision]) + "#ydelser")
    form = forms.RateSearchForm(request.GET or None)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    found = queries.rate_page(request.actor, grant, words)
    context = {"found": found, "case": found.case, "form": form}
    return render(request, "decisions/choose_rate.html", context)


@page(Action.PREPARE_DECISION, "POST")
def submit(request: Request, decision: UUID) -> HttpResponse:
    """Send a decision to somebody else for approval."""
    carried_out(
        request,
        screen_text("Afgørelsen er sendt til godkendelse hos en anden."),
        lambda: prepare.submit(request.actor, decision=decision),
    )
    return redirect("decisions:one", decision)


@page(Action.APPROVE_DECISION, "POST")
def approve(request: Request, decision: UUID) -> HttpResponse:
    """Approve a decision that somebody else prepared."""
    carried_out(
        request,
        screen_text("Afgørelsen er godkendt."),
        lambda: approving.approve(request.actor, decision=decision),
    )
    return redirect("decisions:one", decision)


@page(Action.APPROVE_DECISION, "POST")
def send_back(request: Request, decision: UUID) -> HttpResponse:
    """Send a decision back to whoever prepared it."""
    reason = request.POST.get("reason", "")
    carried_out(
        request,
        screen_text("Afgørelsen er sendt tilbage."),
        lambda: approving.send_back(request.actor, decision=decision, reason=reason),
    )
    return redirect("decisions:one", decision)
