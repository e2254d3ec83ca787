"""Pages of the budget builder: versions, one version with its lines, two versions compared."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets import actions, queries
from helhed.apps.budgets.access import may_set
from helhed.apps.budgets.models import BudgetVersion
from helhed.apps.budgets.queries import simulated
from helhed.apps.budgets.queries.carry import may_carry
from helhed.apps.budgets.queries.versions import (
    VersionPage,
    against_version,
    one_line,
    version_page,
    versions,
)
from helhed.apps.budgets.web.several import shown_by_name, thousandths
from helhed.apps.budgets.web.version_forms import (
    GrowthForm,
    LineForm,
    ModelsForm,
    NewLineForm,
    VersionForm,
)
from helhed.apps.budgets.web.version_tables import (
    AGAINST,
    CHANGING,
    COMPARED,
    COMPARED_LINES,
    LEFT_OUT,
    LINES,
    MODELS,
    SERVICES,
    VERSIONS,
    change_rows,
    compared_line_rows,
    compared_rows,
    frame_rows,
    left_out_rows,
    line_rows,
    service_rows,
)
from helhed.apps.budgets.web.views import named
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made_by
from helhed.apps.layout.web.tables import Listed, Queried, Row, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.budgetmodel import BudgetModel, VersionState, price_growth
from helhed.rules.budgets.fordeling import Profile


@page(Action.SEE_BUDGET)
def overview(request: Request) -> HttpResponse:
    """Every version."""
    shown = show(request, VERSIONS, Queried(versions(request.actor), _version_row), _("Forslag"))
    if out := exported(request, shown):
        return out
    context = {"shown": shown, "may_set": may_set(request.actor)}
    return render(request, "budgets/versions.html", context)


def _version_row(row: BudgetVersion) -> Row:
    return {
        "id": row.id,
        "year": str(row.year),
        "name": row.name,
        "model": BudgetModel.of(row.model).label,
        "state": VersionState.of(row.state).label,
        "state_key": "granted" if row.state == VersionState.ADOPTED.value else "draft",
        "made_at": row.made_at,
        "made_by": row.made_by.name if row.made_by else "",
        "adopted_by": row.adopted_by.name if row.adopted_by else "",
    }


@page(Action.SET_BUDGET, "GET", "POST")
def new(request: Request) -> HttpResponse:
    """Make a version."""
    year = request.actor.today.year + 1
    initial = {
        "year": year,
        "name": _("Budget %(year)s") % {"year": year},
        "model": BudgetModel.ACTIVITY.value,
        "profile": Profile.DAYS.value,
        "per_mille": price_growth(request.actor.today),
    }
    form = VersionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if version := made_by(form, lambda: actions.make_version(request.actor, **done)):
            return redirect("budgets:version", version.id)
    return render(request, "budgets/version_new.html", {"form": form})


@page(Action.SEE_BUDGET)
def one(request: Request, version: UUID) -> HttpResponse:
    """A version: bottom-up beside the frame, per service and line by line."""
    found = version_page(request.actor, version)
    shown, out = shown_by_name(
        request,
        (SERVICES, Listed(service_rows(found)), _("Ydelser")),
        (AGAINST, Listed(frame_rows(found)), _("Nedefra og oppefra")),
        (LEFT_OUT, Listed(left_out_rows(found)), _("Har lidt eller intet i forslaget")),
        (LINES, Listed(line_rows(found, _may_change(request, found))), _("Linjer")),
    )
    if out:
        return out
    context = {
        "found": found,
        "version": found.version,
        "services": shown[SERVICES.name],
        "against": shown[AGAINST.name],
        "left_out": shown[LEFT_OUT.name] if found.left_out else None,
        "lines": shown[LINES.name],
        "difference": found.built - found.frame,
        "model": BudgetModel.of(found.version.model).label,
        "profile": Profile.of(found.version.profile).label,
        "may_change": _may_change(request, found),
        "may_carry": may_set(request.actor) and may_carry(found.version),
        "is_own": found.version.made_by_id == request.actor.user.id,
        "growth": GrowthForm(),
    }
    return render(request, "budgets/version.html", context)


def _may_change(request: Request, found: VersionPage) -> bool:
    return may_set(request.actor) and found.version.state == VersionState.DRAFT.value


@page(Action.SET_BUDGET, "GET", "POST")
def adopt(request: Request, version: UUID) -> HttpResponse:
    """Adopt a version, when one has seen what that changes."""
    if request.method != "POST":
        found = version_page(request.actor, version)
        if not _may_change(request, found):
            return redirect("budgets:version", version)
        shown = show(request, CHANGING, Listed(change_rows(found)), _("Rammer, der ændres"))
        if out := exported(request, shown):
            return out
        context = {
            "version": found.version,
            "found": found,
            "difference": found.built - found.original,
            "emptied": sum(not one.built for one in found.changing),
            "shown": shown,
        }
        return render(request, "budgets/adopt.html", context)
    told = screen_text("Budgettet er vedtaget, og rammerne er sat.")
    carried_out(request, told, lambda: actions.adopt_version(request.actor, version=version))
    return redirect("budgets:version", version)


@page(Action.SET_BUDGET, "POST")
def grow(request: Request, version: UUID) -> HttpResponse:
    """Raise every price of a draft."""
    form = GrowthForm(request.POST)
    if form.is_valid():
        done = form.cleaned_data
        told = screen_text("Priserne er ændret.")
        carried_out(
            request, told, lambda: actions.grow_prices(request.actor, version=version, **done)
        )
    return redirect("budgets:version", version)


@page(Action.SET_BUDGET, "GET", "POST")
def line(request: Request, version: UUID, line: UUID) -> HttpResponse:
    """Change an assumption."""
    found = one_line(request.actor, line)
    initial = {key: getattr(found, key) for key in ("persons", "price_oere", "fixed_oere", "note")}
    form = LineForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(form, lambda: actions.change_line(request.actor, line=found.id, **done)):
            return redirect("budgets:version", version)
    context = {"form": form, "line": found, "service": queries.service_name(found.service)}
    return render(request, "budgets/line.html", context)


@page(Action.SET_BUDGET, "GET", "POST")
def new_line(request: Request, version: UUID) -> HttpResponse:
    """Add what no grant tells yet."""
    page_ = queries.frame_page(request.actor, "", None, request.actor.today.year)
    form = NewLineForm(
        request.POST if request.method == "POST" else None,
        initial={"fixed_oere": 0},
        units=[(str(one.id), one.name) for one in page_.units],
        accounts=named(page_.accounts),
    )
    if request.method == "POST" and form.is_valid():
        done = form.done()
        if carried_out_by(form, lambda: actions.add_line(request.actor, version=version, **done)):
            return redirect("budgets:version", version)
    return render(request, "budgets/line_new.html", {"form": form, "version_id": version})


@page(Action.SEE_BUDGET)
def against(request: Request, version: UUID, other: UUID) -> HttpResponse:
    """Two versions held against each other."""
    this, that, found = against_version(request.actor, version, other)
    shown, out = shown_by_name(
        request,
        (COMPARED, Listed(compared_rows(found)), _("Ydelser")),
        (COMPARED_LINES, Listed(compared_line_rows(found, this.year, that.year)), _("Linjer")),
    )
    if out:
        return out
    context = {
        "version": this,
        "other": that,
        "total": found.total,
        "services": shown[COMPARED.name],
        "lines": shown[COMPARED_LINES.name],
    }
    return render(request, "budgets/compared.html", context)


@page(Action.SEE_BUDGET)
def models(request: Request) -> HttpResponse:
    """What each model would have said of a year, beside what it became."""
    form = ModelsForm(request.GET or None, this_year=request.actor.today.year)
    year = form.asked()
    found = simulated.simulated(request.actor, year)
    rows = [
        {
            "model": one.model.label,
            "persons": thousandths(one.persons),
            "said": one.oere,
            "became": found.became,
            "missed": one.oere - found.became,
            "share": 100 * (one.oere - found.became) / found.became if found.became else None,
        }
        for one in found.models
    ]
    shown = show(request, MODELS, Listed(rows), _("Budgetmodeller"))
    if out := exported(request, shown):
        return out
    context = {
        "shown": shown,
        "year": year,
        "found": found,
        "form": form,
        "alike": [", ".join(_(one.label) for one in models) for models in found.alike],
        "back": reverse("budgets:versions"),
    }
    return render(request, "budgets/models.html", context)
