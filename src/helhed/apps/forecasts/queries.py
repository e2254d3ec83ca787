"""Reading runs and what they said, beside the budget and what was before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Unit
from helhed.apps.budgets.models import Frame
from helhed.apps.budgets.queries import service_name
from helhed.apps.budgets.queries.year import expected_by_department
from helhed.apps.budgets.sums import frame_sums
from helhed.apps.decisions.models import CommitmentYear
from helhed.apps.decisions.years import MONTHS
from helhed.apps.forecasts.access import departments_of, may_forecast, require_forecast
from helhed.apps.forecasts.figures import NET, OERE, PERSONS, QUANTILES
from helhed.apps.forecasts.front import front, fronts
from helhed.apps.forecasts.known import NO_OFFER
from helhed.apps.forecasts.models import (
    Forecast,
    ForecastAnswer,
    PlacePlan,
    PopulationProjection,
    Scenario,
)
from helhed.apps.forecasts.past import CAUSES, PAST
from helhed.apps.forecasts.tested import Tested, tested_at
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.forecasts.koersel import RunState, as_of
from helhed.rules.offers.ejerforhold import Ownership

MOST_RUNS = 12
MONTHS_BEFORE = 12
WITHOUT_OFFER = screen_text("Uden tilbud")
MOST_PROJECTIONS = 50
"""The latest that a page lists."""
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """What a run says of one service and owner; both empty: of all."""

    service: str
    owner: str
    figures: Figures

    @property
    def is_total(self) -> bool:
        return not self.service

    @property
    def service_name(self) -> str:
        return service_name(self.service) if self.service else screen_text("I alt")

    @property
    def owner_name(self) -> str:
        return owner_name(self.owner)


def owner_name(owner: str) -> str:
    """Whose offers are: the words of the ownership; of nobody's, that there is none."""
    if owner in {one.value for one in Ownership}:
        return Ownership(owner).label
    return WITHOUT_OFFER if owner == NO_OFFER else ""


@dataclass(frozen=True, slots=True)
class YearSum:
    """A year of a run beside its budget, øre: the middle, four of five, and the frame."""

    year: int
    low: int
    middle: int
    high: int
    frame: int | None
    net: int | None
    """The middle of what is left after refund; None of a year that has begun."""
    followed_up: int | None = None
    """What the budget follow-up expects of the year that has begun."""
    tested: Tested | None = None
    """How the run did as far ahead as the year's end is."""

    @property
    def over(self) -> int | None:
        """How much more than the frame the middle is."""
        return None if self.frame is None else self.middle - self.frame

    @property
    def is_surely_over(self) -> bool:
        """Whether four of five lie over the frame altogether."""
        return self.frame is not None and self.low > self.frame

    @property
    def is_in_doubt(self) -> bool:
        """Whether the last value has been no further off until now."""
        return self.tested is not None and self.tested.is_no_better

    @property
    def calls_for_plan(self) -> bool:
        """Whether it is surely over by a forecast that has earned to be believed (leadership's rule
        for a plan)."""
        return self.is_surely_over and not self.is_in_doubt


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run, and what belongs beside it."""

    row: Forecast
    state: RunState
    total: UnitAnswer | None
    units: list[UnitAnswer]
    scenarios: list[str]
    years: list[YearSum]
    before: list[tuple[Month, int]]
    frames: dict[int, int]
    may_make: bool

    @property
    def begun_without_net(self) -> int | None:
        """The year that has begun, where what is left of it after refund is not known."""
        begun = (one for one in self.years if one.year == self.row.as_of.year and one.net is None)
        return next((one.year for one in begun), None)

    @property
    def months(self) -> list[Month]:
        """The months that are forecast."""
        return months_of(self.row)


@dataclass(frozen=True, slots=True)
class Past:
    """The months before a run: persons at the end of each (thousandths), and øre."""

    months: Sequence[Month] = ()
    persons: Sequence[int] = ()
    oere: Sequence[int] = ()


def past(row: Forecast, one: UnitAnswer) -> Past:
    """The months before, as they were known; none of a run that kept none."""
    kept = one.figures.get(PAST)
    if not kept:
        return Past()
    last = Month.of(row.as_of)
    months = [last.plus(n) for n in range(1 - len(kept[PERSONS]), 1)]
    return Past(months, kept[PERSONS], kept[OERE])


def causes(one: UnitAnswer) -> dict[str, dict[str, list[int]]]:
    """What changes a unit by series: where it starts, and cause by cause each month; empty of a
    run that kept none."""
    found: dict[str, dict[str, list[int]]] = one.figures.get(CAUSES, {})
    return found


def persons_now(one: UnitAnswer) -> int | None:
    """Thousandths of persons on the day that the run is as of; None where that was not kept."""
    found = causes(one)
    return found[PERSONS]["start"][0] if found else None


def months_of(row: Forecast) -> list[Month]:
    """The months that a run forecasts."""
    first = Month(row.as_of.year, row.as_of.month).plus(1)
    return [first.plus(n) for n in range(row.months)]


def runs(actor: Actor, department: str) -> list[Forecast]:
    """The latest runs of a department (empty: of both at once)."""
    require_forecast(actor, Action.SEE_FORECAST, department)
    found = Forecast.objects.filter(department=department).select_related("asked_by")
    return list(found.order_by("-as_of", "-asked_at")[:MOST_RUNS])


def latest(actor: Actor, department: str) -> Forecast | None:
    """The run that stands first: the house's own, until somebody chooses another."""
    require_forecast(actor, Action.SEE_FORECAST, department)
    return front(department)


def scenarios(actor: Actor, department: str) -> list[Scenario]:
    """The scenarios of a department that hold."""
    require_forecast(actor, Action.SEE_FORECAST, department)
    found = Scenario.objects.filter(department=department, withdrawn_at__isnull=True)
    return list(found.select_related("made_by").order_by("name"))


def scenario_of(actor: Actor, scenario: UUID) -> Scenario:
    """A scenario that holds. Raises Http404, UnableToLetIn."""
    found = Scenario.objects.filter(id=scenario, withdrawn_at__isnull=True)
    row = found.select_related("made_by").first()
    if row is None:
        raise Http404
    require_forecast(actor, Action.SEE_FORECAST, row.department)
    return row


def seen_departments(actor: Actor) -> list[str]:
    """The departments whose forecasts may be seen."""
    return departments_of(actor, Action.SEE_FORECAST)


def projections(actor: Actor) -> list[PopulationProjection]:
    """The projections of the population that were taken in, the one that is followed first. They
    are the municipality's: whoever sees a department's forecast sees them."""
    _require_any(actor)
    rows = PopulationProjection.objects.select_related("made_by")
    return list(rows.order_by("-made_at", "-id")[:MOST_PROJECTIONS])


def projection_of(actor: Actor, projection: UUID) -> PopulationProjection:
    """A projection. Raises Http404, UnableToLetIn."""
    _require_any(actor)
    row = PopulationProjection.objects.filter(id=projection).first()
    if row is None:
        raise Http404
    return row


def _require_any(actor: Actor) -> None:
    if not seen_departments(actor):
        require_forecast(actor, Action.SEE_FORECAST, "")


def run_of(actor: Actor, forecast: UUID) -> Forecast:
    """A run. Raises Http404, UnableToLetIn."""
    row = Forecast.objects.select_related("asked_by").filter(id=forecast).first()
    if row is None:
        raise Http404
    require_forecast(actor, Action.SEE_FORECAST, row.department)
    return row


def run_page(actor: Actor, row: Forecast) -> RunPage:
    """A run with its answers as it is."""
    units = answers(row, 0)
    total = next((one for one in units if one.is_total), None)
    first = Month(row.as_of.year, row.as_of.month)
    years = range(first.year, first.plus(row.months).year + 1)
    frames = frames_of(row.department, years)
    return RunPage(
        row,
        RunState.of(row.state),
        total,
        [one for one in units if not one.is_total],
        [one["name"] for one in row.scenarios],
        _years(row, total, frames, _followed_up(row.department, actor.today) if total else {}),
        months_before(row.department, first) if total else [],
        frames,
        may_forecast(actor, Action.MAKE_FORECAST, row.department),
    )


def answers(row: Forecast, scenario: int) -> list[UnitAnswer]:
    """What a run says of each unit in a scenario, the total first."""
    found = ForecastAnswer.objects.filter(forecast=row, scenario=scenario)
    rows = found.order_by("service", "owner").values_list("service", "owner", "figures")
    return [UnitAnswer(*one) for one in rows]


def totals(row: Forecast) -> dict[int, Figures]:
    """What a run says of all together, by scenario."""
    found = ForecastAnswer.objects.filter(forecast=row, service="", owner="")
    return dict(found.order_by("scenario").values_list("scenario", "figures"))


def answer(row: Forecast, service: str, owner: str) -> UnitAnswer:
    """What a run says of one unit. Raises Http404."""
    found = ForecastAnswer.objects.filter(
        forecast=row, scenario=0, service=service, owner=owner
    ).first()
    if found is None:
        raise Http404
    return UnitAnswer(found.service, found.owner, found.figures)


def plan_of(actor: Actor, placeplan: UUID) -> PlacePlan:
    """A plan of places. Raises Http404, UnableToLetIn."""
    row = PlacePlan.objects.select_related("asked_by").filter(id=placeplan).first()
    if row is None:
        raise Http404
    require_forecast(actor, Action.SEE_FORECAST, row.department)
    return row


def plans(actor: Actor, department: str) -> list[PlacePlan]:
    """The latest plans of places of a department; of both (empty), those of each as well."""
    require_forecast(actor, Action.SEE_FORECAST, department)
    found = PlacePlan.objects.select_related("asked_by")
    if department:
        found = found.filter(department=department)
    return list(found.order_by("-asked_at")[:MOST_RUNS])


def quantile(figures: Figures, wanted: float) -> list[int]:
    """The figures of one quantile."""
    rows: list[list[int]] = figures["q"]
    return rows[QUANTILES.index(wanted)]


def _followed_up(department: str, today: date) -> dict[int, int]:
    """What the budget follow-up expects of this year: what is granted until it ends, and known
    corrections."""
    units = Unit.objects.filter(department=department) if department else Unit.objects.all()
    expected, _ = expected_by_department(today.year, list(units), today)
    return {today.year: sum(expected.values())}


def _years(
    row: Forecast, total: UnitAnswer | None, frames: dict[int, int], followed_up: dict[int, int]
) -> list[YearSum]:
    if total is None:
        return []
    found = total.figures.get(OERE, {}).get("years", {})
    after = total.figures.get(NET, {}).get("years", {})
    return [
        YearSum(
            int(year),
            quantile(own, 0.1)[0],
            quantile(own, 0.5)[0],
            quantile(own, 0.9)[0],
            frames.get(int(year)),
            quantile(after[year], 0.5)[0] if year in after else None,
            followed_up.get(int(year)),
            tested_at(row, int(year)),
        )
        for year, own in sorted(found.items())
    ]


def frames_of(department: str, years: Iterable[int]) -> dict[int, int]:
    """What the council set aside, by year, øre; years without a budget are left out."""
    frames = Frame.objects.filter(year__in=list(years))
    if department:
        frames = frames.filter(unit__department=department)
    found: dict[int, int] = {}
    for (_, _, year), own in frame_sums(frames).items():
        found[year] = found.get(year, 0) + own.corrected
    return found


def months_before(department: str, last: Month) -> list[tuple[Month, int]]:
    """What was committed in the last twelve months, øre."""
    months = [last.plus(n) for n in range(1 - MONTHS_BEFORE, 1)]
    rows = _committed(department).filter(year__in={month.year for month in months})
    sums_of = {f"s{n}": Sum(name) for n, name in enumerate(MONTHS, 1)}
    names = list(sums_of)
    counted: dict[int, list[int]] = {}
    for year, *found in (
        rows.order_by().values("year").annotate(**sums_of).values_list("year", *names)
    ):
        counted[year] = [oere or 0 for oere in found]
    return [(one, counted.get(one.year, [0] * 12)[one.month - 1]) for one in months]


def _committed(department: str) -> QuerySet[CommitmentYear, CommitmentYear]:
    found = CommitmentYear.objects.filter(grant__state="granted")
    return found.filter(unit__department=department) if department else found


def earlier(row: Forecast) -> Forecast | None:
    """The run that stood first in an earlier month, of those that are done."""
    return front(row.department, before=row.as_of)


def next_year(actor: Actor) -> list[tuple[Forecast, YearSum]]:
    """What the run that stands first in each department that the actor sees says of next year,
    beside the frame; of whoever sees both at once, of both together when there is such a run. Empty
    without a run that goes so far."""
    year = actor.today.year + 1
    recent = Forecast.objects.filter(
        id__in=fronts(seen_departments(actor)), as_of__gte=as_of(as_of(actor.today))
    )
    rows = ForecastAnswer.objects.filter(forecast__in=recent, scenario=0, service="", owner="")
    latest_of = {one.forecast.department: one for one in rows.select_related("forecast")}
    latest_of = {"": latest_of[""]} if "" in latest_of else latest_of
    found = []
    for department, one in sorted(latest_of.items()):
        total = UnitAnswer("", "", one.figures)
        told = [sum for sum in _years(one.forecast, total, {}, {}) if sum.year == year]
        frame = frames_of(department, [year]).get(year) if told else None
        found += [(one.forecast, replace(sum, frame=frame)) for sum in told]
    return found
