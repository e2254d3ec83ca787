"""Pages of need against places, and of bought places though an own offer fits."""

from __future__ import annotations

from collections.abc import Callable

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
from helhed.apps.matching.web.forms import DepartmentForm
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

EMPTY = screen_text("Ingen pladser og ingen, der har brug for en.")


def _cell(row: Row) -> dict[str, str]:
    return {"slags": row["kind_key"], "bydel": row["district"]}


def _to_bought(row: Row) -> str:
    return f"{reverse('matching:bought')}?{urlencode(_cell(row))}"


def _to_living(whose: str) -> Callable[[Row], str]:
    return lambda row: f"{reverse('matching:living')}?{urlencode({**_cell(row), 'hvad': whose})}"


def _to_waiting(row: Row) -> str:
    return reverse("matching:waiting") if row.get("may_share") else ""


def _quantity(key: str, label: str) -> Column:
    return Column(key, label, "quantity", sort=f"{key}_sort")


def _table(request: Request) -> Table:
    """The columns, those of each quarter with its last day. What is lacking and what is free has no
    total: places to spare in one row cover nobody in another; nor have those whom an own offer
    fits, for one place may fit several."""
    own, bought = screen_text("Har en egen plads"), screen_text("Har en købt plads")
    places, free = screen_text("Egne pladser"), screen_text("Ledige egne pladser")
    to_own, to_bought = _to_living(queries.OWN), _to_living(queries.BOUGHT)
    columns = [
        Column("kind", screen_text("Slags"), "said", sort="kind"),
        Column("district", screen_text("Bydel"), sort="district"),
        Column("own_0", own, "number", sort="own_0", total=True, link=to_own),
        Column("bought_0", bought, "number", sort="bought_0", total=True, link=to_bought),
        _waits(),
        _quantity("places_0", places),
        _quantity("free_0", free),
        _quantity("lacks_0", screen_text("Mangler i dag")),
    ]
    for at, day in enumerate(queries.days(request.actor)):
        if at:
            words = _("Mangler %(day)s") % {"day": day_words(day)}
            columns.append(_quantity(f"lacks_{at}", words))
            columns += [
                Column(
                    f"{key}_{at}", f"{_(words)} {day_words(day)}", "quantity", only_exported=True
                )
                for key, words in (
                    ("own", own),
                    ("bought", bought),
                    ("places", places),
                    ("free", free),
                )
            ]
    fits = screen_text("Købt, men en egen passer")
    columns.append(Column("fits", fits, "number", sort="fits", link=_to_bought))
    return Table("daekning-af-pladser", columns, sort="kind", empty=EMPTY)


def _waits() -> Column:
    words = screen_text("Venter")
    return Column("waits", words, "number", sort="waits", total=True, link=_to_waiting)


CITIZEN = Column(
    "citizen",
    screen_text("Borger"),
    sort="citizen",
    link=lambda row: reverse("desk:citizen", args=[row["citizen_id"]]),
)
KIND = Column("kind", screen_text("Slags"), "said", sort="kind")
DAYS = (
    Column("start", screen_text("Fra"), "day", sort="start"),
    Column("end", screen_text("Til"), "day", sort="end"),
)


def _offer(label: str) -> Column:
    return Column(
        "offer", label, sort="offer", link=lambda row: reverse("offers:one", args=[row["offer_id"]])
    )


LIVING = Table(
    "har-en-plads",
    [
        CITIZEN,
        KIND,
        Column("district", screen_text("Borgerens bydel"), sort="district"),
        _offer(screen_text("Tilbud")),
        Column("at", screen_text("Tilbuddets bydel"), sort="at"),
        *DAYS,
    ],
    sort="citizen",
    empty=screen_text("Ingen, som du må se."),
)
BOUGHT = Table(
    "koebt-men-en-egen-passer",
    [
        CITIZEN,
        KIND,
        Column("district", screen_text("Bydel"), sort="district"),
        _offer(screen_text("Købt plads")),
        *DAYS,
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
    department = queries.department_of(request.actor, request.GET.get("afdeling"))
    rows = queries.cover(request.actor, department)
    shown = show(request, _table(request), Listed(rows), _("Behov og pladser"), whole=None)
    if out := exported(request, shown):
        return out
    chosen = department.value if department else ""
    form = DepartmentForm({"afdeling": chosen})
    context = {"shown": shown, "sums": queries.summed(rows), "form": form}
    return render(request, "matching/cover.html", context)


@page(Action.SEE_PLACE)
def living(request: Request) -> HttpResponse:
    """Who has an own or a bought place, behind a figure."""
    asked = (request.GET.get(key, "") for key in ("slags", "bydel", "hvad"))
    with transaction.atomic():
        rows, hidden = queries.living(request.actor, *asked)
        shown = show(request, LIVING, Listed(rows), _("Har en plads"))
        seen = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "place_cover.list", seen, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "matching/living.html", {"shown": shown, "hidden": hidden})


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
