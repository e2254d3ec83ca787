"""Pages of the economy of own houses: all in a year, and one month by month."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.charts import months_chart
from helhed.apps.layout.web.tables import Column, Listed, Table, show
from helhed.apps.layout.web.templatetags.helhed import month_short
from helhed.apps.offers.queries.bridge import bridge_of
from helhed.apps.placements import economy
from helhed.apps.placements.web.forms import HouseYearForm
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

_TO_EARN, _EARNED = screen_text("Skulle tjene, kr."), screen_text("Tjent, kr.")
_COVERAGE = Column(
    "coverage", screen_text("Over-/underdækning, kr."), "kroner", sort="coverage", total=True
)
_UNIT_COST = Column("unit_cost", screen_text("Brugt døgn koster"), "kroner", sort="unit_cost")

HOUSES = Table(
    "egne-huse",
    [
        Column(
            "offer",
            screen_text("Hus"),
            sort="offer",
            link=lambda row: reverse("placements:house", args=[row["id"]]) + row["year"],
        ),
        Column("kind", screen_text("Slags"), "said", only_exported=True),
        Column("told_by", screen_text("Regnet af"), "said", sort="told_by"),
        Column("places", screen_text("Pladser"), "number", sort="places", total=True),
        Column("occupancy", screen_text("Belægning"), "percent", sort="occupancy"),
        Column("own", screen_text("Døgn, egne borgere"), "number", only_exported=True),
        Column("others", screen_text("Andres døgn"), "number", sort="others", total=True),
        Column("fixed", screen_text("Faste udgifter om året"), "kroner", sort="fixed"),
        Column("to_earn", _TO_EARN, "kroner", only_exported=True),
        Column("income", _EARNED, "kroner", only_exported=True),
        _COVERAGE,
        _UNIT_COST,
        Column("price", screen_text("Takst pr. døgn"), "kroner", sort="price"),
        Column("bought", screen_text("Købt plads"), "kroner", sort="bought"),
        Column("bought_count", screen_text("Købte pladser"), "number", only_exported=True),
    ],
    sort="offer",
    empty=screen_text("Ingen egne huse med en bygget takst det år. Byg taksterne først."),
)

MONTHS = Table(
    "hus",
    [
        Column("month", screen_text("Måned"), "month", sort="month"),
        Column("places", screen_text("Pladser sidst i måneden"), "number"),
        Column("place_days", screen_text("Pladsdøgn"), "number", total=True),
        Column("taken", screen_text("Belagte døgn"), "number", total=True),
        Column("occupancy", screen_text("Belægning"), "percent", sort="occupancy"),
        Column("own", screen_text("Egne borgere"), "number", total=True),
        Column("others", screen_text("Andres borgere"), "number", total=True),
        Column("to_earn", _TO_EARN, "kroner", sort="to_earn", total=True),
        Column("income", _EARNED, "kroner", sort="income", total=True),
        _COVERAGE,
        _UNIT_COST,
    ],
    sort="month",
    empty=screen_text("Ingen måned i året er gået endnu."),
)


def _year(request: Request) -> tuple[int, HouseYearForm]:
    years = [request.actor.today.year - n for n in range(3)]
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else years[0]
    return year, HouseYearForm({"year": str(year)}, years=years)


@page(Action.SEE_PLACE)
def houses(request: Request) -> HttpResponse:
    """Every own house in a year."""
    year, form = _year(request)
    rows = [
        economy.house_row(found) | {"year": f"?year={year}"}
        for found in economy.houses(request.actor, year)
    ]
    shown = show(request, HOUSES, Listed(rows), _("Egne huse"))
    if out := exported(request, shown, year=str(year)):
        return out
    context = {"shown": shown, "form": form, "year": year}
    return render(request, "placements/houses.html", context)


@page(Action.SEE_PLACE)
def house(request: Request, offer: UUID) -> HttpResponse:
    """One own house month by month, beside bought places of its kind."""
    year, form = _year(request)
    found = economy.house(request.actor, offer, year)
    rows = [economy.month_row(found, one) for one in found.months]
    shown = show(request, MONTHS, Listed(rows), _("Måneder"))
    if out := exported(request, shown, offer=str(offer), year=str(year)):
        return out
    chart = months_chart(
        _("Tjent pr. måned, og hvad måneden skulle tjene, i kroner"),
        [month_short(one.month.first) for one in found.months],
        [("actual", _("tjent"), [one.income for one in found.months])],
        [one.to_earn for one in found.months],
    )
    context = {
        "found": found,
        "row": found.rate.offer,
        "form": form,
        "year": year,
        "shown": shown,
        "chart": chart,
        "told": found.figures,
        "bridge": bridge_of(found.rate, year),
        "legend": [("actual", _("tjent")), ("frame-line", _("skulle tjene"))],
    }
    return render(request, "placements/house.html", context)
