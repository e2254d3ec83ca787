"""The back-test of forecasts from episodes: made again as of earlier days, as if nothing later were
known, and scored on what came, beside the last value and the published stock-and-flow method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helhed.forecast.backtest import METHOD, QUANTILES, Scores, scored
from helhed.forecast.counts import Block
from helhed.forecast.episodes.follow import (
    TOTAL,
    follow,
    growth_as_before,
    quantiles,
    series_of,
    units_of,
)
from helhed.forecast.episodes.model import UnableToFollow, fit
from helhed.forecast.episodes.numbers import Floats, Ints
from helhed.forecast.episodes.setting import Setting
from helhed.forecast.episodes.stock_flow import stock_flow
from helhed.forecast.episodes.told import (
    GOES_ON,
    OPEN,
    UNIX_DAY_0,
    UNIX_MONTH_0,
    Courses,
    Episodes,
    courses_of,
    month_time,
)
from helhed.forecast.machines import ALONE, Machines, in_order

MOST_ORIGINS = 6
FIRST_MONTHS = 24
AHEAD = (1, 3, 6, 12, 24, 36)
NAIVE, STOCK_FLOW = "naive", "stock and flow"
Told = dict[tuple[str, str, int], list[tuple[Block, Block]]]
"""By method, series and months ahead: what came of the units and what was said."""


def backtest_episodes(
    told: Episodes, as_of: int, horizon: int, paths: int, seed: int, machines: Machines = ALONE
) -> list[Scores]:
    """Scores by series (of units, and in total), months ahead and method.

    Raises UnableToFollow when less than two years and a month are known, and what the machines
    raise.
    """
    known = told.known_on(as_of)
    if not len(known.person):
        raise UnableToFollow("no episode had begun on the day it is told as of")
    ended = known.end[known.end < OPEN]
    first = float(month_time(np.array([ended.min() if len(ended) else known.start.min()]))[0])
    last = int(np.floor(month_time(np.array([as_of + 1]))[0]))
    earliest = int(np.ceil(first)) + FIRST_MONTHS
    if last - 1 < earliest:
        raise UnableToFollow("a back-test needs more than two years of episodes")
    known = known.nameless()
    shared = _Shared(known, courses_of(known), last, horizon, paths, seed)
    origins = np.linspace(earliest, last - 1, MOST_ORIGINS).round().astype(int)
    days = sorted(set(origins.tolist()))
    scores: Told = {}
    for one in in_order(machines.each("earlier days", _told_of, shared, days)):
        for key, pairs in one.items():
            scores.setdefault(key, []).extend(pairs)
    found = [scored(*key, pairs) for key, pairs in scores.items()]
    return sorted(found, key=lambda one: (one.series, one.ahead, one.method != METHOD))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the forecasts of a back-test have in common; ``last`` is the first month not known."""

    known: Episodes
    truth: Courses
    last: int
    horizon: int
    paths: int
    seed: int


def _told_of(given: _Shared, origin: int) -> Told:
    """What one origin tells."""
    scores: Told = {}
    units = units_of_courses(given.truth)
    reach = min(given.horizon, given.last - origin, AHEAD[-1])
    came = what_came(given.truth, units, origin, reach)
    _one_origin(given.known, origin, reach, given.paths, given.seed, units, came, scores)
    return scores


def _one_origin(
    told: Episodes,
    origin: int,
    reach: int,
    paths: int,
    seed: int,
    units: Sequence[str],
    came: dict[str, Floats],
    scores: Told,
) -> None:
    day = first_day(origin) - 1
    model = fit(told, day)
    setting = Setting.of(model, reach, seed)
    made = follow(model, setting, growth_as_before(model, setting.steps), paths)
    ours = series_of(made)
    plain = _plain(told, day, model.counts.first, reach, model.prices.told)
    for ahead in (one for one in AHEAD if one <= reach):
        for series, values in came.items():
            if series == "oere" and not model.prices.told:
                continue
            said = {METHOD: np.zeros((len(units), len(QUANTILES)))}
            said |= {name: np.zeros((len(units), 1)) for name in plain}
            for n, unit in enumerate(units):
                if (unit, series) in ours:
                    paths_of = ours[unit, series][:, ahead - 1 : ahead]
                    said[METHOD][n] = quantiles(paths_of, QUANTILES)[:, 0]
                for name, method in plain.items():
                    said[name][n] = method.get((unit, series), np.zeros(reach))[ahead - 1]
            _tell(scores, series, ahead, values[:, ahead - 1], said, list(units).index(TOTAL))


def _tell(
    scores: Told, series: str, ahead: int, truth: Floats, said: dict[str, Floats], total: int
) -> None:
    single = np.arange(len(truth)) != total
    for name, values in said.items():
        of_units = (truth[single], values[single])
        in_total = (truth[total : total + 1], values[total : total + 1])
        scores.setdefault((name, series, ahead), []).append(of_units)
        scores.setdefault((name, f"{series}, {TOTAL}", ahead), []).append(in_total)


def units_of_courses(courses: Courses) -> list[str]:
    """The names of all units, and of all together."""
    return [*sorted({state.unit for state in courses.states}), TOTAL]


def first_day(month: int) -> int:
    """The ordinal of the first day of a month."""
    day = np.datetime64(month - UNIX_MONTH_0, "M").astype("datetime64[D]").astype(int)
    return int(day) + UNIX_DAY_0


def what_came(courses: Courses, units: Sequence[str], origin: int, reach: int) -> dict[str, Floats]:
    """Persons, places and øre of each unit, ``[unit, month]``, in the months from ``origin`` on."""
    at = {name: n for n, name in enumerate(units)}
    unit = np.array([at[state.unit] for state in courses.states])[courses.state]
    oere = np.nan_to_num(courses.oere) / 12
    found = {name: np.zeros((len(units), reach)) for name in ("persons", "places", "oere")}
    for month in range(reach):
        begin = origin + month
        lived = np.minimum(courses.until, begin + 1) - np.maximum(courses.at, begin)
        lived = np.maximum(lived, 0)
        there = (courses.at < begin + 1) & (courses.until >= begin + 1)
        stays = (courses.after == GOES_ON) | (courses.after == courses.state)
        there &= (courses.until > begin + 1) | stays
        for name, values in (("persons", there), ("places", lived), ("oere", lived * oere)):
            found[name][:, month] = np.bincount(unit, values, len(units))
            found[name][at[TOTAL], month] = values.sum()
    return found


def _plain(
    told: Episodes, day: int, first: int, reach: int, priced: bool
) -> dict[str, dict[tuple[str, str], Floats]]:
    """The plain methods: of each unit and series what they say, ``[month]``."""
    courses = courses_of(told.known_on(day))
    units = units_of_courses(courses)
    at = {name: n for n, name in enumerate(units)}
    unit = np.array([at[state.unit] for state in courses.states])
    now = float(month_time(np.array([day + 1]))[0])
    there = courses.after == GOES_ON
    of = unit[courses.state[there]]
    last = np.bincount(of, minlength=len(units)).astype(float)
    cost = np.bincount(of, np.nan_to_num(courses.oere[there]), len(units)) / 12
    flow = np.zeros((len(units), reach))
    made = stock_flow(courses, unit, now, first, reach)
    flow[: len(made)] = made
    before = np.column_stack([last, flow[:, :-1]]) if reach else flow
    price = cost / np.maximum(last, 1)
    said: dict[str, dict[tuple[str, str], Floats]] = {NAIVE: {}, STOCK_FLOW: {}}
    for table, own in ((NAIVE, np.repeat(last[:, None], reach, axis=1)), (STOCK_FLOW, flow)):
        middle = own if table == NAIVE else (own + before) / 2
        money = middle * price[:, None] if priced else middle * 0
        for name, values in (("persons", own), ("places", middle), ("oere", money)):
            for one, n in at.items():
                said[table][one, name] = values.sum(axis=0) if one == TOTAL else values[n]
    return said


__all__ = ["Ints", "backtest_episodes", "units_of"]
