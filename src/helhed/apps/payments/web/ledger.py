"""Pages of what passes between house and ledger."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made
from helhed.apps.layout.web.tables import Column, Queried, Shown, Table, show
from helhed.apps.payments.actions import ledger as actions
from helhed.apps.payments.actions import periods as of_months
from helhed.apps.payments.closing import Missing
from helhed.apps.payments.queries import ledger as queries
from helhed.apps.payments.web import forms
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

DIFFERENCES = Table(
    "afstemning",
    [
        Column(
            "kind",
            screen_text("Forskel"),
            "said",
            sort="kind",
            link=lambda row: reverse("payments:difference", args=[row["id"]]),
        ),
        Column("number", screen_text("Sag"), sort="line__grant__decision__case__number"),
        Column("month", screen_text("Måned"), "month", sort="line__month"),
        Column("account", screen_text("Konto"), sort="line__account"),
        Column("unit", screen_text("Enhed"), sort="unit__name", only_exported=True),
        Column("paid", screen_text("Betalt i kr."), "price", sort="line__oere"),
        Column("found_oere", screen_text("Fundet"), "price", sort="found_oere", only_exported=True),
        Column("oere", screen_text("Udestår i kr."), "price", sort="oere", total=True),
        Column("state", screen_text("Status"), "state", sort="state", state_key="state_key"),
        Column("owner", screen_text("Ansvarlig"), sort="owner__name"),
        Column("explanation", screen_text("Forklaring"), only_exported=True),
    ],
    sort="kind",
    empty=screen_text("Ingen forskelle. Alt, der er sendt, er bogført."),
)
FILES = Table(
    "oekonomisystem-filer",
    [
        Column("name", screen_text("Fil"), sort="name"),
        Column("rows", screen_text("Linjer"), "number", sort="rows"),
        Column("oere", screen_text("Beløb i kr."), "price", sort="sum_oere"),
        Column("made_at", screen_text("Kom til"), "moment", sort="made_at"),
        Column("done_at", screen_text("Sendt eller læst"), "moment", sort="done_at"),
        Column("fault", screen_text("Hvorfor den ikke blev læst"), "said"),
        Column("sha256", screen_text("Kontrolsum"), only_exported=True),
    ],
    sort="-made_at",
    empty=screen_text("Ingen filer endnu. Godkend en kørsel, så ligger dens fil her."),
)


def shown_and_logged(request: Request, table: Table, source: Queried, name: str) -> Shown:
    """A list that names citizens: whoever is shown is logged, in the transaction that reads."""
    with transaction.atomic():
        shown = show(request, table, source, _(name))
        citizens = [row["citizen_id"] for row in shown.rows if row["citizen_id"]]
        facts = {"table": table.name, **shown.facts}
        read_citizens(request.actor, "payment.list", citizens, **facts)
    return shown


@page(Action.SEE_PAYMENT)
def reconciliation(request: Request) -> HttpResponse:
    """The differences between what was paid and what the ledger posted."""
    form = forms.ReconciliationForm({"state": "open", **request.GET.dict()})
    chosen = form.cleaned_data if form.is_valid() else {"state": "open"}
    state = "" if chosen.get("state") == "all" else chosen.get("state") or ""
    wanted = queries.DifferenceFilter(
        state,
        chosen.get("kind") or "",
        chosen.get("department") or "",
        bool(chosen.get("mine")),
    )
    source = Queried(queries.ledger_differences(request.actor, wanted), queries.difference_row)
    shown = shown_and_logged(request, DIFFERENCES, source, screen_text("Afstemning"))
    if shown.export:
        return shown.export
    sums = queries.difference_sums(request.actor)
    return render(
        request, "payments/reconciliation.html", {"form": form, "shown": shown, "sums": sums}
    )


@page(Action.SEE_PAYMENT)
def difference(request: Request, difference: UUID) -> HttpResponse:
    """One difference, and what can be done about it."""
    found = queries.difference_page(request.actor, difference)
    is_mine = found.row.owner_id == request.actor.id
    context = {"found": found, "row": found.row, "form": forms.ReasonForm(), "is_mine": is_mine}
    return render(request, "payments/difference.html", context)


@page(Action.RECONCILE_PAYMENT, "POST")
def take(request: Request, difference: UUID) -> HttpResponse:
    """Take a difference on oneself."""
    carried_out(
        request,
        screen_text("Forskellen er nu din."),
        lambda: actions.take_difference(request.actor, difference=difference),
    )
    return redirect("payments:difference", difference)


@page(Action.RECONCILE_PAYMENT, "POST")
def explain(request: Request, difference: UUID) -> HttpResponse:
    """Explain what is outstanding."""
    carried_out(
        request,
        screen_text("Forklaringen er gemt."),
        lambda: actions.explain_difference(
            request.actor, difference=difference, explanation=request.POST.get("reason", "")
        ),
    )
    return redirect("payments:difference", difference)


@page(Action.RECONCILE_PAYMENT, "POST")
def match(request: Request, difference: UUID) -> HttpResponse:
    """Say which line an unknown posting is of."""
    form = forms.LineForm(request.POST)
    if form.is_valid():
        line = form.cleaned_data["line"]
        carried_out(
            request,
            screen_text("Bogføringen er knyttet til linjen."),
            lambda: actions.match_posting(request.actor, difference=difference, line=line),
        )
    return redirect("payments:difference", difference)


@page(Action.RECONCILE_PAYMENT, "POST")
def pay_again(request: Request, difference: UUID) -> HttpResponse:
    """Send a line again that was never posted."""
    carried_out(
        request,
        screen_text("Linjen er sendt igen."),
        lambda: actions.pay_again(request.actor, difference=difference),
    )
    return redirect("payments:difference", difference)


@page(Action.RECONCILE_PAYMENT, "POST")
def claim_overpaid(request: Request, difference: UUID) -> HttpResponse:
    """Ask what was paid too much back."""
    claim = made(request, lambda: actions.claim_overpaid(request.actor, difference=difference))
    if claim is None:
        return redirect("payments:difference", difference)
    return redirect("payments:claim", claim.id)


@page(Action.RECONCILE_PAYMENT, "POST")
def post_back(request: Request, difference: UUID) -> HttpResponse:
    """Post back what an own unit was given too much."""
    carried_out(
        request,
        screen_text("Beløbet føres tilbage med næste kørsel."),
        lambda: actions.post_back(request.actor, difference=difference),
    )
    return redirect("payments:difference", difference)


@page(Action.RECONCILE_PAYMENT)
def files(request: Request) -> HttpResponse:
    """Files to and from the ledger, and the months that are closed."""
    source = Queried(queries.files(request.actor), queries.file_row)
    shown = show(request, FILES, source, _("Filer"))
    if out := exported(request, shown):
        return out
    periods = queries.closed_periods(request.actor)
    context = {
        "shown": shown,
        "periods": periods,
        "is_asked": any(one.asked_by_id and not one.opened_at for one in periods),
        "form": forms.PeriodForm(initial={"month": str(queries.month_to_close(request.actor))}),
        "unsent": queries.unsent_files(request.actor),
    }
    return render(request, "payments/files.html", context)


@page(Action.RECONCILE_PAYMENT, "POST")
def read_files(request: Request) -> HttpResponse:
    """Read what waits from the ledger."""
    read = made(request, lambda: actions.read_answers(request.actor))
    if read is not None:
        count = len(read)
        text = _("%(count)s filer er læst.") % {"count": count}
        carried_out(request, text if count else screen_text("Ingen nye filer."), lambda: None)
    return redirect("payments:files")


@page(Action.PREPARE_PAYMENT, "POST")
def send_files(request: Request) -> HttpResponse:
    """Send what waits to go to the ledger."""
    carried_out(
        request,
        screen_text("Filerne er sendt."),
        lambda: actions.send_files(request.actor),
    )
    return redirect("payments:files")


@page(Action.RECONCILE_PAYMENT, "POST")
def close(request: Request) -> HttpResponse:
    """Close a month."""
    form = forms.PeriodForm(request.POST)
    missing: list[Missing] = []
    if form.is_valid():
        month, why = form.cleaned_data["month"], form.cleaned_data["reason"]
        missing = queries.missing_to_close(request.actor, month)
        if carried_out_by(
            form, lambda: of_months.close_period(request.actor, month=month, reason=why)
        ):
            messages.success(request, _("Måneden er lukket."))
            return redirect("payments:files")
    context = {"form": form, "missing": missing}
    return render(request, "payments/close.html", context, status=409)


@page(Action.RECONCILE_PAYMENT, "POST")
def ask_to_open(request: Request) -> HttpResponse:
    """Ask for a month to be opened again."""
    return _about_month(
        request,
        screen_text("Der er bedt om at få måneden åbnet igen. En anden skal gøre det."),
        lambda month, why: of_months.ask_to_open(request.actor, month=month, reason=why),
    )


@page(Action.RECONCILE_PAYMENT, "POST")
def reopen(request: Request) -> HttpResponse:
    """Open a month again that another asked for."""
    return _about_month(
        request,
        screen_text("Måneden er åben igen."),
        lambda month, _why: of_months.open_period(request.actor, month=month),
    )


@page(Action.RECONCILE_PAYMENT, "POST")
def keep_closed(request: Request) -> HttpResponse:
    """Leave a month closed that somebody asked to have opened."""
    return _about_month(
        request,
        screen_text("Måneden bliver lukket."),
        lambda month, _why: of_months.keep_closed(request.actor, month=month),
    )


def _about_month(request: Request, success: str, act: Callable[[Month, str], None]) -> HttpResponse:
    form = forms.PeriodForm(request.POST)
    if form.is_valid():
        month, why = form.cleaned_data["month"], form.cleaned_data["reason"]
        carried_out(request, success, lambda: act(month, why))
    return redirect("payments:files")
