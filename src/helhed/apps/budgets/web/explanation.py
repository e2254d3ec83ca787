"""The page that explains why a year commits more or less than the year before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.queries.moved import AccountMoved, Moved, moved
from helhed.apps.budgets.web import forms
from helhed.apps.budgets.web.budget_tables import address
from helhed.apps.budgets.web.several import thousandths
from helhed.apps.budgets.web.views import choices_of_budget
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

SERVICES = Table(
    "forklaring",
    [
        Column("service", screen_text("Ydelse"), "said"),
        Column("base", screen_text("Året før"), "kroner", total=True),
        Column("now", screen_text("Året"), "kroner", total=True),
        Column("difference", screen_text("Forskel"), "kroner", total=True),
        Column("quantity", screen_text("Antal"), "kroner", total=True),
        Column("mix", screen_text("Sammensætning"), "kroner", total=True),
        Column("price", screen_text("Pris"), "kroner", total=True),
        Column("other", screen_text("Andet"), "kroner", total=True),
    ],
    empty=screen_text("Ingen bevillinger her i de to år. Skift filtrene."),
)


def _opens(year: str) -> Callable[[Row], str]:
    def link(row: Row) -> str:
        here = {key: row[key] for key in ("account", "department", "unit")}
        return address("budgets:lines", year=row[year], kind="committed", **here)

    return link


ACCOUNTS = Table(
    "forklaring-konti",
    [
        Column("account", screen_text("Konto"), sort="account"),
        Column("name", screen_text("Navn"), sort="name"),
        Column("persons_before", screen_text("Helårspers. før"), "quantity", sort="persons_before"),
        Column("persons", screen_text("Helårspers. nu"), "quantity", sort="persons"),
        Column("price_before", screen_text("Pris før"), "kroner", sort="price_before"),
        Column("price", screen_text("Pris nu"), "kroner", sort="price"),
        Column(
            "base",
            screen_text("Disponeret før"),
            "kroner",
            sort="base",
            total=True,
            link=_opens("year_before"),
        ),
        Column(
            "now",
            screen_text("Disponeret nu"),
            "kroner",
            sort="now",
            total=True,
            link=_opens("year"),
        ),
    ],
    sort="account",
    empty=screen_text("Ingen bevillinger her i de to år. Skift filtrene."),
)


@page(Action.SEE_BUDGET)
def explanation(request: Request) -> HttpResponse:
    """What moved between two years, in how many, spread how, and at what price."""
    this_year = request.actor.today.year
    asked = {"year": str(this_year), **request.GET.dict()}
    form = forms.BudgetForm(asked, **choices_of_budget(request))
    wanted = BudgetFilter(**form.asked(this_year))
    found = moved(request.actor, wanted)
    services = show(request, SERVICES, Listed(_service_rows(found)), _("Ydelser"))
    services.query["table"] = SERVICES.name
    if request.GET.get("table") == SERVICES.name and (out := exported(request, services)):
        return out
    rows = [_account_row(account, wanted) for account in found.accounts]
    shown = show(request, ACCOUNTS, Listed(rows), _("Konti"))
    if out := exported(request, shown):
        return out
    context = {
        "form": form,
        "services": services,
        "shown": shown,
        "total": found.total,
        "wanted": wanted,
        "way": found.to_expected,
        "opens": address(
            "budgets:lines",
            year=wanted.year,
            department=wanted.department,
            unit=wanted.unit,
            account=wanted.account,
            kind="expected",
        ),
        "before": wanted.year - 1,
    }
    return render(request, "budgets/explanation.html", context)


def _service_rows(found: Moved) -> list[Row]:
    """The services, the one that moved most first."""
    ordered = sorted(found.services.items(), key=lambda item: -abs(item[1].difference))
    return [
        {
            "service": service,
            "base": one.base,
            "now": one.now,
            "difference": one.difference,
            "quantity": one.quantity,
            "mix": one.mix,
            "price": one.price,
            "other": one.other,
        }
        for service, one in ordered
    ]


def _account_row(account: AccountMoved, wanted: BudgetFilter) -> dict[str, Any]:
    return {
        "account": account.code,
        "name": account.name,
        "persons_before": thousandths(account.persons_before),
        "persons": thousandths(account.persons),
        "price_before": account.price_before,
        "price": account.price,
        "base": account.before.total,
        "now": account.now.total,
        "year": wanted.year,
        "year_before": wanted.year - 1,
        "department": wanted.department,
        "unit": wanted.unit,
    }
