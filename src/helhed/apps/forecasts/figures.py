"""What of a run is kept: by unit and series the mean and quantiles of each month and each year.

A year that has begun holds what is known of its first months; what is refunded of those is not
known here, so refund and what is left after it are told of whole years alone. Persons and places
are thousandths, money is øre; a year's persons are those at its end, and its places are
place-months. What is the same in all paths (one-off costs, what is over) shifts every quantile as
much.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helhed.forecast.episodes.follow import TOTAL, Followed, quantiles, series_of, summed
from helhed.forecast.episodes.numbers import Floats

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
PERSONS, PLACES, OERE = "persons", "places", "oere"
REFUND, NET = "refund", "oere after refund"
THOUSANDTHS = (PERSONS, PLACES)
CUMULATED = "cumulated"
"""Of a difference in øre: month by month, what all months until then come to."""
SERVICES = "services"
"""Of all together: persons by service, whoever delivers it."""
Key = tuple[str, str]
"""Service and owner; both empty are all."""
Paths = dict[tuple[Key, str], Floats]


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of the year that has begun: by unit and series the sum of its months before
    the first that is forecast (persons: nothing to add)."""

    year: int
    sums: Mapping[tuple[Key, str], float]

    def of(self, key: Key, series: str) -> float:
        """The sum; 0 where nothing was."""
        return self.sums.get((key, series), 0.0)


def paths_of(found: Followed, one_off: float) -> Paths:
    """Every path of every unit and series, ``[path, month]``, one-off costs of a month in all."""
    made: Paths = {}
    for (unit, series), values in series_of(found).items():
        service, _, owner = ("", "", "") if unit == TOTAL else unit.partition("/")
        if not service and series in (OERE, NET):
            values = values + one_off
        made[(service, owner), series] = values
    return made


def told(paths: Paths, months: Sequence[str], before: Before) -> dict[Key, dict[str, Any]]:
    """The figures of each unit, ready to be kept."""
    found: dict[Key, dict[str, Any]] = {}
    for (key, series), values in paths.items():
        whole = _by_year(values, months, series, before.of(key, series), before.year)
        if before.sums and series in (REFUND, NET):
            whole.pop(before.year, None)
        found.setdefault(key, {})[series] = {
            "months": _figures(values, series),
            "years": {str(year): _figures(own, series) for year, own in whole.items()},
        }
    return found


def by_service(found: Followed, services: Collection[str]) -> dict[str, dict[str, Any]]:
    """Persons of each of some services at the end of each month, those of all owners together:
    summed path by path, for quantiles of owners do not sum."""
    states: dict[str, list[int]] = {}
    for number, state in enumerate(found.model.states):
        if state.service in services:
            states.setdefault(state.service, []).append(number)
    return {
        service: {"months": _figures(summed(found, own)[PERSONS], PERSONS)}
        for service, own in sorted(states.items())
    }


def differences(
    paths: Paths, base: Paths, months: Sequence[str], before: Before
) -> dict[Key, dict[str, Any]]:
    """The same of what each path differs by from the one without the scenario, and what that comes
    to in all: summed path by path, for quantiles of months do not sum."""
    nothing = Before(before.year, {})
    beside = {key: values - base[key] for key, values in paths.items()}
    found = told(beside, months, nothing)
    for (key, series), values in beside.items():
        if series == OERE:
            found[key][series][CUMULATED] = _figures(values.cumsum(axis=1), series)
    return found


def _figures(values: Floats, series: str) -> dict[str, Any]:
    scale = 1000 if series in THOUSANDTHS else 1
    return {
        "mean": _whole(values.mean(axis=0) * scale),
        "q": [_whole(row * scale) for row in quantiles(values, QUANTILES)],
    }


def _whole(values: Floats) -> list[int]:
    return [round(value) for value in np.atleast_1d(values).tolist()]


def _by_year(
    values: Floats, months: Sequence[str], series: str, before: float, begun: int
) -> dict[int, Floats]:
    """The years that are whole, with what is known of the one that has begun."""
    years = np.array([int(month[:4]) for month in months])
    found = {}
    for year in sorted(set(years.tolist())):
        of = np.flatnonzero(years == year)
        if months[of[-1]] != f"{year}-12":
            continue
        sums = values[:, of[-1]] if series == PERSONS else values[:, of].sum(axis=1)
        extra = before if year == begun and series != PERSONS else 0.0
        found[year] = (sums + extra)[:, None]
    return found
