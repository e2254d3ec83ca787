"""Pages of the rates of own offers: all of a year, one with its steps, its budget and accounts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.decisions.actions import takst as building
from helhed.apps.decisions.web.takst_forms import BudgetForm, TakstYearForm, YearAccountForm
from helhed.apps.layout.web.answers import carried_out, carried_out_by
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.offers.queries import takst as queries
from helhed.apps.offers.queries.bridge import bridge_of
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.offers.bro import Bridge
from helhed.rules.offers.takst import Basis, TakstState, YearAccount


def _columns(year: int) -> Table:
    return Table(
        "takster-egne",
        [
            Column(
                "offer",
                screen_text("Tilbud"),
                sort="offer__name_key",
                link=lambda row: reverse("decisions:takst", args=[row["id"], year]),
            ),
            Column("provider", screen_text("Center"), only_exported=True),
            Column("name", screen_text("Takst"), "said", sort="name"),
            Column("before", screen_text("Året før, kr."), "price", sort="before"),
            Column("price", screen_text("Skrevet, kr."), "price", sort="price"),
            Column("built", screen_text("Bygget, kr."), "price", sort="built_oere"),
            Column("more", screen_text("Ændring, pct."), "quantity"),
            Column("occupancy", screen_text("Belægning, pct."), "quantity", sort="built_occupancy"),
            Column("correction", screen_text("Korrektion, kr."), "kroner", sort="built_correction"),
            Column(
                "state",
                screen_text("Tilstand"),
                "state",
                sort="built_state",
                state_key="state_key",
            ),
        ],
        sort="offer",
        empty=screen_text("Ingen egne tilbud med en pris pr. døgn eller måned."),
    )


@page(Action.SEE_OFFER)
def takst_list(request: Request) -> HttpResponse:
    """The rates of own offers in a year."""
    today = request.actor.today
    years = [today.year + 1, today.year, today.year - 1, today.year - 2]
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else years[0]
    state = request.GET.get("state", "")
    state = state if state in TakstState.codes() else ""
    form = TakstYearForm({"year": str(year), "state": state}, years=years)
    source = Queried(queries.taksts(request.actor, year, state), queries.takst_row)
    shown = show(request, _columns(year), source, _("Takster"))
    if out := exported(request, shown, year=str(year), state=state):
        return out
    context = {"shown": shown, "form": form, "year": year}
    return render(request, "decisions/taksts.html", context)


@page(Action.SEE_OFFER)
def one(request: Request, rate: UUID, year: int) -> HttpResponse:
    """One rate with its steps and accounts."""
    context = _context(request, rate, year)
    context["bridges"] = _bridges(context["found"])
    return render(request, "decisions/takst.html", context)


def _context(request: Request, rate: UUID, year: int) -> dict[str, Any]:
    found = queries.takst_page(request.actor, rate, year)
    return {"found": found, "rate": found.rate, "row": found.rate.offer, "year": year}


def _bridges(found: queries.TakstPage) -> list[Bridge]:
    """What became of the page's year, and of the year that comes back in its rate."""
    years = [found.year, *(one.row.year for one in found.accounts if one.lands_in == found.year)]
    return [made for year in years if (made := bridge_of(found.rate, year)) is not None]


@page(Action.SET_RATE, "GET", "POST")
def build(request: Request, rate: UUID, year: int) -> HttpResponse:
    """Build a rate from the budget of a year."""
    context = _context(request, rate, year)
    found = context["found"]
    form = BudgetForm(
        request.POST or None, initial=_begin(found), counts_citizens=found.counts_citizens
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        basis = Basis(*(done[key] for key in ("direct", "overhead", "depreciation", "interest")))
        budget = building.Budget(basis, done["number"], done["occupancy"], done["deviation"])
        if carried_out_by(
            form, lambda: building.build_takst(request.actor, rate=rate, year=year, budget=budget)
        ):
            return redirect("decisions:takst", rate, year)
    return render(request, "decisions/takst_build.html", {"form": form, **context})


def _begin(found: queries.TakstPage) -> dict[str, Any]:
    """What the form begins with: the draft itself, or the budget of the year before."""
    last = found.row or found.last_budget
    if last is None:
        return {"number": found.places or None}
    begun = {
        "direct": last.direct,
        "overhead": last.overhead,
        "depreciation": last.depreciation,
        "interest": last.interest,
        "number": last.number,
        "deviation": last.deviation,
    }
    return begun | ({"occupancy": last.occupancy} if last.deviation else {})


@page(Action.SET_RATE, "GET", "POST")
def account(request: Request, rate: UUID, year: int) -> HttpResponse:
    """Write what a year became."""
    context = _context(request, rate, year)
    form = YearAccountForm(request.POST or None, initial=_account_of(context["found"]))
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        other_days = done.pop("other_days")
        made = YearAccount(year=year, **done)
        if carried_out_by(
            form,
            lambda: building.record_account(
                request.actor, rate=rate, account=made, other_days=other_days
            ),
        ):
            return redirect("decisions:takst", rate, year)
    return render(request, "decisions/takst_account.html", {"form": form, **context})


def _account_of(found: queries.TakstPage) -> dict[str, Any]:
    """What the form begins with: the account itself, or what the year's rate was built on."""
    for one in found.accounts:
        if one.row.year == found.year:
            return vars(one.row)
    begun: dict[str, Any] = {"place_days": 365 * found.places or None, "set_aside": 0}
    if found.takst is not None:
        begun |= {"basis": found.takst.basis.total, "correction": found.takst.correction}
    return begun


@page(Action.SET_RATE, "POST")
def approve(request: Request, takst: UUID) -> HttpResponse:
    """Set a rate that another built."""
    seen = request.POST.get("seen", "")
    carried_out(
        request,
        screen_text("Taksten gælder fra 1. januar, og bevillingerne er regnet om."),
        lambda: building.approve_takst(
            request.actor, takst=takst, seen=int(seen) if seen.isdecimal() else 0
        ),
    )
    return _back(request, takst)


@page(Action.SET_RATE, "POST")
def drop(request: Request, takst: UUID) -> HttpResponse:
    """Give a draft up."""
    carried_out(
        request,
        screen_text("Kladden er kasseret. Ingen priser er ændret."),
        lambda: building.drop_takst(request.actor, takst=takst),
    )
    return _back(request, takst)


@page(Action.SET_RATE, "POST")
def withdraw(request: Request, takst: UUID) -> HttpResponse:
    """Take back a rate that was approved."""
    carried_out(
        request,
        screen_text("Taksten er kaldt tilbage. Prisen før den gælder igen."),
        lambda: building.withdraw_takst(request.actor, takst=takst),
    )
    return _back(request, takst)


def _back(request: Request, takst: UUID) -> HttpResponse:
    return redirect("decisions:takst", *queries.where(request.actor, takst))
