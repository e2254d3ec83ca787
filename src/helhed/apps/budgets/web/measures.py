"""Pages of measures: the register, and one measure opened to the grants that it names."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.budgets.access import may_set
from helhed.apps.budgets.actions import measures as actions
from helhed.apps.budgets.queries import BudgetFilter, service_name
from helhed.apps.budgets.queries import measures as queries
from helhed.apps.budgets.web import forms
from helhed.apps.budgets.web.budget_tables import address
from helhed.apps.budgets.web.measure_forms import MeasureForm, NameForm, StateForm, grant_words
from helhed.apps.budgets.web.several import year_asked
from helhed.apps.budgets.web.views import choices_of_budget
from helhed.apps.decisions.models import Grant
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made_by
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.tiltag import MeasureState

COLOURS = {
    MeasureState.REACHED: "reached",
    MeasureState.ON_TRACK: "active",
    MeasureState.PARTLY: "partly",
    MeasureState.NOT_REACHED: "rejected",
    MeasureState.NOT_YET: "",
}
MEASURES = Table(
    "tiltag",
    [
        Column(
            "name",
            screen_text("Tiltag"),
            sort="name",
            link=lambda row: address("budgets:measure", row["id"], year=row["year"]),
        ),
        Column("unit", screen_text("Enhed"), sort="unit"),
        Column("owner", screen_text("Ansvarlig"), sort="owner"),
        Column("state", screen_text("Tilstand"), "state", sort="state", state_key="state_key"),
        Column("grants", screen_text("Bevillinger"), "number", sort="grants", total=True),
        Column("target", screen_text("Mål"), "kroner", sort="target", total=True),
        Column("reached", screen_text("Nået til nu"), "kroner", sort="reached", total=True),
        Column("forecast", screen_text("Ventet i året"), "kroner", sort="forecast", total=True),
        Column("more", screen_text("Fra målet"), "kroner", sort="more", total=True),
        Column("twice", screen_text("Deles med andre"), "kroner", sort="twice"),
    ],
    sort="name",
    empty=screen_text("Ingen tiltag her endnu."),
)
PAIRS = Table(
    "tiltag-bevillinger",
    [
        Column("before", screen_text("Før"), link=lambda row: row["before_opens"]),
        Column("after", screen_text("Efter"), link=lambda row: row["after_opens"]),
        Column("changed", screen_text("Fra"), "day", sort="changed"),
        Column("baseline", screen_text("Grundlag pr. dag"), "kroner"),
        Column("reached", screen_text("Nået til nu"), "kroner", sort="reached", total=True),
        Column("forecast", screen_text("Ventet i året"), "kroner", sort="forecast", total=True),
        Column("drop", "", link=lambda row: row["drops"]),
    ],
    sort="-forecast",
    empty=screen_text("Tiltaget nævner ingen bevillinger endnu. Uden dem kan det ikke opgøres."),
)


@page(Action.SEE_BUDGET)
def overview(request: Request) -> HttpResponse:
    """The register of measures."""
    this_year = request.actor.today.year
    given = {"year": str(this_year), **request.GET.dict()}
    form = forms.BudgetForm(given, **choices_of_budget(request))
    form.fields.pop("account")
    wanted = BudgetFilter(**form.asked(this_year))
    found = queries.measures(request.actor, wanted)
    shown = show(request, MEASURES, Listed(measure_rows(found, wanted)), _("Tiltag"))
    if out := exported(request, shown):
        return out
    shown.totals = measure_totals(found)
    context = {
        "form": form,
        "wanted": wanted,
        "shown": shown,
        "found": found,
        "total": found.total,
        "may_set": may_set(request.actor),
    }
    return render(request, "budgets/measures.html", context)


def measure_totals(found: queries.Measures) -> dict[str, int]:
    """The sums of the register, as the tiles say them: with nothing counted twice, and none of
    what cannot be known yet. The rows alone would sum to more."""
    total = found.total
    counted = ("reached", "forecast", "more") if found.is_counted else ()
    grants = sum(len(line.pairs) for line in found.lines)
    return {"grants": grants, **{name: getattr(total, name) for name in ("target", *counted)}}


def measure_rows(found: queries.Measures, wanted: BudgetFilter) -> list[Row]:
    """The measures as rows of the register."""
    return [_row(line, wanted.year) for line in found.lines]


def _row(line: queries.MeasureLine, year: int) -> Row:
    measure = line.measure
    return {
        "id": measure.id,
        "year": year,
        "name": measure.name,
        "unit": measure.unit.name,
        "owner": measure.owner.name if measure.owner else "",
        "state": line.state.label,
        "state_key": COLOURS[line.state],
        "grants": len(line.pairs),
        "target": line.outcome.target,
        "reached": line.outcome.reached if line.is_counted else None,
        "forecast": line.outcome.forecast if line.is_counted else None,
        "more": line.outcome.more if line.is_counted else None,
        "twice": line.twice,
    }


@page(Action.SEE_BUDGET, "GET", "POST")
def one(request: Request, measure: UUID) -> HttpResponse:
    """One measure; posted to, it is said where it stands."""
    year = year_asked(request)
    with transaction.atomic():
        found = queries.measure_page(request.actor, measure, year)
        rows = [_pair_row(pair, measure, found.may_write) for pair in found.line.pairs]
        shown = show(request, PAIRS, Listed(rows), _("Bevillinger"))
        citizens = [citizen for pair in found.line.pairs for citizen in pair.citizens]
        read_citizens(request.actor, "budget.figure", citizens, **shown.facts)
    if shown.export:
        return shown.export
    held = found.line.measure
    form = StateForm(
        request.POST if request.method == "POST" else None,
        initial={"state": held.state, "note": held.state_note},
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(form, lambda: actions.say_state(request.actor, measure=measure, **done)):
            return redirect(address("budgets:measure", measure, year=year))
    context = {
        "found": found,
        "line": found.line,
        "measure": held,
        "shown": shown,
        "state": _(found.line.state.label),
        "colour": COLOURS[found.line.state],
        "year": year,
        "form": form,
    }
    return render(request, "budgets/measure.html", context)


def _pair_row(pair: queries.PairLine, measure: UUID, may_write: bool) -> Row:
    baseline = None if pair.baseline is None else round_half_away_from_zero(pair.baseline)
    return {
        "before": _grant(pair.before),
        "before_opens": _opens(pair.before),
        "after": _grant(pair.after),
        "after_opens": _opens(pair.after),
        "changed": pair.changed,
        "baseline": baseline,
        "reached": pair.reached if pair.is_counted else None,
        "forecast": pair.forecast if pair.is_counted else None,
        "drop": _("Tag ud") if may_write else "",
        "drops": reverse("budgets:measure-drop", args=[measure, pair.id]),
    }


def _grant(grant: Grant | None) -> str:
    if grant is None:
        return ""
    return f"{grant.decision.case.number} {_(service_name(grant.service))}"


def _opens(grant: Grant | None) -> str:
    return reverse("payments:grant", args=[grant.id]) if grant else ""


@page(Action.SET_BUDGET, "GET", "POST")
def new(request: Request) -> HttpResponse:
    """Write a decided measure."""
    today = request.actor.today
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        initial={"decided_on": today, "start": today},
        units=[(str(unit.id), unit.name) for unit in queries.unit_choices(request.actor)],
        owners=[(str(user.id), user.name) for user in queries.owners(request.actor)],
        first_year=today.year,
    )
    if request.method == "POST" and form.is_valid():
        done = form.done()
        if made := made_by(form, lambda: actions.make_measure(request.actor, **done)):
            return redirect("budgets:measure", made.id)
    return render(request, "budgets/measure_new.html", {"form": form})


@page(Action.SET_BUDGET, "GET", "POST")
def name(request: Request, measure: UUID) -> HttpResponse:
    """Name the grants that a measure is counted on."""
    year = request.actor.today.year
    service = request.GET.get("service", "")
    with transaction.atomic():
        listed = queries.grants_to_name(request.actor, measure, service, year)
        read_citizens(request.actor, "budget.figure", [one.citizen_id for one in listed])
    form = NameForm(request.POST if request.method == "POST" else None, grants=_to_choose(listed))
    if request.method == "POST" and form.is_valid():
        done = form.done()
        if carried_out_by(
            form, lambda: actions.name_grants(request.actor, measure=measure, **done)
        ):
            return redirect("budgets:measure", measure)
    services = forms.service_choices()
    context = {"form": form, "measure_id": measure, "services": services, "service": service}
    return render(request, "budgets/measure_name.html", context)


def _to_choose(grants: Iterable[Grant]) -> list[tuple[str, str]]:
    return [(str(grant.id), grant_words(grant)) for grant in grants]


@page(Action.SET_BUDGET, "GET", "POST")
def drop(request: Request, measure: UUID, named: UUID) -> HttpResponse:
    """Take a pair out of a measure, when one is sure."""
    if request.method == "POST":
        told = screen_text("Bevillingen er taget ud af tiltaget.")
        carried_out(request, told, lambda: actions.drop_grants(request.actor, named=named))
        return redirect("budgets:measure", measure)
    return render(request, "budgets/measure_drop.html", {"measure_id": measure})
