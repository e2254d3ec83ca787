"""Pages of settlement between municipalities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read, read_citizens
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made_by
from helhed.apps.layout.web.tables import Column, Listed, Queried, Row, Table, show
from helhed.apps.layout.web.templatetags.helhed import day as day_told
from helhed.apps.refunds import queries
from helhed.apps.refunds.actions import settlement as actions
from helhed.apps.refunds.actions.settlement import Incoming
from helhed.apps.refunds.queries import SettlementClaimPage, Unclaimed
from helhed.apps.refunds.web import settlement_forms as forms
from helhed.apps.refunds.web.facts import is_right, say_faults
from helhed.kernel.money import kroner
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.citizens.kommuner import kommune_name
from helhed.rules.refunds.mellemkommunal import DutyBasis, Risk, written

MOST_NAMED = 12
"""Citizens without a duty who are named at once; the next come when these are written."""
OUT, IN = screen_text("Vores krav"), screen_text("Krav på os")

UNCLAIMED = Table(
    "ikke-krævet",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="number",
            link=lambda row: reverse("refunds:citizen", args=[row["citizen"]]),
        ),
        Column("municipality", screen_text("Betalingskommune"), sort="municipality"),
        Column("first", screen_text("Fra"), "month", sort="first"),
        Column("last", screen_text("Til"), "month", sort="last"),
        Column("oere", screen_text("Ikke sendt"), "kroner", sort="oere", total=True),
        Column("drafted", screen_text("Heraf i kladder"), "kroner", sort="drafted", total=True),
        Column("last_day", screen_text("Skal kræves senest"), "day", sort="last_day"),
        Column("risk", screen_text("Frist"), "state", sort="order", state_key="risk_key"),
        Column("lapsed", screen_text("Bortfaldet"), "kroner", sort="lapsed", total=True),
    ],
    sort="",
    empty=screen_text("Der er sendt krav på alt, hvad andre kommuner skylder."),
)

CLAIMS = Table(
    "afregning",
    [
        Column(
            "number",
            screen_text("Krav"),
            sort="number",
            link=lambda row: reverse("refunds:settlement-claim", args=[row["id"]]),
        ),
        Column("side", screen_text("Retning"), "said", sort="is_outgoing"),
        Column("municipality", screen_text("Kommune"), sort="municipality"),
        Column("start", screen_text("Fra"), "day", sort="start"),
        Column("end", screen_text("Til"), "day", sort="end"),
        Column("oere", screen_text("Krævet"), "kroner", sort="oere"),
        Column("accepted", screen_text("Godkendt"), "kroner", sort="accepted_oere"),
        Column("state", screen_text("Status"), "state", sort="state", state_key="state_key"),
        Column("send_by", screen_text("Skal sendes senest"), "day"),
        Column("match", screen_text("Ved siden af bevillingen"), "said", sort="match"),
        Column("owner", screen_text("Ejer"), sort="owner__name"),
    ],
    sort="-number",
    empty=screen_text("Ingen krav her. Skift filtrene."),
)
_RISKS = {Risk.LAPSED: "rejected", Risk.SOON: "draft", Risk.FINE: "granted"}


@page(Action.SEE_REFUND)
def overview(request: Request) -> HttpResponse:
    """What other municipalities owe and when it lapses, and claims both ways."""
    return _overview(request, forms.ThroughForm())


def _overview(request: Request, through: forms.ThroughForm, status: int = 200) -> HttpResponse:
    form = forms.FilterForm(request.GET)
    side, state = form.asked()
    with transaction.atomic():
        found = queries.settlement_page(request.actor, side, state)
        owed = show(request, UNCLAIMED, Listed(_owed_rows(found.unclaimed)), _("Ikke sendt"))
        owed.query["table"] = UNCLAIMED.name
        with_day = partial(_claim_row, found.deadlines)
        claims = show(request, CLAIMS, Queried(found.claims, with_day), _("Krav"))
        out = owed if request.GET.get("table") == UNCLAIMED.name else claims
        citizens = [row["citizen"] for row in (*owed.rows, *claims.rows) if row["citizen"]]
        named = found.without_duty[:MOST_NAMED] if found.may_prepare else []
        citizens += [one.citizen for one in named]
        read_citizens(request.actor, "settlement.list", citizens, **out.facts)
    if out.export:
        return out.export
    if not through.is_bound:
        through = forms.ThroughForm(initial={"through": str(found.next_through)})
    context = {"found": found, "owed": owed, "claims": claims, "form": form, "through": through}
    context["named"] = named
    return render(request, "refunds/settlement.html", context, status=status)


def _owed_rows(listed: list[Unclaimed]) -> list[Row]:
    order = list(Risk)
    return [
        {
            "citizen": one.citizen,
            "number": one.number,
            "municipality": kommune_name(one.municipality),
            "first": one.first.first,
            "last": one.last.first,
            "oere": one.oere,
            "drafted": one.drafted,
            "last_day": one.last_day,
            "risk": one.risk.label,
            "risk_key": _RISKS[one.risk],
            "order": order.index(one.risk),
            "lapsed": one.lapsed,
        }
        for one in listed
    ]


def _claim_row(deadlines: Mapping[UUID, date], row: object) -> Row:
    found = queries.settlement_row(row)  # type: ignore[arg-type]
    to = kommune_name(found["municipality"])
    side = OUT if found["is_outgoing"] else IN
    return {**found, "municipality": to, "side": side, "send_by": deadlines.get(found["id"])}


@page(Action.PREPARE_REFUND, "POST")
def make(request: Request) -> HttpResponse:
    """Draft claims on every municipality that owes something."""
    form = forms.ThroughForm(request.POST)
    if form.is_valid():
        through = form.cleaned_data["through"]
        made = made_by(form, lambda: actions.make_settlements(request.actor, through=through))
        if made is not None:
            return redirect(f"{reverse('refunds:settlement')}?side=out&state=draft")
    return _overview(request, form, 409)


@page(Action.PREPARE_REFUND, "GET", "POST")
def receive(request: Request) -> HttpResponse:
    """Write a claim that another municipality made on us."""
    form = forms.IncomingForm(
        request.POST or None, own=forms.own_code_of(request), initial={"day": request.actor.today}
    )
    if request.method == "POST" and form.is_valid():
        incoming = Incoming(**form.cleaned_data)
        row = made_by(form, lambda: actions.receive_settlement(request.actor, incoming=incoming))
        if row is not None:
            return redirect("refunds:settlement-claim", row.id)
    return render(request, "refunds/receive.html", {"form": form})


@page(Action.SEE_REFUND)
def one(request: Request, settlementclaim: UUID) -> HttpResponse:
    """One claim."""
    return _one(request, settlementclaim)


def _one(
    request: Request,
    settlementclaim: UUID,
    answered: forms.AnswerForm | None = None,
    paid: forms.PaidForm | None = None,
) -> HttpResponse:
    """One claim, perhaps with a form that could not be carried out, as it was typed."""
    with transaction.atomic():
        found = queries.settlement_claim(request.actor, settlementclaim)
        read(request.actor, "settlement.read", found.row, found.row.citizen_id)
    if answered and not found.state.awaits_answer:
        say_faults(request, answered)
    if paid and not found.state.is_agreed:
        say_faults(request, paid)
    today = request.actor.today
    context = {
        "found": found,
        "row": found.row,
        "answer_form": answered or forms.AnswerForm(initial={**_proposed(found), "day": today}),
        "paid_form": paid or forms.PaidForm(initial={"day": today}),
    }
    status = 409 if answered or paid else 200
    return render(request, "refunds/settlement_claim.html", context, status=status)


def _proposed(found: SettlementClaimPage) -> dict[str, Any]:
    """The answer to a claim that takes what has not lapsed, and says why not all."""
    if found.in_time == found.row.oere:
        return {"accepted": found.row.oere}
    told = {"lapsed": kroner(found.lapsed), "day": day_told(found.row.sent_on)}
    reason = _("%(lapsed)s kr. er for hjælp mere end tolv måneder før %(day)s og er bortfaldet.")
    return {"accepted": found.in_time, "reason": reason % told}


def _to(settlementclaim: UUID) -> HttpResponse:
    return redirect("refunds:settlement-claim", settlementclaim)


@page(Action.PREPARE_REFUND, "POST")
def send(request: Request, settlementclaim: UUID) -> HttpResponse:
    """Send a claim."""
    carried_out(
        request,
        screen_text("Kravet er sendt. Skriv svaret, når det kommer."),
        lambda: actions.send_settlement(request.actor, settlement=settlementclaim),
    )
    return _to(settlementclaim)


@page(Action.PREPARE_REFUND, "POST")
def discard(request: Request, settlementclaim: UUID) -> HttpResponse:
    """Throw a draft away."""
    if carried_out(
        request,
        screen_text("Kladden er kasseret. Du kan lave den igen."),
        lambda: actions.discard_settlement(request.actor, settlement=settlementclaim),
    ):
        return redirect("refunds:settlement")
    return _to(settlementclaim)


@page(Action.PREPARE_REFUND, "POST")
def answer(request: Request, settlementclaim: UUID) -> HttpResponse:
    """Write an answer."""
    form = forms.AnswerForm(request.POST)
    if form.is_valid() and carried_out_by(
        form,
        lambda: actions.answer_settlement(
            request.actor, settlement=settlementclaim, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Svaret er skrevet."))
        return _to(settlementclaim)
    return _one(request, settlementclaim, answered=form)


@page(Action.PREPARE_REFUND, "POST")
def pay(request: Request, settlementclaim: UUID) -> HttpResponse:
    """Write that it is paid."""
    form = forms.PaidForm(request.POST)
    if form.is_valid() and carried_out_by(
        form,
        lambda: actions.pay_settlement(
            request.actor, settlement=settlementclaim, day=form.cleaned_data["day"]
        ),
    ):
        messages.success(request, _("Betalingen er skrevet."))
        return _to(settlementclaim)
    return _one(request, settlementclaim, paid=form)


@page(Action.PREPARE_REFUND, "POST")
def take(request: Request, settlementclaim: UUID) -> HttpResponse:
    """Become the owner."""
    carried_out(
        request,
        screen_text("Kravet er dit nu."),
        lambda: actions.take_settlement(request.actor, settlement=settlementclaim),
    )
    return _to(settlementclaim)


@page(Action.SEE_REFUND)
def file(request: Request, settlementclaim: UUID) -> HttpResponse:
    """The file of a claim of ours."""
    with transaction.atomic():
        row, lines = queries.settlement_file(request.actor, settlementclaim)
        read(request.actor, "settlement.file", row, row.citizen_id, format="csv", rows=len(lines))
    answer = HttpResponse(written(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="afregning-{row.number}.csv"'
    return answer


@page(Action.PREPARE_REFUND, "POST")
def duty(request: Request, citizen: UUID) -> HttpResponse:
    """Write who pays for a citizen."""
    form = forms.DutyForm(request.POST, own=forms.own_code_of(request))
    if is_right(request, form):
        done = {**form.cleaned_data, "basis": DutyBasis.of(form.cleaned_data["basis"])}
        carried_out(
            request,
            screen_text("Betalingskommunen er skrevet."),
            lambda: actions.note_duty(request.actor, citizen=citizen, **done),
        )
    return redirect("refunds:citizen", citizen)


@page(Action.PREPARE_REFUND, "POST")
def end_duty(request: Request, payingduty: UUID) -> HttpResponse:
    """Write the last day on which another municipality pays."""
    form = forms.LeaveForm(request.POST)
    if is_right(request, form):
        end = form.cleaned_data["end"]
        carried_out(
            request,
            screen_text("Den sidste dag er skrevet."),
            lambda: actions.end_duty(request.actor, duty=payingduty, end=end),
        )
    return redirect("refunds:settlement")
