"""Pages of frames: the list over four years, one frame to set or add to, and a move."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets import actions, queries
from helhed.apps.budgets.access import may_set
from helhed.apps.budgets.queries import BudgetFilter, FrameLine
from helhed.apps.budgets.web import forms
from helhed.apps.budgets.web.budget_tables import address
from helhed.apps.budgets.web.views import choices_of_budget, named
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.ramme import FrameKind


def _opens(row: Row) -> str:
    here = {key: row[key] for key in ("account", "unit", "year")}
    return address("budgets:frame" if row["may_set"] else "budgets:overview", **here)


FRAMES = Table(
    "rammer",
    [
        Column("account", screen_text("Konto"), sort="account", link=_opens),
        Column("name", screen_text("Navn"), sort="name"),
        Column("unit_name", screen_text("Enhed"), sort="unit_name"),
        *(
            Column(key, label, "kroner", sort=key, total=True)
            for key, label in (
                ("original", screen_text("Oprindeligt")),
                ("additional", screen_text("Tillæg")),
                ("moved", screen_text("Flyttet")),
                ("corrected", screen_text("Korrigeret")),
                ("next1", screen_text("Året efter")),
                ("next2", screen_text("2 år efter")),
                ("next3", screen_text("3 år efter")),
            )
        ),
    ],
    sort="account",
    empty=screen_text("Ingen rammer her. Skift filtrene, eller sæt en ramme."),
)


@page(Action.SEE_BUDGET)
def frames(request: Request) -> HttpResponse:
    """What is set aside in a year, in its parts, and in the years after it."""
    this_year = request.actor.today.year
    asked = {"year": str(this_year), **request.GET.dict()}
    form = forms.BudgetForm(asked, **choices_of_budget(request))
    wanted = BudgetFilter(**form.asked(this_year))
    sets = may_set(request.actor)
    rows = [
        _frame_row(line, wanted.year, sets) for line in queries.frame_lines(request.actor, wanted)
    ]
    shown = show(request, FRAMES, Listed(rows), _("Rammer"))
    if out := exported(request, shown):
        return out
    context = {"form": form, "shown": shown, "wanted": wanted, "may_set": sets}
    return render(request, "budgets/frames.html", context)


def _frame_row(line: FrameLine, year: int, sets: bool) -> Row:
    return {
        "account": line.account,
        "name": line.account_name,
        "unit": line.unit,
        "unit_name": line.unit_name,
        "year": year,
        "may_set": sets,
        "original": line.sums.original,
        "additional": line.sums.additional,
        "moved": line.sums.moved,
        "corrected": line.sums.corrected,
        **{f"next{n}": oere for n, oere in enumerate(line.ahead, start=1)},
    }


@page(Action.SET_BUDGET, "GET", "POST")
def frame(request: Request) -> HttpResponse:
    """Set a frame, or grant more."""
    given = request.POST if request.method == "POST" else request.GET
    year = _year(given.get("year", ""), request.actor.today.year)
    account, unit = given.get("account", ""), _uuid(given.get("unit", ""))
    found = queries.frame_page(request.actor, account, unit, year)
    initial = {
        "kind": FrameKind.ADDITIONAL.value if found.changes else FrameKind.ORIGINAL.value,
        "account": account,
        "unit": given.get("unit"),
        "year": year,
    }
    form = forms.FrameForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        units=[(str(one.id), one.name) for one in found.units],
        accounts=named(found.accounts),
    )
    if request.method == "POST" and form.is_valid():
        done = {**form.cleaned_data, "unit": UUID(form.cleaned_data["unit"])}
        sets = done.pop("kind") == FrameKind.ORIGINAL.value
        act = actions.set_frame if sets else actions.add_to_frame
        if carried_out_by(form, lambda: act(request.actor, **done)):
            return redirect(address("budgets:frames", year=done["year"], unit=done["unit"]))
    context = {"form": form, "found": found, "frame_year": year}
    return render(request, "budgets/frame.html", context)


@page(Action.SET_BUDGET, "GET", "POST")
def move(request: Request) -> HttpResponse:
    """Move money from one frame to another."""
    year = _year(request.GET.get("year", ""), request.actor.today.year)
    found = queries.frame_page(request.actor, "", None, year)
    form = forms.MoveForm(
        request.POST if request.method == "POST" else None,
        initial={"year": year},
        units=[(str(one.id), one.name) for one in found.units],
        accounts=named(found.accounts),
    )
    if request.method == "POST" and form.is_valid():
        done = dict(form.cleaned_data)
        for key in ("unit", "from_unit"):
            done[key] = UUID(done[key])
        if carried_out_by(form, lambda: actions.move_between_frames(request.actor, **done)):
            return redirect(address("budgets:frames", year=done["year"]))
    return render(request, "budgets/move.html", {"form": form})


def _year(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) else otherwise


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
