"""A level over time: what was judged when and by whom, and which way it went.

Levels and support needs run from 0 (no limitation, no need) to 4 (complete) in VUM 2.0, so that
a lower number is better (Social- og Boligstyrelsen, VUM 2.0, metodehåndbog).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from helhed.kernel.words import CodeList, screen_text


class Movement(CodeList):
    """Which way a level went between two judgements."""

    BETTER = "better", screen_text("bedre")
    SAME = "same", screen_text("uændret")
    WORSE = "worse", screen_text("sværere")


@dataclass(frozen=True, slots=True)
class Judged:
    """A level (or a support need) 0-4 on the day it was judged, by whom, and where it stands:
    ``told_in`` is words to translate."""

    day: date
    level: int
    by: str
    told_in: str


def movement(before: int, now: int) -> Movement:
    """Which way a level went; down is better."""
    if now == before:
        return Movement.SAME
    return Movement.BETTER if now < before else Movement.WORSE


def last_before(points: Iterable[Judged], day: date) -> Judged | None:
    """The last judgement before a day; of several on one day the one that stands last."""
    found = None
    for point in points:
        if point.day < day and (found is None or point.day >= found.day):
            found = point
    return found
