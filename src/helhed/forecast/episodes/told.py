"""Episodes as they are told, and the courses they make: who went from where to where, and when.

A course is a chain of episodes of one person in which each begins at most ``GAP_DAYS`` after the
one before ended; a longer gap is an exit and an entry. Episodes that run beside each other (a home
and a day service) are two courses of one person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from helhed.forecast.episodes.bands import UNKNOWN_BIRTH
from helhed.forecast.episodes.numbers import Floats, Ints

Flags = NDArray[np.bool_]
GAP_DAYS = 7
OPEN = 10**7
"""The last day of an episode that has not ended."""
UNIX_DAY_0 = 719_163
UNIX_MONTH_0 = 12 * 1970
GOES_ON, LEFT = -1, -2
"""What came after an episode, where it is not the number of the next state."""


@dataclass(frozen=True, slots=True, order=True)
class State:
    """Where a person can be: a service, whose it is, and at which level of support."""

    service: str
    owner: str
    level: str

    @property
    def unit(self) -> str:
        """The name under which it is forecast; levels are summed."""
        return f"{self.service}/{self.owner}"


@dataclass(frozen=True, slots=True)
class Episodes:
    """One row per episode. Days are ordinals, ``end`` the last day or OPEN; ``birth`` is twelve
    times the year plus the month less one, or UNKNOWN_BIRTH; ``oere`` is a year's price, NaN where
    it is not told."""

    person: Sequence[str]
    birth: Ints
    state: Sequence[State]
    start: Ints
    end: Ints
    oere: Floats

    def known_on(self, day: int) -> Episodes:
        """What was known at the end of a day: what had begun, and ended when it had. A stay that
        goes on the next day in the same state (at a new price) had not ended."""
        rows = np.flatnonzero(self.start <= day)
        listed = rows.tolist()
        goes_on = {
            (self.person[row], self.state[row])
            for row in np.flatnonzero(self.start == day + 1).tolist()
        }
        end = np.where(self.end[rows] <= day, self.end[rows], OPEN)
        for n in np.flatnonzero(end == day).tolist() if goes_on else ():
            if (self.person[listed[n]], self.state[listed[n]]) in goes_on:
                end[n] = OPEN
        return replace(self._of(rows), end=end)

    def but_for(self, states: Collection[State]) -> Episodes:
        """The episodes that are in none of some states."""
        return self._of(np.array([n for n, one in enumerate(self.state) if one not in states], int))

    def _of(self, rows: Ints) -> Episodes:
        listed = rows.tolist()
        return Episodes(
            [self.person[row] for row in listed],
            self.birth[rows],
            [self.state[row] for row in listed],
            self.start[rows],
            self.end[rows],
            self.oere[rows],
        )

    def nameless(self) -> Episodes:
        """The same with numbers for names, which stand in the order of the names, so that nothing
        that is forecast changes."""
        names = sorted(set(self.person))
        digits = len(str(len(names)))
        number = {name: f"{n:0{digits}}" for n, name in enumerate(names)}
        return replace(self, person=[number[name] for name in self.person])

    def last_by(self, day: int) -> int | None:
        """The last day, not after ``day``, on which something began or ended; None where nothing
        had. What lies after it is planned, or written for "no end": it has not come."""
        days = np.concatenate([self.start, self.end])
        come = days[days <= day]
        return int(come.max()) if len(come) else None


@dataclass(frozen=True, slots=True)
class Courses:
    """The episodes in the order of their courses. Times are months and parts of them since year 0:
    ``at`` is when one began, ``until`` when it was over, ``since`` when the person came into this
    state (before ``at`` where episodes of the same state follow each other). ``after`` is GOES_ON,
    LEFT, or the state that came next, be it the same; ``before`` is the row of the
    episode before in the course, -1 where one begins: an entry. ``row`` is where it was told."""

    states: tuple[State, ...]
    people: tuple[str, ...]
    who: Ints
    birth: Ints
    state: Ints
    since: Floats
    at: Floats
    until: Floats
    after: Ints
    before: Ints
    oere: Floats
    row: Ints

    @property
    def is_first(self) -> Flags:
        """Which begin a course: entries."""
        return np.asarray(self.before < 0)


def month_time(days: Ints) -> Floats:
    """Days as months since year 0 and the part of the month that has gone when they begin."""
    day = (days - UNIX_DAY_0).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    first = month.astype("datetime64[D]")
    length = ((month + 1).astype("datetime64[D]") - first).astype(np.int64)
    gone = (day - first).astype(np.int64) / length
    return np.asarray(month.astype(np.int64) + UNIX_MONTH_0 + gone)


def courses_of(told: Episodes, states: Sequence[State] | None = None) -> Courses:
    """The courses of episodes. ``states`` are all that there can be; without, those told of."""
    all_states = tuple(states) if states is not None else tuple(sorted(distinct(told.state)))
    people = tuple(sorted(set(told.person)))
    at_person = {name: n for n, name in enumerate(people)}
    who = np.array([at_person[name] for name in told.person], dtype=np.int64)
    state = _numbers(told.state, all_states)
    order = np.lexsort((state, told.end, told.start, who))
    start = month_time(told.start)[order]
    after, before = _chained(who[order], told.start[order], told.end[order], state[order])
    over = np.where(told.end < OPEN, told.end + 1, 0)
    until = np.where(told.end < OPEN, month_time(over), np.inf)
    return Courses(
        all_states,
        people,
        who[order],
        told.birth[order],
        state[order],
        _since(start, state[order], before),
        start,
        until[order],
        after,
        before,
        told.oere[order],
        order,
    )


def told_to_leave_from(courses: Courses) -> float | None:
    """The time from which on people are told to have left; None where nobody is. A new price is no
    end, and a move is told of those who stayed as well. One in a hundred who is told to have left
    before the others does not count, for a few old rows do not make an old extract whole."""
    left = np.sort(courses.until[courses.after == LEFT])
    return float(left[len(left) // 100]) if len(left) else None


def distinct(states: Sequence[State]) -> set[State]:
    """Each state once. The same few objects stand in most rows: those are looked at once."""
    return set({id(one): one for one in states}.values())


def _numbers(states: Sequence[State], known: Sequence[State]) -> Ints:
    """The number of each state among those known."""
    number = {state: n for n, state in enumerate(known)}
    named = {id(one): number[one] for one in {id(one): one for one in states}.values()}
    return np.array([named[id(one)] for one in states], dtype=np.int64)


def _chained(who: Ints, start: Ints, end: Ints, state: Ints) -> tuple[Ints, Ints]:
    """What came after each episode, and the row of the one before it (-1 where a course begins).
    Where nobody's episodes run beside each other, one goes on from the one before or from none."""
    after = np.where(end < OPEN, LEFT, GOES_ON).astype(np.int64)
    before = np.full(len(who), -1, dtype=np.int64)
    later = np.flatnonzero(who[1:] == who[:-1]) + 1
    beside = np.unique(who[later[end[later - 1] > start[later]]])
    plain = later[~np.isin(who[later], beside)]
    plain = plain[start[plain] <= end[plain - 1] + GAP_DAYS + 1]
    before[plain], after[plain - 1] = plain - 1, state[plain]
    rows = np.flatnonzero(np.isin(who, beside))
    for row, last in _linked(rows, (who, start, end, state)):
        after[last], before[row] = state[row], last
    return after, before


def _linked(rows: Ints, columns: tuple[Ints, Ints, Ints, Ints]) -> Iterator[tuple[int, int]]:
    """Rows that go on from others: each from the one that ended shortly before, of the same state
    if it can be, else from the last to end."""
    people, begins, ends, of = (column.tolist() for column in columns)
    waiting: list[int] = []
    last_one = -1

    def rank(here: int) -> Callable[[int], tuple[bool, int]]:
        return lambda one: (of[one] == here, ends[one])

    for row in rows.tolist():
        if people[row] != last_one:
            waiting, last_one = [], people[row]
        day, here = begins[row], of[row]
        near = [one for one in waiting if ends[one] <= day <= ends[one] + GAP_DAYS + 1]
        if near:
            last = near[0] if len(near) == 1 else max(near, key=rank(here))
            yield row, last
            waiting.remove(last)
        waiting.append(row)


def _since(start: Floats, state: Ints, before: Ints) -> Floats:
    since = start.tolist()
    rows = np.flatnonzero((before >= 0) & (state[before] == state))
    for row, old in zip(rows.tolist(), before[rows].tolist(), strict=True):
        since[row] = since[old]
    return np.array(since, dtype=float)


def is_unknown(birth: Ints) -> Flags:
    """Whose month of birth is not told."""
    return np.asarray(birth == UNKNOWN_BIRTH)
