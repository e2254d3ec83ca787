"""How citizens fared in the offers of a kind: courses, what moved in each, and the comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.cases.access import cases_within
from helhed.apps.cases.models import Case
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.models import Offer
from helhed.apps.plans.levels import NEED, LevelsShown, levels_of_cases
from helhed.apps.plans.models import Goal
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.offers.tilbud import OfferKind
from helhed.rules.plans.niveauer import Judged
from helhed.rules.plans.plan import GoalState
from helhed.rules.plans.virkning import (
    Estimate,
    Outcome,
    Standing,
    adjusted,
    estimates,
    fewest_shown,
    standing,
)

LONG = date(9999, 12, 31)
TOO_FEW = screen_text("For få borgere til at vise et tal.")


class Measure(CodeList):
    """What is compared."""

    LEVEL = "level", screen_text("Niveau: hvor mange trin bedre")
    GOALS = "goals", screen_text("Mål: hvor stor en del der blev nået")


@dataclass(frozen=True, slots=True)
class Course:
    """A citizen's time in an offer under one case. ``better`` is the mean number of steps by which
    the themes that were judged both before and during it became better; ``before`` their mean
    level before, rounded; ``reached`` the share reached of the goals that were settled. Each is
    empty where nothing tells of it."""

    offer: UUID
    citizen: UUID
    case: UUID
    number: str
    start: date
    end: date | None
    before: int | None
    better: float | None
    goals: int
    reached: float | None

    def value(self, measure: Measure) -> float | None:
        return self.better if measure is Measure.LEVEL else self.reached


@dataclass(frozen=True, slots=True)
class OfferEffect:
    """An offer in the comparison: ``measured`` is the mean of its citizens as they are, the
    estimate is freed of what they came with and of luck; empty where ``why_not`` tells why."""

    offer: Offer
    measured: float | None
    estimate: Estimate | None
    standing: Standing | None
    why_not: str


@dataclass(frozen=True, slots=True)
class Effects:
    """The offers of a kind, by name; ``common`` is the mean of them all, empty where ``unable``
    tells why they cannot be compared."""

    kind: OfferKind
    measure: Measure
    rows: list[OfferEffect]
    common: float | None
    unable: UnableTo | None
    fewest: int

    @property
    def shown(self) -> list[OfferEffect]:
        """The offers with a figure."""
        return [one for one in self.rows if one.estimate is not None]

    @property
    def too_few(self) -> int:
        """How many offers have a result of too few citizens to show it."""
        return sum(one.why_not == TOO_FEW for one in self.rows)

    @property
    def apart(self) -> list[OfferEffect]:
        """The offers whose whole interval lies on one side of what they have in common."""
        within = (None, Standing.WITHIN)
        return [one for one in self.rows if one.standing not in within]


def effects(actor: Actor, kind: OfferKind, measure: Measure) -> Effects:
    """How the citizens whom the actor may follow fared in the offers of a kind."""
    courses = _courses(actor, Q(offer__kind=kind.value))
    offers = Offer.objects.filter(id__in={one.offer for one in courses})
    return _compared(
        list(offers.select_related("provider").order_by("name_key", "id")),
        courses,
        kind,
        measure,
        fewest_shown(actor.today),
    )


def commonest_kind(actor: Actor) -> OfferKind:
    """The kind of offer that most of the citizens whom the actor may follow were in."""
    counts = _within(actor).exclude(offer=None).values("offer__kind")
    found = counts.annotate(n=Count("citizen", distinct=True)).order_by("-n", "offer__kind").first()
    return OfferKind.of(found["offer__kind"]) if found else OfferKind.RESIDENTIAL_TEMPORARY


def courses_in(actor: Actor, offer: UUID) -> tuple[Offer, list[Course]]:
    """The courses behind an offer's figures, the newest first; only those that the actor may
    follow. The caller logs the look. Raises Http404."""
    row = Offer.objects.select_related("provider").filter(id=offer).first()
    if row is None:
        raise Http404
    courses = _courses(actor, Q(offer=row.id))
    return row, sorted(courses, key=lambda one: (one.start, one.number), reverse=True)


def _compared(
    offers: list[Offer], courses: list[Course], kind: OfferKind, measure: Measure, fewest: int
) -> Effects:
    outcomes = outcomes_of(courses, measure)
    groups = adjusted(outcomes)
    measured: dict[UUID, list[float]] = defaultdict(list)
    for one in outcomes:
        measured[one.offer].append(one.value)
    found: Mapping[UUID, Estimate] = {}
    common, unable = None, None
    try:
        spread, found = estimates(groups)
        common = spread.mean
    except UnableTo as error:
        unable = error
    rows = []
    for offer in offers:
        estimate = found.get(offer.id)
        why = _why_not(groups.get(offer.id, []), fewest, unable is not None)
        if why:
            rows.append(OfferEffect(offer, None, None, None, why))
        else:
            beside = standing(estimate, common) if estimate and common is not None else None
            rows.append(OfferEffect(offer, fmean(measured[offer.id]), estimate, beside, ""))
    return Effects(kind, measure, rows, common, unable, fewest)


def _why_not(values: list[float], fewest: int, is_unable: bool) -> str:
    if not values:
        return screen_text("Intet er målt både før og efter.")
    if len(values) < fewest:
        return TOO_FEW
    return screen_text("Kan ikke sammenlignes.") if is_unable else ""


def outcomes_of(courses: Iterable[Course], measure: Measure) -> list[Outcome[UUID]]:
    """One outcome for each citizen in each offer: the mean of her courses there."""
    values: dict[tuple[UUID, UUID], list[tuple[float, int | None]]] = defaultdict(list)
    for one in courses:
        value = one.value(measure)
        if value is not None:
            values[one.offer, one.citizen].append((value, one.before))
    return [
        Outcome(offer, fmean(value for value, _ in listed), listed[0][1])
        for (offer, _), listed in values.items()
    ]


def _within(actor: Actor) -> QuerySet[Grant, Grant]:
    """The grants of the citizens whom the actor may follow. Raises UnableToLetIn."""
    require_at_all(actor, Action.SEE_EFFECT)
    within = cases_within(actor.reach(Action.SEE_EFFECT), "decision__case__")
    within &= cases_within(actor.reach(Action.SEE_CASE), "decision__case__")
    return Grant.objects.filter(within, state=GrantState.GRANTED.value, start__lte=actor.today)


def _courses(actor: Actor, wanted: Q) -> list[Course]:
    grants = _within(actor).filter(wanted)
    rows = list(_stays(grants))
    cases = Case.objects.filter(id__in=grants.values("decision__case"))
    levels = levels_of_cases(cases)
    goals = _settled(cases)
    return [
        _course(row, levels.get(row["decision__case"], []), goals.get(row["decision__case"], []))
        for row in rows
    ]


def _stays(grants: QuerySet[Grant]) -> QuerySet[Grant, dict[str, Any]]:
    """Each case's time in each offer, from the first grant to the last; open when one is."""
    keys = ("offer", "citizen", "decision__case", "decision__case__number")
    return (
        grants.values(*keys)
        .annotate(
            first=Min("start"),
            last=Max("end"),
            runs=Count("id", filter=Q(end__isnull=True, runs_to__isnull=True)),
            law=Max("runs_to"),
        )
        .order_by("offer", "decision__case")
    )


def _settled(cases: QuerySet[Case]) -> dict[UUID, list[tuple[str, date]]]:
    """By case: how each goal that is settled ended, and the day of its last result."""
    rows = Goal.objects.filter(
        plan__case__in=cases, state__in=[GoalState.REACHED.value, GoalState.PARTLY.value]
    ).annotate(seen=Max("results__follow_up__held_on"))
    found: dict[UUID, list[tuple[str, date]]] = defaultdict(list)
    for case, state, seen in rows.values_list("plan__case_id", "state", "seen"):
        if seen is not None:
            found[case].append((state, seen))
    return found


def _course(
    row: dict[str, Any], levels: list[LevelsShown], goals: list[tuple[str, date]]
) -> Course:
    ends = [day for day in (row["last"], row["law"]) if day is not None]
    end = None if row["runs"] or not ends else max(ends)
    start, until = row["first"], end or LONG
    pairs = [
        pair for one in levels if one.key != NEED and (pair := moves(one.points, start, until))
    ]
    settled = [state for state, seen in goals if start < seen <= until]
    reached = settled.count(GoalState.REACHED.value)
    return Course(
        row["offer"],
        row["citizen"],
        row["decision__case"],
        row["decision__case__number"],
        start,
        end,
        round(fmean(before for before, _ in pairs)) if pairs else None,
        fmean(before - after for before, after in pairs) if pairs else None,
        len(settled),
        reached / len(settled) if settled else None,
    )


def moves(points: list[Judged], start: date, until: date) -> tuple[int, int] | None:
    """The last level that was judged by the first day, or else the first judged in the course,
    and the last level of the course; none when it was not judged twice."""
    during = [point for point in points if start < point.day <= until]
    known = [point for point in points if point.day <= start]
    before = known[-1] if known else None
    if before is None and len(during) > 1:
        before = during.pop(0)
    if before is None or not during:
        return None
    return before.level, during[-1].level
