"""What happened between two days, told with the causes that a forecast is explained with: who came,
went, moved, came of age and changed price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.bands import GROWN_UP, UNKNOWN_BIRTH
from helhed.forecast.episodes.told import LEFT, Courses, Episodes, State, courses_of, month_time

ENTRIES, EXITS, MOVES, AGEING, PRICE = "entries", "exits", "moves", "ageing", "price"


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing: ``row`` is the episode as it was told, ``day`` the first day on which it holds
    (an ordinal), ``persons`` one more or fewer in the state, or neither, ``oere`` what a whole
    year costs more."""

    row: int
    state: State
    cause: str
    day: int
    persons: int
    oere: int


def happened(told: Episodes, since: int, until: int) -> list[Happened]:
    """What happened after the end of one day until the end of another, as it was known on the
    latter: whoever leaves on that day has left, though they may go on elsewhere the next."""
    rows = np.flatnonzero(told.start <= until)
    known = told.known_on(until)
    courses = courses_of(known)
    start, end = known.start[courses.row].tolist(), known.end[courses.row].tolist()
    found = []
    for n, row in enumerate(rows[courses.row].tolist()):
        if since < start[n] <= until:
            found += [Happened(row, *one) for one in _began(courses, n, start[n])]
        if since < end[n] <= until:
            found += [Happened(row, *one) for one in _ended(courses, n, end[n] + 1)]
    return sorted(found, key=lambda one: (one.day, one.row))


def _began(courses: Courses, n: int, day: int) -> Iterator[tuple[State, str, int, int, int]]:
    state, before = int(courses.state[n]), int(courses.before[n])
    here, price = courses.states[state], _oere(courses, n)
    if before < 0:
        yield here, ENTRIES, day, 1, price
    elif courses.state[before] != state:
        yield here, AGEING if _comes_of_age(courses, n, day) else MOVES, day, 1, price
    elif price != _oere(courses, before):
        yield here, PRICE, day, 0, price - _oere(courses, before)


def _ended(courses: Courses, n: int, day: int) -> Iterator[tuple[State, str, int, int, int]]:
    state, after = int(courses.state[n]), int(courses.after[n])
    if after == state:
        return
    cause = EXITS if after == LEFT else MOVES
    if _comes_of_age(courses, n, day):
        cause = AGEING
    yield courses.states[state], cause, day, -1, -_oere(courses, n)


def _comes_of_age(courses: Courses, n: int, day: int) -> bool:
    birth = int(courses.birth[n])
    month = int(np.floor(month_time(np.array([day]))[0]))
    return birth != UNKNOWN_BIRTH and month == birth + GROWN_UP


def _oere(courses: Courses, n: int) -> int:
    return round(float(np.nan_to_num(courses.oere[n])))
