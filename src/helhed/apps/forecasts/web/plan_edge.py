"""The frontier of a plan of places as a drawing, wide and for a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from helhed.apps.forecasts.web.plan_rows import NAMES, NOTHING
from helhed.apps.layout.web.charts import Label, in_short
from helhed.apps.layout.web.templatetags.helhed import said
from helhed.kernel.svg import Scale, round_steps

LEFT, RIGHT, TOP, BOTTOM = 100, 44, 24, 44
SIZES = (("wide", 960, 290, 6), ("narrow", 340, 280, 2))
"""How large it is drawn, and about how many steps there are on the axis to the right."""
LETTER, LINE, DOT = 7.6, 13, 7
"""About how wide a letter and how high a line is, and half of a point."""
PLACES = [
    (anchor, beside, below)
    for below in (5, -13, 23, -31, 41, -49, 59)
    for anchor, beside in (("start", 11), ("end", -11))
]
"""Where the name of a point can stand, the best first."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """A plan in the drawing; its name stands beside it where it is inside and on no other."""

    x: float
    y: float
    name: str
    style: str
    anchor: str
    beside: int
    below: int


@dataclass(frozen=True, slots=True)
class Edge:
    """The frontier: expected cost from left to right, the worst tenth from below up."""

    size: str
    width: int
    height: int
    left: int
    points: list[Point]
    x_ticks: list[Label]
    y_ticks: list[Label]
    title: str


def edges(answer: dict[str, Any]) -> list[Edge]:
    """The frontier and what it costs to do nothing, in each size."""
    told = [(one["expected"], one["worst"], said(NAMES[one["weight"]])) for one in answer["plans"]]
    told.append((answer["nothing"]["expected"], answer["nothing"]["worst"], _(NOTHING)))
    return [_edge(told, *size) for size in SIZES]


def _edge(told: Sequence[tuple[int, int, str]], size: str, width: int, height: int, n: int) -> Edge:
    right, up = _steps([one[0] for one in told], n), _steps([one[1] for one in told], 4)
    x = Scale(right[0], right[-1], LEFT, width - RIGHT)
    y = Scale(up[0], up[-1], height - BOTTOM, TOP)
    under = height - BOTTOM + 26
    return Edge(
        size,
        width,
        height,
        LEFT,
        _points(told, x, y),
        _apart([Label(round(x(at), 1), under, in_short(at, 3)) for at in right]),
        [Label(LEFT - 6, round(y(at) + 4, 1), in_short(at, 3)) for at in up],
        _("Ventet udgift og den værste tiendedel for hver plan"),
    )


def _apart(labels: Sequence[Label]) -> list[Label]:
    """Those of the names on an axis that have room beside the one before."""
    found: list[Label] = []
    for one in labels:
        if not found or one.x - found[-1].x > LETTER * len(one.text) + 8:
            found.append(one)
    return found


def _points(told: Sequence[tuple[int, int, str]], x: Scale, y: Scale) -> list[Point]:
    marks = [(round(x(expected), 1), round(y(worst), 1)) for expected, worst, _name in told]
    taken = [(at - DOT, up - DOT, at + DOT, up + DOT) for at, up in marks]
    found = []
    for number, ((at, up), (_expected, _worst, name)) in enumerate(zip(marks, told, strict=True)):
        style = "nothing" if number == len(told) - 1 else "plan"
        anchor, beside, below = _beside(at, up, name, taken, x.end + RIGHT)
        taken.append(_box(at + beside, up + below, anchor, name))
        found.append(Point(at, up, name, style, anchor, beside, below))
    return found


def _beside(
    at: float, up: float, name: str, taken: Sequence[Box], right: float
) -> tuple[str, int, int]:
    """Where the name of a point stands: the first place that is free, else the one that covers
    fewest."""

    def covers(place: tuple[str, int, int]) -> int:
        box = _box(at + place[1], up + place[2], place[0], name)
        is_out = box[0] < LEFT or box[2] > right
        met = sum(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in taken
        )
        return met + 10 * is_out

    return min(PLACES, key=covers)


def _box(at: float, up: float, anchor: str, name: str) -> Box:
    """The room that a name takes: left, top, right, bottom."""
    width = LETTER * len(name)
    left = at - width if anchor == "end" else at
    return left, up - LINE, left + width, up + 4


def _steps(values: Sequence[int], most: int) -> list[float]:
    """Round amounts that reach around all of them, with a little room."""
    low, high = min(values), max(values)
    room = max((high - low) * 0.1, abs(high) * 0.001, 1.0)
    return round_steps(low - room, high + room, most)
