"""Pages of the budget."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.budgets import queries
from helhed.apps.budgets.access import may_set
from helhed.apps.budgets.queries import BudgetFilter, FigureFilter, YearPage
from helhed.apps.budgets.web import forms
from helhed.apps.budgets.words import account_name
from helhed.apps.layout.web.charts import Chart, months_chart
from helhed.apps.layout.web.tables import Column, Listed, Queried, Row, Table, show
from helhed.apps.layout.web.templatetags.helhed import month_short
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.konto import Account
from helhed.rules.decisions.ydelser import Department

MOST_UNITS_NAMED = 6


def address(name: str, *parts: object, **values: object) -> str:
    """The address of a budget page with filters; empty ones left out."""
    return f"{reverse(name, args=parts)}?{urlencode({k: v for k, v in values.items() if v})}"


def _opens(kind: str) -> Any:
    """A cell that opens to the grants that make it."""

    def link(row: Row) -> str:
        return f"{_grants_of(row)}&kind={kind}"

    return link


def _grants_of(row: Row) -> str:
    """The address of the grants of a row; made once, for several cells of a row lead there."""
    if "grants" not in row:
        here = {key: row[key] for key in ("year", "unit", "account", "department", "month")}
        row["grants"] = address("budgets:lines", **here)
    return str(row["grants"])


def _frame_address(row: Row) -> str:
    return (
        address("budgets:frame", account=row["account"], unit=row["unit"], year=row["year"])
        if row["may_set"]
        else ""
    )


LINES = Table(
    "budget",
    [
        Column("account", screen_text("Konto"), sort="account"),
        Column("account_name", screen_text("Navn"), sort="account_name"),
        Column("unit_name", screen_text("Enhed"), sort="unit_name"),
        Column(
            "frame", screen_text("Ramme"), "kroner", sort="frame", total=True, link=_frame_address
        ),
        Column(
            "actual",
            screen_text("Betalt"),
            "kroner",
            sort="actual",
            total=True,
            link=_opens("paid"),
        ),
        Column(
            "rest",
            screen_text("Disponeret rest"),
            "kroner",
            sort="rest",
            total=True,
            link=_opens("rest"),
        ),
        Column(
            "expected",
            screen_text("Forventet"),
            "kroner",
            sort="expected",
            total=True,
            link=_opens("expected"),
        ),
        Column("remaining", screen_text("Tilbage"), "kroner", sort="remaining", total=True),
        Column("share", screen_text("Brugt"), "percent", sort="share"),
    ],
    sort="remaining",
    empty=screen_text("Ingen rammer, bevillinger eller betalinger her. Skift filtrene."),
)

MONTHS = Table(
    "budget-maaneder",
    [
        Column("day", screen_text("Måned"), "month"),
        Column("frame", screen_text("Ramme"), "kroner", total=True),
        Column("actual", screen_text("Betalt"), "kroner", total=True, link=_opens("paid")),
        Column(
            "rest",
            screen_text("Rest"),
            "kroner",
            total=True,
            link=_opens("rest"),
        ),
        Column("expected", screen_text("Forventet"), "kroner", total=True, link=_opens("expected")),
    ],
)

PARTS = Table(
    "budgetposter",
    [
        Column(
            "number",
            screen_text("Sag"),
            link=lambda row: reverse("payments:grant", args=[row["grant"]]),
        ),
        Column("service", screen_text("Ydelse"), "said"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("unit", screen_text("Enhed"), sort="unit"),
        Column("committed", screen_text("Disponeret"), "kroner", sort="committed", total=True),
        Column("paid", screen_text("Betalt"), "kroner", sort="paid", total=True),
        Column("oere", screen_text("Beløb i kr."), "kroner", sort="oere", total=True),
    ],
    sort="-oere",
    empty=screen_text("Ingen bevillinger eller betalinger her: tallet er 0 kr."),
)

ACCOUNTS = Table(
    "konti",
    [
        Column("code", screen_text("Konto"), sort="code", link=lambda row: row["opens"]),
        Column("name", screen_text("Navn"), sort="name"),
        Column("department", screen_text("Afdeling"), "said", sort="department"),
        Column("function", screen_text("Funktion")),
        Column("ownership", screen_text("Ejerforhold"), "number"),
        Column("grouping", screen_text("Gruppering")),
        Column("art", screen_text("Art")),
    ],
    sort="code",
    empty=screen_text("Ingen konti endnu. De kommer med de data, der læses ind."),
)


def named(listed: Iterable[Any]) -> list[tuple[str, str]]:
    """Accounts to choose from."""
    return [(one.code, f"{one.code} {account_name(one.code, one.name)}") for one in listed]


def choices_of_budget(request: Request) -> dict[str, Any]:
    """What can be chosen; an account that is used but has no name yet can be asked for too, and
    so can a year without frames."""
    accounts = dict(named(queries.accounts(request.actor)))
    asked = request.GET.get("account", "")
    if asked:
        accounts.setdefault(asked, asked)
    years = queries.years(request.actor.today.year)
    year = request.GET.get("year", "")
    if len(year) == 4 and year.isdecimal() and int(year) >= forms.FIRST_BUDGET_YEAR:
        years = sorted({*years, int(year)}, reverse=True)
    return {
        "years": years,
        "units": [(str(u.id), u.name) for u in queries.units_to_choose(request.actor)],
        "accounts": list(accounts.items()),
    }


@page(Action.SEE_BUDGET)
def overview(request: Request) -> HttpResponse:
    """The budget of a year."""
    this_year = request.actor.today.year
    listed = choices_of_budget(request)
    form = forms.BudgetForm({"year": str(this_year), **request.GET.dict()}, **listed)
    wanted = BudgetFilter(**form.asked(this_year))
    found = queries.follow_up(request.actor, wanted)
    whole = _whole(found)
    months = show(request, MONTHS, Listed(_month_rows(found)), _("Måned for måned"), whole=whole)
    months.query["table"] = MONTHS.name
    is_of_months = request.GET.get("table") == MONTHS.name
    if is_of_months and (out := exported(request, months)):
        return out
    rows = Listed(_line_rows(request, found))
    shown = show(request, LINES, rows, _("Konti og enheder"), whole=whole)
    if out := exported(request, shown):
        return out
    context = {
        "form": form,
        "shown": shown,
        "months": months,
        "found": found,
        "sum": found.headline,
        "opens": {
            kind: f"{_grants_of(whole)}&kind={kind}" for kind in ("paid", "rest", "expected")
        },
        "chart": _chart(found),
        "legend": [
            ("actual", _("Betalt")),
            ("committed", _("Disponeret, ikke betalt")),
            ("frame-line", _("Ramme")),
        ],
        "sees": _sees(found),
        "may_set": may_set(request.actor),
        "closed": [
            (Department(key).label, month_short(found.months[count - 1].month) if count else "")
            for key, count in found.headline.closed.items()
        ],
    }
    return render(request, "budgets/overview.html", context)


def _line_rows(request: Request, found: YearPage) -> list[Row]:
    sets = may_set(request.actor)
    return [
        {
            "year": found.wanted.year,
            "month": "",
            "department": "",
            "account": line.account,
            "account_name": line.account_name,
            "unit": line.unit,
            "unit_name": line.unit_name,
            "frame": line.figures.frame,
            "actual": line.figures.actual_to_date,
            "rest": line.figures.committed_rest,
            "expected": line.figures.expected,
            "remaining": line.figures.remaining,
            "share": line.share_used,
            "may_set": sets,
        }
        for line in found.lines
    ]


def _whole(found: YearPage) -> Row:
    """All that the page shows, as what the links of its totals lead to."""
    wanted = found.wanted
    return {
        "year": wanted.year,
        "month": "",
        "department": wanted.department,
        "unit": wanted.unit,
        "account": wanted.account,
        "may_set": False,
    }


def _month_rows(found: YearPage) -> list[Row]:
    """The months as rows of the table beside the chart."""
    return [
        {
            **_whole(found),
            "month": one.month.month,
            "day": one.month,
            "frame": one.frame,
            "actual": one.actual,
            "rest": one.rest,
            "expected": one.expected,
        }
        for one in found.months
    ]


def _chart(found: YearPage) -> Chart:
    return months_chart(
        _("Betalt, disponeret og ramme måned for måned i %(year)s") % {"year": found.wanted.year},
        [month_short(one.month) for one in found.months],
        [
            ("actual", _("betalt"), [one.actual for one in found.months]),
            ("committed", _("disponeret, ikke betalt"), [one.rest for one in found.months]),
        ],
        [one.frame for one in found.months] if found.headline.frame else [],
    )


def _sees(found: YearPage) -> str:
    """Which units the figures are of, in words."""
    units = found.shown_units
    if len(units) <= MOST_UNITS_NAMED:
        return ", ".join(unit.name for unit in units)
    departments = dict.fromkeys(unit.department for unit in units)
    named = ", ".join(_(Department(key).label) for key in departments)
    return _("%(departments)s, %(count)s enheder") % {"departments": named, "count": len(units)}


@page(Action.SEE_BUDGET)
def lines(request: Request) -> HttpResponse:
    """A figure opened to its grants."""
    this_year = request.actor.today.year
    listed = choices_of_budget(request)
    asked = {"year": str(this_year), "kind": "expected", **request.GET.dict()}
    form = forms.FigureForm(asked, **listed)
    wanted = FigureFilter(**form.asked(this_year))
    with transaction.atomic():
        found = queries.figure(request.actor, wanted)
        shown = show(request, PARTS, found, _("Bevillinger"))
        citizens = [row["citizen_id"] for row in shown.rows if row["citizen_id"]]
        read_citizens(request.actor, "budget.figure", citizens, **shown.facts)
    if shown.export:
        return shown.export
    context = {"form": form, "shown": shown, "found": found, "wanted": wanted}
    return render(request, "budgets/lines.html", context)


@page(Action.SEE_BUDGET)
def accounts(request: Request) -> HttpResponse:
    """The accounts by name, and what the parts of their numbers say."""
    source = Queried(queries.accounts(request.actor), _account_row)
    shown = show(request, ACCOUNTS, source, _("Konti"))
    return exported(request, shown) or render(request, "budgets/accounts.html", {"shown": shown})


def _account_row(row: Any) -> Row:
    parts = Account.parse(row.code)
    return {
        "code": row.code,
        "name": account_name(row.code, row.name),
        "department": Department(row.department).label,
        "function": parts.function,
        "ownership": parts.ejerforhold,
        "grouping": parts.grouping,
        "art": parts.art,
        "opens": address("budgets:overview", account=row.code),
    }
