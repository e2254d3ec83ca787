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
SIZES = (("wide", 720, 280, 5), ("narrow", 340, 280, 2))
"""How large it is drawn, and about how many steps there are on the axis to the right."""


@dataclass(frozen=True, slots=True)
class Point:
    """A plan in the drawing; ``anchor`` keeps its name inside."""

    x: float
    y: float
    name: str
    style: str
    anchor: str
    beside: int


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
        [Label(round(x(at), 1), under, in_short(at, 3)) for at in right],
        [Label(LEFT - 6, round(y(at) + 4, 1), in_short(at, 3)) for at in up],
        _("Ventet udgift og den værste tiendedel for hver plan"),
    )


def _points(told: Sequence[tuple[int, int, str]], x: Scale, y: Scale) -> list[Point]:
    found = []
    for number, (expected, worst, name) in enumerate(told, 1):
        at = round(x(expected), 1)
        is_right = at > (x.begin + x.end) / 2
        style = "nothing" if number == len(told) else "plan"
        anchor, beside = ("end", -10) if is_right else ("start", 10)
        found.append(Point(at, round(y(worst), 1), name, style, anchor, beside))
    return found


def _steps(values: Sequence[int], most: int) -> list[float]:
    """Round amounts that reach around all of them, with a little room."""
    low, high = min(values), max(values)
    room = max((high - low) * 0.1, abs(high) * 0.001, 1.0)
    return round_steps(low - room, high + room, most)
