"""The page that tells whether own places will do: persons that are forecast against places that are
written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.web.budget_tables import address
from helhed.apps.forecasts import queries
from helhed.apps.forecasts.enough import Enough, enough
from helhed.apps.forecasts.figures import PERSONS
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.web.forecast_tables import of_run
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.forecasts.web.judged import judged, told
from helhed.apps.forecasts.web.progress import waiting
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.apps.layout.web.templatetags.helhed import day as day_words
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

NAME = "prognose-pladser-nok"
A_YEAR = 12
UNKNOWN = screen_text("kendes ikke")
PARTS = (
    ("low", screen_text("Lavt (10 %)")),
    ("middle", screen_text("Midten")),
    ("high", screen_text("Højt (90 %)")),
)


@page(Action.SEE_FORECAST)
def enough_places(request: Request, forecast: UUID) -> HttpResponse:
    """Persons that are forecast against own places, by service."""
    row = queries.run_of(request.actor, forecast)
    if not row.is_done:
        return waiting(request, row)
    found = enough(row)
    listed = Listed([_row(row, one) for one in found or ()])
    shown = show(request, of_run(_table(found or ()), row), listed, _("Personer og egne pladser"))
    if out := exported(request, shown):
        return out
    context = {
        "row": row,
        "name": department_name(row.department),
        "shown": shown if found else None,
        "is_kept": found is not None,
        "judged": [one for one in judged(row, PERSONS) if one["ahead"] <= A_YEAR],
        "weak": [(unit, told(test)) for one in found or () for unit, test in one.weak],
        "earlier": queries.earlier(row),
    }
    return render(request, "forecasts/enough.html", context)


def _table(found: Sequence[Enough]) -> Table:
    """The columns, those of each quarter with its last day: read on the screen, and figure by
    figure in a file."""
    columns = [
        Column(
            "service",
            screen_text("Ydelse"),
            "said",
            sort="service",
            link=lambda row: str(row["grants"]),
        ),
        Column("now", screen_text("Personer nu"), "number", sort="now", total=True),
        Column("places", screen_text("Egne pladser nu"), "quantity", sort="places_sort"),
    ]
    for n, then in enumerate(found[0].then if found else ()):
        day = day_words(then.day)
        expected = _("Ventet %(day)s") % {"day": day}
        beyond = _("Flere end egne pladser %(day)s") % {"day": day}
        columns += [
            Column(f"expected_{n}", expected, "quantity", sort=f"middle_{n}", only_shown=True),
            *_figures(f"expected_{n}", expected),
            Column(
                f"places_{n}",
                _("Egne pladser %(day)s") % {"day": day},
                "quantity",
                only_exported=True,
            ),
            *_figures(f"beyond_{n}", beyond),
        ]
        if then is found[0].then[-1]:
            columns.append(
                Column(f"beyond_{n}", beyond, "quantity", sort="beyond_sort", only_shown=True)
            )
    empty = screen_text("Prognosen har ingen ydelser, der tager en plads.")
    last = len(found[0].then) - 1 if found else 0
    return Table(NAME, columns, sort=f"-beyond_{last}", empty=empty)


def _figures(key: str, words: str) -> list[Column]:
    return [
        Column(f"{key}_{part}", f"{words}: {_(name).lower()}", "number", only_exported=True)
        for part, name in PARTS
    ]


def _row(row: Forecast, one: Enough) -> Row:
    beyond = one.then[-1].beyond if one.then else None
    found: Row = {
        "service": one.name,
        "now": one.now,
        "places": _or_unknown(one.places),
        "places_sort": one.places,
        "beyond_sort": beyond[1] if beyond else None,
        "grants": _grants(row, one),
    }
    for n, then in enumerate(one.then):
        found |= _spread(f"expected_{n}", (then.low, then.middle, then.high))
        found |= _spread(f"beyond_{n}", then.beyond)
        found |= {f"places_{n}": _or_unknown(then.places), f"middle_{n}": then.middle}
    return found


def _or_unknown(count: int | None) -> int | str:
    return UNKNOWN if count is None else count


def _spread(key: str, figures: tuple[int, int, int] | None) -> dict[str, Any]:
    """Three figures, and in words: the middle, and from where to where."""
    if figures is None:
        return {key: UNKNOWN} | {f"{key}_{part}": None for part, _name in PARTS}
    low, middle, high = figures
    words = f"{middle} ({low}–{high})"
    return {key: words, f"{key}_low": low, f"{key}_middle": middle, f"{key}_high": high}


def _grants(row: Forecast, one: Enough) -> str:
    """Where the grants stand that persons are counted from."""
    return address("budgets:lines", year=row.as_of.year, kind="committed", service=one.service)
