"""Pages of the variance: four numbers per service, why they differ, and what moved since."""

from __future__ import annotations

import itertools
from datetime import date

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.budgets import actions
from helhed.apps.budgets.access import may_set
from helhed.apps.budgets.queries import BudgetFilter, service_name
from helhed.apps.budgets.queries.kept import Between, between, kept_months, kept_variance
from helhed.apps.budgets.queries.variance import Variance, variance
from helhed.apps.budgets.web import forms
from helhed.apps.budgets.web.budget_tables import address
from helhed.apps.budgets.web.several import shown_by_name, thousandths
from helhed.apps.budgets.web.views import choices_of_budget
from helhed.apps.layout.web.answers import carried_out
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.apps.layout.web.templatetags.helhed import month_name
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.helaarsperson import price_of

PERSONS, PRICE = screen_text("Helårspersoner"), screen_text("Pris pr. helårsperson")
FOUR = Table(
    "fire-tal",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("persons_assumed", screen_text("Helårspers. budget"), "quantity"),
        Column("persons", screen_text("Helårspers. nu"), "quantity", sort="persons"),
        Column("price_assumed", screen_text("Pris budget"), "kroner"),
        Column("price", screen_text("Pris nu"), "kroner", sort="price"),
        Column("to_date_assumed", screen_text("Budget til nu"), "kroner", total=True),
        Column("to_date", screen_text("Betalt til nu"), "kroner", sort="to_date", total=True),
        Column("base", screen_text("Budget"), "kroner", sort="base", total=True),
        Column("now", screen_text("Forventet"), "kroner", sort="now", total=True),
        Column("difference", screen_text("Forskel"), "kroner", sort="difference", total=True),
    ],
    sort="-difference",
    empty=screen_text("Hverken budget eller bevillinger her. Skift filtrene."),
)
WHY = Table(
    "afvigelse",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        *(
            Column(key, label, "kroner", sort=key, total=True)
            for key, label in (
                ("difference", screen_text("Forskel")),
                ("quantity", screen_text("Antal")),
                ("mix", screen_text("Sammensætning")),
                ("price_part", screen_text("Pris")),
                ("other", screen_text("Andet")),
            )
        ),
    ],
    sort="-difference",
    empty=screen_text("Hverken budget eller bevillinger her. Skift filtrene."),
)
DELIVERIES = Table(
    "afvigelse-konti",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("persons_assumed", screen_text("Helårspers. budget"), "quantity"),
        Column("persons", screen_text("Helårspers. nu"), "quantity", sort="persons"),
        Column("price_assumed", screen_text("Pris budget"), "kroner"),
        Column("price", screen_text("Pris nu"), "kroner"),
        Column("base", screen_text("Budget"), "kroner", sort="base", total=True),
        Column(
            "now",
            screen_text("Forventet"),
            "kroner",
            sort="now",
            total=True,
            link=lambda row: row["opens"],
        ),
        Column("difference", screen_text("Forskel"), "kroner", sort="difference", total=True),
    ],
    sort="-difference",
    empty=screen_text("Hverken budget eller bevillinger her. Skift filtrene."),
)
REASONS = Table(
    "flyttet-hvorfor",
    [
        Column("why", screen_text("Hvad skete der?"), "said"),
        Column("count", screen_text("Bevillinger"), "number", total=True),
        Column("oere", screen_text("Beløb i kr."), "kroner", total=True),
    ],
)
CHANGES = Table(
    "flyttet",
    [
        Column(
            "number",
            screen_text("Sag"),
            link=lambda row: reverse("payments:grant", args=[row["grant"]]),
        ),
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("why", screen_text("Hvad skete der?"), "said", sort="why"),
        Column("before", screen_text("Ventet da"), "kroner"),
        Column("now", screen_text("Ventet nu"), "kroner"),
        Column("oere", screen_text("Flyttet"), "kroner", sort="oere", total=True),
    ],
    sort="-oere",
    empty=screen_text("Intet har flyttet sig mellem de to måneder."),
)


@page(Action.SEE_BUDGET)
def overview(request: Request) -> HttpResponse:
    """The budget's assumptions against what is expected, now or as a month was kept."""
    form, wanted = _asked(request)
    month = _day(request.GET.get("maaned", ""))
    if month:
        found = kept_variance(request.actor, wanted, month)
    else:
        found = variance(request.actor, wanted)
    shown, out = shown_by_name(
        request,
        (FOUR, Listed(four_rows(found)), _("Fire tal pr. ydelse")),
        (WHY, Listed(why_rows(found)), _("Hvorfor")),
        (DELIVERIES, Listed(_delivery_rows(found, wanted)), _("Ydelser og konti")),
    )
    if out:
        return out
    kept = kept_months(request.actor, wanted.year)
    context = {
        "form": form,
        "wanted": wanted,
        "found": found,
        "total": found.total,
        "left": found.frame.corrected - found.total.now if found.frame else None,
        "month": month,
        "four": shown[FOUR.name],
        "why": shown[WHY.name],
        "deliveries": shown[DELIVERIES.name],
        "kept": [(one, _seen_then(wanted, one.month), _since(wanted, one.month)) for one in kept],
        "pairs": _pairs(wanted, [one.month for one in kept]),
        "to_keep": _to_keep(request, wanted, [one.month for one in kept]),
    }
    return render(request, "budgets/variance.html", context)


def _asked(request: Request) -> tuple[forms.BudgetForm, BudgetFilter]:
    this_year = request.actor.today.year
    given = {"year": str(this_year), **request.GET.dict()}
    form = forms.BudgetForm(given, **choices_of_budget(request))
    return form, BudgetFilter(**form.asked(this_year))


def _here(wanted: BudgetFilter) -> dict[str, object]:
    return {
        "year": wanted.year,
        "department": wanted.department,
        "unit": wanted.unit,
        "account": wanted.account,
    }


def _seen_then(wanted: BudgetFilter, month: date) -> str:
    return address("budgets:variance", **_here(wanted), maaned=month)


def _since(wanted: BudgetFilter, month: date) -> str:
    return address("budgets:moved", **_here(wanted), fra=month)


def _pairs(wanted: BudgetFilter, months: list[date]) -> list[tuple[date, date, str]]:
    """Each kept month beside the one after it."""
    return [
        (one, two, address("budgets:moved", **_here(wanted), fra=one, til=two))
        for one, two in itertools.pairwise(months)
    ]


def _to_keep(request: Request, wanted: BudgetFilter, months: list[date]) -> date | None:
    """The last month that is over, when it is not kept and may be."""
    last = Month.of(request.actor.today).plus(-1)
    fits = last.year == wanted.year and (not months or last.first > months[-1])
    return last.first if fits and may_set(request.actor) else None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def four_rows(found: Variance) -> list[Row]:
    """The services as rows of the four numbers."""
    return [
        {
            "service": service_name(one.service),
            "persons_assumed": thousandths(one.persons_assumed),
            "persons": thousandths(one.persons),
            "price_assumed": one.price_assumed,
            "price": one.price,
            "to_date_assumed": one.to_date_assumed,
            "to_date": one.to_date,
            "base": one.why.base,
            "now": one.why.now,
            "difference": one.why.difference,
        }
        for one in found.services
    ]


def why_rows(found: Variance) -> list[Row]:
    """The services as rows of why they differ."""
    return [
        {
            "service": service_name(one.service),
            "difference": one.why.difference,
            "quantity": one.why.quantity,
            "mix": one.why.mix,
            "price_part": one.why.price,
            "other": one.why.other,
        }
        for one in found.services
    ]


def _delivery_rows(found: Variance, wanted: BudgetFilter) -> list[Row]:
    return [
        {
            "service": service_name(one.service),
            "account": one.account,
            "persons_assumed": thousandths(one.persons_assumed),
            "persons": thousandths(one.persons),
            "price_assumed": price_of(one.base.oere, one.persons_assumed),
            "price": price_of(one.now.oere, one.persons),
            "base": one.base.total,
            "now": one.now.total,
            "difference": one.now.total - one.base.total,
            "opens": address(
                "budgets:lines",
                **{**_here(wanted), "account": one.account},
                kind="expected",
                service=one.service or "-",
            ),
        }
        for one in found.deliveries
    ]


@page(Action.SEE_BUDGET)
def moved(request: Request) -> HttpResponse:
    """What moved from one kept month to the next, or to now, opened to the grants."""
    form, wanted = _asked(request)
    first, last = _day(request.GET.get("fra", "")), _day(request.GET.get("til", ""))
    if first is None:
        return redirect(address("budgets:variance", **_here(wanted)))
    with transaction.atomic():
        found = between(request.actor, wanted, first, last)
        shown = show(request, CHANGES, found, _("Bevillinger, der har flyttet sig"))
        citizens = [row["citizen_id"] for row in shown.rows if row["citizen_id"]]
        read_citizens(request.actor, "budget.figure", citizens, **shown.facts)
    if shown.export:
        return shown.export
    reasons = show(request, REASONS, Listed(_reason_rows(found)), _("Hvorfor"))
    context = {
        "form": form,
        "found": found,
        "shown": shown,
        "reasons": reasons,
        "first": first,
        "last": month_name(last) if last else _("nu"),
        "difference": found.now - found.before,
        "back": address("budgets:variance", **_here(wanted)),
    }
    return render(request, "budgets/moved.html", context)


def _reason_rows(found: Between) -> list[Row]:
    counts: dict[object, int] = {}
    for change in found.changes:
        counts[change.why] = counts.get(change.why, 0) + 1
    return [
        {"why": why.label, "count": counts.get(why, 0), "oere": oere}
        for why, oere in found.reasons.items()
    ]


@page(Action.SET_BUDGET, "POST")
def keep(request: Request) -> HttpResponse:
    """Keep the last month that is over."""
    month = Month.of(request.actor.today).plus(-1).first
    told = screen_text("Måneden er gemt, som den ser ud nu.")
    carried_out(request, told, lambda: actions.keep_month(request.actor, month=month))
    return redirect(address("budgets:variance", year=month.year))
