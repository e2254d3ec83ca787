"""Pages of claims and invoices."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made, made_by
from helhed.apps.layout.web.tables import Column, Queried, Table
from helhed.apps.payments.actions import claims as actions
from helhed.apps.payments.actions import invoices as judging
from helhed.apps.payments.queries import claims as queries
from helhed.apps.payments.web import forms
from helhed.apps.payments.web.ledger import shown_and_logged
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.payments.faktura import InvoiceState
from helhed.rules.payments.krav import ClaimState

CLAIMS = Table(
    "krav",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="line__grant__decision__case__number",
            link=lambda row: reverse("payments:claim", args=[row["id"]]),
        ),
        Column("debtor", screen_text("Hvem skylder"), "said", sort="line__plan__recipient"),
        Column("name", screen_text("Navn")),
        Column("month", screen_text("For måned"), "month", sort="line__month"),
        Column("unit", screen_text("Enhed"), sort="line__unit__name"),
        Column("oere", screen_text("Krav i kr."), "kroner", sort="oere", total=True),
        Column("repaid", screen_text("Betalt tilbage"), "kroner"),
        Column("left", screen_text("Mangler"), "kroner"),
        Column("state", screen_text("Status"), "state", sort="state", state_key="state_key"),
        Column("asked_by", screen_text("Eftergivelse bedt om af"), only_exported=True),
        Column("opened_at", screen_text("Opstået"), "day", sort="opened_at"),
    ],
    sort="-opened_at",
    empty=screen_text("Ingen krav. De kommer af sig selv, når nogen har fået for meget."),
)
INVOICES = Table(
    "fakturaer",
    [
        Column(
            "number",
            screen_text("Faktura"),
            sort="number",
            link=lambda row: reverse("payments:invoice", args=[row["id"]]),
        ),
        Column("provider", screen_text("Leverandør"), sort="provider__name_key"),
        Column("case", screen_text("Sag"), sort="grant__decision__case__number"),
        Column("start", screen_text("Fra"), "day", sort="start"),
        Column("end", screen_text("Til"), "day", sort="end"),
        Column("quantity", screen_text("Mængde"), "quantity", sort="quantity"),
        Column("delivered", screen_text("Leveret"), "quantity", sort="delivered_quantity"),
        Column("oere", screen_text("Beløb i kr."), "kroner", sort="oere", total=True),
        Column("finding", screen_text("Fundet"), "said", sort="finding"),
        Column("state", screen_text("Status"), "state", sort="state", state_key="state_key"),
        Column("owner", screen_text("Ansvarlig"), sort="owner__name", only_exported=True),
    ],
    sort="-start",
    empty=screen_text("Ingen fakturaer. Læg en fil med fakturaer i indbakken, og læs den."),
)


@page(Action.SEE_PAYMENT)
def claims(request: Request) -> HttpResponse:
    """What was paid too much and must come back."""
    form = forms.StateForm(request.GET, states=ClaimState.choices())
    state = form.cleaned_data["state"] if form.is_valid() else ""
    source = Queried(queries.claims(request.actor, state), queries.claim_row)
    shown = shown_and_logged(request, CLAIMS, source, screen_text("Krav om tilbagebetaling"))
    return shown.export or render(request, "payments/claims.html", {"form": form, "shown": shown})


@page(Action.SEE_PAYMENT)
def claim(request: Request, claim: UUID) -> HttpResponse:
    """One claim with its instalments."""
    found = queries.claim_page(request.actor, claim)
    context = {
        "found": found,
        "row": found.row,
        "agree_form": forms.InstalmentsForm(initial={"count": 12}),
    }
    return render(request, "payments/claim.html", context)


@page(Action.RECONCILE_PAYMENT, "POST")
def agree(request: Request, claim: UUID) -> HttpResponse:
    """Write the plan of a claim."""
    form = forms.InstalmentsForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data

        def act() -> None:
            actions.agree_instalments(
                request.actor,
                claim=claim,
                count=told["count"],
                first=told["month"],
                reason=told["reason"],
            )

        if carried_out_by(form, act):
            return redirect("payments:claim", claim)
    return render(request, "payments/agree.html", {"form": form, "claim": claim}, status=409)


@page(Action.SEE_PAYMENT)
def letter(request: Request, claim: UUID) -> HttpResponse:
    """The letter about a claim, to print."""
    found = queries.claim_page(request.actor, claim)
    if not found.is_owed:
        raise Http404
    return render(request, "payments/claim_letter.html", {"found": found, "row": found.row})


@page(Action.RECONCILE_PAYMENT, "POST")
def ask_to_let_go(request: Request, claim: UUID) -> HttpResponse:
    """Ask for a claim to be let go."""
    carried_out(
        request,
        screen_text("Der er bedt om at få kravet eftergivet. En anden skal gøre det."),
        lambda: actions.ask_to_let_go(
            request.actor, claim=claim, reason=request.POST.get("reason", "")
        ),
    )
    return redirect("payments:claim", claim)


@page(Action.RECONCILE_PAYMENT, "POST")
def write_off(request: Request, claim: UUID) -> HttpResponse:
    """Let a claim go that another asked for."""
    carried_out(
        request,
        screen_text("Kravet er eftergivet."),
        lambda: actions.write_off_claim(request.actor, claim=claim),
    )
    return redirect("payments:claim", claim)


@page(Action.RECONCILE_PAYMENT, "POST")
def hold_on(request: Request, claim: UUID) -> HttpResponse:
    """Keep a claim that somebody asked to have let go."""
    carried_out(
        request,
        screen_text("Kravet står ved magt."),
        lambda: actions.hold_on_to_claim(request.actor, claim=claim),
    )
    return redirect("payments:claim", claim)


@page(Action.RECONCILE_PAYMENT, "POST")
def repay(request: Request, claim: UUID, instalment: UUID) -> HttpResponse:
    """Note what was paid back."""
    form = forms.RepaymentForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        carried_out(
            request,
            screen_text("Betalingen er noteret."),
            lambda: actions.note_repayment(
                request.actor, instalment=instalment, oere=told["amount"], day=told["day"]
            ),
        )
        return redirect("payments:claim", claim)
    return render(request, "payments/repay.html", {"form": form, "claim": claim}, status=409)


@page(Action.SEE_PAYMENT)
def invoices(request: Request) -> HttpResponse:
    """Providers' invoices beside what was delivered."""
    form = forms.StateForm(request.GET, states=InvoiceState.choices())
    state = form.cleaned_data["state"] if form.is_valid() else ""
    source = Queried(queries.invoices(request.actor, state), queries.invoice_row)
    shown = shown_and_logged(request, INVOICES, source, screen_text("Fakturaer"))
    return shown.export or render(request, "payments/invoices.html", {"form": form, "shown": shown})


@page(Action.SEE_PAYMENT)
def invoice(request: Request, invoice: UUID) -> HttpResponse:
    """One invoice."""
    return _invoice(request, invoice)


def _invoice(
    request: Request, invoice: UUID, typed: forms.BilledForm | None = None
) -> HttpResponse:
    """One invoice, perhaps with a claim that could not be made, as it was typed."""
    found = queries.invoice_page(request.actor, invoice)
    if typed and not found.to_claim.oere:
        for error in typed.non_field_errors():
            messages.error(request, str(error))
    initial = {"amount": found.to_claim.oere, "reason": found.finding}
    context = {
        "found": found,
        "row": found.row,
        "form": forms.ReasonForm(),
        "claim_form": typed or forms.BilledForm(auto_id="claim-%s", initial=initial),
    }
    return render(request, "payments/invoice.html", context, status=409 if typed else 200)


@page(Action.RECONCILE_PAYMENT, "POST")
def claim_billed(request: Request, invoice: UUID) -> HttpResponse:
    """Ask what an invoice billed too much back."""
    form = forms.BilledForm(request.POST, auto_id="claim-%s")
    if form.is_valid():
        told = form.cleaned_data
        claim = made_by(
            form,
            lambda: judging.claim_billed(
                request.actor, invoice=invoice, oere=told["amount"], reason=told["reason"]
            ),
        )
        if claim is not None:
            return redirect("payments:claim", claim.id)
    return _invoice(request, invoice, form)


_JUDGED = {
    InvoiceState.ACCEPTED: screen_text("Fakturaen er accepteret."),
    InvoiceState.ASKED: screen_text("Fakturaen venter på, at en anden også accepterer den."),
    InvoiceState.REFUSED: screen_text("Fakturaen er afvist."),
}


@page(Action.RECONCILE_PAYMENT, "POST")
def judge(request: Request, invoice: UUID) -> HttpResponse:
    """Accept or refuse an invoice."""
    state = made(
        request,
        lambda: judging.judge_invoice(
            request.actor,
            invoice=invoice,
            accept=request.POST.get("answer") == "accept",
            reason=request.POST.get("reason", ""),
        ),
    )
    if state is not None:
        carried_out(request, _JUDGED[state], lambda: None)
    return redirect("payments:invoice", invoice)


@page(Action.RECONCILE_PAYMENT, "POST")
def undo_invoice(request: Request, invoice: UUID) -> HttpResponse:
    """Take back that an invoice was accepted."""
    carried_out(
        request,
        screen_text("Svaret er taget tilbage, og fakturaen holdt op mod leveringen igen."),
        lambda: judging.undo_invoice(
            request.actor, invoice=invoice, reason=request.POST.get("reason", "")
        ),
    )
    return redirect("payments:invoice", invoice)
