"""The page on which one-offs of the year before are taken over into a proposal."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets import actions
from helhed.apps.budgets.queries.carry import OneOffLine, one_off_lines
from helhed.apps.budgets.web.budget_tables import address
from helhed.apps.layout.web.answers import carried_out
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.budgetmodel import Key


@page(Action.SET_BUDGET, "GET", "POST")
def carry(request: Request, version: UUID) -> HttpResponse:
    """Choose which one-offs are in the proposal too."""
    if request.method == "POST":
        chosen = [_key(text) for text in request.POST.getlist("chosen")]
        told = screen_text("Forslaget har nu de valgte engangsydelser med.")
        act = lambda: actions.carry_over(request.actor, version=version, chosen=chosen)  # noqa: E731
        if carried_out(request, told, act):
            return redirect("budgets:version", version)
        return redirect("budgets:carry", version)
    found, lines = one_off_lines(request.actor, version)
    context = {
        "version": found,
        "before": found.year - 1,
        "lines": [(one, _grants(one, found.year - 1)) for one in lines],
        "sum": sum(one.before for one in lines),
        "built": sum(one.built for one in lines),
    }
    return render(request, "budgets/carry.html", context)


def _key(text: str) -> Key:
    """A line as its box has it; what is none of ours is no line that is offered."""
    service, account, unit = [*text.split("|"), "", "", ""][:3]
    return service, account, unit


def _grants(one: OneOffLine, year: int) -> str:
    service, account, unit = one.key
    return address(
        "budgets:lines", year=year, kind="committed", service=service, account=account, unit=unit
    )
