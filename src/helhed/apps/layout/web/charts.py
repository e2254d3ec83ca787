"""Charts as plain SVG, drawn on the server. Beside each stands a table with the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 92, 8, 12, 30
"""Left of the bars there is room for the widest amount on the axis, 1000,0 mio."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its place and size, how it looks, and what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word in the chart."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template needs to draw."""

    width: int
    height: int
    bars: list[Bar]
    line: str
    grid: list[float]
    ticks: list[Label]
    labels: list[Label]
    title: str


def months_chart(
    title: str,
    labels: Sequence[str],
    stacks: Sequence[tuple[str, str, Sequence[int]]],
    line: Sequence[int],
) -> Chart:
    """Stacked bars per month with a line over them, all in øre.

    ``stacks`` are (style, name, øre per month) from the bottom up. Negative amounts are drawn as
    nothing: the table tells them.
    """
    count = len(labels)
    sums = [sum(max(0, values[i]) for _, _, values in stacks) for i in range(count)]
    top = _nice(max([1, *sums, *line]))
    plot_height = HEIGHT - TOP - BOTTOM
    step = (WIDTH - LEFT - RIGHT) / max(1, count)

    def y_of(oere: float) -> float:
        return round(TOP + plot_height * (1 - oere / top), 1)

    bars = []
    for i in range(count):
        base = 0
        for style, name, values in stacks:
            amount = max(0, values[i])
            if amount:
                y = y_of(base + amount)
                text = f"{labels[i]}: {name} {in_short(amount)}"
                x = round(LEFT + step * i + step * 0.15, 1)
                bars.append(Bar(x, y, round(step * 0.7, 1), round(y_of(base) - y, 1), style, text))
                base += amount
    points = [f"{LEFT + step * (i + 0.5):.1f},{y_of(max(0, line[i]))}" for i in range(len(line))]
    ticks = [Label(LEFT - 6, y_of(top * n / 4) + 4, in_short(top * n / 4, 3)) for n in range(5)]
    names = [Label(round(LEFT + step * (i + 0.5), 1), HEIGHT - 10, t) for i, t in enumerate(labels)]
    grid = [y_of(top * n / 4) for n in range(5)]
    return Chart(WIDTH, HEIGHT, bars, " ".join(points), grid, ticks, names, title)


def _nice(oere: int) -> int:
    """A round number at or above an amount: 1, 2, 2.5 or 5 times a power of ten."""
    power: int = 10 ** (len(str(oere)) - 1)
    for step in (power, 2 * power, 5 * power // 2, 5 * power, 10 * power):
        if step >= oere:
            return step
    return oere


def in_short(oere: float, decimals: int = 0) -> str:
    """Millions (with at least one decimal) or thousands of kroner; so many decimals at most."""
    if oere < 0 and (above := in_short(-oere, decimals)) != "0":
        return f"−{above}"
    kroner = abs(oere) / 100
    if kroner >= 1_000_000:
        return gettext("%(n)s mio.") % {"n": _number(kroner / 1_000_000, max(decimals, 1), 1)}
    if kroner >= 1_000:
        return gettext("%(n)s t.") % {"n": _number(kroner / 1_000, decimals, 0)}
    return _number(kroner, decimals and 2, 0)


def _number(value: float, most: int, least: int) -> str:
    """A number with a comma, without the zeros at its end that are more than the least."""
    whole, _, part = f"{value:.{most}f}".partition(".")
    part = part.rstrip("0").ljust(least, "0")
    return f"{whole},{part}" if part else whole
