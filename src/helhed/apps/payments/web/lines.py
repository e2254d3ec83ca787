"""Pages of lines: those that wait, and one line with what can be done with it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out, carried_out_by
from helhed.apps.layout.web.tables import Column, Queried, Table
from helhed.apps.payments.actions import lines as actions
from helhed.apps.payments.actions import reposting
from helhed.apps.payments.queries import line_row, waiting_lines
from helhed.apps.payments.queries.line import accounts_to_move_to, line_page
from helhed.apps.payments.web import forms
from helhed.apps.payments.web.ledger import shown_and_logged
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.rytme import Rhythm

WAITING = Table(
    "ventende-linjer",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="grant__decision__case__number",
            link=lambda row: reverse("payments:line", args=[row["id"]]),
        ),
        Column("service", screen_text("Ydelse"), "said", sort="grant__service"),
        Column("month", screen_text("Måned"), "month", sort="month"),
        Column("kind", screen_text("Slags"), "said", sort="kind"),
        Column("held", screen_text("Holdes, fordi"), sort="hold_reason"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("unit", screen_text("Enhed"), sort="unit__name"),
        Column("oere", screen_text("Beløb i kr."), "kroner", sort="oere", total=True),
    ],
    sort="month",
    empty=screen_text("Ingen linjer venter."),
)


@page(Action.SEE_PAYMENT)
def waiting(request: Request) -> HttpResponse:
    """The lines that wait for a later run."""
    source = Queried(waiting_lines(request.actor), line_row)
    shown = shown_and_logged(request, WAITING, source, screen_text("Linjer, der venter"))
    return shown.export or render(request, "payments/waiting.html", {"shown": shown})


@page(Action.SEE_PAYMENT)
def line(request: Request, line: UUID) -> HttpResponse:
    """One line."""
    found = line_page(request.actor, line)
    plan = {
        "rhythm": found.row.plan.rhythm,
        "noncash": found.row.plan.recipient == Payee.NONCASH,
        "dates": "\n".join(str(one.day) for one in found.dates) or found.next_day.day,
    }
    accounts = accounts_to_move_to(request.actor) if found.may_repost else []
    context = {
        "found": found,
        "row": found.row,
        "reason": forms.ReasonForm(),
        "repost": forms.RepostForm(accounts=accounts) if found.may_repost else None,
        "rhythm": forms.RhythmForm(initial=plan, next_days=found.next_days),
    }
    return render(request, "payments/line.html", context)


@page(Action.PREPARE_PAYMENT, "POST")
def hold(request: Request, line: UUID) -> HttpResponse:
    """Hold a line back."""
    carried_out(
        request,
        screen_text("Linjen holdes tilbage."),
        lambda: actions.hold_line(request.actor, line=line, reason=request.POST.get("reason", "")),
    )
    return redirect("payments:line", line)


@page(Action.PREPARE_PAYMENT, "POST")
def release(request: Request, line: UUID) -> HttpResponse:
    """Let a line go."""
    carried_out(
        request,
        screen_text("Linjen er frigivet og kommer med i sin eller den næste kørsel."),
        lambda: actions.release_line(request.actor, line=line),
    )
    return redirect("payments:line", line)


@page(Action.PREPARE_PAYMENT, "POST")
def repost(request: Request, line: UUID) -> HttpResponse:
    """Move what was paid to another account."""
    form = forms.RepostForm(request.POST, accounts=accounts_to_move_to(request.actor))
    if form.is_valid():
        told = form.cleaned_data
        if carried_out_by(
            form,
            lambda: reposting.repost_line(
                request.actor, line=line, account=told["account"], reason=told["reason"]
            ),
        ):
            carried_out(request, screen_text("Beløbet flyttes med næste kørsel."), lambda: None)
            return redirect("payments:line", line)
    return render(request, "payments/repost.html", {"form": form, "line": line}, status=409)


@page(Action.PREPARE_PAYMENT, "POST")
def withdraw(request: Request, line: UUID) -> HttpResponse:
    """Take a move between accounts back before it is sent."""
    done = carried_out(
        request,
        screen_text("Flytningen er trukket tilbage. Beløbet bliver på sin konto."),
        lambda: reposting.withdraw_repost(request.actor, line=line),
    )
    return redirect("payments:waiting") if done else redirect("payments:line", line)


@page(Action.PREPARE_PAYMENT, "POST")
def rhythm(request: Request, plan: UUID, line: UUID) -> HttpResponse:
    """Say how often a plan is paid."""
    form = forms.RhythmForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        carried_out(
            request,
            screen_text("Planen er ændret fra næste måned, der køres."),
            lambda: actions.set_rhythm(
                request.actor,
                plan=plan,
                rhythm=Rhythm.of(told["rhythm"]),
                dates=told["dates"],
                moves_money=not told["noncash"],
            ),
        )
        return redirect("payments:line", line)
    context = {"form": form, "line": line}
    return render(request, "payments/rhythm.html", context, status=409)
