"""Pages of orders."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.access import may_at_all
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made_by
from helhed.apps.layout.web.tables import Column, Queried, Row, Table, show
from helhed.apps.orders import actions, drafting, queries
from helhed.apps.orders.web import forms
from helhed.apps.orders.wishes import rests_by, way_on
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.orders.samtale import Ask, AskState


def _order(row: Row) -> str:
    return reverse("orders:one", args=[row["id"]])


_CITIZEN = Column("citizen", screen_text("Borger"), sort="grant__citizen__name_key", link=_order)
_SERVICE = Column("service", screen_text("Ydelse"), "said", sort="grant__service")
_OFFER = Column("offer", screen_text("Tilbud"), sort="grant__offer__name_key")
_STATE = Column("state", screen_text("Tilstand"), "state", sort="state", state_key="state_key")
_LATE = Column("late", screen_text("For sent"), "said")
_WANTED = Column("wanted_start", screen_text("Ønsket start"), "day", sort="wanted_start")
_DAYS = [
    Column("sent_at", screen_text("Sendt"), "day", sort="sent_at"),
    Column("answered_at", screen_text("Besvaret"), "day", sort="answered_at", only_exported=True),
    Column("started_on", screen_text("Startet"), "day", sort="started_on"),
    Column("stopped_on", screen_text("Stoppet"), "day", sort="stopped_on", only_exported=True),
]

AUTHORITYS = Table(
    "bestillinger",
    [
        _CITIZEN,
        _SERVICE,
        _OFFER,
        Column("provider", screen_text("Leverandør"), sort="provider__name_key"),
        _STATE,
        _LATE,
        Column("unit", screen_text("Team"), sort="case__unit__name"),
        _WANTED,
        *_DAYS,
    ],
    sort="-sent_at",
    empty=screen_text("Ingen bestillinger her. Skift filtrene, eller bestil fra en bevilling."),
)
PROVIDERS = Table(
    "bestillinger",
    [
        _CITIZEN,
        Column("age", screen_text("Alder"), "number", sort="grant__citizen__birth_date"),
        _SERVICE,
        _OFFER,
        _STATE,
        _LATE,
        _WANTED,
        *_DAYS,
    ],
    sort="-sent_at",
    empty=screen_text("Ingen bestillinger her. Når kommunen sender en, står den på listen."),
)


@page(Action.SEE_ORDER)
def order_list(request: Request) -> HttpResponse:
    """The orders that one may see: a provider's user her provider's, and nothing else."""
    actor = request.actor
    sees_cases = may_at_all(actor, Action.SEE_CASE)
    form = forms.OrderFilterForm(
        request.GET or None, providers=queries.providers_with_orders(actor), drafts=sees_cases
    )
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.OrderFilter(
        chosen.get("state") or "",
        UUID(chosen["provider"]) if chosen.get("provider") else None,
        bool(chosen.get("late")),
    )
    with transaction.atomic():
        source = Queried(
            queries.orders(actor, wanted), lambda order: queries.order_row(order, actor.today)
        )
        shown = show(request, AUTHORITYS if sees_cases else PROVIDERS, source, _("Bestillinger"))
        citizens = [row["citizen_id"] for row in shown.rows]
        read_citizens(actor, "order.list", citizens, **shown.facts)
    if shown.export:
        return shown.export
    context = {"form": form, "shown": shown, "may_see_received": sees_cases}
    return render(request, "orders/list.html", context)


@page(Action.SEE_ORDER)
def one(request: Request, order: UUID) -> HttpResponse:
    """One order."""
    return _one(request, order)


def _one(
    request: Request,
    order: UUID,
    *,
    reject_form: forms.RejectForm | None = None,
    message_form: forms.MessageForm | None = None,
    answer_form: forms.AnswerForm | None = None,
    answering: UUID | None = None,
) -> HttpResponse:
    found = queries.order_page(request.actor, order)
    context = {
        "found": found,
        "row": found.row,
        "reject_form": reject_form or forms.RejectForm(),
        "message_form": message_form or forms.MessageForm(),
        "is_rejecting": reject_form is not None,
        "answer_form": answer_form,
        "answering": answering,
    }
    return render(request, "orders/one.html", context)


@page(Action.SEND_ORDER, "GET", "POST")
def begin(request: Request, grant: UUID) -> HttpResponse:
    """Draft an order for a granted service."""
    found = drafting.begin_page(request.actor, grant)
    form = forms.BeginForm(
        request.POST or None,
        parts=found.parts,
        goals=found.goals,
        initial={"purpose": found.purpose, "wanted_start": found.wanted_start},
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        order = made_by(
            form,
            lambda: actions.begin(
                request.actor,
                grant=grant,
                purpose=done["purpose"],
                parts=done.get("parts", []),
                needs=done["needs"],
                goals=[UUID(goal) for goal in done.get("goals", [])],
                wanted_start=done["wanted_start"],
            ),
        )
        if order is not None:
            return redirect("orders:one", order.id)
    return render(request, "orders/begin.html", {"form": form, "found": found, "case": found.case})


@page(Action.SEND_ORDER, "GET", "POST")
def change(request: Request, order: UUID) -> HttpResponse:
    """Write a draft again."""
    found = drafting.draft_page(request.actor, order)
    row = found.row
    form = forms.DraftForm(
        request.POST or None,
        goals=found.goals,
        initial={"purpose": row.purpose, "needs": row.needs, "wanted_start": row.wanted_start},
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.change(
                request.actor,
                order=order,
                purpose=done["purpose"],
                needs=done["needs"],
                goals=[UUID(goal) for goal in done.get("goals", [])],
                wanted_start=done["wanted_start"],
            ),
        ):
            return redirect("orders:one", order)
    return render(request, "orders/change.html", {"form": form, "row": row, "case": found.case})


@page(Action.SEND_ORDER, "POST")
def drop(request: Request, order: UUID) -> HttpResponse:
    """Throw a draft away."""
    done = carried_out(
        request,
        screen_text("Kladden er slettet."),
        lambda: actions.drop(request.actor, order=order),
    )
    return redirect("orders:list") if done else redirect("orders:one", order)


@page(Action.SEND_ORDER, "POST")
def send(request: Request, order: UUID) -> HttpResponse:
    """Send a draft."""
    carried_out(
        request,
        screen_text("Bestillingen er sendt. Svaret kommer på din dag."),
        lambda: actions.send(request.actor, order=order),
    )
    return redirect("orders:one", order)


@page(Action.ANSWER_ORDER, "POST")
def accept(request: Request, order: UUID) -> HttpResponse:
    """Say yes."""
    carried_out(
        request,
        screen_text("I har sagt ja. Registrér starten, når borgeren begynder."),
        lambda: actions.accept(request.actor, order=order),
    )
    return redirect("orders:one", order)


@page(Action.ANSWER_ORDER, "POST")
def reject(request: Request, order: UUID) -> HttpResponse:
    """Say no, and why. What was written stays when it is not enough."""
    form = forms.RejectForm(request.POST)
    if form.is_valid() and carried_out_by(
        form,
        lambda: actions.reject(request.actor, order=order, reason=form.cleaned_data["reason"]),
    ):
        return redirect("orders:one", order)
    return _one(request, order, reject_form=form)


@page(Action.SEE_ORDER, "POST")
def write(request: Request, order: UUID) -> HttpResponse:
    """Write to the other side."""
    form = forms.MessageForm(request.POST)
    if form.is_valid():
        done = form.cleaned_data
        asks = Ask.of(done["asks"]) if done["asks"] else None
        act = partial(actions.write, request.actor, order=order, text=done["text"], asks=asks)
        if carried_out_by(form, act):
            return redirect("orders:one", order)
    return _one(request, order, message_form=form)


@page(Action.SEE_ORDER, "POST")
def answer(request: Request, order: UUID, message: UUID) -> HttpResponse:
    """Answer the other side. What was written stays when it is not enough. A yes that lets the
    grant rest goes on to where it is told what that moves in paid months."""
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        done = form.cleaned_data
        chosen = AskState.of(done["answer"])
        if chosen is AskState.YES and rests_by(message):
            return redirect("payments:yes-to-absence", order, message, preserve_request=True)
        act = partial(
            actions.answer, request.actor, message=message, answer=chosen, text=done["text"]
        )
        if carried_out_by(form, act):
            way = way_on(message) if chosen is AskState.YES else None
            if way is not None:
                return redirect(f"{reverse(way.page, args=[way.grant])}?{way.asked}")
            return redirect("orders:one", order)
    return _one(request, order, answer_form=form, answering=message)
