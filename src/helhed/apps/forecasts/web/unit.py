"""The page of one service at one owner of a run: persons and cost, what was before, what changes
them, and how well each was told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.web.budget_tables import address
from helhed.apps.budgets.web.several import shown_by_name
from helhed.apps.forecasts import queries
from helhed.apps.forecasts.budget import assumed, booked_as
from helhed.apps.forecasts.figures import OERE, PERSONS
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.queries import Past, UnitAnswer, months_of
from helhed.apps.forecasts.web import rows
from helhed.apps.forecasts.web.causes import CAUSES_OF_A_UNIT, cause_rows
from helhed.apps.forecasts.web.forecast_tables import MONTHS_OF_A_UNIT, PERSONS_OF_A_UNIT, of_unit
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.forecasts.web.judged import judged, judged_itself
from helhed.apps.forecasts.web.progress import waiting
from helhed.apps.layout.web.tables import Listed, Source, Table
from helhed.rules.access.rights import Action


@page(Action.SEE_FORECAST)
def unit(request: Request, forecast: UUID, service: str, owner: str) -> HttpResponse:
    """One service and owner of a run."""
    row = queries.run_of(request.actor, forecast)
    if not row.is_done:
        return waiting(request, row)
    one = queries.answer(row, service, owner)
    months, money = months_of(row), one.figures.get(OERE)
    people = rows.persons_rows(one.figures[PERSONS]["months"], months)
    listed: list[tuple[Table, Source, str]] = [
        (of_unit(PERSONS_OF_A_UNIT, row, one), Listed(people), _("Personer ved månedens slutning")),
        (of_unit(CAUSES_OF_A_UNIT, row, one), Listed(cause_rows(one)), _("Hvad ændrer det?")),
    ]
    if money:
        shown_months = Listed(rows.month_rows(money["months"], months, {}))
        listed.insert(0, (of_unit(MONTHS_OF_A_UNIT, row, one), shown_months, _("Måneder")))
    shown, out = shown_by_name(request, *listed)
    if out:
        return out
    context = _context(row, one) | {
        "months": shown.get(MONTHS_OF_A_UNIT.name),
        "persons": shown[PERSONS_OF_A_UNIT.name],
        "causes": shown[CAUSES_OF_A_UNIT.name] if queries.causes(one) else None,
    }
    return render(request, "forecasts/unit.html", context)


def _context(row: Forecast, one: UnitAnswer) -> dict[str, Any]:
    months, money = months_of(row), one.figures.get(OERE)
    years = sorted({row.as_of.year, *(month.year for month in months)})
    budget = assumed(row.department, one.service, one.owner, years)
    past = queries.past(row, one)
    people = rows.persons_fan(
        Past(past.months, past.persons),
        one.figures[PERSONS]["months"],
        months,
        {year: of.persons for year, of in budget.items()},
    )
    sums = {year: of.oere for year, of in budget.items()}
    return {
        "row": row,
        "one": one,
        "name": department_name(row.department),
        "people": people,
        "cost": rows.cost_fan(past, money["months"], months, sums) if money else None,
        "legend": rows.legend_of_unit(bool(past.months), bool(budget)),
        "has_budget": bool(budget),
        "tested": [
            (series, words, judged_itself(one, series), judged(row, series))
            for series, words in ((PERSONS, _("Personer")), (OERE, _("Udgift")))
        ],
        "grants": [(year, _grants(one, year)) for year in years],
    }


def _grants(one: UnitAnswer, year: int) -> str:
    """Where the grants stand that cost something in a year."""
    return address(
        "budgets:lines",
        year=year,
        kind="committed",
        service=one.service,
        ownership=booked_as(one.owner),
    )
