"""Whose case a sentence is written in, and which sentences fit: by age, need and what it is about.

Rows of the data files may carry ``ages`` and ``needs`` (``18-64``, ``50-``; a bound that is left
out is open) and ``areas`` (words, of which one must be told). What is empty fits everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import gcd

import polars as pl

from helhed.rules.decisions.ydelser import services
from helhed.synth.chance import Floats
from helhed.synth.courses import YEAR
from helhed.synth.words import rows
from helhed.synth.world import World

STEP = 5


@dataclass(frozen=True, slots=True)
class Whose:
    """Age in whole years, need (−1 when it is not told), and what the case is about."""

    age: int
    areas: frozenset[str]
    need: int = -1

    def fits(self, row: Mapping[str, str]) -> bool:
        """Whether what stands in a row can be said of this person."""
        areas = frozenset((row.get("areas") or "").split())
        return (
            _within(self.age, row.get("ages") or "")
            and _within(self.need, row.get("needs") or "")
            and (not areas or bool(areas & self.areas))
        )


def bounds(span: str) -> tuple[int, int]:
    """``18-64`` as two numbers; open ends are wide."""
    low, _, high = span.partition("-")
    return int(low or 0), int(high or 999)


def _within(number: int, span: str) -> bool:
    low, high = bounds(span) if span else (-1, 999)
    return low <= number <= high


def areas_of_cases(world: World) -> list[frozenset[str]]:
    """What each case is about: its own area, and those of the services that were given in it."""
    found = [{area} for area in world.cases.area]
    for key, case in zip(world.courses.key, world.case_of.tolist(), strict=True):
        found[case].add(services()[key].area)
    return [frozenset(areas) for areas in found]


def age_in(world: World, case: int, day: int) -> int:
    """The age of a case's citizen on a day, in whole years."""
    return int((day - int(world.people.birth[world.cases.person[case]])) // YEAR)


def whose(
    world: World, cases: Iterable[int], days: Iterable[int], needs: Iterable[int] | None = None
) -> list[Whose]:
    """The citizens of cases, each on a day."""
    areas = areas_of_cases(world)
    pairs = list(zip(cases, days, strict=True))
    told = list(needs) if needs is not None else [-1] * len(pairs)
    return [
        Whose(max(age_in(world, case, day), 0), areas[case], need)
        for (case, day), need in zip(pairs, told, strict=True)
    ]


@cache
def _fitting(use: str, person: Whose) -> tuple[str, ...]:
    found = tuple(r["text"] for r in _of_use(use) if person.fits(r))
    if not found:
        raise LookupError(f"no sentence of {use} fits {person}")
    return found


@cache
def _of_use(use: str) -> tuple[dict[str, str], ...]:
    return tuple(row for row in rows("sentences.csv") if row["use"] == use)


def said_to(draws: Floats, uses: Sequence[str], people: Sequence[Whose]) -> pl.Series:
    """A sentence for each draw, from the list of its use, that fits the person."""
    picked = []
    for use, person, draw in zip(uses, people, draws.tolist(), strict=True):
        listed = _fitting(use, person)
        picked.append(listed[int(draw * len(listed))])
    return pl.Series(picked, dtype=pl.String)


def spread(first: int, nth: int, count: int) -> int:
    """The n-th of several picks out of so many: no two of the first ``count`` are the same."""
    step = next(step for step in range(STEP, STEP + count + 1) if gcd(step, count) == 1)
    return (first + step * nth) % count
