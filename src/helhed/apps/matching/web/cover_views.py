"""Pages of need against places, and of bought places though an own offer fits."""

from __future__ import annotations

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
from helhed.apps.layout.web.templatetags.helhed import day as day_words
from helhed.apps.matching.queries import cover as queries
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

EMPTY = screen_text("Ingen pladser og ingen, der har brug for en.")


def _to_bought(row: Row) -> str:
    asked = urlencode({"slags": row["kind_key"], "bydel": row["district"]})
    return f"{reverse('matching:bought')}?{asked}"


def _table(request: Request) -> Table:
    """The columns, those of each quarter with its last day."""
    columns = [
        Column("kind", screen_text("Slags"), "said", sort="kind"),
        Column("district", screen_text("Bydel"), sort="district"),
        Column("lives_0", screen_text("Har en plads"), "number", sort="lives_0", total=True),
        Column("waits", screen_text("Venter"), "number", sort="waits", total=True),
        Column("own_0", screen_text("Egne pladser"), "number", sort="own_0", total=True),
        Column("bought_0", screen_text("Købte i brug"), "number", sort="bought_0", total=True),
        Column("lacks_0", screen_text("Mangler i dag"), "number", sort="lacks_0", total=True),
    ]
    for at, day in enumerate(queries.days(request.actor)):
        if at:
            words = _("Mangler %(day)s") % {"day": day_words(day)}
            columns.append(Column(f"lacks_{at}", words, "number", sort=f"lacks_{at}", total=True))
            columns += [
                Column(f"{key}_{at}", f"{_(words)} {day_words(day)}", "number", only_exported=True)
                for key, words in (
                    ("lives", screen_text("Har en plads")),
                    ("own", screen_text("Egne pladser")),
                    ("bought", screen_text("Købte i brug")),
                )
            ]
    fits = screen_text("Købt, men en egen passer")
    columns.append(Column("fits", fits, "number", sort="fits", total=True, link=_to_bought))
    return Table("daekning-af-pladser", columns, sort="kind", empty=EMPTY)


BOUGHT = Table(
    "koebt-men-en-egen-passer",
    [
        Column(
            "citizen",
            screen_text("Borger"),
            sort="citizen",
            link=lambda row: reverse("desk:citizen", args=[row["citizen_id"]]),
        ),
        Column("kind", screen_text("Slags"), "said", sort="kind"),
        Column("district", screen_text("Bydel"), sort="district"),
        Column(
            "offer",
            screen_text("Købt plads"),
            sort="offer",
            link=lambda row: reverse("offers:one", args=[row["offer_id"]]),
        ),
        Column("start", screen_text("Fra"), "day", sort="start"),
        Column("end", screen_text("Til"), "day", sort="end"),
        Column(
            "own",
            screen_text("Eget tilbud, der passer"),
            sort="own",
            link=lambda row: reverse("offers:one", args=[row["own_id"]]),
        ),
        Column("free", screen_text("Fri fra"), "day", sort="free"),
    ],
    sort="citizen",
    empty=screen_text("Ingen, som du må se, er i en købt plads, hvor et eget tilbud passer."),
)


@page(Action.SEE_PLACE)
def cover(request: Request) -> HttpResponse:
    """Need against places, by kind and district."""
    rows = queries.cover(request.actor)
    shown = show(request, _table(request), Listed(rows), _("Behov og pladser"), whole=None)
    if out := exported(request, shown):
        return out
    return render(request, "matching/cover.html", {"shown": shown})


@page(Action.SEE_PLACE)
def bought(request: Request) -> HttpResponse:
    """Who is in a bought place though an own offer fits."""
    kind, district = request.GET.get("slags", ""), request.GET.get("bydel", "")
    with transaction.atomic():
        rows, hidden = queries.bought(request.actor, kind, district)
        shown = show(request, BOUGHT, Listed(rows), _("Købt, men en egen passer"))
        seen = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "place_cover.list", seen, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "matching/bought.html", {"shown": shown, "hidden": hidden})
