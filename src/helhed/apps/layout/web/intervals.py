"""Figures with their intervals, each a strip on one common scale. Beside them stands a table.

Places are percent of the strip's width, so that lines and words keep their size on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

EDGE = 6.0
"""Percent on either side where nothing is drawn, so that the words at the ends have room."""
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Interval:
    """What is drawn of one thing: a figure with its ends, and the figure as it was measured."""

    name: str
    address: str
    low: float
    middle: float
    high: float
    measured: float
    said: str


@dataclass(frozen=True, slots=True)
class Strip:
    """An interval with its places, in percent from the left; ``said`` are its figures in words."""

    name: str
    address: str
    low: str
    middle: str
    high: str
    measured: str
    said: str


@dataclass(frozen=True, slots=True)
class Strips:
    """Everything that the template needs to draw: the scale, the common figure, the strips."""

    title: str
    ticks: list[tuple[str, str]]
    common: str
    strips: list[Strip]


def interval_strips(
    title: str, listed: Sequence[Interval], common: float, say: Callable[[float], str]
) -> Strips:
    """The strips of at least one interval; ``say`` makes the words of a figure on the scale."""
    ends = [value for one in listed for value in (one.low, one.high, one.measured)]
    low, high = min([*ends, common]), max([*ends, common])
    step = next((s for s in STEPS if (high - low) / s <= MOST_TICKS - 1), STEPS[-1])
    first, last = floor(low / step), max(ceil(high / step), floor(low / step) + 1)

    def place(value: float) -> str:
        share = (value / step - first) / (last - first)
        return f"{EDGE + (100 - 2 * EDGE) * share:.2f}%"

    ticks = [(place(n * step), say(n * step)) for n in range(first, last + 1)]
    strips = [
        Strip(
            one.name,
            one.address,
            place(one.low),
            place(one.middle),
            place(one.high),
            place(one.measured),
            one.said,
        )
        for one in listed
    ]
    return Strips(title, ticks, place(common), strips)
