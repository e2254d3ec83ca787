"""The scenarios of a run side by side."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.web.several import shown_by_name
from helhed.apps.forecasts import queries
from helhed.apps.forecasts.tested import MONEY
from helhed.apps.forecasts.web import differs, rows
from helhed.apps.forecasts.web.forecast_tables import COMPARED, DIFFERENCES, of_run
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.forecasts.web.judged import judged
from helhed.apps.forecasts.web.progress import waiting
from helhed.apps.layout.web.tables import Listed, Source, Table
from helhed.rules.access.rights import Action


@page(Action.SEE_FORECAST)
def compared(request: Request, forecast: UUID) -> HttpResponse:
    """The scenarios of a run beside the forecast without them: year by year, and the fan of what
    one of them differs by."""
    row = queries.run_of(request.actor, forecast)
    if not row.is_done:
        return waiting(request, row)
    totals = queries.totals(row)
    beside = differs.chosen(row, totals, request.GET.get("scenarie", ""))
    listed: list[tuple[Table, Source, str]] = [
        (of_run(COMPARED, row), Listed(differs.compared_rows(row, totals)), _("Scenarier"))
    ]
    if beside:
        months = Listed(differs.month_rows(beside))
        listed.append((of_run(DIFFERENCES, row), months, _("Forskellen")))
    shown, out = shown_by_name(request, *listed)
    if out:
        return out
    context = {
        "row": row,
        "shown": shown[COMPARED.name],
        "beside": beside,
        "spans": differs.side_by_side(row, totals),
        "months": shown.get(DIFFERENCES.name),
        "name": department_name(row.department),
        "judged": judged(row, MONEY),
        "notes": rows.notes_of(row, of_scenarios=True),
    }
    return render(request, "forecasts/compared.html", context)
