"""Pages of the choices from the list: in a case, behind a decision, and counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.apps.matching.queries import choices as queries
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

A_YEAR = timedelta(days=365)

CHOICE = [
    Column("at", screen_text("Valgt"), "moment", sort="at"),
    Column("by", screen_text("Af"), sort="by"),
    Column("service", screen_text("Ydelse"), "said", sort="service"),
    Column(
        "offer",
        screen_text("Tilbud"),
        "danish",
        sort="offer",
        link=lambda row: reverse("offers:one", args=[row["offer_id"]]),
    ),
    Column("rank", screen_text("Nummer på listen"), "number", sort="rank"),
    Column("points", screen_text("Point"), "number", sort="points"),
    Column("first", screen_text("Det første på listen"), "danish", sort="first"),
    Column("first_points", screen_text("Dets point"), "number", sort="first_points"),
    Column("why", screen_text("Hvorfor ikke det første"), "said", sort="why"),
    Column("reason", screen_text("Med ord"), "danish", sort="reason"),
]
CHOICES = Table(
    "valg-af-pladser",
    CHOICE,
    sort="-at",
    empty=screen_text("Intet er valgt fra listen endnu."),
)
CITIZEN = Column(
    "citizen",
    screen_text("Borger"),
    sort="citizen",
    link=lambda row: reverse("desk:case", args=[row["case"]]),
)
CHOSEN = Table("valg-af-pladser", [CITIZEN, *CHOICE], sort="-at", empty=CHOICES.empty)


def _to_chosen(row: Row) -> str:
    asked = urlencode({"ydelse": row["key"], "hvorfor": row["why_key"]})
    return f"{reverse('matching:chosen')}?{asked}"


FOLLOWED = Table(
    "hvor-tit-foelges-listen",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("why", screen_text("Hvorfor"), "said", sort="why"),
        Column("count", screen_text("Valg"), "number", sort="count", total=True, link=_to_chosen),
        Column("percent", screen_text("Af ydelsens valg"), "percent", sort="percent"),
    ],
    sort="service",
    empty=screen_text("Ingen plads er valgt fra listen i det sidste år."),
)


@page(Action.SEE_CASE)
def choices(request: Request, case: UUID) -> HttpResponse:
    """What was chosen from the list in a case."""
    with transaction.atomic():
        head, found = queries.choices_page(request.actor, case)
        rows = [queries.choice_row(one) for one in found]
        shown = show(request, CHOICES, Listed(rows), _("Valg i sagen"))
        if shown.export:
            read_citizens(request.actor, "place_choice.list", [head.citizen], **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "matching/choices.html", {"case": head, "shown": shown})


@page(Action.SEE_CASE)
def of_decision(request: Request, decision: UUID) -> HttpResponse:
    """How the places in a decision were chosen: as a piece of its page, or a page of its own."""
    found = queries.choices_in(decision, request.actor)
    piece = request.headers.get("HX-Request") == "true"
    name = "matching/of_decision_piece.html" if piece else "matching/of_decision.html"
    return render(request, name, {"found": found, "case": found.case})


@page(Action.SEE_EFFECT)
def followed(request: Request) -> HttpResponse:
    """How often the first on the list is chosen, and why not."""
    found = queries.followed(request.actor, request.actor.today - A_YEAR)
    shown = show(request, FOLLOWED, Listed(found.rows), _("Valg af pladser"))
    if out := exported(request, shown):
        return out
    return render(request, "matching/followed.html", {"found": found, "shown": shown})


@page(Action.SEE_EFFECT)
def chosen(request: Request) -> HttpResponse:
    """The choices behind a figure, with the reason in words."""
    since = request.actor.today - A_YEAR
    asked = request.GET.get("ydelse", ""), request.GET.get("hvorfor", "")
    with transaction.atomic():
        found = queries.chosen(request.actor, since, *asked)
        rows: list[dict[str, Any]] = [
            {**queries.choice_row(one), "case": case, "citizen_id": citizen, "citizen": name}
            for one, case, citizen, name in found
        ]
        shown = show(request, CHOSEN, Listed(rows), _("Valg af pladser"))
        seen = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "place_choice.list", seen, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "matching/chosen.html", {"shown": shown, "since": since})
