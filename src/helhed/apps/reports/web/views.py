"""Pages of the queue of reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.answers import made
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.reports import actions, queries
from helhed.apps.reports.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

REPORTS = Table(
    "indberetning",
    [
        Column(
            "day",
            screen_text("Dag"),
            "day",
            sort="day",
            link=lambda row: reverse("reports:one", args=[row["id"]]),
        ),
        Column("citizen", screen_text("Borger"), sort="citizen__name_key"),
        Column("number", screen_text("Sag"), sort="case__number"),
        Column("state", screen_text("Status"), "state", sort="state", state_key="state_key"),
        Column("what", screen_text("Hvad mangler"), "said"),
        Column("made_at", screen_text("Lavet"), "moment", sort="made_at", only_exported=True),
        Column("answered_at", screen_text("Besvaret"), "moment", sort="answered_at"),
    ],
    sort="-day",
    empty=screen_text("Ingen rapporter her. De laves hver nat for dagen før."),
)


@page(Action.SEE_REPORT)
def report_list(request: Request) -> HttpResponse:
    """The reports that one may see."""
    form = forms.DeliveryFilterForm(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.DeliveryFilter(chosen.get("state") or "", chosen.get("day"))
    with transaction.atomic():
        source = Queried(queries.deliveries(request.actor, wanted), queries.row_of)
        shown = show(request, REPORTS, source, _("Indberetning"))
        citizens = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "report.list", citizens, **shown.facts)
    if shown.export:
        return shown.export
    context = {"form": form, "shown": shown, "counts": queries.counts(request.actor)}
    return render(request, "reports/list.html", context)


@page(Action.SEE_REPORT)
def one(request: Request, delivery: UUID) -> HttpResponse:
    """One report: what it tells, what it lacks, what the gateway said."""
    found = queries.delivery_page(request.actor, delivery)
    return render(request, "reports/one.html", {"found": found, "row": found.row})


@page(Action.SEND_REPORT, "POST")
def remake(request: Request, delivery: UUID) -> HttpResponse:
    """Make a report anew from the record as it is now."""
    row = made(request, lambda: actions.remake(request.actor, delivery=delivery))
    return redirect("reports:one", row.id if row is not None else delivery)


@page(Action.SEE_REPORT)
def take_out(request: Request, delivery: UUID) -> HttpResponse:
    """The bundle as it leaves, as a file."""
    row = queries.delivery_file(request.actor, delivery)
    answer = HttpResponse(row.contents, content_type="application/fhir+json")
    answer["Content-Disposition"] = f'attachment; filename="Bundle-{row.id}.json"'
    return answer
