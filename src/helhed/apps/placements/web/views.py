"""The board of places, and the same as a list."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from helhed.apps.access.access import may_at_all
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.placements import board as boards
from helhed.apps.placements.web import forms
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

STAYS = Table(
    "pladser",
    [
        Column(
            "citizen",
            screen_text("Borger"),
            "said",
            link=lambda row: (
                reverse("desk:citizen", args=[row["citizen_id"]]) if row["citizen_id"] else ""
            ),
        ),
        Column(
            "offer",
            screen_text("Tilbud"),
            sort="place__offer__name_key",
            link=lambda row: reverse("offers:one", args=[row["offer_id"]]),
        ),
        Column("place", screen_text("Plads"), sort="place__name"),
        Column("kind", screen_text("Slags"), "said", sort="place__offer__kind"),
        Column("provider", screen_text("Leverandør"), sort="place__offer__provider__name_key"),
        Column("ownership", screen_text("Ejer"), "said", sort="place__offer__provider__ownership"),
        Column("start", screen_text("Fra"), "day", sort="start"),
        Column("end", screen_text("Til"), "day", sort="end"),
        Column("when", screen_text("Hvornår"), "said"),
    ],
    sort="offer",
    empty=screen_text("Ingen på pladserne i perioden. Skift filtrene, eller vælg en anden måned."),
)


def _wanted(request: Request) -> tuple[forms.BoardForm, boards.BoardFilter]:
    this_month = Month.of(request.actor.today)
    asked_of = {key: str(value) for key, value in request.GET.items() if value}
    form = forms.BoardForm({"month": str(this_month), **asked_of})
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    asked = request.GET.get("side", "")
    return form, boards.BoardFilter(
        chosen.get("month") or this_month,
        chosen.get("offer"),
        chosen.get("kind") or "",
        chosen.get("ownership") or "",
        chosen.get("free") or "",
        int(asked) if asked.isdecimal() and len(asked) < 7 else 1,
    )


def _address(request: Request, **changes: str) -> str:
    """The query part of the address with some values changed; empty ones left out."""
    values = {**{key: str(value) for key, value in request.GET.items()}, **changes}
    return "?" + urlencode({key: value for key, value in values.items() if value})


@page(Action.SEE_PLACE)
def board(request: Request) -> HttpResponse:
    """Offers × places × months."""
    form, wanted = _wanted(request)
    found = boards.board(request.actor, wanted)
    context = {
        "form": form,
        "wanted": wanted,
        "found": found,
        "earlier": _address(request, month=str(wanted.month.plus(-boards.MONTHS_SHOWN)), side=""),
        "later": _address(request, month=str(wanted.month.plus(boards.MONTHS_SHOWN)), side=""),
        "previous": _address(request, side=str(found.page - 1)) if found.page > 1 else "",
        "next": _address(request, side=str(found.page + 1)) if found.page < found.pages else "",
        "as_list": reverse("placements:list") + _address(request, side="", free=""),
        "all_offers": _address(request, offer="", side=""),
        "this_month": Month.of(request.actor.today),
        "may_see_waiting": may_at_all(request.actor, Action.SEE_WAITING),
        "may_see_effect": may_at_all(request.actor, Action.SEE_EFFECT),
    }
    return render(request, "placements/board.html", context)


@page(Action.SEE_PLACE)
def stay_list(request: Request) -> HttpResponse:
    """Who is where in the months of the board, as a list that can be exported."""
    form, wanted = _wanted(request)
    del form.fields["free"]
    actor = request.actor
    with transaction.atomic():
        source = Queried(
            boards.stays_listed(actor, wanted), lambda stay: boards.stay_row(stay, actor.today)
        )
        shown = show(request, STAYS, source, _("Pladser"))
        read_citizens(actor, "placement.list", boards.named(shown.rows), **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "placements/list.html", {"form": form, "shown": shown, "wanted": wanted})
