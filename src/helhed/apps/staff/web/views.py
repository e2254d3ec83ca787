"""Pages of staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import show_logged
from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.tables import Column, Queried, Table
from helhed.apps.staff import queries
from helhed.apps.staff.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

EMPLOYEES = Table(
    "medarbejdere",
    [
        Column("name", screen_text("Navn"), sort="name_key"),
        Column("title", screen_text("Stilling"), sort="title"),
        Column("unit", screen_text("Enhed"), sort="unit__name"),
        Column("hours_share", screen_text("Andel af fuld tid"), "percent", sort="hours_share"),
        Column("start", screen_text("Ansat"), "day", sort="start"),
        Column("end", screen_text("Stoppet"), "day", sort="end"),
        Column("number", screen_text("Nummer"), sort="number"),
    ],
    sort="name",
    empty=screen_text("Ingen medarbejdere her. Skift filtrene."),
)


@page(Action.SEE_STAFF)
def employee_list(request: Request) -> HttpResponse:
    """The employees of the units that one leads."""
    units = [(str(u.id), u.name) for u in queries.units(request.actor)]
    form = forms.EmployeeFilterForm(request.GET or None, units=units)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.EmployeeFilter(
        UUID(chosen["unit"]) if chosen.get("unit") else None, bool(chosen.get("gone"))
    )
    shown = show_logged(
        request,
        EMPLOYEES,
        lambda: Queried(queries.employees(request.actor, wanted), queries.employee_row),
        _("Medarbejdere"),
    )
    if shown.export:
        return shown.export
    context = {"form": form, "shown": shown, "posts": queries.posts(request.actor, wanted)}
    return render(request, "staff/list.html", context)
