"""How a forecast did on its own past, in words: it stands wherever the forecast does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from helhed.apps.forecasts.figures import PERSONS
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.places import BOUGHT
from helhed.apps.forecasts.planning_prices import OWN
from helhed.apps.forecasts.queries import UnitAnswer, answers
from helhed.apps.forecasts.tested import Tested, tested, unit_tested

PLANNED_AHEAD = (12, 24)
"""Months ahead that a plan of places rests on, of those that a forecast is tested at."""


@dataclass(frozen=True, slots=True)
class OwnTest:
    """How persons in a plan's own services were told: whether they were tried often enough to say
    so, and those where the last value was no further off, with the distances in words; where both
    told every number, there is nothing to say."""

    is_tried: bool
    weak: list[tuple[UnitAnswer, list[dict[str, Any]]]]


def own_test(row: Forecast, services: Collection[str]) -> OwnTest:
    """The back-test of persons in the own and bought places of some services of a run."""
    found = [
        (one, [t for t in unit_tested(one.figures, PERSONS) if t.ahead in PLANNED_AHEAD])
        for one in answers(row, 0)
        if one.service in services and one.owner in (OWN, *BOUGHT)
    ]
    worse = [(one, [told(t) for t in tests if t.is_no_better and t.wape]) for one, tests in found]
    return OwnTest(any(tests for _, tests in found), [pair for pair in worse if pair[1]])


def judged(row: Forecast, series: str) -> list[dict[str, Any]]:
    """How far the forecast of a series missed beside the last value, by months ahead."""
    return [told(one) for one in tested(row, series)]


def judged_itself(one: UnitAnswer, series: str) -> list[dict[str, Any]]:
    """The same of one unit by itself; empty where it was tried too few times."""
    return [told(test) for test in unit_tested(one.figures, series)]


def told(one: Tested) -> dict[str, Any]:
    """The same of one distance."""
    return {
        "ahead": one.ahead,
        "wape": share(one.wape),
        "naive": share(one.naive),
        "beaten": one.is_no_better,
        "cover": share(one.cover, 0),
        "count": one.count,
    }


def share(value: float | None, decimals: int = 1) -> str:
    """A share in percent that stays on its line; a dash where the method says none."""
    if value is None:
        return "–"
    return f"{100 * value:.{decimals}f}\N{NO-BREAK SPACE}%".replace(".", ",").replace("-", "−")
