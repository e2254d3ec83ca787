"""The back-test of forecasts from episodes: made again as of earlier days, as if nothing later were
known, and scored on what came, beside the published stock-and-flow method and methods that take
each unit's past months as a series of numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from helhed.forecast.backtest import METHOD, QUANTILES, Scores, scored
from helhed.forecast.counts import Block, Counts, Step
from helhed.forecast.episodes.follow import TOTAL, follow, growth_as_before, quantiles, series_of
from helhed.forecast.episodes.model import UnableToFollow, fit
from helhed.forecast.episodes.numbers import Floats
from helhed.forecast.episodes.setting import Setting
from helhed.forecast.episodes.stock_flow import stock_flow
from helhed.forecast.episodes.told import (
    GOES_ON,
    UNIX_DAY_0,
    UNIX_MONTH_0,
    Courses,
    Episodes,
    courses_of,
    month_time,
    told_to_leave_from,
)
from helhed.forecast.machines import ALONE, Machines, in_order
from helhed.forecast.plain import Method, plain_methods

MOST_ORIGINS = 6
FIRST_MONTHS = 24
AHEAD = (1, 3, 6, 12, 24, 36)
STOCK_FLOW = "stock and flow"
Told = dict[tuple[str, str, int], list[tuple[Block, Block]]]
"""By method, series and months ahead: what came of the units and what was said."""


def backtest_episodes(
    told: Episodes,
    as_of: int,
    horizon: int,
    paths: int,
    seed: int,
    others: Mapping[str, Method] | None = None,
    machines: Machines = ALONE,
) -> list[Scores]:
    """Scores by series (of units, and in total), months ahead and method: the forecast, stock and
    flow, and others (without, the plain methods).

    Raises UnableToFollow when less than two years and a month are known, and what the machines
    raise.
    """
    others = plain_methods(Step.MONTH) if others is None else others
    return scores_of(backtest_pairs(told, as_of, horizon, paths, seed, others, machines=machines))


def scores_of(pairs: Told) -> list[Scores]:
    """The scores of what came and what was said, over all units and in total."""
    found = [scored(*key, listed) for key, listed in pairs.items()]
    return sorted(found, key=lambda one: (one.series, one.ahead, one.method != METHOD))


def scores_of_units(
    pairs: Told, told: Episodes, as_of: int, methods: Collection[str]
) -> dict[str, list[Scores]]:
    """The scores of each unit by itself, of some methods: from every origin one forecast."""
    units = units_of_courses(courses_of(told.known_on(as_of)))[:-1]
    found: dict[str, list[Scores]] = {unit: [] for unit in units}
    for (method, series, ahead), listed in sorted(pairs.items()):
        if method not in methods or series.endswith(f", {TOTAL}"):
            continue
        for n, unit in enumerate(units):
            own = [(came[n : n + 1], said[n : n + 1]) for came, said in listed]
            found[unit].append(scored(method, series, ahead, own))
    return found


def backtest_pairs(
    told: Episodes,
    as_of: int,
    horizon: int,
    paths: int,
    seed: int,
    others: Mapping[str, Method],
    aheads: Sequence[int] = AHEAD,
    machines: Machines = ALONE,
) -> Told:
    """What came and what was said, from every origin; raises as ``backtest_episodes``."""
    known = told.known_on(as_of)
    if not len(known.person):
        raise UnableToFollow("no episode had begun on the day it is told as of")
    known = known.nameless()
    courses = courses_of(known)
    left = told_to_leave_from(courses)
    first = float(courses.at.min()) if left is None else left
    last = int(np.floor(month_time(np.array([as_of + 1]))[0]))
    days = origins_of(int(np.ceil(first)), last, min(horizon, max(aheads)))
    shared = _Shared(known, courses, last, horizon, paths, seed, others, aheads)
    pairs: Told = {}
    for one in in_order(machines.each("earlier days", _told_of, shared, days)):
        for key, listed in one.items():
            pairs.setdefault(key, []).extend(listed)
    return pairs


def origins_of(begun: int, last: int, reach: int) -> list[int]:
    """The months a back-test is made as of, evenly spread. Half of the months are behind the first,
    as all of them are behind the forecast that it stands beside; fewer, where nothing else reaches
    far enough, but never under two years.

    Raises UnableToFollow when no month has two years behind it and one ahead."""
    known = last - begun
    earliest = begun + max(FIRST_MONTHS, min(known // 2, known - reach))
    if last - 1 < earliest:
        raise UnableToFollow("a back-test needs more than two years of episodes")
    return sorted(set(np.linspace(earliest, last - 1, MOST_ORIGINS).round().astype(int).tolist()))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the forecasts of a back-test have in common; ``last`` is the first month not known."""

    known: Episodes
    truth: Courses
    last: int
    horizon: int
    paths: int
    seed: int
    others: Mapping[str, Method]
    aheads: Sequence[int]


def _told_of(given: _Shared, origin: int) -> Told:
    """What one origin tells."""
    units = units_of_courses(given.truth)
    reach = min(given.horizon, given.last - origin, max(given.aheads))
    came = what_came(given.truth, units, origin, reach)
    pairs: Told = {}
    of = Origin(given.known, origin, reach, units, came)
    score_origin(of, given.paths, given.seed, given.others, given.aheads, pairs)
    return pairs


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known, the first month that is not, how many are forecast, and what came of units."""

    told: Episodes
    month: int
    reach: int
    units: Sequence[str]
    came: dict[str, Floats]


def score_origin(
    of: Origin,
    paths: int,
    seed: int,
    others: Mapping[str, Method],
    aheads: Sequence[int],
    scores: Told,
) -> None:
    """Add what one origin tells of the forecast, of stock and flow and of others. Raises
    UnableToFollow."""
    day, units, reach = first_day(of.month) - 1, of.units, of.reach
    model = fit(of.told, day)
    setting = Setting.of(model, reach, seed)
    ours = series_of(follow(model, setting, growth_as_before(model, setting.steps), paths))
    names = [name for name in of.came if name != "oere" or model.prices.told]
    history = months_told(of.told, day, units, names, model.counts.first, of.month)
    made = {name: method(history, reach, QUANTILES) for name, method in others.items()}
    flow = _stock_flow(of.told, day, units, history, reach)
    at_total = list(units).index(TOTAL)
    for number, series in enumerate(names):
        mine = np.zeros((len(units), reach, len(QUANTILES)))
        for n, unit in enumerate(units):
            if (unit, series) in ours:
                mine[n] = quantiles(ours[unit, series], QUANTILES).T
        for ahead in (one for one in aheads if one <= reach):
            said = {METHOD: mine[:, ahead - 1], STOCK_FLOW: flow[series][:, ahead - 1, None]}
            said |= {name: values[number, :, ahead - 1] for name, values in made.items()}
            _tell(scores, series, ahead, of.came[series][:, ahead - 1], said, at_total)


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


def months_told(
    told: Episodes, day: int, units: Sequence[str], names: Sequence[str], first: int, origin: int
) -> Counts:
    """The months of every unit as they were known on a day, as numbers."""
    past = what_came(courses_of(told.known_on(day)), units, first, origin - first)
    values = np.stack([past[name] for name in names])
    return Counts(tuple(units), tuple(names), Step.MONTH, first, values)


def _stock_flow(
    told: Episodes, day: int, units: Sequence[str], history: Counts, reach: int
) -> dict[str, Floats]:
    """What stock and flow says of each series, ``[unit, month]``; what it costs at the price of the
    last month."""
    courses = courses_of(told.known_on(day))
    at = {name: n for n, name in enumerate(units)}
    unit = np.array([at[state.unit] for state in courses.states])
    now = float(month_time(np.array([day + 1]))[0])
    own = np.zeros((len(units), reach))
    made = stock_flow(courses, unit, now, history.first, reach)
    own[: len(made)] = made
    own[at[TOTAL]] = made.sum(axis=0)
    last = {name: history.values[n, :, -1] for n, name in enumerate(history.series)}
    middle = (own + np.column_stack([last["persons"], own[:, :-1]])) / 2
    found = {"persons": own, "places": middle}
    if "oere" in last:
        price = last["oere"] / np.maximum(last["places"], 1e-9)
        found["oere"] = middle * np.where(last["places"] > 0, price, 0.0)[:, None]
        found["oere"][at[TOTAL]] = np.delete(found["oere"], at[TOTAL], axis=0).sum(axis=0)
    return found
