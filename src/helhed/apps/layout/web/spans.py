"""Intervals under each other on one axis, to be held against nothing and against each other. Plain
SVG, drawn on the server; beside it stands a table with the same figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helhed.apps.layout.web.charts import Label
from helhed.kernel.svg import Scale, round_steps

LEFT, RIGHT, ROW, TOP, BOTTOM = 44, 44, 56, 8, 30
NAME, MIDDLE, HALF = 17, 36, 8
"""How far below the top of a row its name and its interval stand, and half of how high that is."""
LETTER = 8.2
"""About how wide a letter is, and a figure on the axis with the room beside it."""
SIZES = (("wide", 720, 6), ("narrow", 340, 3))


@dataclass(frozen=True, slots=True)
class Span:
    """What is drawn: a name, the ends of its interval and the mean."""

    name: str
    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One interval where it is drawn."""

    name: str
    title: str
    name_y: int
    low: float
    width: float
    top: int
    mean: float
    middle: int


@dataclass(frozen=True, slots=True)
class Spans:
    """Everything the template needs to draw."""

    size: str
    width: int
    height: int
    rows: list[Row]
    ticks: list[Label]
    nothing: float
    bottom: int
    title: str


def spans(title: str, told: Sequence[Span], worded: Callable[[float], str]) -> list[Spans]:
    """The intervals, wide and for a narrow screen; ``worded`` writes a figure on the axis."""
    return [_drawn(title, told, worded, *size) for size in SIZES]


def _drawn(
    title: str,
    told: Sequence[Span],
    worded: Callable[[float], str],
    size: str,
    width: int,
    most: int,
) -> Spans:
    edges = [0.0, *(end for one in told for end in (one.low, one.mean, one.high))]
    low, high = min(edges), max(edges)
    steps = round_steps(low, high, most) if high > low else [-1.0, 0.0, 1.0]
    x = Scale(steps[0], steps[-1], LEFT, width - RIGHT)
    bottom = TOP + ROW * len(told)
    letters = int((width - 2 * HALF) / LETTER)
    rows = [
        Row(
            one.name if len(one.name) <= letters else f"{one.name[: letters - 1]}…",
            f"{one.name}: {worded(one.low)} – {worded(one.high)}",
            TOP + ROW * n + NAME,
            round(x(one.low), 1),
            round(max(2.0, x(one.high) - x(one.low)), 1),
            TOP + ROW * n + MIDDLE - HALF,
            round(x(one.mean), 1),
            TOP + ROW * n + MIDDLE,
        )
        for n, one in enumerate(told)
    ]
    ticks = [Label(round(x(at), 1), bottom + 20, worded(at)) for at in _with_room(steps, x, worded)]
    return Spans(size, width, bottom + BOTTOM, rows, ticks, round(x(0), 1), bottom, title)


def _with_room(steps: list[float], x: Scale, worded: Callable[[float], str]) -> list[float]:
    """Every so many of the steps, that of nothing among them, so that no figures run together."""
    if len(steps) < 2:
        return steps
    room, apart = LETTER * (1 + max(len(worded(at)) for at in steps)), x(steps[1]) - x(steps[0])
    every = math.ceil(room / apart)
    nothing = min(range(len(steps)), key=lambda n: abs(steps[n]))
    return [at for n, at in enumerate(steps) if (n - nothing) % every == 0]
