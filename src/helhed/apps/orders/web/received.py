"""Pages of orders that came as messages."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.orders.received import received_orders, received_page, received_row
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

RECEIVED = Table(
    "modtagne-bestillinger",
    [
        Column(
            "received_at",
            screen_text("Modtaget"),
            "moment",
            sort="received_at",
            link=lambda row: reverse("orders:received-one", args=[row["id"]]),
        ),
        Column("citizen", screen_text("Borger"), sort="case__citizen__name_key"),
        Column("number", screen_text("Sag"), sort="case__number"),
        Column("sender", screen_text("Afsender"), sort="sender"),
        Column("wanted_start", screen_text("Ønsket start"), "day", sort="wanted_start"),
        Column("unplaced", screen_text("Uden plads i sagen"), "number"),
    ],
    sort="-received_at",
    empty=screen_text("Ingen bestillinger er modtaget fra andre."),
)


@page(Action.SEE_CASE)
def received_list(request: Request) -> HttpResponse:
    """The orders that came."""
    with transaction.atomic():
        shown = show(
            request,
            RECEIVED,
            Queried(received_orders(request.actor), received_row),
            _("Modtagne bestillinger"),
        )
        citizens = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "order.received_list", citizens, **shown.facts)
    return shown.export or render(request, "orders/received_list.html", {"shown": shown})


@page(Action.SEE_CASE)
def received_one(request: Request, received: UUID) -> HttpResponse:
    """One order that came, and what the record had no place for."""
    found = received_page(request.actor, received)
    return render(request, "orders/received.html", {"found": found, "row": found.row})
