"""Courses: one citizen in one slot from one day to another, one after the other in each slot.

Lengths are exponential; a child's course ends at the latest where the law ends it. The slots are
run for long before the history begins, so that on its first day they hold a settled mix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.synth.chance import Chance, Floats, Ints, between, pick, waits
from helhed.synth.need import AgeBand, Need, OneOff, needs, one_offs
from helhed.synth.offers import JUST_OPENED, Market, Slot
from helhed.synth.shape import HISTORY_FROM, NEVER, TODAY

YEAR = 365.25
LONGEST_BEFORE = int(15 * YEAR)
SHORTEST = 21
KNOWN_AHEAD = 45
MOST_AHEAD = int(2 * YEAR)


@dataclass(slots=True)
class Courses:
    """Columns of courses. ``stop`` is the day it really ends (NEVER: unknown), ``end`` the last
    day that is written, ``was_planned`` whether that day was written from the beginning."""

    key: list[str]
    slot: Ints
    start: Ints
    end: Ints
    was_planned: Ints
    birth: Ints
    host: Ints
    rate_name: list[str]

    def __len__(self) -> int:
        return len(self.start)


def courses(chance: Chance, market: Market, scale: float) -> Courses:
    """Every course that touches the history, ordered by start."""
    by_need: dict[str, list[int]] = {need.key: [] for need in needs()}
    for number, slot in enumerate(market.slots):
        if slot.opens == JUST_OPENED:
            continue
        by_need[slot.need.key].append(number)
    parts = [
        _of_need(chance, need, np.array(by_need[need.key]), market.slots)
        for need in needs()
        if by_need[need.key]
    ]
    parts += [_once(chance, item, scale) for item in one_offs()]
    return _in_order(parts)


def _of_need(chance: Chance, need: Need, slots: Ints, known: list[Slot]) -> Courses:
    opens = np.array([known[number].opens for number in slots.tolist()])
    before = min(int(6 * need.years * YEAR), LONGEST_BEFORE)
    first = chance.draw(len(slots), need.key, "first") * need.years * YEAR * 0.3
    free = np.maximum(HISTORY_FROM - before, opens) + first.astype(np.int64)
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    step = 0
    while (free <= TODAY + KNOWN_AHEAD).any():
        start = free
        ages = _ages(chance, need.ages, len(slots), need.key, step)
        birth = start - ages
        stop = start + _lengths(chance, need, len(slots), step)
        if need.service.ends_at_age is not None:
            stop = np.minimum(stop, last_day_before(birth, need.service.ends_at_age))
        keep = (stop >= HISTORY_FROM) & (start <= TODAY + KNOWN_AHEAD) & (stop >= start)
        found.append((slots[keep], start[keep], stop[keep], birth[keep]))
        gap = waits(
            chance.draw(len(slots), need.key, "gap", step),
            need.years * YEAR * (1 - need.occupancy) / need.occupancy,
        )
        free = np.maximum(stop, start) + 1 + gap.astype(np.int64)
        step += 1
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    return _written(chance, need, *columns)


def _written(
    chance: Chance, need: Need, slot: Ints, start: Ints, stop: Ints, birth: Ints
) -> Courses:
    """The last day as it stands in the grant: known when it lies behind, or was planned."""
    count = len(start)
    planned = chance.draw(count, need.key, "planned") < need.planned
    known = (stop <= TODAY + KNOWN_AHEAD) | (planned & (stop <= TODAY + MOST_AHEAD))
    if need.service.ends_at_age is not None:
        by_law = stop == last_day_before(birth, need.service.ends_at_age)
        known &= ~(by_law & ~planned)
    return Courses(
        [need.key] * count,
        slot,
        start,
        np.where(known, stop, NEVER),
        planned.astype(np.int64),
        birth,
        np.full(count, -1, np.int64),
        [""] * count,
    )


def _once(chance: Chance, item: OneOff, scale: float) -> Courses:
    """Things granted once, spread over the years."""
    key = item.service.key
    span = TODAY - HISTORY_FROM
    count = max(1, int(item.per_year * scale * span / YEAR + chance.one(key, item.name, "count")))
    start = HISTORY_FROM + between(chance.draw(count, key, item.name, "start"), 0, span - 30)
    ages = _ages(chance, item.ages, count, key, item.name)
    return Courses(
        [key] * count,
        np.full(count, -1, np.int64),
        start,
        start.copy(),
        np.ones(count, np.int64),
        start - ages,
        np.full(count, -1, np.int64),
        [item.name] * count,
    )


def _lengths(chance: Chance, need: Need, count: int, step: int) -> Ints:
    shortest = min(SHORTEST, int(need.years * 30))
    length = waits(chance.draw(count, need.key, "length", step), need.years * YEAR - shortest)
    return shortest + length.astype(np.int64)


def _ages(chance: Chance, bands: tuple[AgeBand, ...], count: int, *words: object) -> Ints:
    """Ages in days, each somewhere in its band."""
    band = pick(chance.draw(count, *words, "age band"), [b.weight for b in bands])
    low = np.array([b.low for b in bands])[band]
    high = np.array([b.high for b in bands])[band]
    within: Floats = chance.draw(count, *words, "age")
    return np.asarray((low + (high - low) * within) * YEAR + 3, np.int64)


def last_day_before(birth: Ints, age: int) -> Ints:
    """The day before a birthday."""
    months = birth.astype("datetime64[D]").astype("datetime64[M]")
    inside = birth - months.astype("datetime64[D]").astype(np.int64)
    first = (months + 12 * age).astype("datetime64[D]").astype(np.int64)
    length = (months + 12 * age + 1).astype("datetime64[D]").astype(np.int64) - first
    return np.asarray(first + np.minimum(inside, length - 1) - 1, np.int64)


def leave_before_the_next(courses: Courses, last: Ints) -> None:
    """End each course before the next one in its slot begins.

    Courses are drawn one after the other, but one that the law ends, ends by the birthday of
    whoever it was given to; when that person is younger than the one it was drawn for, the next
    has moved in before. The person then moves on the day before.
    """
    order = np.lexsort((courses.start, courses.slot))
    earlier, later = order[:-1], order[1:]
    same = (courses.slot[earlier] == courses.slot[later]) & (courses.slot[earlier] >= 0)
    over = same & (last[earlier] >= courses.start[later])
    courses.end[earlier[over]] = courses.start[later[over]] - 1


def _in_order(parts: list[Courses]) -> Courses:
    keys = [key for part in parts for key in part.key]
    names = [name for part in parts for name in part.rate_name]
    start = np.concatenate([part.start for part in parts])
    order = np.argsort(start, kind="stable")

    def column(name: str) -> Ints:
        values: Ints = np.concatenate([getattr(part, name) for part in parts])[order]
        return values

    listed = order.tolist()
    return Courses(
        [keys[i] for i in listed],
        column("slot"),
        start[order],
        column("end"),
        column("was_planned"),
        column("birth"),
        column("host"),
        [names[i] for i in listed],
    )
