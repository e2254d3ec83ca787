"""Page of what a citizen pays for a grant: decide it, change it from a day, end it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhed.apps.access.web.pages import Request, page
from helhed.apps.decisions.actions import own_payment as actions
from helhed.apps.decisions.queries.own import OwnPaymentPage, own_payment_page
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.layout.web.forms import DayField, HouseForm, KronerField, choices
from helhed.rules.access.rights import Action
from helhed.rules.decisions.egenbetaling import PaymentBasis


class OwnPaymentForm(HouseForm):
    """What a citizen pays."""

    basis = forms.ChoiceField(label=gettext_lazy("Hvordan findes beløbet?"))
    income = KronerField(
        label=gettext_lazy("Årsindkomst i kr."),
        required=False,
        help_text=gettext_lazy("Kun når beløbet findes efter årsindkomst."),
    )
    oere = KronerField(
        label=gettext_lazy("Beløb om måneden i kr."),
        required=False,
        help_text=gettext_lazy(
            "Kun når beløbet er fastsat. Skriv 0, når borgeren ikke skal betale."
        ),
    )
    start = DayField(label=gettext_lazy("Gælder fra den"), required=False)
    reason = forms.CharField(label=gettext_lazy("Hvorfor, og hvor står det?"), max_length=200)

    def __init__(self, *args: Any, found: OwnPaymentPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("basis", choices([(one.value, one.label) for one in found.bases]))
        if found.is_draft:
            del self.fields["start"]


class EndOwnPaymentForm(HouseForm):
    """The last day that a citizen pays."""

    end = DayField(label=gettext_lazy("Sidste dag, der betales for"))
    end_reason = forms.CharField(label=gettext_lazy("Hvorfor slutter den?"), max_length=200)


@page(Action.SEE_GRANT)
def one(request: Request, grant: UUID) -> HttpResponse:
    """What a citizen pays for a grant."""
    found = own_payment_page(request.actor, grant)
    return _shown(request, found, OwnPaymentForm(found=found), EndOwnPaymentForm())


@page(Action.PREPARE_DECISION, "POST")
def decide(request: Request, grant: UUID) -> HttpResponse:
    """Decide what a citizen pays, or change it from a day."""
    found = own_payment_page(request.actor, grant)
    form = OwnPaymentForm(request.POST, found=found)
    if form.is_valid():
        done = form.cleaned_data
        done = {"start": None, **done, "basis": PaymentBasis.of(done["basis"])}
        if carried_out_by(
            form, lambda: actions.decide_own_payment(request.actor, grant=grant, **done)
        ):
            messages.success(request, _("Egenbetalingen er skrevet."))
            return redirect("decisions:own-payment", grant)
    return _shown(request, found, form, EndOwnPaymentForm())


@page(Action.PREPARE_DECISION, "POST")
def end(request: Request, grant: UUID, ownpayment: UUID) -> HttpResponse:
    """End what a citizen pays with a day."""
    found = own_payment_page(request.actor, grant)
    form = EndOwnPaymentForm(request.POST)
    if form.is_valid() and carried_out_by(
        form,
        lambda: actions.end_own_payment(
            request.actor,
            ownpayment=ownpayment,
            end=form.cleaned_data["end"],
            reason=form.cleaned_data["end_reason"],
        ),
    ):
        messages.success(request, _("Egenbetalingens slutdag er sat."))
        return redirect("decisions:own-payment", grant)
    return _shown(request, found, OwnPaymentForm(found=found), form)


def _shown(
    request: Request, found: OwnPaymentPage, form: OwnPaymentForm, ending: EndOwnPaymentForm
) -> HttpResponse:
    context = {"found": found, "case": found.case, "form": form, "ending": ending}
    status = 400 if form.errors or ending.errors else 200
    return render(request, "decisions/own_payment.html", context, status=status)
