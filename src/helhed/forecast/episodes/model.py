"""The fitted model: rates of leaving, changing and entering, their trend, where moves go, what
comes at 18, how entries vary, and prices; all as of one day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.bands import AGES, SPENT, UNKNOWN_BIRTH, age_band
from helhed.forecast.episodes.before import there_before
from helhed.forecast.episodes.borrowed import (
    LEAST,
    OF_STATES,
    Margin,
    Rates,
    drawn_together,
    fitted,
    ln_gamma,
)
from helhed.forecast.episodes.closed import Closed, arrivals, closed_of, without
from helhed.forecast.episodes.counted import GONE, YOUNG_BANDS, Counted, counted
from helhed.forecast.episodes.levels import COMING, GOING, Levels, levels_of, months_ago
from helhed.forecast.episodes.numbers import Floats, Ints
from helhed.forecast.episodes.population import Population, so_far
from helhed.forecast.episodes.priced import Prices, prices_of
from helhed.forecast.episodes.seasonal import Seasons, seasons_of
from helhed.forecast.episodes.settled import LATELY, YEAR, settled
from helhed.forecast.episodes.told import (
    GOES_ON,
    Courses,
    Episodes,
    Flags,
    State,
    courses_of,
    month_time,
    told_to_leave_from,
)

WINDOW_YEARS = 10
ENTRY_AGES = 32
DISPERSIONS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 1024.0)
POOLED_MONTHS = 12
"""As many months of its own weigh as much as what all services say of how entries vary."""


class UnableToFollow(ValueError):
    """Episodes from which nothing can be forecast."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Counts ``[row, what]`` and the shares of all, with their weight."""

    counts: Floats
    everyone: Floats
    weight: float

    @property
    def prior(self) -> Floats:
        return np.asarray(self.counts + self.weight * self.everyone)


@dataclass(frozen=True, slots=True)
class Present:
    """Who is there on the day: a row per course that goes on."""

    person: Ints
    birth: Ints
    state: Ints
    since: Ints
    oere: Ints


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that the simulation draws from. ``now`` is the time it starts, in months."""

    states: tuple[State, ...]
    now: float
    present: Present
    exits: Rates
    moves: Rates
    entries: Rates
    levels: tuple[Levels, Levels, Levels]
    went: tuple[Shares, Shares]
    grown: Shares
    dispersion: Floats
    service: Ints
    entry_ages: Ints
    prices: Prices
    counts: Counted
    notes: tuple[str, ...]
    seen: Flags
    """Where somebody ever was."""
    closed: tuple[Closed, ...]
    seasons: Seasons


def fit(
    told: Episodes,
    as_of: int,
    states: tuple[State, ...] | None = None,
    population: Population | None = None,
) -> Model:
    """The model of episodes as they were known at the end of a day (an ordinal). How many come is
    counted of so many inhabitants, where they are told.

    Raises UnableToFollow when nothing had begun, or when nobody ever came after the first month.
    """
    known = told.known_on(as_of)
    if not len(known.person):
        raise UnableToFollow("no episode had begun on the day it is told as of")
    courses = courses_of(known, states)
    now = float(month_time(np.array([as_of + 1]))[0])
    first = _first_month(courses, now)
    counts = counted(courses, first, now)
    if not counts.lived.sum() > 0:
        raise UnableToFollow("nobody was there long enough for a rate to be counted")
    shut, closed = closed_of(arrivals(courses, first, counts.months), courses.states)
    counts = _but_for_closed(counts, known, courses, closed, now)
    seen = np.isin(np.arange(len(courses.states)), courses.state)
    those = np.flatnonzero(seen)
    service = _services(courses.states, seen)
    inhabitants = so_far(population, now, first, counts.months)
    seasons = _seasons(counts, [courses.states[n].service for n in those], those, service, now)
    by_month = seasons.of(first, counts.months)
    months = (by_month * _length(counts, now)[:, None]).T @ inhabitants
    # Nobody comes to a state that is not there yet, or no more, but by a scenario.
    months = (months[service] * (seen & ~closed)[:, None]).ravel()
    shapes = _dispersion(counts, service, by_month)
    notes = _notes(counts, now - first) + [str(one) for one in (*shut, *seasons.told)]
    exits = fitted(counts.exits.ravel(), counts.lived.ravel(), _margins(courses.states, True))
    moves = fitted(counts.moves.ravel(), counts.lived.ravel(), _margins(courses.states, True))
    came = counts.entries.sum(axis=0).ravel()
    entries = fitted(came, months, _margins(courses.states, False))
    prices = prices_of(courses, now)
    usual = (exits.mean, moves.mean, entries.mean * (entries.exposure > 0))
    means = [one.reshape(len(seen), -1)[those].ravel() for one in usual]
    return Model(
        courses.states,
        now,
        _present(courses, prices),
        exits,
        moves,
        entries,
        _levels(counts.of(those), means, shapes, service[those], (inhabitants, by_month), now),
        (_went(counts, 0), _went(counts, 1)),
        _grown(counts),
        shapes,
        service,
        _entry_ages(courses, first, now, service),
        prices,
        counts,
        tuple(notes),
        seen,
        tuple(shut),
        seasons,
    )


def _but_for_closed(
    counts: Counted, known: Episodes, courses: Courses, closed: Flags, now: float
) -> Counted:
    there = np.isin(np.arange(len(closed)), courses.state[courses.after == GOES_ON])
    if (closed & ~there).any():
        # How it ended says nothing of the others: there is no more of it to be counted.
        over = {courses.states[n] for n in np.flatnonzero(closed & ~there)}
        counts = counted(courses_of(known.but_for(over), courses.states), counts.first, now)
    return without(counts, closed)


def _first_month(courses: Courses, now: float) -> int:
    """Where counting begins: when people are told to have left (before that the extract may hold
    only those who stayed), at most some years ago and for a month at least. Where none left, after
    the month in which the first began: who is told of from the first day on did not come on it."""
    left = told_to_leave_from(courses)
    if left is None:
        return int(np.floor(max(float(courses.at.min()), now - 12 * WINDOW_YEARS) + 1e-9)) + 1
    began = min(left, np.floor(now + 1e-9) - 1)
    return int(np.ceil(max(began, now - 12 * WINDOW_YEARS) - 1e-9))


def _notes(counts: Counted, months: float) -> list[str]:
    notes = []
    seen = f"in the {months:.0f} months that are counted"
    if months < 24:
        notes.append(f"only {months:.0f} months to count rates in")
    if not counts.grown.sum():
        notes.append("nobody turned 18; the ordinary rates are used at that age")
    if not counts.exits.sum():
        notes.append(
            f"{seen} nobody left; no exits are forecast but at 18, and no interval tells of any"
            " (are those who left in the file?)"
        )
    if not counts.moves.sum():
        notes.append(f"{seen} nobody moved; no moves are forecast")
    if not counts.entries.sum():
        notes.append(f"{seen} nobody came; no entries are forecast, and no interval tells of any")
    return notes


def _numbered(names: list[str]) -> Ints:
    """Names as numbers in the order in which they come: states that only a scenario brings stand
    last, so that all others have the numbers, and draw the numbers, that they have without."""
    at = {name: n for n, name in enumerate(dict.fromkeys(names))}
    return np.array([at[name] for name in names], dtype=np.int64)


def _services(states: tuple[State, ...], seen: Flags) -> Ints:
    """The services of states. One in which nobody ever was has no number of its own: nobody comes
    to it, so that nothing hangs on which it has."""
    named = [state.service for state in states]
    known = dict.fromkeys(name for name, was in zip(named, seen.tolist(), strict=True) if was)
    at = {name: n for n, name in enumerate(known)}
    return np.array([at.get(name, 0) for name in named], dtype=np.int64)


def _margins(states: tuple[State, ...], with_spent: bool) -> list[Margin]:
    """The margins of cells ``[state, age, spent]``, or ``[state, age]``."""
    service = _numbered([one.service for one in states])
    owned = _numbered([f"{one.service}\0{one.owner}" for one in states])
    whole = np.arange(len(states))
    shape = (len(states), AGES, SPENT) if with_spent else (len(states), AGES)
    grid = np.indices(shape)
    state, age = grid[0].ravel(), grid[1].ravel()
    margins = [
        Margin("service", service[state]),
        Margin("ownership", owned[state]),
        Margin(OF_STATES, whole[state]),
        Margin("age", age),
        Margin("service by age", service[state] * AGES + age),
    ]
    if with_spent:
        spent = grid[2].ravel()
        margins.insert(4, Margin("time spent", spent))
        margins.append(Margin("service by time spent", service[state] * SPENT + spent))
    return margins


def _length(counts: Counted, now: float) -> Floats:
    """How much of each month that is counted has gone."""
    return np.clip(now - counts.first - np.arange(counts.months), 0, 1)


def _levels(
    counts: Counted,
    rates: Sequence[Floats],
    shapes: Floats,
    service: Ints,
    months: tuple[Floats, Floats],
    now: float,
) -> tuple[Levels, Levels, Levels]:
    """How leaving and changing moved over all, and entering by service, by the rates of cells of
    exits, moves and entries; ``months`` are the inhabitants of each age beside now's, and the
    season of each service."""
    inhabitants, by_month = months
    ago = months_ago(counts.months, counts.first, now)
    groups = np.eye(int(service.max()) + 1)[service]
    entering = rates[2].reshape(len(service), AGES)
    a_month = entering.sum(axis=1) @ groups
    length = _length(counts, now)
    spread = 1 + a_month / shapes
    before = there_before(counts, rates[0], entering @ inhabitants[0], groups, spread, now)
    came = counts.entries.sum(axis=2) @ groups
    awaited = (inhabitants @ entering.T @ groups) * by_month * length[:, None]
    entered = levels_of(came, awaited, ago, spread, COMING, before)
    there = counts.lived_by_month.sum(axis=1)
    exits = _going(counts, rates[0], counts.exits_by_month, ago)
    gone = float(counts.grown[:, GONE].sum()) / max(now - counts.first, 1.0)
    lately = LATELY if (by_month == 1).all() else YEAR
    entered = settled(entered, exits, a_month, there, gone, length, lately)
    return exits, _going(counts, rates[1], counts.moves_by_month, ago), entered


def _going(counts: Counted, rates: Floats, by_month: Floats, ago: Floats) -> Levels:
    """How leaving, or changing, moved over all."""
    lived = counts.lived.sum(axis=(1, 2))
    of_state = (rates.reshape(counts.lived.shape) * counts.lived).sum(axis=(1, 2))
    each = of_state / np.maximum(lived, LEAST)
    awaited = (counts.lived_by_month * each).sum(axis=1, keepdims=True)
    return levels_of(by_month.sum(axis=1, keepdims=True), awaited, ago, np.ones(1), GOING)


def _went(counts: Counted, group: int) -> Shares:
    """Where moves of children, or of adults, go. A little of where the others' go, and less of
    everywhere that somebody ever was, keeps a way open where none of the group ever moved."""
    table = counts.went[group]
    seen = (counts.lived.sum(axis=(1, 2)) > 0).astype(float)
    everyone = table.sum(axis=0) + 0.05 * counts.went.sum(axis=(0, 1)) + 0.001 * seen
    everyone = everyone / everyone[everyone > 0].sum()
    return Shares(table, everyone, drawn_together(table, everyone))


def _grown(counts: Counted) -> Shares:
    table = counts.grown
    everyone = table.sum(axis=0)
    everyone = everyone / everyone.sum() if everyone.sum() else np.eye(table.shape[1])[0]
    return Shares(table, everyone, drawn_together(table, everyone))


def _seasons(
    counts: Counted, names: Sequence[str], those: Ints, service: Ints, now: float
) -> Seasons:
    """The seasons of services, by the months that are over; ``names`` are the services of those
    states in which somebody ever was."""
    groups, over = int(service.max()) + 1, int(now) - counts.first
    came = counts.entries.sum(axis=2)[:over] @ np.eye(groups)[service]
    name = dict(zip(service[those].tolist(), names, strict=True))
    return seasons_of(came, counts.first, [name[n] for n in range(groups)])


def _dispersion(counts: Counted, service: Ints, by_month: Floats) -> Floats:
    """How entries of a service vary from month to month: the shape of the Gamma that multiplies
    them (the larger, the more like Poisson), its own months weighed with those of all."""
    groups = int(service.max()) + 1
    seen = counts.entries.sum(axis=2) @ np.eye(groups)[service]
    a_month = np.maximum(seen.sum(axis=0) / np.maximum(by_month.sum(axis=0), LEAST), LEAST)
    mean = (a_month * np.maximum(by_month, LEAST))[:, :, None]
    shape, seen = np.array(DISPERSIONS), seen[:, :, None]
    told = ln_gamma(seen + shape) - ln_gamma(shape)
    told += shape * np.log(shape / (shape + mean)) + seen * np.log(mean / (shape + mean))
    likely = told.sum(axis=0)
    everyone = likely.sum(axis=0) / (groups * max(len(seen), 1)) * POOLED_MONTHS
    return np.array([DISPERSIONS[int(np.argmax(one + everyone))] for one in likely])


def _entry_ages(courses: Courses, first: int, now: float, service: Ints) -> Ints:
    """Ages in months of those who came, as evenly spaced quantiles ``[state, age band, n]``; of the
    service where five came in the band, else of all."""
    came = courses.is_first & (courses.at >= first) & (courses.at < now)
    months = np.floor(courses.at[came]).astype(np.int64) - courses.birth[came]
    band, of = age_band(months), service[courses.state[came]]
    found = np.zeros((len(courses.states), AGES, ENTRY_AGES), dtype=np.int64)
    order = np.lexsort((months, of, band))
    band, of, months = band[order], of[order], months[order]
    for age in range(AGES):
        all_ages = slice(*np.searchsorted(band, (age, age + 1)))
        if not len(months[all_ages]):
            continue
        everyone = _evenly(np.sort(months[all_ages]))
        for group in range(int(service.max()) + 1):
            own = months[all_ages][slice(*np.searchsorted(of[all_ages], (group, group + 1)))]
            found[service == group, age] = _evenly(own) if len(own) >= 5 else everyone
    return found


def _evenly(ordered: Ints) -> Ints:
    """Evenly spaced quantiles of numbers in order, each one of them."""
    middles = (np.arange(ENTRY_AGES) + 0.5) / ENTRY_AGES
    return np.asarray(ordered[np.rint(middles * (len(ordered) - 1)).astype(np.int64)])


def _present(courses: Courses, prices: Prices) -> Present:
    there = np.flatnonzero(courses.after == GOES_ON)
    return Present(
        courses.who[there],
        courses.birth[there],
        courses.state[there],
        np.floor(courses.since[there]).astype(np.int64),
        prices.of_those_present(courses, there),
    )


__all__ = ["UNKNOWN_BIRTH", "YOUNG_BANDS", "Model", "UnableToFollow", "fit"]
