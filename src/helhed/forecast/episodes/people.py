"""The people of a batch of paths, as columns with room for those who come."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from helhed.forecast.episodes.bands import (
    AGES,
    OLDEST,
    SPENT,
    SPENT_FROM,
    UNKNOWN_BIRTH,
    age_band,
    spent_band,
)
from helhed.forecast.episodes.model import Present
from helhed.forecast.episodes.numbers import Floats, Ints, Words
from helhed.forecast.episodes.setting import MONTHS_IN_A_BLOCK, MOST_STEPS

Small = NDArray[np.int32]
CELLS = AGES * SPENT
ALONE = -1
"""The purse of those whose cost is no other's."""
UNBORN, ANCIENT = 360, 2 * OLDEST
"""Months of birth are kept between those of the unborn and those of whom it is not told, who stand
where nobody can be as old."""
ROOM = 1.3
FULL = 0.97
AGE_CELL = (age_band(np.arange(ANCIENT + MOST_STEPS + UNBORN) - UNBORN) * SPENT).astype(np.int32)
SPENT_CELL = spent_band(np.arange(SPENT_FROM[-1] + MOST_STEPS + 1)).astype(np.int32)


@dataclass(slots=True)
class People:
    """One row per course and path, ``many`` of them used. ``place`` is path × states + state, path
    counting within the batch, and ``nowhere`` of those who are gone; ``code`` the address of the
    course; ``purse`` (path, citizen) of those with more than one course at the start, whose cost
    refund counts together, else ALONE; ``since`` the month of coming into the state; ``oere`` a
    year's price before changes of price, ``rate`` after them and ``share`` of it in a whole month;
    ``tick`` until when in the month an event is accounted for and ``paid`` øre until then;
    ``luck`` the words of the first waiting times of four months, ``[month, row]``."""

    many: int
    nowhere: int
    month: int
    place: Small
    birth: Small
    since: Small
    code: Words
    purse: Small
    oere: Floats
    rate: Ints
    share: Ints
    tick: Ints
    paid: Ints
    luck: Words

    @classmethod
    def present(cls, told: Present, paths: int, states: int, month: int) -> People:
        """Those who are there in the first month, in each path."""
        many = len(told.state) * paths
        place = (np.arange(paths)[:, None] * states + told.state).ravel()
        nothing = np.zeros(many, dtype=np.int64)
        return cls(
            many,
            paths * states,
            month,
            place.astype(np.int32),
            np.tile(known(told.birth, month), paths),
            np.tile(lately(told.since, month), paths),
            np.tile(np.arange(len(told.state), dtype=np.uint32), paths),
            _purses(told.person, paths),
            np.tile(told.oere.astype(float), paths),
            np.tile(told.oere, paths),
            nothing,
            nothing.copy(),
            nothing.copy(),
            np.zeros((MONTHS_IN_A_BLOCK, many), dtype=np.uint32),
        )

    def join(self, came: Newcomers) -> Ints:
        """Newcomers come in at their ticks. The rows they get."""
        first, self.many = self.many, self.many + len(came)
        if self.many > len(self.place):
            self._more_room(round(ROOM * self.many))
        rows = slice(first, self.many)
        self.place[rows] = came.place
        self.birth[rows] = known(came.birth, self.month)
        self.since[rows] = came.since
        self.code[rows] = came.code
        self.purse[rows] = ALONE
        self.oere[rows] = came.oere
        self.tick[rows] = came.tick
        self.share[rows] = self.paid[rows] = 0
        self.luck[:, rows] = came.luck
        return np.arange(first, self.many)

    def _more_room(self, room: int) -> None:
        for name in COLUMNS:
            old = getattr(self, name)
            new = np.empty((*old.shape[:-1], room), dtype=old.dtype)
            new[..., : old.shape[-1]] = old
            setattr(self, name, new)

    def without_the_gone(self) -> None:
        """Rows of those who are gone are given to others, when there are some."""
        stay = np.flatnonzero(self.place[: self.many] != self.nowhere)
        if len(stay) > FULL * self.many:
            return
        for name in COLUMNS:
            column = getattr(self, name)
            column[..., : len(stay)] = column[..., stay]
        self.many = len(stay)

    def cells(self, month: int, rows: Ints | slice) -> NDArray[np.intp]:
        """Where the rates of people stand in a month."""
        found = AGE_CELL[month + UNBORN - self.birth[rows]]
        found += SPENT_CELL[month - self.since[rows]]
        found += self.place[rows] * np.int32(CELLS)
        return found

    def of_age(self, month: int, age: int) -> Ints:
        """The rows of those who reach an age (in months) in a month."""
        rows = np.flatnonzero(self.birth[: self.many] == month - age)
        return rows[self.place[rows] != self.nowhere]


COLUMNS = tuple(one.name for one in fields(People))[3:]


def known(birth: Ints, month: int) -> Small:
    """Months of birth within what the columns hold, those not told far back."""
    kept = np.clip(birth, month - OLDEST, month + UNBORN)
    return np.where(birth == UNKNOWN_BIRTH, month - ANCIENT, kept).astype(np.int32)


def lately(since: Ints, month: int) -> Small:
    """Months of coming into a state; what is longer ago than every band is as long ago."""
    return np.maximum(since, month - SPENT_FROM[-1]).astype(np.int32)


def _purses(person: Ints, paths: int) -> Small:
    _, citizen, courses = np.unique(person, return_inverse=True, return_counts=True)
    shared = np.flatnonzero(courses > 1)
    number = np.full(len(courses), ALONE)
    number[shared] = np.arange(len(shared))
    of_course = np.tile(number[citizen], paths)
    path = np.repeat(np.arange(paths), len(person))
    return np.where(of_course < 0, ALONE, path * len(shared) + of_course).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Those who come in a step; ``wait`` is the share that says how long they stay."""

    place: Ints
    code: Ints
    birth: Ints
    since: Ints
    oere: Floats
    tick: Ints
    wait: Floats
    luck: Words

    def __len__(self) -> int:
        return len(self.place)
