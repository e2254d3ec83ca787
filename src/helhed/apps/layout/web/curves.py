"""A level over time as a small SVG curve. Beside it stands a table with the same points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

WIDTH, HEIGHT = 320, 112
LEFT, RIGHT, TOP, BOTTOM = 24, 12, 12, 26
HIGHEST = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """A point: its place, and what it says when pointed at."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Everything that the template needs to draw; ``first`` and ``last`` are the days at the ends,
    the last empty when all points are of one day."""

    width: int
    height: int
    line: str
    dots: list[Dot]
    grid: list[tuple[int, float]]
    first: date
    last: date | None
    bottom: int = HEIGHT - 6
    left: int = LEFT
    right: int = WIDTH - RIGHT


def level_curve(points: Sequence[tuple[date, int, str]]) -> Curve:
    """The curve of (day, level 0-4, what the point says), in the order of the days; at least one
    point. 0 is at the top, so that better is up. A level holds until the next, so the line goes
    in steps."""
    first, last = points[0][0], points[-1][0]
    span = (last - first).days
    room = WIDTH - LEFT - RIGHT

    def x_of(day: date) -> float:
        return round(LEFT + (room * (day - first).days / span if span else room / 2), 1)

    dots = [Dot(x_of(day), y_of(level), title) for day, level, title in points]
    steps = [f"{dots[0].x},{dots[0].y}"]
    for earlier, later in pairwise(dots):
        steps += [f"{later.x},{earlier.y}", f"{later.x},{later.y}"]
    grid = [(level, y_of(level)) for level in range(HIGHEST + 1)]
    return Curve(WIDTH, HEIGHT, " ".join(steps), dots, grid, first, last if span else None)


def y_of(level: int) -> float:
    """How far down a level is drawn; 0 is at the top."""
    return round(TOP + (HEIGHT - TOP - BOTTOM) * level / HIGHEST, 1)
