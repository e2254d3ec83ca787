"""Page of what citizens are charged for a month, and its file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from helhed.apps.access.access import may_at_all
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.forms import HouseForm
from helhed.apps.layout.web.tables import Column, Listed, Table, show
from helhed.apps.layout.web.templatetags.helhed import month_name
from helhed.apps.payments.queries import own_charges as queries
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

MONTHS_BACK = 24

CHARGES = Table(
    "egenbetalinger",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="number",
            link=lambda row: reverse("decisions:own-payment", args=[row["grant"]]),
        ),
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("citation", screen_text("Paragraf"), sort="citation"),
        Column("unit", screen_text("Enhed"), sort="unit"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("oere", screen_text("Beløb i kr."), "price", sort="oere", total=True),
    ],
    sort="number",
    empty=screen_text("Ingen skal betale selv for den måned."),
)


class MonthForm(HouseForm):
    """Which month to charge."""

    month = forms.ChoiceField(label=lazy("Måned"))

    def __init__(self, *args: Any, this: Month, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [this.plus(-n) for n in range(-1, MONTHS_BACK)]
        self.choose_from("month", [(str(one), month_name(one.first)) for one in listed])


def _month(request: Request) -> tuple[MonthForm, Month]:
    """The month that was asked for; this one when none makes sense."""
    this = Month.of(request.actor.today)
    form = MonthForm({"month": str(this), **request.GET.dict()}, this=this)
    return form, Month.parse(form.cleaned_data["month"]) if form.is_valid() else this


@page(Action.SEE_PAYMENT)
def charges(request: Request) -> HttpResponse:
    """What citizens are charged for a month."""
    form, month = _month(request)
    with transaction.atomic():
        found = queries.own_charges(request.actor, Action.SEE_PAYMENT, month)
        rows = [
            {
                "number": one.number,
                "grant": one.grant,
                "citizen_id": one.citizen,
                "service": one.service,
                "citation": one.citation,
                "unit": one.unit,
                "account": one.account,
                "oere": one.oere,
            }
            for one in found
        ]
        shown = show(request, CHARGES, Listed(rows), _("Egenbetalinger"))
        seen = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "ownpayment.list", seen, **shown.facts)
    if shown.export:
        return shown.export
    may = may_at_all(request.actor, Action.RECONCILE_PAYMENT)
    context = {"form": form, "shown": shown, "month": month, "may_reconcile": may}
    return render(request, "payments/own_charges.html", context)


@page(Action.RECONCILE_PAYMENT)
def charge_file(request: Request) -> HttpResponse:
    """The file of a month's charges, for the debtor system."""
    _form, month = _month(request)
    with transaction.atomic():
        found = queries.own_charges(request.actor, Action.RECONCILE_PAYMENT, month)
        who = [one.citizen for one in found]
        facts = {"month": str(month), "format": "csv", "rows": len(found)}
        read_citizens(request.actor, "ownpayment.file", who, **facts)
    data = queries.charge_file(found, month)
    answer = HttpResponse(data, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="charges-{month}.csv"'
    return answer
