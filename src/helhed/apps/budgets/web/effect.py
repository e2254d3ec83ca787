"""What a decision or an expected change does to the frames that it draws on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.queries.effect import Effect, change_effect, decision_effect
from helhed.rules.access.rights import Action


@page(Action.SEE_CASE)
def of_change(request: Request, change: UUID) -> HttpResponse:
    """What an expected change would do to frames."""
    return _shown(request, change_effect(request.actor, change))


@page(Action.SEE_CASE)
def of_decision(request: Request, decision: UUID) -> HttpResponse:
    """What a decision would do to frames."""
    return _shown(request, decision_effect(request.actor, decision))


def _shown(request: Request, found: Effect) -> HttpResponse:
    """As a piece of the page that asked, or as a page of its own."""
    piece = request.headers.get("HX-Request") == "true"
    name = "budgets/effect_piece.html" if piece else "budgets/effect.html"
    return render(request, name, {"found": found, "case": found.case})
