"""Especially expensive single cases, and own help beside bought help."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.budgets.queries import BudgetFilter, service_name
from helhed.apps.budgets.queries.costly import CostlyCases, costly_cases
from helhed.apps.budgets.queries.shifts import own_and_bought as compare
from helhed.apps.budgets.web import forms
from helhed.apps.budgets.web.budget_tables import address
from helhed.apps.budgets.web.several import thousandths
from helhed.apps.budgets.web.views import choices_of_budget
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.egne_og_koebte import CAVEAT, OwnAndBought

COSTLY = Table(
    "dyre-sager",
    [
        Column("number", screen_text("Sag"), sort="number", link=lambda row: row["opens"]),
        Column("age", screen_text("Alder"), "number", sort="age"),
        Column("services", screen_text("Hjælp nu")),
        Column("since", screen_text("Siden"), "day", sort="since"),
        Column("tried", screen_text("Prøvet før")),
        Column("review", screen_text("Næste opfølgning"), "day", sort="review"),
        Column("expected", screen_text("Forventet i året"), "kroner", sort="expected", total=True),
    ],
    sort="-expected",
    empty=screen_text("Ingen sager koster så meget her i året."),
)
OWN_AND_BOUGHT = Table(
    "egne-og-koebte",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("own_persons", screen_text("Egne: helårspersoner"), "quantity", sort="own_persons"),
        Column("own_price", screen_text("Egne: pris"), "kroner", sort="own_price"),
        Column(
            "bought_persons",
            screen_text("Købte: helårspersoner"),
            "quantity",
            sort="bought_persons",
        ),
        Column("bought_price", screen_text("Købte: pris"), "kroner", sort="bought_price"),
        Column("share", screen_text("Købt andel"), "percent", sort="share"),
        Column("one_less", screen_text("Én plads fra købt til egen"), "kroner", sort="one_less"),
        Column("oere", screen_text("I alt i kr."), "kroner", sort="oere", total=True),
    ],
    sort="-oere",
    empty=screen_text("Ingen ydelser med dage her i året. Skift filtrene."),
)


@page(Action.SEE_BUDGET)
def overview(request: Request) -> HttpResponse:
    """The especially expensive single cases of a year."""
    form, wanted = _asked(request)
    context = {"form": form, "wanted": wanted}
    with transaction.atomic():
        try:
            found = costly_cases(request.actor, wanted)
        except NoValueThatDay:
            return render(request, "budgets/costly.html", {**context, "is_unknown": True})
        shown = show(request, COSTLY, Listed(costly_rows(found, wanted)), _("Dyre enkeltsager"))
        seen = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "budget.costly", seen, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "budgets/costly.html", {**context, "found": found, "shown": shown})


@page(Action.SEE_BUDGET)
def own_and_bought(request: Request) -> HttpResponse:
    """Own help beside bought help."""
    form, wanted = _asked(request)
    found = compare(request.actor, wanted)
    shown = show(request, OWN_AND_BOUGHT, Listed(shift_rows(found.rows)), _("Egne og købte"))
    if out := exported(request, shown):
        return out
    context = {"form": form, "wanted": wanted, "shown": shown, "found": found, "caveat": CAVEAT}
    return render(request, "budgets/own_and_bought.html", context)


def _asked(request: Request) -> tuple[forms.BudgetForm, BudgetFilter]:
    this_year = request.actor.today.year
    given = {"year": str(this_year), **request.GET.dict()}
    form = forms.BudgetForm(given, **choices_of_budget(request))
    return form, BudgetFilter(**form.asked(this_year))


def costly_rows(found: CostlyCases, wanted: BudgetFilter) -> list[Row]:
    """The cases as rows of the table."""
    return [
        {
            "citizen_id": one.citizen,
            "number": one.number,
            "age": one.age,
            "services": ", ".join(_(name) for name in one.services),
            "since": one.since,
            "tried": ", ".join(_(name) for name in one.tried),
            "review": one.review,
            "expected": one.expected,
            "opens": address(
                "budgets:lines",
                year=wanted.year,
                department=wanted.department,
                unit=wanted.unit,
                account=wanted.account,
                kind="expected",
                citizen=one.citizen,
            ),
        }
        for one in found.rows
    ]


def shift_rows(found: list[OwnAndBought]) -> list[Row]:
    """The services as rows of the table."""
    return [
        {
            "service": service_name(one.service),
            "own_persons": thousandths(one.own_persons),
            "own_price": one.own_price,
            "bought_persons": thousandths(one.bought_persons),
            "bought_price": one.bought_price,
            "share": one.bought_share,
            "one_less": one.one_less,
            "oere": one.own_oere + one.bought_oere,
        }
        for one in found
    ]
