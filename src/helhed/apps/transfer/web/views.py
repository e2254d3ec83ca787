"""Pages of transfer: what came in, what the tables are, and everything out in one file."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.transfer import queries
from helhed.apps.transfer.web.words import COLUMN_WORDS, described
from helhed.exchange.tables import BY_NAME
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

IMPORTS = Table(
    "indlaesninger",
    [
        Column("at", screen_text("Hvornår"), "moment", sort="at"),
        Column("by", screen_text("Hvem"), sort="by__name"),
        Column("source", screen_text("Mappe"), sort="source"),
        Column("tables", screen_text("Tabeller"), "number"),
        Column("rows", screen_text("Rækker"), "number"),
    ],
    sort="-at",
    empty=screen_text("Intet er læst ind endnu. Nedenfor står, hvordan du gør."),
)


@page(Action.MOVE_DATA)
def overview(request: Request) -> HttpResponse:
    """What was read in, how to read in, every table, and the way out."""
    source = Queried(queries.imports(request.actor), queries.import_row)
    shown = show(request, IMPORTS, source, _("Indlæsninger"))
    if out := exported(request, shown):
        return out
    return render(request, "transfer/overview.html", {"shown": shown, "tables": described()})


@page(Action.MOVE_DATA)
def table(request: Request, name: str) -> HttpResponse:
    """One declared table, column by column."""
    if name not in BY_NAME:
        raise Http404
    found = next(words for words in described() if words.name == name)
    columns = [(column, COLUMN_WORDS[column.kind]) for column in BY_NAME[name].columns]
    return render(request, "transfer/table.html", {"table": found, "columns": columns})


@page(Action.MOVE_DATA, "POST")
def download(request: Request) -> HttpResponseBase:
    """Everything as CSV in one zip file. It is logged for every citizen in it."""
    name = f"helhed-{request.actor.today.isoformat()}.zip"
    return FileResponse(queries.export_zip(request.actor), as_attachment=True, filename=name)
