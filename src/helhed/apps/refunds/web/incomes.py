"""Incomes on a payer's page: written, corrected, taken back. What was typed is never lost."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.refunds import queries
from helhed.apps.refunds.actions import incomes as actions
from helhed.apps.refunds.models import Income
from helhed.apps.refunds.web.forms import YearForm
from helhed.apps.refunds.web.income_forms import CorrectIncomeForm, IncomeForm, WithdrawIncomeForm
from helhed.apps.refunds.web.views import grants_of, show_payer
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.refunds.forhold import IncomeKind
from helhed.rules.refunds.opgoerelse import Payer


@page(Action.PREPARE_REFUND, "POST")
def note(request: Request, citizen: UUID) -> HttpResponse:
    """Write what came in."""
    payer = Payer(False, str(citizen))
    year = YearForm(request.GET).asked(request.actor.today.year)
    found = queries.payer_page(request.actor, payer, year)
    form = IncomeForm(request.POST, grants=grants_of(found).items())
    if form.is_valid() and _taken(form, lambda: _note(request, form)):
        messages.success(request, _("Indtægten er skrevet. Refusionen er regnet om."))
        return _to_payer(citizen, year)
    return show_payer(request, payer, income_form=form)


def _note(request: Request, form: IncomeForm) -> object:
    done = form.cleaned_data
    told = actions.Told(done["month"], done["oere"], done["note"], is_sure=form.is_sure)
    kind = IncomeKind.of(done["kind"])
    return actions.note_income(request.actor, grant=UUID(done["grant"]), kind=kind, told=told)


@page(Action.PREPARE_REFUND, "GET", "POST")
def correct(request: Request, income: UUID) -> HttpResponse:
    """One income: who wrote it and what became of it; put another in its place."""
    row = queries.income_page(request.actor, income)
    form = CorrectIncomeForm(
        request.POST or None,
        initial={"month": str(Month.of(row.month)), "oere": row.oere, "note": row.note},
    )
    if request.method == "POST" and form.is_valid():
        if _taken(form, lambda: _correct(request, row, form)):
            messages.success(request, _("Indtægten er rettet. Refusionen er regnet om."))
            return _to_payer(row.grant.citizen_id, form.cleaned_data["month"].year)
    return _income_page(request, row, form, WithdrawIncomeForm())


def _correct(request: Request, row: Income, form: CorrectIncomeForm) -> object:
    done = form.cleaned_data
    told = actions.Told(done["month"], done["oere"], done["note"], is_sure=form.is_sure)
    return actions.correct_income(request.actor, income=row.id, told=told, why=done["why"])


@page(Action.PREPARE_REFUND, "POST")
def withdraw(request: Request, income: UUID) -> HttpResponse:
    """Take an income back."""
    row = queries.income_page(request.actor, income)
    form = WithdrawIncomeForm(request.POST)
    if form.is_valid() and carried_out_by(
        form,
        lambda: actions.withdraw_income(request.actor, income=row.id, why=form.cleaned_data["why"]),
    ):
        text = _("Indtægten er trukket tilbage og tæller ikke med. Refusionen er regnet om.")
        messages.success(request, text)
        return _to_payer(row.grant.citizen_id, row.month.year)
    initial = {"month": str(Month.of(row.month)), "oere": row.oere, "note": row.note}
    return _income_page(request, row, CorrectIncomeForm(initial=initial), form)


def _taken(form: IncomeForm | CorrectIncomeForm, act: Callable[[], object]) -> bool:
    """Do it; or put on the form why it was not done, or what is to be read before it is."""

    def asked() -> None:
        try:
            act()
        except actions.IncomeToBeConfirmed as unsure:
            form.ask(unsure.findings)

    return carried_out_by(form, asked) and not form.is_unsure


def _to_payer(citizen: UUID, year: int) -> HttpResponse:
    return redirect(f"{reverse('refunds:citizen', args=[citizen])}?year={year}")


def _income_page(
    request: Request, row: Income, form: CorrectIncomeForm, back: WithdrawIncomeForm
) -> HttpResponse:
    failed = form.errors or back.errors
    context = {"row": row, "form": form, "back_form": back}
    return render(request, "refunds/income.html", context, status=400 if failed else 200)
