"""Pages of claims on the state."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read, read_citizens
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made_by
from helhed.apps.layout.web.tables import Column, Listed, Queried, Row, Table, show
from helhed.apps.refunds import queries
from helhed.apps.refunds.actions import claims as actions
from helhed.apps.refunds.models import RefundClaimLine
from helhed.apps.refunds.web import forms
from helhed.apps.refunds.web.facts import say_faults
from helhed.apps.refunds.web.views import CITIZEN, HOUSEHOLD
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department
from helhed.rules.refunds.hjemtagning import RefundClaimState, written
from helhed.rules.refunds.opgoerelse import Scheme

CLAIMS = Table(
    "hjemtagninger",
    [
        Column(
            "number",
            screen_text("Krav"),
            sort="number",
            link=lambda row: reverse("refunds:claim", args=[row["id"]]),
        ),
        Column("through", screen_text("Til og med"), "month", sort="through"),
        Column("count", screen_text("Linjer"), "number", sort="count"),
        Column("oere", screen_text("Beløb i kr."), "kroner", sort="oere", total=True),
        Column(
            "corrections", screen_text("Heraf rettelser"), "kroner", sort="corrections", total=True
        ),
        Column("state", screen_text("Status"), "state", sort="state", state_key="state_key"),
        Column("made_by", screen_text("Lavet af"), sort="made_by"),
        Column("approved_by", screen_text("Godkendt af"), sort="approved_by"),
        Column("receipt", screen_text("Kvittering"), sort="receipt"),
    ],
    sort="-number",
    empty=screen_text("Der er ikke hjemtaget refusion endnu."),
)

LINES = Table(
    "hjemtagning",
    [
        Column("month", screen_text("Måned"), "month", sort="month"),
        Column("payer", screen_text("Opgøres på"), "said", link=lambda row: row["opens"]),
        Column("scheme", screen_text("Efter"), "said", sort="scheme"),
        Column("basis_oere", screen_text("Tæller med"), "kroner", sort="basis_oere"),
        Column("share", screen_text("Statens del")),
        Column("refund_oere", screen_text("Refusion"), "kroner", sort="refund_oere"),
        Column("before_oere", screen_text("Hjemtaget før"), "kroner", sort="before_oere"),
        Column("oere", screen_text("Dette krav"), "kroner", sort="oere", total=True),
    ],
    sort="-oere",
    empty=screen_text("Intet at hjemtage: alt er hjemtaget før."),
)


@page(Action.SEE_REFUND)
def claim_list(request: Request) -> HttpResponse:
    """Every claim, the next one, and the account years."""
    return _claims(request, forms.ThroughForm())


def _claims(request: Request, form: forms.ThroughForm, status: int = 200) -> HttpResponse:
    found = queries.claims(request.actor)
    if not form.is_bound:
        form = forms.ThroughForm(initial={"through": str(found.next_through)})
    shown = show(request, CLAIMS, Listed(found.claims), _("Krav"))
    if out := exported(request, shown):
        return out
    context = {"found": found, "shown": shown, "form": form}
    return render(request, "refunds/claims.html", context, status=status)


@page(Action.PREPARE_REFUND, "POST")
def make(request: Request) -> HttpResponse:
    """Draft the next claim, or say what stops it."""
    form = forms.ThroughForm(request.POST)
    if form.is_valid():
        through = form.cleaned_data["through"]
        claim = made_by(form, lambda: actions.make_claim(request.actor, through=through))
        if claim is not None:
            return redirect("refunds:claim", claim.id)
    return _claims(request, form, 409)


@page(Action.SEE_REFUND)
def one(request: Request, refundclaim: UUID) -> HttpResponse:
    """One claim with its lines."""
    return _one(request, refundclaim)


def _one(
    request: Request, refundclaim: UUID, receipted: forms.ReceiptForm | None = None
) -> HttpResponse:
    """One claim, perhaps with a receipt that could not be written, as it was typed."""
    with transaction.atomic():
        found = queries.claim_page(request.actor, refundclaim)
        shown = show(request, LINES, Queried(found.lines, _line), _("Linjer"))
        citizens = [row["citizen"] for row in shown.rows if row["citizen"]]
        read(request.actor, "refundclaim.read", found.row, None, **shown.facts)
        read_citizens(request.actor, "refundclaim.read", citizens, **shown.facts)
    if shown.export:
        return shown.export
    if receipted and found.state is not RefundClaimState.SENT:
        say_faults(request, receipted)
    context = {
        "found": found,
        "row": found.row,
        "shown": shown,
        "parts": [
            (law, Department(of).label if of else "", count, oere)
            for law, of, count, oere in found.parts
        ],
        "receipt_form": receipted or forms.ReceiptForm(),
    }
    return render(request, "refunds/claim.html", context, status=409 if receipted else 200)


def _line(line: RefundClaimLine) -> Row:
    is_household = line.household_id is not None
    name = "refunds:household" if is_household else "refunds:citizen"
    key = line.household_id or line.citizen_id
    return {
        "month": line.month,
        "payer": HOUSEHOLD if is_household else CITIZEN,
        "opens": f"{reverse(name, args=[key])}?year={line.month.year}",
        "citizen": line.citizen_id,
        "scheme": Scheme.of(line.scheme).label,
        "basis_oere": line.basis_oere,
        "share": "" if (share := queries.share_of(line)) is None else f"{share} %",
        "refund_oere": line.refund_oere,
        "before_oere": line.before_oere,
        "oere": line.oere,
    }


@page(Action.APPROVE_REFUND, "POST")
def approve(request: Request, refundclaim: UUID) -> HttpResponse:
    """Approve a claim."""
    carried_out(
        request,
        screen_text("Kravet er godkendt. Hent filen, og send den."),
        lambda: actions.approve_claim(request.actor, refundclaim=refundclaim),
    )
    return redirect("refunds:claim", refundclaim)


@page(Action.PREPARE_REFUND, "POST")
def discard(request: Request, refundclaim: UUID) -> HttpResponse:
    """Throw a draft away."""
    if carried_out(
        request,
        screen_text("Kladden er kasseret. Du kan lave den igen."),
        lambda: actions.discard_claim(request.actor, refundclaim=refundclaim),
    ):
        return redirect("refunds:claims")
    return redirect("refunds:claim", refundclaim)


@page(Action.PREPARE_REFUND, "POST")
def send(request: Request, refundclaim: UUID) -> HttpResponse:
    """Note that the file was sent."""
    carried_out(
        request,
        screen_text("Kravet er sendt. Skriv kvitteringen, når den kommer."),
        lambda: actions.send_claim(request.actor, refundclaim=refundclaim),
    )
    return redirect("refunds:claim", refundclaim)


@page(Action.PREPARE_REFUND, "POST")
def receipt(request: Request, refundclaim: UUID) -> HttpResponse:
    """Note the receipt."""
    form = forms.ReceiptForm(request.POST)
    if form.is_valid() and carried_out_by(
        form,
        lambda: actions.receipt_claim(request.actor, refundclaim=refundclaim, **form.cleaned_data),
    ):
        messages.success(request, _("Kvitteringen er skrevet."))
        return redirect("refunds:claim", refundclaim)
    return _one(request, refundclaim, form)


@page(Action.SEE_REFUND)
def file(request: Request, refundclaim: UUID) -> HttpResponse:
    """The file of an approved claim."""
    with transaction.atomic():
        row, lines = queries.file_lines(request.actor, refundclaim)
        read(request.actor, "refundclaim.file", row, format="csv", rows=len(lines))
    answer = HttpResponse(written(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refusion-{row.number}.csv"'
    return answer
