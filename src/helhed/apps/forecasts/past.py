"""What was before a run, and how the forecast did on it: what is known of the year that has begun,
each unit's last months, what changes it month by month, and the back-test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from helhed.apps.forecasts.figures import OERE, PERSONS, PLACES, Before, Key
from helhed.apps.forecasts.known import ONE_OFF, Known
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.tested import NAIVE, OURS
from helhed.forecast.backtest import Scores
from helhed.forecast.counts import Step
from helhed.forecast.episodes.explained import explained_by_month
from helhed.forecast.episodes.follow import TOTAL, Followed
from helhed.forecast.episodes.model import UnableToFollow
from helhed.forecast.episodes.tested import (
    backtest_pairs,
    scores_of,
    scores_of_units,
    units_of_courses,
    what_came,
)
from helhed.forecast.episodes.told import courses_of
from helhed.forecast.plain import plain_methods

TEST_PATHS = 100
MONTHS_OF_ONE_OFFS = 12
MONTHS_BEFORE = 12
PAST, CAUSES, TESTED = "past", "causes", "tested"
"""Beside a unit's figures: its months before the run by series; what changes it, as the engine
explains it month by month; its own back-test."""


@dataclass(frozen=True, slots=True)
class BackTest:
    """The scores over all units and in total, and each unit's own, as they are kept."""

    scores: list[dict[str, Any]]
    units: dict[str, list[dict[str, Any]]]


def one_off_of(known: Known, month: int) -> float:
    """Øre a month of one-off costs: the mean of the last twelve months."""
    months = range(month - MONTHS_OF_ONE_OFFS, month)
    return sum(known.cost(ONE_OFF, one) for one in months) / MONTHS_OF_ONE_OFFS


def before_of(known: Known, as_of: date) -> Before:
    """What the months of the year that are over were: places by the stays, øre as committed."""
    year, months = as_of.year, as_of.month % 12
    if not months:
        return Before(year + 1, {})
    courses = courses_of(known.episodes.known_on(as_of.toordinal()))
    units = units_of_courses(courses)
    came = what_came(courses, units, 12 * year, months)
    sums: dict[tuple[Key, str], float] = {}
    for n, unit in enumerate(units[:-1]):
        service, _, owner = unit.partition("/")
        cost = sum(known.cost((service, owner), 12 * year + one) for one in range(months))
        sums[(service, owner), PLACES] = float(came["places"][n].sum())
        sums[(service, owner), OERE] = float(cost)
    total: Key = ("", "")
    sums[total, PLACES] = float(came["places"][-1].sum())
    spent = sum(own.get(12 * year + n, 0) for own in known.costs.values() for n in range(months))
    sums[total, OERE] = float(spent)
    return Before(year, sums)


def beside_units(
    known: Known, as_of: date, made: Followed, tested: Mapping[str, list[dict[str, Any]]]
) -> dict[Key, dict[str, Any]]:
    """What is kept beside the figures of each unit, and of all together."""
    courses = courses_of(known.episodes.known_on(as_of.toordinal()))
    units = units_of_courses(courses)
    first = 12 * as_of.year + as_of.month - MONTHS_BEFORE
    came = what_came(courses, units, first, MONTHS_BEFORE)["persons"]
    persons = {unit: [round(1000 * one) for one in came[n]] for n, unit in enumerate(units)}
    found: dict[Key, dict[str, Any]] = {}
    for one in explained_by_month(made):
        service, _, owner = ("", "", "") if one.unit == TOTAL else one.unit.partition("/")
        months = range(first, first + MONTHS_BEFORE)
        found[service, owner] = {
            PAST: {
                PERSONS: persons.get(one.unit, [0] * MONTHS_BEFORE),
                OERE: [_cost(known, (service, owner), month) for month in months],
            },
            CAUSES: {PERSONS: one.persons, OERE: one.oere},
            TESTED: tested.get(one.unit, []),
        }
    return found


def _cost(known: Known, key: Key, month: int) -> int:
    """Øre of a unit in a month; of all together with one-off costs."""
    if key == ("", ""):
        return sum(own.get(month, 0) for own in known.costs.values())
    return known.cost(key, month)


def tested_of(asked: Forecast, known: Known) -> BackTest:
    """The back-test; empty where the past is too short for one (a note tells it)."""
    paths = min(asked.paths, TEST_PATHS)
    day = asked.as_of.toordinal()
    try:
        pairs = backtest_pairs(
            known.episodes, day, asked.months, paths, asked.seed, plain_methods(Step.MONTH)
        )
    except UnableToFollow:
        return BackTest([], {})
    units = scores_of_units(pairs, known.episodes, day, (OURS, NAIVE))
    return BackTest(_kept(scores_of(pairs)), {unit: _kept(own) for unit, own in units.items()})


def _kept(scores: Sequence[Scores]) -> list[dict[str, Any]]:
    return [
        {name: None if value != value else value for name, value in asdict(one).items()}
        for one in scores
    ]
