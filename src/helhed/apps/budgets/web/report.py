"""The follow-up report: what it holds, and as a spreadsheet or a PDF."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens, read_table
from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.queries.report import Report, report
from helhed.apps.budgets.web import forms
from helhed.apps.budgets.web.branches import here
from helhed.apps.budgets.web.budget_tables import address
from helhed.apps.budgets.web.report_sections import Part, Section, counted_on, sections
from helhed.apps.budgets.web.views import choices_of_budget, sees
from helhed.apps.layout.web.files import sheet_cells, sheet_columns
from helhed.apps.layout.web.pdf import PDF, compiled
from helhed.apps.layout.web.sheets import XLSX, SheetColumn, add_sheet, workbook
from helhed.apps.layout.web.tables import Column, Row, text_of
from helhed.kernel.dated import NoValueThatDay
from helhed.rules.access.rights import Action

NAME = "opfoelgning"


@page(Action.SEE_BUDGET)
def overview(request: Request) -> HttpResponse:
    """What the report holds and where each part of it is seen; or the report as a file."""
    this_year = request.actor.today.year
    given = {"year": str(this_year), **request.GET.dict()}
    form = forms.BudgetForm(given, **choices_of_budget(request))
    wanted = BudgetFilter(**form.asked(this_year))
    kind = request.GET.get("format", "")
    if kind in ("xlsx", "pdf"):
        try:
            return _file(request, wanted, kind)
        except NoValueThatDay:
            told = _("Der er ingen grænse for dyre enkeltsager i %(year)s. Sæt den først.")
            form.add_error(None, told % {"year": wanted.year})
    filters = {key: value for key, value in here(wanted).items() if value}
    files = {one: address("budgets:report", **filters, format=one) for one in ("pdf", "xlsx")}
    pages = [(title, text, address(name, **filters)) for title, text, name in _contents()]
    context = {"form": form, "wanted": wanted, "files": files, "pages": pages}
    return render(request, "budgets/report.html", context)


def _contents() -> list[tuple[str, str, str]]:
    """Each section with the page that has the same figures."""
    return [
        (_("1. Billedet nu"), _("Ramme, bogført, disponeret og tilbage."), "budgets:overview"),
        (
            _("2. Hvad året ventes at ende på"),
            _("Forskellen til budgettet i antal, pris, sammensætning og andet; og refusion."),
            "budgets:variance",
        ),
        (_("3. Det, der er besluttet"), _("Tiltag: mål, nået og ventet."), "budgets:measures"),
        (_("4. Aktivitet"), _("Fire tal pr. ydelse mod forudsætningerne."), "budgets:variance"),
        (
            _("5. Særligt dyre enkeltsager"),
            _("Hvem, hvor længe, hvad der er prøvet, næste opfølgning."),
            "budgets:costly",
        ),
        (
            _("6. Muligheder for at handle"),
            _("Egne og købte pladser: hvad en anden fordeling flytter."),
            "budgets:own-and-bought",
        ),
    ]


def _file(request: Request, wanted: BudgetFilter, kind: str) -> HttpResponse:
    """The report as a file, logged: of whom, and that it was taken out."""
    with transaction.atomic():
        found = report(request.actor, wanted)
        facts = {"format": kind, "rows": len(found.costly.rows)}
        read_citizens(
            request.actor, "budget.costly", [one.citizen for one in found.costly.rows], **facts
        )
        read_table(request.actor, NAME, **facts)
    listed = sections(found, wanted)
    if kind == "xlsx":
        response = HttpResponse(as_xlsx(found, listed), content_type=XLSX)
    else:
        response = HttpResponse(as_pdf(found, listed), content_type=PDF)
    name = f"{NAME}-{wanted.year}-{found.made_at:%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def as_xlsx(found: Report, listed: list[Section]) -> bytes:
    """The report as a workbook: what it says first, then a sheet for each list, to the øre."""
    texts = [*_front(found)]
    for section in listed:
        texts += ["", section.title, *section.texts]
    with workbook() as (book, out):
        front = [SheetColumn(_title(found), "text", False)]
        add_sheet(book, _("Rapport"), front, [[text] for text in texts])
        for section in listed:
            for part in section.parts:
                number = section.title.split(".", 1)[0]
                _sheet(book, f"{number} {part.caption}", part)
    return out.getvalue()


def _sheet(book: Any, name: str, part: Part) -> None:
    totals = part.totals
    row: Row = {column.key: totals.get(column.key) for column in part.columns}
    foot = sheet_cells([c for c in part.columns if c.key in totals], [row])[0] if totals else []
    sums = iter(foot)
    line = [next(sums) if column.key in totals else "" for column in part.columns]
    columns = sheet_columns(part.columns)
    add_sheet(book, name, columns, sheet_cells(part.columns, part.rows), line if totals else ())


def as_pdf(found: Report, listed: list[Section]) -> bytes:
    """The report as a tagged PDF (PDF/UA-1), to the øre; the same each time it is made of the
    same figures."""
    told = {
        "lang": get_language() or "da",
        "title": _title(found),
        "front": _front(found),
        "total": _("I alt"),
        "empty": _("Intet at vise."),
        "page": _("Side"),
        "sections": [_told(section) for section in listed],
    }
    return compiled(__package__, "report.typ", told, found.made_at)


def _title(found: Report) -> str:
    title = _("Økonomisk opfølgning %(year)s") % {"year": found.year.headline.year}
    return f"{found.municipality}: {title}" if found.municipality else title


def _front(found: Report) -> list[str]:
    return [sees(found.year), *counted_on(found)]


def _told(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "texts": section.texts,
        "parts": [_told_part(part) for part in section.parts],
    }


def _told_part(part: Part) -> dict[str, Any]:
    totals = part.totals
    columns = list(part.columns)
    return {
        "caption": part.caption,
        "heads": [_(column.label) if column.label else "" for column in columns],
        "numbers": [column.is_number for column in columns],
        "rows": [[_text(column, row) for column in columns] for row in part.rows],
        "totals": [_sum(column, totals) for column in columns] if totals else [],
    }


def _text(column: Column, row: Row) -> str:
    """A cell as the screen says it, with øre."""
    exact = replace(column, kind="price") if column.kind == "kroner" else column
    return text_of(exact, row, row[column.key])


def _sum(column: Column, totals: dict[str, int]) -> str:
    return _text(column, {column.key: totals[column.key]}) if column.key in totals else ""
