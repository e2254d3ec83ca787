"""Pages of what is expected and not granted yet, and of other last days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.decisions.actions import expect, extend
from helhed.apps.decisions.queries import expected, expecting
from helhed.apps.decisions.web import expected_forms as forms
from helhed.apps.decisions.web.wished import wished
from helhed.apps.layout.web.answers import carried_out, made, made_by
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.layout.web.templatetags.helhed import kroner, quantity
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

CHANGES = Table(
    "forventede-aendringer",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="case__number",
            link=lambda row: reverse("decisions:change", args=[row["id"]]),
        ),
        Column("citizen", screen_text("Borger"), sort="case__citizen__name_key"),
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("what", screen_text("Hvad ændres"), "said", sort="change"),
        Column("state", screen_text("Tilstand"), "state", sort="state", state_key="state_key"),
        Column("unit", screen_text("Team"), sort="unit__name"),
        Column("start", screen_text("Fra"), "day", sort="start"),
        Column("end", screen_text("Til"), "day", sort="end"),
        Column("this_year", screen_text("I år, kr."), "kroner", sort="this_year", total=True),
        Column("next_year", screen_text("Næste år, kr."), "kroner", sort="next_year", total=True),
        Column("prepared_by", screen_text("Skrevet af"), sort="prepared_by__name"),
    ],
    sort="start",
    empty=screen_text("Intet ventes. En forventet ændring skrives fra borgerens sag."),
)


@page(Action.SEE_CASE)
def change_list(request: Request) -> HttpResponse:
    """The expected changes that one may see."""
    form = forms.ExpectedFilterForm(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = expected.ExpectedFilter(chosen.get("state") or "", chosen.get("change") or "")
    with transaction.atomic():
        source = Queried(expected.changes(request.actor, wanted), expected.change_row)
        shown = show(request, CHANGES, source, _("Forventede ændringer"))
        citizens = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "expected.list", citizens, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "decisions/changes.html", {"form": form, "shown": shown})


@page(Action.SEE_CASE)
def change(request: Request, change: UUID) -> HttpResponse:
    """One expected change: what it would move, and what can be done with it."""
    found = expected.change_page(request.actor, change)
    context = {"found": found, "row": found.shown.row, "case": found.case}
    return render(request, "decisions/change.html", {**context, "form": forms.ReasonForm()})


@page(Action.PREPARE_DECISION, "GET", "POST")
def expect_change(request: Request, grant: UUID) -> HttpResponse:
    """Expect another quantity, rate or offer of a grant."""
    found = expecting.ground_of_grant(request.actor, grant)
    now = found.grant
    initial = {
        "rate": found.rate,
        "quantity": quantity(now.quantity) if now else "",
        "end": now.end if now else None,
        **wished(request),
    }
    form = forms.ExpectForm(request.POST or None, rates=_rates(found), initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        row = made_by(
            form,
            lambda: expect.expect_change(
                request.actor, grant=grant, **{**done, "rate": UUID(done["rate"])}
            ),
        )
        if row is not None:
            return redirect("decisions:change", row.id)
    context = {"form": form, "found": found, "case": found.case}
    return render(request, "decisions/expect.html", context)


def _rates(found: expecting.Ground) -> list[tuple[str, str]]:
    """Each rate with what it is today, in one line."""
    listed = []
    for rate in found.rates:
        price = f"{kroner(rate.today, 2)} kr. {_(rate.unit)}" if rate.today is not None else ""
        words = [rate.offer, _(rate.name) if rate.name else "", price or _("ingen pris i dag")]
        listed.append((str(rate.id), " · ".join(word for word in words if word)))
    return listed


@page(Action.PREPARE_DECISION, "GET", "POST")
def move_end(request: Request, grant: UUID) -> HttpResponse:
    """Write another last day of a grant: it goes to another for approval from its own page."""
    found = expecting.ground_of_grant(request.actor, grant)
    form = forms.MoveEndForm(request.POST or None, initial=wished(request))
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        row = made_by(form, lambda: expect.expect_end(request.actor, grant=grant, **done))
        if row is not None:
            return redirect("decisions:change", row.id)
    context = {"form": form, "found": found, "case": found.case}
    return render(request, "decisions/move_end.html", context)


@page(Action.PREPARE_DECISION, "GET", "POST")
def expect_service(request: Request, case: UUID) -> HttpResponse:
    """Expect a wholly new service: which one first, then at which rate and how much."""
    head, listed = expecting.services_to_expect(request.actor, case)
    options = [(one.code, _named(one)) for one in listed]
    code = request.GET.get("service", "")
    chooser = forms.ServiceForm(request.GET or None, services=options)
    if not code or not chooser.is_valid():
        context = {"form": chooser, "case": head}
        return render(request, "decisions/expect_which.html", context)
    found = expecting.ground_of_service(request.actor, case, code)
    initial = {"rate": found.rate, "end": found.main.end if found.main else None}
    form = forms.ExpectForm(request.POST or None, rates=_rates(found), initial=initial)
    if request.method == "POST" and form.is_valid():
        row = made_by(form, lambda: _expect_service(request, case, found, form.cleaned_data))
        if row is not None:
            return redirect("decisions:change", row.id)
    context = {"form": form, "found": found, "case": found.case}
    return render(request, "decisions/expect.html", context)


def _named(one: expecting.ServiceChoice) -> str:
    if not one.main:
        return _(one.name)
    text = _("%(service)s (følger %(main)s)")
    return text % {"service": _(one.name), "main": _(one.follows)}


def _expect_service(
    request: Request, case: UUID, found: expecting.Ground, done: dict[str, Any]
) -> Any:
    return expect.expect_service(
        request.actor,
        case=case,
        main=found.main.id if found.main else None,
        key=found.service.key,
        **{**done, "rate": UUID(done["rate"])},
    )


@page(Action.PREPARE_DECISION, "POST")
def decide(request: Request, change: UUID) -> HttpResponse:
    """Begin the decision that grants an expected change."""
    row = made(request, lambda: expect.to_decision(request.actor, change=change))
    if row is not None:
        return redirect("decisions:one", row.id)
    return redirect("decisions:change", change)


def _pressed(request: Request, change: UUID, done: str, act: Callable[[], object]) -> HttpResponse:
    carried_out(request, done, act)
    return redirect("decisions:change", change)


@page(Action.PREPARE_DECISION, "POST")
def drop(request: Request, change: UUID) -> HttpResponse:
    """Let an expected change fall away."""
    reason = request.POST.get("reason", "")
    act = lambda: expect.drop_change(request.actor, change=change, reason=reason)  # noqa: E731
    return _pressed(request, change, screen_text("Ændringen ventes ikke længere."), act)


@page(Action.PREPARE_DECISION, "POST")
def submit(request: Request, change: UUID) -> HttpResponse:
    """Send another last day to somebody else for approval."""
    act = lambda: extend.submit_end(request.actor, change=change)  # noqa: E731
    done = screen_text("Den nye slutdag er sendt til godkendelse hos en anden.")
    return _pressed(request, change, done, act)


@page(Action.APPROVE_DECISION, "POST")
def approve(request: Request, change: UUID) -> HttpResponse:
    """Approve another last day."""
    act = lambda: extend.approve_end(request.actor, change=change)  # noqa: E731
    return _pressed(request, change, screen_text("Den nye slutdag er godkendt."), act)


@page(Action.APPROVE_DECISION, "POST")
def send_back(request: Request, change: UUID) -> HttpResponse:
    """Send another last day back to whoever prepared it."""
    reason = request.POST.get("reason", "")
    act = lambda: extend.return_end(request.actor, change=change, reason=reason)  # noqa: E731
    return _pressed(request, change, screen_text("Den nye slutdag er sendt tilbage."), act)
