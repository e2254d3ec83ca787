"""Buttons of a payer's page: facts and households."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out
from helhed.apps.refunds.actions import facts as actions
from helhed.apps.refunds.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.refunds.forhold import FactKind


def _back(request: Request, citizen: UUID) -> HttpResponse:
    return redirect("refunds:citizen", citizen)


def is_right(request: Request, form: Form) -> bool:
    """Whether a form makes sense; says what does not."""
    if form.is_valid():
        return True
    say_faults(request, form)
    return False


def say_faults(request: Request, form: Form) -> None:
    """Say what does not make sense in a form that is not shown again."""
    for field, errors in form.errors.items():
        label = form.fields[field].label if field in form.fields else ""
        messages.error(request, f"{label}: {errors[0]}" if label else str(errors[0]))


@page(Action.PREPARE_REFUND, "POST")
def fact(request: Request, citizen: UUID) -> HttpResponse:
    """Write a fact of a citizen."""
    form = forms.FactForm(request.POST)
    if is_right(request, form):
        done = {**form.cleaned_data, "kind": FactKind.of(form.cleaned_data["kind"])}
        carried_out(
            request,
            screen_text("Det er skrevet. Refusionen er regnet om."),
            lambda: actions.note_fact(request.actor, citizen=citizen, **done),
        )
    return _back(request, citizen)


@page(Action.PREPARE_REFUND, "POST")
def drop(request: Request, refundfact: UUID) -> HttpResponse:
    """Take a fact away."""
    carried_out(
        request,
        screen_text("Oplysningen er fjernet. Refusionen er regnet om."),
        lambda: actions.drop_fact(request.actor, fact=refundfact),
    )
    return redirect("refunds:overview")


@page(Action.PREPARE_REFUND, "POST")
def join(request: Request, citizen: UUID) -> HttpResponse:
    """Put a child in another child's household."""
    form = forms.JoinForm(request.POST)
    if is_right(request, form):
        carried_out(
            request,
            screen_text("Børnene opgøres nu sammen."),
            lambda: actions.join_household(request.actor, citizen=citizen, **form.cleaned_data),
        )
    return _back(request, citizen)


@page(Action.PREPARE_REFUND, "POST")
def leave(request: Request, householdmember: UUID) -> HttpResponse:
    """End a child's time in a household."""
    form = forms.LeaveForm(request.POST)
    if is_right(request, form):
        carried_out(
            request,
            screen_text("Barnet opgøres for sig fra dagen efter."),
            lambda: actions.leave_household(
                request.actor, member=householdmember, end=form.cleaned_data["end"]
            ),
        )
    return redirect("refunds:overview")
