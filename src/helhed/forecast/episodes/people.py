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
from helhed.forecast.episodes.numbers import Bytes, Floats, Ints, Words
from helhed.forecast.episodes.setting import MONTHS_IN_A_BLOCK, MOST_STEPS

Small = NDArray[np.int32]
CELLS = AGES * SPENT
ALONE = -1
"""The purse of those whose cost is no other's."""
UNBORN, ANCIENT = 360, 2 * OLDEST
"""Months of birth are kept between those of the unborn and those of whom it is not told, who stand
where nobody can be as old."""
ROOM = 1.3
LAST = 2**31 - 1
LAST_BYTE = 255


def _until_next(bands: Ints) -> Ints:
    """In how many months each month's band is another; after the last change never."""
    changes = np.flatnonzero(np.diff(bands)) + 1
    at = np.searchsorted(changes, np.arange(len(bands)), side="right")
    return np.append(changes, LAST // 2)[at] - np.arange(len(bands))


AGE = age_band(np.arange(ANCIENT + MOST_STEPS + UNBORN) - UNBORN)
TIME = spent_band(np.arange(SPENT_FROM[-1] + MOST_STEPS + 1))
NEXT_AGE, NEXT_TIME = _until_next(AGE), _until_next(TIME)


@dataclass(slots=True)
class People:
    """One row per course and path, ``many`` of them used, ``free`` those of people who are gone.
    ``place`` is path × states + state, path counting within the batch, and ``nowhere`` of those who
    are gone; ``cell`` where the rates are, until the month ``due``; ``code`` the address of the
    course; ``purse`` (path, citizen) of those with more than one course at the start, whose cost
    refund counts together, else ALONE; ``since`` the month of coming into the state; ``oere`` a
    year's price before changes of price, ``rate`` after them and ``share`` of it in a whole month;
    ``tick`` until when in the month an event is accounted for and ``paid`` øre until then;
    ``luck`` the first bytes of the words of first waiting times of 16 months, ``[month, row]``, and
    ``calm`` the least of them that may say that something happens."""

    many: int
    nowhere: int
    states: int
    month: int
    free: Ints
    place: Small
    cell: Ints
    due: Small
    birth: Small
    since: Small
    code: Words
    purse: Small
    oere: Floats
    rate: Ints
    share: Ints
    tick: Ints
    paid: Ints
    calm: Bytes
    luck: Bytes

    @classmethod
    def present(cls, told: Present, paths: int, states: int, month: int) -> People:
        """Those who are there in the first month, in each path."""
        many = len(told.state) * paths
        offset = np.arange(paths)[:, None] * states
        birth, since = known(told.birth, month), lately(told.since, month)
        cell, due = _cells(month, told.state, birth, since)
        nothing = np.zeros(many, dtype=np.int64)
        return cls(
            many,
            paths * states,
            states,
            month,
            nothing[:0],
            (offset + told.state).ravel().astype(np.int32),
            (offset * CELLS + cell).ravel(),
            np.tile(due.astype(np.int32), paths),
            np.tile(birth, paths),
            np.tile(since, paths),
            np.tile(np.arange(len(told.state), dtype=np.uint32), paths),
            _purses(told.person, paths),
            np.tile(told.oere.astype(float), paths),
            np.tile(told.oere, paths),
            nothing,
            nothing.copy(),
            nothing.copy(),
            np.zeros(many, dtype=np.uint8),
            np.zeros((MONTHS_IN_A_BLOCK, many), dtype=np.uint8),
        )

    def join(self, came: Newcomers, month: int) -> Ints:
        """Newcomers come in at their ticks. The rows they get."""
        again, self.free = self.free[: len(came)], self.free[len(came) :]
        first, self.many = self.many, self.many + len(came) - len(again)
        if self.many > len(self.place):
            self._more_room(round(ROOM * self.many))
        rows = np.concatenate([again, np.arange(first, self.many)])
        self.place[rows] = came.place
        self.birth[rows] = known(came.birth, self.month)
        self.since[rows] = month
        self.code[rows] = came.code
        self.purse[rows] = ALONE
        self.oere[rows] = came.oere
        self.tick[rows] = came.tick
        self.share[rows] = self.paid[rows] = 0
        self.luck[:, rows] = came.luck
        self.find_cells(month, rows)
        return rows

    def _more_room(self, room: int) -> None:
        for name in COLUMNS:
            old = getattr(self, name)
            new = np.empty((*old.shape[:-1], room), dtype=old.dtype)
            new[..., : old.shape[-1]] = old
            setattr(self, name, new)

    def leave(self, rows: Ints) -> None:
        """People are gone; their rows can be had again when the month is over."""
        self.place[rows] = self.nowhere
        self.cell[rows] = self.nowhere * CELLS
        self.due[rows] = LAST
        self.calm[rows] = LAST_BYTE

    def find_cells(self, month: int, rows: Ints) -> None:
        """Where the rates of people stand in a month, and until when."""
        told = _cells(month, self.place[rows], self.birth[rows], self.since[rows])
        self.cell[rows], self.due[rows] = told

    def begin_month(self, month: int) -> Ints:
        """Those who are older, or longer there, than their cell says get another. Their rows."""
        rows = np.flatnonzero(self.due[: self.many] == month)
        self.find_cells(month, rows)
        return rows

    def where(self, rows: Ints) -> tuple[Small, Small]:
        """The path and the state of those who are there."""
        place = self.place[rows]
        path = place // self.states
        return path, place - path * self.states

    def of_age(self, month: int, age: int) -> Ints:
        """The rows of those who reach an age (in months) in a month."""
        rows = np.flatnonzero(self.birth[: self.many] == month - age)
        return np.asarray(rows[self.place[rows] != self.nowhere])


COLUMNS = tuple(one.name for one in fields(People))[5:]


def known(birth: Ints, month: int) -> Small:
    """Months of birth within what the columns hold, those not told far back."""
    kept = np.clip(birth, month - OLDEST, month + UNBORN)
    return np.where(birth == UNKNOWN_BIRTH, month - ANCIENT, kept).astype(np.int32)


def lately(since: Ints, month: int) -> Small:
    """Months of coming into a state; what is longer ago than every band is as long ago."""
    return np.maximum(since, month - SPENT_FROM[-1]).astype(np.int32)


def _cells(month: int, place: NDArray[np.integer], birth: Small, since: Small) -> tuple[Ints, Ints]:
    """The cell of each, and in which month it is another."""
    age, time = month + UNBORN - birth, month - since
    cell = place * CELLS + AGE[age] * SPENT + TIME[time]
    return cell, month + np.minimum(NEXT_AGE[age], NEXT_TIME[time])


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
    oere: Floats
    tick: Ints
    wait: Floats
    luck: Bytes

    def __len__(self) -> int:
        return len(self.place)
