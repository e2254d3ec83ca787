"""Pages of who waits, how places could be shared out, and who is to be together or apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.answers import carried_out, made_by
from helhed.apps.layout.web.tables import Column, Listed, Queried, Table, show
from helhed.apps.layout.web.templatetags.helhed import told
from helhed.apps.matching import actions
from helhed.apps.matching.access import may_share
from helhed.apps.matching.queries import share
from helhed.apps.matching.sharing import Suggestion
from helhed.apps.matching.web.forms import BondForm
from helhed.apps.matching.web.weights import reckoned, weights_shown
from helhed.kernel.words import screen_text
from helhed.placing.assign import UnableToAssign
from helhed.rules.access.rights import Action
from helhed.rules.placements.oensker import Bond

WHO = [
    Column(
        "citizen",
        screen_text("Borger"),
        sort="citizen",
        link=lambda row: reverse("desk:case", args=[row["case"]]),
    ),
    Column("service", screen_text("Ydelse"), "said", sort="service"),
    Column("stage", screen_text("Hvor langt"), "said", sort="stage"),
    Column("since", screen_text("Siden"), "day", sort="since"),
    Column("days", screen_text("Dage"), "number", sort="days"),
    Column("latest", screen_text("Senest"), "day", sort="latest"),
    Column("urgency", screen_text("Hast"), "quantity", sort="urgency_sort"),
]


def _to_list(row: dict[str, Any]) -> str:
    return f"{reverse('matching:find', args=[row['case']])}?ydelse={row['key']}"


def _to_act(row: dict[str, Any]) -> str:
    """Where the place is kept: the order's, when the provider has said yes and it is the same
    offer; else the citizen's own list, where the offer is chosen."""
    return reverse("placements:of-order", args=[row["order"]]) if row["keeps"] else _to_list(row)


FIND = Column("find", screen_text("Gør"), "said", link=_to_list, only_shown=True)
SUGGESTED = [
    Column("suggested", screen_text("Forslag"), sort="suggested"),
    Column("points", screen_text("Point i alt"), "number", sort="points"),
    Column("place_points", screen_text("Stedets point"), "number", only_exported=True),
    Column("place_told", screen_text("Stedet, med point"), only_exported=True),
    Column("person_points", screen_text("Borgerens point"), "number", only_exported=True),
    Column("person_told", screen_text("Borgeren, med point"), only_exported=True),
    Column("why_told", screen_text("Hvorfor"), sort="why_told"),
    Column("first_come", screen_text("Først til mølle"), sort="first_come"),
    Column("act", screen_text("Gør"), "said", link=_to_act, only_shown=True),
]
EMPTY = screen_text("Ingen venter på en plads.")
WAITING = Table("venter-paa-plads", [*WHO, FIND], sort="since", empty=EMPTY)
NARROWER = [replace(one, only_exported=one.key in ("since", "stage", "latest")) for one in WHO]
"""Beside a suggestion there is no room for all of them; its file has them."""
SHARED = Table("fordeling-af-pladser", [*NARROWER, *SUGGESTED], sort="since", empty=EMPTY)
COMPARED = Table(
    "forslag-og-foerst-til-moelle",
    [
        Column("what", screen_text("Hvad"), "said"),
        Column("suggested", screen_text("Forslaget"), "number"),
        Column("first_come", screen_text("Først til mølle"), "number"),
        Column("more", screen_text("Forskel"), "number"),
    ],
)

BONDS = Table(
    "sammen-eller-hver-for-sig",
    [
        Column("citizen", screen_text("Borger"), sort="citizen__name_key"),
        Column("other", screen_text("Og"), sort="other__name_key"),
        Column("bond", screen_text("De skal have"), "said", sort="bond"),
        Column("reason", screen_text("Hvorfor"), sort="reason"),
        Column("holds", screen_text("I fordelingen"), "said"),
    ],
    sort="citizen",
    empty=screen_text("Ingen er skrevet. Skriv søskende, par og dem, der ikke må mødes."),
)


@page(Action.SEE_WAITING)
def waiting(request: Request) -> HttpResponse:
    """Who waits for a place, and perhaps how the places could be shared out."""
    actor = request.actor
    found, unable = None, None
    with transaction.atomic():
        listed = share.who_waits(actor)
        if request.GET.get("forslag") == "1" and may_share(actor):
            try:
                found = share.suggestion(actor, listed)
            except UnableToAssign as error:
                unable = error
        rows = _rows(listed, found)
        shown = show(request, SHARED if found else WAITING, Listed(rows), _("Venter på en plads"))
        seen = {row["citizen_id"] for row in shown.rows}
        if found:
            keys = {(row["case"], row["key"]) for row in shown.rows}
            there = [one for one in listed if (one.case.id, one.service) in keys]
            seen |= share.named_in(found, there)
        read_citizens(actor, "place_waiting.list", sorted(seen), **shown.facts)
    if shown.export:
        return shown.export
    context = {
        "shown": shown,
        "count": len(rows),
        "longest": max((row["days"] for row in rows), default=0),
        "found": found,
        "may_share": may_share(actor),
        "compared": share.compared(found) if found else [],
        "is_unable": unable is not None,
        **weights_shown(actor.today),
    }
    return render(request, "matching/waiting.html", context)


@page(Action.SHARE_PLACES)
def compared(request: Request) -> HttpResponse:
    """What the suggestion comes to beside first come, first served, as a file; nobody is named."""
    try:
        found = share.suggestion(request.actor, share.who_waits(request.actor))
    except UnableToAssign:
        return redirect(f"{reverse('matching:waiting')}?forslag=1")
    shown = show(request, COMPARED, Listed(share.compared(found)))
    return exported(request, shown) or redirect(f"{reverse('matching:waiting')}?forslag=1")


def _rows(listed: list[Any], found: Suggestion | None) -> list[dict[str, Any]]:
    lines = {line.who.key: line for line in found.lines} if found else {}
    rows = []
    for one in listed:
        row = share.line_row(one, lines.get(one.key))
        keeps, placed = row["keeps"], row["suggested_id"] is not None
        act = screen_text("Hold pladsen") if keeps else screen_text("Vælg tilbuddet")
        rows.append(
            {
                **row,
                "why_told": " ".join(told(reason) for reason in row["why"]),
                "place_told": reckoned(row["place"]),
                "person_told": reckoned(row["person"]),
                "act": act if placed else screen_text("Find en plads"),
                "find": screen_text("Find en plads"),
            }
        )
    return rows


@page(Action.SHARE_PLACES)
def bonds(request: Request) -> HttpResponse:
    """Who is to be together, and who apart."""
    with transaction.atomic():
        holds = share.held(request.actor)
        rows = Queried(share.bonds(request.actor), lambda row: share.bond_row(row, holds))
        shown = show(request, BONDS, rows, _("Par"))
        seen = [row[key] for row in shown.rows for key in ("citizen_id", "other_id")]
        read_citizens(request.actor, "place_bond.list", seen, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "matching/bonds.html", {"shown": shown})


@page(Action.SHARE_PLACES, "GET", "POST")
def add_bond(request: Request) -> HttpResponse:
    """Write that two are to be together or apart."""
    with transaction.atomic():
        listed = share.who_waits(request.actor)
        named = share.names_beside(request.actor, listed)
        read_citizens(request.actor, "place_waiting.list", [UUID(id) for id, _name in named])
    form = BondForm(request.POST or None, citizens=share.names_of(listed), others=named)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        act = lambda: actions.add_bond(  # noqa: E731
            request.actor,
            citizen=UUID(done["citizen"]),
            other=UUID(done["other"]),
            bond=Bond.of(done["bond"]),
            reason=done["reason"],
        )
        if (bond := made_by(form, act)) is not None:
            if cannot := share.unheld(request.actor, bond.id):
                messages.warning(request, _(cannot))
            return redirect("matching:bonds")
    return render(request, "matching/add_bond.html", {"form": form})


@page(Action.SHARE_PLACES, "POST")
def end_bond(request: Request, bond: UUID) -> HttpResponse:
    """It does not hold any more."""
    carried_out(
        request,
        screen_text("Det er ophævet."),
        lambda: actions.end_bond(request.actor, bond=bond),
    )
    return redirect("matching:bonds")
