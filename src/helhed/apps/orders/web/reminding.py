"""Buttons that remind a provider of what is missing, or ask how it goes with the goals."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out
from helhed.apps.orders import reminding
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


@page(Action.SEND_ORDER, "POST")
def remind(request: Request, order: UUID) -> HttpResponse:
    """Remind of what was delivered and is not told."""
    carried_out(
        request,
        screen_text("Påmindelsen er sendt. Udføreren ser den på sin dag."),
        lambda: reminding.remind_of_delivery(request.actor, order=order),
    )
    return redirect("orders:one", order)


@page(Action.SEND_ORDER, "POST")
def ask_status(request: Request, order: UUID) -> HttpResponse:
    """Ask how it goes with the goals."""
    carried_out(
        request,
        screen_text("Udføreren er bedt om status og ser det på sin dag."),
        lambda: reminding.ask_for_status(request.actor, order=order),
    )
    return redirect("orders:one", order)
