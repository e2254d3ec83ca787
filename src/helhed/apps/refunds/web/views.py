"""Pages of refund: a year's overview, and one payer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.apps.refunds import queries
from helhed.apps.refunds.queries import PayerPage, PayerYear, Standing
from helhed.apps.refunds.web import forms
from helhed.apps.refunds.web.income_forms import IncomeForm
from helhed.apps.refunds.web.settlement_forms import DutyForm, own_code_of
from helhed.kernel.money import kroner
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department, service
from helhed.rules.refunds.opgoerelse import Payer

PAYERS = Table(
    "refusion",
    [
        Column("number", screen_text("Sag"), sort="number", link=lambda row: row["opens"]),
        Column("kind", screen_text("Opgøres på"), "said", sort="kind"),
        Column("department", screen_text("Afdeling"), "said", sort="department"),
        Column("months_over", screen_text("Mdr. over"), "number", sort="months_over"),
        Column("basis", screen_text("Udgift netto"), "kroner", sort="basis", total=True),
        Column("earned", screen_text("Refusion til nu"), "kroner", sort="earned", total=True),
        Column("claimed", screen_text("Hjemtaget"), "kroner", sort="claimed", total=True),
        Column("pending", screen_text("Ikke sendt endnu"), "kroner", sort="pending", total=True),
        Column("difference", screen_text("Mangler"), "kroner", sort="difference", total=True),
        Column("expected", screen_text("Forventet i år"), "kroner", sort="expected", total=True),
        Column("standing", screen_text("Status"), "state", sort="standing", state_key="state"),
    ],
    sort="-expected",
    empty=screen_text("Ingen over eller tæt på beløbsgrænsen her. Skift filtrene."),
)

MONTHS = Table(
    "refusion-maaneder",
    [
        Column("month", screen_text("Måned"), "month", sort="month"),
        Column("running", screen_text("Løbende udgift"), "kroner", total=True),
        Column("one_off", screen_text("Enkeltudgift, 1/12"), "kroner", total=True),
        Column("income", screen_text("Indtægt"), "kroner", total=True),
        Column("other_refund", screen_text("Staten efter andre love"), "kroner", total=True),
        Column("basis", screen_text("Tæller med til grænsen"), "kroner", total=True),
        Column("step_1", screen_text("Trin 1"), "kroner", total=True),
        Column("step_2", screen_text("Trin 2"), "kroner", total=True),
        Column("step_3", screen_text("Trin 3"), "kroner", total=True),
        Column("refund", screen_text("Refusion i alt"), "kroner", sort="refund", total=True),
        Column("claimed", screen_text("Hjemtaget"), "kroner", sort="claimed", total=True),
        Column("pending", screen_text("Ikke sendt endnu"), "kroner", sort="pending", total=True),
        Column("how", screen_text("Efter"), "text"),
    ],
    sort="month",
    empty=screen_text("Ingen udgifter, der tæller med, det år."),
)

COSTS = Table(
    "refusion-udgifter",
    [
        Column("month", screen_text("Måned"), "month", sort="month"),
        Column(
            "number",
            screen_text("Sag"),
            sort="number",
            link=lambda row: reverse("payments:grant", args=[row["grant"]]),
        ),
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("citation", screen_text("Paragraf"), sort="citation"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("oere", screen_text("Beløb i kr."), "kroner", sort="oere", total=True),
        Column("source", screen_text("Kommer fra"), "said", sort="source"),
        Column("why", screen_text("Hvorfor den ikke tæller med"), "said", sort="why"),
    ],
    sort="month",
    empty=screen_text("Ingen udgifter det år."),
)
HOUSEHOLD, CITIZEN = screen_text("Husstanden"), screen_text("Borgeren")
POSTED, COMMITTED = screen_text("Bogført"), screen_text("Disponeret")


@page(Action.SEE_REFUND)
def overview(request: Request) -> HttpResponse:
    """Who is over a limit or near one in a year, what is expected, claimed and lacking."""
    this_year = request.actor.today.year
    asked = {"year": str(this_year), **request.GET.dict()}
    form = forms.OverviewForm(asked, this_year=this_year)
    year, department, standing = form.asked(this_year)
    with transaction.atomic():
        found = queries.overview(request.actor, year, department)
        listed = [row for row in found.rows if standing in ("", row.standing.value)]
        rows = {row.payer: row for row in listed}
        shown = show(request, PAYERS, Listed([_payer(row, year) for row in listed]), _("Refusion"))
        seen = [rows[row["payer"]] for row in shown.rows]
        read_citizens(request.actor, "refund.list", queries.citizens_of(seen), **shown.facts)
    if shown.export:
        return shown.export
    context = {
        "form": form,
        "shown": shown,
        "found": found,
        "totals": {name: found.total(name) for name in _TOTALS},
        "counts": {one.value: found.count(one) for one in Standing},
        "year": year,
        "changed": queries.numbers_changed(year),
        "waiting": queries.numbers_waiting(request.actor),
    }
    return render(request, "refunds/overview.html", context)


_TOTALS = ("earned", "expected", "claimed", "pending", "difference")


def _payer(row: PayerYear, year: int) -> Row:
    return {
        "payer": row.payer,
        "opens": f"{address_of(row.payer)}?year={year}",
        "number": row.number or "–",
        "kind": HOUSEHOLD if row.payer.is_household else CITIZEN,
        "department": Department(row.department).label if row.department else "",
        "months_over": row.months_over,
        "basis": row.basis,
        "earned": row.earned,
        "claimed": row.claimed,
        "pending": row.pending,
        "difference": row.difference,
        "expected": row.expected,
        "standing": row.standing.label,
        "state": _STATES[row.standing],
    }


_STATES = {
    Standing.OVER: "granted",
    Standing.NEAR: "draft",
    Standing.UNKNOWN: "rejected",
    Standing.UNDER: "",
}


def address_of(payer: Payer) -> str:
    """The page of a payer."""
    if payer.is_household:
        return reverse("refunds:household", args=[payer.key])
    return reverse("refunds:citizen", args=[payer.key])


@page(Action.SEE_REFUND)
def citizen(request: Request, citizen: UUID) -> HttpResponse:
    """One citizen's year."""
    return show_payer(request, Payer(False, str(citizen)))


@page(Action.SEE_REFUND)
def household(request: Request, household: UUID) -> HttpResponse:
    """One household's year."""
    return show_payer(request, Payer(True, str(household)))


def show_payer(
    request: Request, payer: Payer, income_form: IncomeForm | None = None
) -> HttpResponse:
    """A payer's year; with what was typed of an income that was not taken, when there is some."""
    year = forms.YearForm(request.GET).asked(request.actor.today.year)
    with transaction.atomic():
        found = queries.payer_page(request.actor, payer, year)
        costs = show(request, COSTS, Listed(_cost_rows(found)), _("Udgifter"))
        costs.query["table"] = COSTS.name
        months = show(request, MONTHS, Listed(_month_rows(found)), _("Måned for måned"))
        out = costs if request.GET.get("table") == COSTS.name else months
        read_citizens(request.actor, "refund.payer", found.citizens, **out.facts)
    if out.export:
        return out.export
    context = {"found": found, "months": months, "costs": costs, **_forms(request, found)}
    if income_form is not None:
        context["income_form"] = income_form
    return render(request, "refunds/payer.html", context, status=400 if income_form else 200)


def grants_of(found: PayerPage) -> dict[str, str]:
    """The grants of a payer's year, of which something may come in, and their words."""
    return {
        str(line.grant): f"{line.number} {_(service(line.service).name)}" for line in found.lines
    }


def _forms(request: Request, found: PayerPage) -> dict[str, Any]:
    return {
        "fact_form": forms.FactForm(),
        "income_form": IncomeForm(grants=grants_of(found).items()),
        "join_form": forms.JoinForm(),
        "leave_form": forms.LeaveForm(),
        "duty_form": DutyForm(own=own_code_of(request)),
        "years": range(found.year - 1, found.year + 2),
    }


def _month_rows(found: PayerPage) -> list[Row]:
    return [
        {
            "month": one.month.first,
            "running": one.running,
            "one_off": one.one_off,
            "income": -one.income,
            "other_refund": -one.other_refund,
            "basis": one.basis,
            **{f"step_{n}": one.steps[n - 1] if one.steps else 0 for n in (1, 2, 3)},
            "refund": one.refund,
            "claimed": one.claimed,
            "pending": one.pending,
            "how": " · ".join(
                [*(_law(*law) for law in one.laws), *([_(one.note)] if one.note else [])]
                + ([_("forventet")] if one.is_expected else [])
            ),
        }
        for one in found.months
    ]


def _law(law: str, share: int | None, basis: int) -> str:
    """The law of a refund, with what it is a part of where it is a fixed part."""
    if share is None:
        return _(law)
    told = {"law": _(law), "share": share, "basis": kroner(basis)}
    return _("%(law)s: %(share)s %% af %(basis)s") % told


def _cost_rows(found: PayerPage) -> list[Row]:
    return [
        {
            "month": line.month.first,
            "number": line.number,
            "grant": line.grant,
            "service": service(line.service).name,
            "citation": line.citation,
            "account": line.account,
            "oere": line.oere,
            "source": COMMITTED if line.is_committed else POSTED,
            "why": line.left_out.label if line.left_out else "",
        }
        for line in found.lines
    ]
