"""The page that tells whether own places will do: persons that are forecast against places that are
written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
UNKNOWN, NONE = screen_text("kendes ikke"), screen_text("ingen")
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
    shown = show(
        request, of_run(_table(row, found or ()), row), listed, _("Personer og egne pladser")
    )
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


def _table(row: Forecast, found: Sequence[Enough]) -> Table:
    """The columns, those of each quarter with its last day: read on the screen, and figure by
    figure in a file."""
    columns = [
        Column(
            "service",
            screen_text("Ydelse"),
            "said",
            sort="service",
            link=lambda line: str(line["grants"]),
        ),
        Column("now", _("Personer %(day)s") % {"day": day_words(row.as_of)}, "number", sort="now"),
        *_places("places", row.as_of, is_shown=True),
    ]
    quarters = found[0].then if found else []
    for n, then in enumerate(quarters):
        told_day = {"day": day_words(then.day)}
        expected, beyond = _("Ventet %(day)s") % told_day, _("Flere end egne pladser %(day)s")
        columns += [
            Column(f"expected_{n}", expected, "quantity", sort=f"middle_{n}", only_shown=True),
            *_figures(f"expected_{n}", expected),
            *_places(f"places_{n}", then.day, is_shown=False),
            *_figures(f"beyond_{n}", beyond % told_day),
        ]
        if n == len(quarters) - 1:
            words = beyond % told_day
            columns.append(Column("beyond", words, "quantity", sort="beyond_sort", only_shown=True))
    empty = screen_text("Prognosen har ingen ydelser, der tager en plads.")
    return Table(NAME, columns, sort="-beyond", empty=empty)


def _places(key: str, day: date, *, is_shown: bool) -> list[Column]:
    """Own places on a day: a number or a word on the screen, a number in a file."""
    words = _("Egne pladser %(day)s") % {"day": day_words(day)}
    shown = Column(f"{key}_said", words, "quantity", sort=key, only_shown=True)
    return [shown] * is_shown + [Column(key, words, "number", only_exported=True)]


def _figures(key: str, words: str) -> list[Column]:
    return [
        Column(f"{key}_{part}", f"{words}: {_(name).lower()}", "number", only_exported=True)
        for part, name in PARTS
    ]


def _row(row: Forecast, one: Enough) -> Row:
    beyond = one.then[-1].beyond if one.then and one.has_own else None
    found: Row = {
        "service": one.name,
        "now": one.now,
        "places": one.places,
        "places_said": _places_said(one),
        "beyond": _spread_said(beyond) if beyond or not one.has_own else UNKNOWN,
        "beyond_sort": beyond[1] if beyond else None,
        "grants": _grants(row, one),
    }
    for n, then in enumerate(one.then):
        figures = (then.low, then.middle, then.high)
        found |= {f"expected_{n}": _spread_said(figures), f"middle_{n}": then.middle}
        found |= _spread(f"expected_{n}", figures)
        found |= _spread(f"beyond_{n}", then.beyond if one.has_own else None)
        found[f"places_{n}"] = then.places
    return found


def _places_said(one: Enough) -> int | str:
    if one.places is None:
        return UNKNOWN
    return one.places if one.has_own else NONE


def _spread_said(figures: tuple[int, int, int] | None) -> str:
    """The middle, and from where to where."""
    return "" if figures is None else "{1} ({0}–{2})".format(*figures)


def _spread(key: str, figures: tuple[int, int, int] | None) -> dict[str, int | None]:
    found = figures or (None, None, None)
    return {f"{key}_{part}": one for (part, _name), one in zip(PARTS, found, strict=True)}


def _grants(row: Forecast, one: Enough) -> str:
    """Where the grants stand that persons are counted from."""
    return address("budgets:lines", year=row.as_of.year, kind="committed", service=one.service)
