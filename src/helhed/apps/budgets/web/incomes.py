"""What comes in beside the budget, as a piece of the follow-up or a page of its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.queries.incomes import Incomes, incomes
from helhed.apps.budgets.web.several import shown_by_name, year_asked
from helhed.apps.layout.web.tables import Column, Listed, Row, Table
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department

INCOMES = Table(
    "indtaegter",
    [
        Column(
            "department",
            screen_text("Afdeling"),
            "said",
            link=lambda row: f"{reverse('refunds:overview')}?year={row['year']}",
        ),
        Column("expected", screen_text("Forventet udgift"), "kroner", total=True),
        Column("refund_posted", screen_text("Refusion af det bogførte"), "kroner", total=True),
        Column("refund", screen_text("Forventet refusion i året"), "kroner", total=True),
        Column("refund_known", screen_text("Heraf af kendte rettelser"), "kroner", total=True),
        Column("payments", screen_text("Borgernes og andres betaling"), "kroner", total=True),
        Column("net", screen_text("Forventet netto"), "kroner", total=True),
    ],
    empty=screen_text("Der er ingen refusion eller betaling i året."),
)


@page(Action.SEE_BUDGET)
def overview(request: Request) -> HttpResponse:
    """Refund and payment of a year."""
    wanted = BudgetFilter(year_asked(request), request.GET.get("department", ""))
    found = incomes(request.actor, wanted)
    rows = Listed(income_rows(found, wanted.year))
    shown, out = shown_by_name(request, (INCOMES, rows, _("Indtægter")))
    if out:
        return out
    piece = request.headers.get("HX-Request") == "true"
    context = {"found": found, "shown": shown[INCOMES.name], "wanted": wanted}
    name = "budgets/incomes_piece.html" if piece else "budgets/incomes.html"
    return render(request, name, context)


def income_rows(found: Incomes, year: int) -> list[Row]:
    """The departments as rows of the table."""
    return [
        {
            "year": year,
            "department": Department(line.department).label if line.department else "",
            "expected": line.expected,
            "refund_posted": line.refund_posted,
            "refund": line.refund,
            "refund_known": line.refund_known,
            "payments": line.payments,
            "net": line.net,
        }
        for line in found.lines
    ]
