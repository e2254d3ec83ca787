"""What happened and for how long it could have, counted from courses: in each cell of state, age
and time spent the months lived and the exits and moves; entries per state and age; where moves
went; and what came at the age of 18."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.bands import (
    AGES,
    AGES_FROM,
    GROWN_UP,
    SPENT,
    age_band,
    spent_band,
)
from helhed.forecast.episodes.numbers import Floats, Ints
from helhed.forecast.episodes.told import LEFT, Courses, Flags

YOUNG_BANDS = AGES_FROM.index(18)
"""Bands below this one are children's."""
STAYED, GONE, WENT = 0, 1, 2
"""What came at 18: stayed, gone, and from 2 on went to that state."""


@dataclass(frozen=True, slots=True)
class Counted:
    """``lived`` in months and ``exits``, ``moves`` are ``[state, age, spent]``, and by month of the
    window ``[month, state, age, spent]`` summed over time spent and age in ``*_by_month``;
    ``entries`` is ``[month, state, age]``, ``went`` ``[group, from, to]`` (0 children, 1 adults)
    and ``grown`` ``[from, what came]``; ``there`` is ``[state]``, those who were there when
    counting began. ``first`` is the number of the first month."""

    first: int
    months: int
    lived: Floats
    exits: Floats
    moves: Floats
    exits_by_month: Floats
    moves_by_month: Floats
    lived_by_month: Floats
    entries: Floats
    went: Floats
    grown: Floats
    there: Floats


def counted(courses: Courses, first: int, last: float) -> Counted:
    """Counts from the beginning of month ``first`` until the time ``last``.

    In the month of the 18th birthday what happens is counted in ``grown`` alone.
    """
    states, months = len(courses.states), int(np.ceil(last)) - first
    row, month, begun, over = months_lived(courses, first, last)
    age = month - courses.birth[row]
    spent = month - np.floor(courses.since[row]).astype(np.int64)
    plain = age != GROWN_UP
    cell = (courses.state[row] * AGES + age_band(age)) * SPENT + spent_band(spent)
    # Of most months of an episode there is nothing to tell but that it ran.
    until = courses.until[row]
    ending = np.flatnonzero((until == over) & (until <= last))
    row_of, age_of, month_of = row[ending], age[ending], month[ending]
    after = courses.after[row_of]
    at_18 = (until[ending] == month_of + 1) & (age_of == GROWN_UP - 1)
    happens = (age_of != GROWN_UP) & ~at_18
    moved = ending[happens & (after >= 0) & (after != courses.state[row_of])]
    left = ending[happens & (after == LEFT)]
    is_18 = np.flatnonzero((age == GROWN_UP) & (begun == month))
    size = states * AGES * SPENT
    at_month = (month - first) * states + courses.state[row]
    shape, by_month = (states, AGES, SPENT), (months, states)
    length = np.where(plain, over - begun, 0.0)
    there = (courses.at < first) & (courses.until > first)
    return Counted(
        first,
        months,
        np.bincount(cell, length, size).astype(float).reshape(shape),
        np.bincount(cell[left], minlength=size).astype(float).reshape(shape),
        np.bincount(cell[moved], minlength=size).astype(float).reshape(shape),
        np.bincount(at_month[left], minlength=months * states).astype(float).reshape(by_month),
        np.bincount(at_month[moved], minlength=months * states).astype(float).reshape(by_month),
        np.bincount(at_month, length, months * states).astype(float).reshape(by_month),
        _entries(courses, first, last, months),
        _went(courses, row[moved], age[moved]),
        _grown(courses, row[ending[at_18]], row[is_18], np.isin(is_18, ending)),
        np.bincount(courses.state[there], minlength=states).astype(float),
    )


def months_lived(courses: Courses, first: float, last: float) -> tuple[Ints, Ints, Floats, Floats]:
    """One row per episode and month in which it ran: the episode, the month, from when to when."""
    begun = np.maximum(courses.at, first)
    over = np.minimum(courses.until, last)
    lives = np.flatnonzero(over > begun)
    low = np.floor(begun[lives]).astype(np.int64)
    many = np.ceil(over[lives]).astype(np.int64) - low
    row = np.repeat(lives, many)
    month = np.repeat(low, many) + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    return row, month, np.maximum(begun[row], month), np.minimum(over[row], month + 1)


def _entries(courses: Courses, first: int, last: float, months: int) -> Floats:
    states = len(courses.states)
    came = courses.is_first & (courses.at >= first) & (courses.at < last)
    month = np.floor(courses.at[came]).astype(np.int64)
    band = age_band(month - courses.birth[came])
    place = ((month - first) * states + courses.state[came]) * AGES + band
    found = np.bincount(place, minlength=months * states * AGES)
    return found.astype(float).reshape(months, states, AGES)


def _went(courses: Courses, row: Ints, age: Ints) -> Floats:
    states = len(courses.states)
    group = (age_band(age) >= YOUNG_BANDS).astype(np.int64)
    place = (group * states + courses.state[row]) * states + courses.after[row]
    return np.bincount(place, minlength=2 * states**2).astype(float).reshape(2, states, states)


def _grown(courses: Courses, before: Ints, then: Ints, ends: Flags) -> Floats:
    """What came of episodes that ended just before the month of the 18th birthday began, and of
    those that ran ``then``, and of these which ended in it."""
    states = len(courses.states)
    row = np.concatenate([before, then])
    over = np.concatenate([np.ones(len(before), dtype=bool), ends])
    after, state = courses.after[row], courses.state[row]
    came = np.where(over & (after != state), np.where(after >= 0, WENT + after, GONE), STAYED)
    found = np.bincount(state * (WENT + states) + came, minlength=states * (WENT + states))
    return found.astype(float).reshape(states, WENT + states)
