"""Pages of the budget."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.budgets import queries
from helhed.apps.budgets.access import may_set
from helhed.apps.budgets.queries import BudgetFilter, Figure, FigureFilter, FigureKind, YearPage
from helhed.apps.budgets.queries.asked import Asked, asked
from helhed.apps.budgets.web import forms
from helhed.apps.budgets.web.branches import branch_rows, figures_of, here, up_from
from helhed.apps.budgets.web.budget_tables import (
    ACCOUNTS,
    BRANCH,
    CHANGES,
    LINES,
    MONTHS,
    PARTS,
    PLACE,
    REST_PARTS,
    TREE,
    address,
    grants_of,
)
from helhed.apps.budgets.web.several import FIRST_BUDGET_YEAR, shown_by_name
from helhed.apps.budgets.words import account_name
from helhed.apps.layout.web.charts import Chart, months_chart
from helhed.apps.layout.web.tables import Listed, Queried, Row, show
from helhed.apps.layout.web.templatetags.helhed import month_short
from helhed.rules.access.rights import Action
from helhed.rules.decisions.konto import Account
from helhed.rules.decisions.ydelser import Department

MOST_UNITS_NAMED = 6


def named(listed: Iterable[Any]) -> list[tuple[str, str]]:
    """Accounts to choose from."""
    return [(one.code, f"{one.code} {account_name(one.code, one.name)}") for one in listed]


def choices_of_budget(request: Request) -> dict[str, Any]:
    """What can be chosen: of accounts those that are in use in the year. Another one can be asked
    for too, and so can a year without frames."""
    this_year = request.actor.today.year
    years = queries.years(this_year)
    year = request.GET.get("year", "")
    shown = this_year
    if len(year) == 4 and year.isdecimal() and int(year) >= FIRST_BUDGET_YEAR:
        shown = int(year)
        years = sorted({*years, shown}, reverse=True)
    accounts = dict(named(queries.accounts_in_use(request.actor, shown)))
    asked = request.GET.get("account", "")
    if asked:
        accounts.setdefault(asked, asked)
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
    form = forms.FollowUpForm({"year": str(this_year), **request.GET.dict()}, **listed)
    wanted = BudgetFilter(**form.asked(this_year))
    found = queries.follow_up(request.actor, wanted)
    whole = _whole(found)
    shown, out = shown_by_name(
        request,
        (LINES, Listed(_line_rows(request, found)), _("Konti og enheder"), whole),
        (MONTHS, Listed(_month_rows(found)), _("Måned for måned"), whole),
        (TREE, Listed(branch_rows(found)), _("Kontotræ"), whole),
    )
    if out:
        return out
    context = {
        "form": form,
        "shown": shown[LINES.name],
        "months": shown[MONTHS.name],
        "tree": shown[TREE.name],
        "up": up_from(found.wanted),
        "found": found,
        "sum": found.headline,
        "opens": {
            kind: f"{grants_of(whole)}&kind={kind}"
            for kind in ("paid", "known", "rest", "expected", "asked")
        },
        "incomes": address("budgets:incomes", year=wanted.year, department=wanted.department),
        "chart": _chart(found),
        "legend": [
            ("actual", _("Bogført")),
            *([("known", _("Kendte rettelser, ikke bogført"))] if found.headline.known else []),
            ("committed", _("Disponeret, ikke bogført")),
            ("asked", _("Ventet, ikke bevilget")),
            ("frame-line", _("Ramme")),
        ],
        "sees": sees(found),
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
            **dict.fromkeys((*PLACE, *BRANCH), ""),
            "year": found.wanted.year,
            "account": line.account,
            "account_name": line.account_name,
            "unit": line.unit,
            "unit_name": line.unit_name,
            **figures_of(line),
            "share": line.share_used,
            "may_set": sets,
        }
        for line in found.lines
    ]


def _whole(found: YearPage) -> Row:
    """All that the page shows, as what the links of its totals lead to."""
    return {**here(found.wanted), "month": "", "may_set": False}


def _month_rows(found: YearPage) -> list[Row]:
    """The months as rows of the table beside the chart."""
    return [
        {
            **_whole(found),
            "month": one.month.month,
            "day": one.month,
            "frame": one.frame,
            "actual": one.actual,
            "known": one.known,
            "rest": one.rest,
            "expected": one.expected,
            "asked": one.asked,
        }
        for one in found.months
    ]


def _chart(found: YearPage) -> Chart:
    return months_chart(
        _("Bogført, disponeret, ventet og ramme måned for måned i %(year)s")
        % {"year": found.wanted.year},
        [month_short(one.month) for one in found.months],
        [
            ("actual", _("bogført"), [one.actual for one in found.months]),
            ("known", _("kendte rettelser"), [one.known for one in found.months]),
            ("committed", _("disponeret, ikke bogført"), [one.rest for one in found.months]),
            ("asked", _("ventet, ikke bevilget"), [one.asked for one in found.months]),
        ],
        [one.frame for one in found.months] if found.headline.frame else [],
    )


def sees(found: YearPage) -> str:
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
    given = {"year": str(this_year), "kind": "expected", **request.GET.dict()}
    form = forms.FigureForm(given, **listed)
    wanted = FigureFilter(**form.asked(this_year))
    is_asked = wanted.kind is FigureKind.ASKED
    with transaction.atomic():
        found: Asked | Figure
        if is_asked:
            found = asked(request.actor, wanted)
            shown = show(request, CHANGES, found, _("Ventede ændringer"))
        else:
            found = queries.figure(request.actor, wanted)
            table = REST_PARTS if wanted.kind is FigureKind.REST else PARTS
            shown = show(request, table, found, _("Bevillinger"))
        citizens = [row["citizen_id"] for row in shown.rows if row["citizen_id"]]
        read_citizens(request.actor, "budget.figure", citizens, **shown.facts)
    if shown.export:
        return shown.export
    context = {
        "form": form,
        "shown": shown,
        "found": found,
        "wanted": wanted,
        "is_asked": is_asked,
    }
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
