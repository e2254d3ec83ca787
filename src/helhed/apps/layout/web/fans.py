"""A forecast as a fan: what was, the middle of what comes, and ever wider bands around it, with the
budget as a line. Plain SVG, drawn on the server; beside it stands a table with the same figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from helhed.apps.layout.web.charts import Label

LEFT, RIGHT, TOP, BOTTOM = 92, 12, 12, 30
TICKS = 4
STEPS = (10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300)
"""Round steps from one line to the next, tenths of a power of ten."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a fan is drawn, and the most names that have room under it."""

    width: int
    height: int
    most_labels: int


WIDE, NARROW = Size(960, 290, 13), Size(340, 260, 4)
"""On a telephone the wide one would be a third of its size, and its words too small to read."""


@dataclass(frozen=True, slots=True)
class Band:
    """An area between two quantiles, and what it says."""

    points: str
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Fan:
    """Everything the template needs to draw."""

    width: int
    height: int
    left: int
    bands: list[Band]
    known: str
    middle: str
    budget: list[str]
    today: float
    top: int
    bottom: int
    grid: list[float]
    ticks: list[Label]
    labels: list[Label]
    title: str
    narrow: Fan | None = None
    """The same, drawn for a narrow screen."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What to draw, month by month: ``known`` before ``middle``; each of ``bands`` is a style, what
    it says, its low and its high edge; ``budget`` has None in months without one."""

    labels: Sequence[str]
    known: Sequence[float]
    middle: Sequence[float]
    bands: Sequence[tuple[str, str, Sequence[float], Sequence[float]]]
    budget: Sequence[float | None]


def fan_chart(title: str, drawn: Drawn, worded: Callable[[float], str]) -> Fan:
    """The fan; ``worded`` writes a figure on the axis. The axis does not begin at 0: the intervals
    are to be seen, and the table tells the figures."""
    wide, narrow = (_fan(title, drawn, worded, size) for size in (WIDE, NARROW))
    return replace(wide, narrow=narrow)


def _fan(title: str, drawn: Drawn, worded: Callable[[float], str], size: Size) -> Fan:
    edges = [value for _, _, low, high in drawn.bands for value in (*low, *high)]
    told = [one for one in drawn.budget if one is not None]
    low, high = _room([*drawn.known, *drawn.middle, *edges, *told])
    count = len(drawn.known) + len(drawn.middle)
    step = (size.width - LEFT - RIGHT) / max(1, count - 1)

    def at(n: int, value: float) -> str:
        y = TOP + (size.height - TOP - BOTTOM) * (1 - (value - low) / (high - low))
        return f"{LEFT + step * n:.1f},{y:.1f}"

    first = len(drawn.known)
    joint = [drawn.known[-1]] if drawn.known else []
    from_joint = first - len(joint)
    bands = []
    for style, text, below, above in drawn.bands:
        edge_low, edge_high = [*joint, *below], [*joint, *above]
        way = [at(from_joint + n, value) for n, value in enumerate(edge_high)]
        back = [at(from_joint + n, value) for n, value in enumerate(edge_low)]
        bands.append(Band(" ".join([*way, *reversed(back)]), style, text))
    values = [low + (high - low) * n / TICKS for n in range(TICKS + 1)]
    heights = [float(at(0, value).split(",")[1]) for value in values]
    return Fan(
        size.width,
        size.height,
        LEFT,
        bands,
        " ".join(at(n, value) for n, value in enumerate(drawn.known)),
        " ".join(at(from_joint + n, v) for n, v in enumerate([*joint, *drawn.middle])),
        _lines(drawn.budget, at),
        LEFT + step * from_joint,
        TOP,
        size.height - BOTTOM,
        heights,
        [Label(LEFT - 6, y + 4, worded(value)) for y, value in zip(heights, values, strict=True)],
        _names(drawn.labels, step, size),
        title,
    )


def _room(values: Sequence[float]) -> tuple[float, float]:
    """The ends of the axis: a little more than all there is to show, so that every line on it
    stands at a round figure."""
    low, high = min(values, default=0), max(values, default=1)
    span = max(high - low, abs(high) * 0.02, 1.0)
    more = 0.05 * span
    low = low - more if low < 0 else max(0.0, low - more)
    high = high + more if high > 0 else min(0.0, high + more)
    power = 10.0 ** (len(str(int(span / TICKS))) - 1)
    for step in (power * n / 10 for n in STEPS if power > 1 or n % 10 == 0):
        bottom = step * (low // step)
        if bottom + TICKS * step >= high:
            return bottom, bottom + TICKS * step
    return low, high


def _lines(budget: Sequence[float | None], at: Callable[[int, float], str]) -> list[str]:
    """The budget as pieces of line, broken where there is none."""
    pieces: list[list[str]] = [[]]
    for n, value in enumerate(budget):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(at(n, value))
    return [" ".join(piece) for piece in pieces if len(piece) > 1]


def _names(labels: Sequence[str], step: float, size: Size) -> list[Label]:
    every = -(-len(labels) // size.most_labels)
    return [
        Label(round(LEFT + step * n, 1), size.height - 10, text)
        for n, text in enumerate(labels)
        if n % every == 0
    ]
