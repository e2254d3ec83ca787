"""Pages of the numbers of refund: corrected alone, or asked for and approved by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.catalogue.queries import parameter_page
from helhed.apps.catalogue.web.forms import CorrectionForm
from helhed.apps.catalogue.web.views import to_confirm
from helhed.apps.layout.web.answers import carried_out, made_by
from helhed.apps.refunds import queries
from helhed.apps.refunds.actions import numbers as actions
from helhed.apps.refunds.effect import Effect
from helhed.apps.refunds.models import NumberChange
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


@page(Action.ADMINISTER, "GET", "POST")
def number(request: Request, file: str, key: str) -> HttpResponse:
    """One number of refund over time; correct it from a day, or ask another to."""
    name = f"refunds/{file}"
    found = parameter_page(request.actor, name, key)
    form = CorrectionForm(request.POST or None, initial=to_confirm(request, found))
    effect: Effect | None = None
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        done = made_by(form, lambda: _corrected(request, name, key, form.cleaned_data, seen))
        if isinstance(done, Effect):
            effect = done
        elif done is not None:
            _tell(request, is_asked=isinstance(done, NumberChange))
            return redirect("refunds:number", file, key)
    waiting = queries.waiting_of(request.actor, name, key)
    context = {"form": form, "found": found, "effect": effect, "waiting": waiting}
    return render(request, "refunds/number.html", context, status=409 if effect else 200)


def _corrected(request: Request, file: str, key: str, told: dict[str, Any], seen: str) -> object:
    """What was written, what is asked for, or the effect that must be seen first."""
    words = {name: told[name] for name in ("value", "start", "end", "source")}
    try:
        return actions.correct_number(request.actor, file=file, key=key, **words, seen=seen)
    except actions.MovesWhatIsClaimed as moves:
        return moves.effect


def _tell(request: Request, *, is_asked: bool) -> None:
    if is_asked:
        text = _(
            "Ændringen er gemt og venter på en anden. Økonomi godkender den på siden Refusion."
        )
    else:
        text = _(
            "Tallet er gemt og gælder fra den dag, du valgte. Intet, der er krævet, ændrer sig."
        )
    messages.success(request, text)


@page(Action.APPROVE_REFUND)
def change(request: Request, numberchange: UUID) -> HttpResponse:
    """A change that is asked for, with what it moves."""
    context = {"found": queries.change_page(request.actor, numberchange)}
    return render(request, "refunds/number_change.html", context)


@page(Action.APPROVE_REFUND, "POST")
def approve(request: Request, numberchange: UUID) -> HttpResponse:
    """Approve a change that another asked for."""
    carried_out(
        request,
        screen_text("Tallet er ændret. Forskellen kommer med i det næste krav."),
        lambda: actions.approve_number(
            request.actor, numberchange=numberchange, seen=request.POST.get("seen", "")
        ),
    )
    return redirect("refunds:number-change", numberchange)


@page(Action.APPROVE_REFUND, "POST")
def refuse(request: Request, numberchange: UUID) -> HttpResponse:
    """Say no to a change."""
    carried_out(
        request,
        screen_text("Ændringen er afvist. Tallet er, som det var."),
        lambda: actions.refuse_number(request.actor, numberchange=numberchange),
    )
    return redirect("refunds:number-change", numberchange)


@page(Action.ADMINISTER, "POST")
def withdraw(request: Request, numberchange: UUID) -> HttpResponse:
    """Take a change back that waits."""
    carried_out(
        request,
        screen_text("Ændringen er trukket tilbage. Tallet er, som det var."),
        lambda: actions.withdraw_number(request.actor, numberchange=numberchange),
    )
    return redirect("desk:unverified")
