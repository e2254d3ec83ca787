"""Pictures as SVG text: the same numbers give the same bytes, and each tells in words what it
shows (SVG 2, section 5.7: ``title`` and ``desc``)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

Point = tuple[float, float]
STYLE = """text{font:13px system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill:#333}
.head{font-size:18px;font-weight:600;fill:#111}.name{font-size:14px;font-weight:600;fill:#111}
.grid{stroke:#ddd;stroke-width:1}.axis{stroke:#777;stroke-width:1}"""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value lies between two places of the picture."""

    low: float
    high: float
    begin: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.begin + self.end) / 2
        return self.begin + (value - self.low) / (self.high - self.low) * (self.end - self.begin)


def round_steps(low: float, high: float, most: int = 5) -> list[float]:
    """Round values (1, 2 or 5 times a power of ten apart) that reach around two values."""
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("an axis needs finite ends")
    if high <= low:
        low, high = low - 0.5, low + 0.5
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def written(value: float) -> str:
    """A number on an axis: thousands parted, no more decimals than it has."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.10f}".rstrip("0")


@dataclass(slots=True)
class Picture:
    """Marks in the order in which they are drawn. ``title`` and ``told`` are read aloud."""

    width: float
    height: float
    title: str
    told: str
    marks: list[str] = field(default_factory=list)

    def add(self, tag: str, text: str | None = None, /, **told: str | float) -> None:
        """One mark; ``kind`` is its class (none when it is empty), and ``_`` in a name a hyphen."""
        names = {"kind": "class"}
        attributes = "".join(
            f' {names.get(name, name.replace("_", "-"))}="{_value(value)}"'
            for name, value in told.items()
            if value != ""
        )
        inner = f">{escape(text)}</{tag}>" if text is not None else "/>"
        self.marks.append(f"<{tag}{attributes}{inner}")

    def text(self, at: Point, text: str, kind: str = "", anchor: str = "start") -> None:
        """Words; ``anchor`` says which end of them ``at`` is."""
        self.add("text", text, x=at[0], y=at[1], text_anchor=anchor, kind=kind)

    def line(self, points: Sequence[Point], **look: str | float) -> None:
        """A line from point to point."""
        self.add("polyline", points=_points(points), fill="none", **look)

    def area(self, upper: Sequence[Point], lower: Sequence[Point], fill: str) -> None:
        """What lies between two lines."""
        self.add("polygon", points=_points([*upper, *reversed(lower)]), fill=fill)

    def frame(self, x: Scale, y: Scale, levels: Sequence[float]) -> None:
        """The levels of a panel, each with its number, and the line they stand on."""
        for level in levels:
            self.add("line", x1=x.begin, x2=x.end, y1=y(level), y2=y(level), kind="grid")
            self.text((x.begin - 6, y(level) + 4), written(level), anchor="end")
        self.add("line", x1=x.begin, x2=x.end, y1=y.begin, y2=y.begin, kind="axis")

    def __str__(self) -> str:
        size = f'width="{_value(self.width)}" height="{_value(self.height)}"'
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
            f'viewBox="0 0 {_value(self.width)} {_value(self.height)}" '
            'role="img" aria-labelledby="title told">'
        )
        words = (
            f'<title id="title">{escape(self.title)}</title>',
            f'<desc id="told">{escape(self.told)}</desc>',
        )
        ground = '<rect width="100%" height="100%" fill="#fff"/>'
        return "\n".join([head, *words, f"<style>{STYLE}</style>", ground, *self.marks, "</svg>\n"])


def apart(places: Sequence[float], least: float) -> list[float]:
    """Places moved as little as need be so that each lies at least so far from the next."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    blocks: list[tuple[float, list[int]]] = []
    for one in order:
        blocks.append((places[one], [one]))
        while len(blocks) > 1 and _end(blocks[-2], least) > _begin(blocks[-1], least):
            (_, ours), (_, more) = blocks.pop(), blocks.pop()
            both = more + ours
            middle = sum(places[place] for place in both) / len(both)
            blocks.append((middle, both))
    found = [0.0] * len(places)
    for middle, listed in blocks:
        for number, one in enumerate(listed):
            found[one] = middle + (number - (len(listed) - 1) / 2) * least
    return found


def _end(block: tuple[float, list[int]], least: float) -> float:
    return block[0] + len(block[1]) * least / 2


def _begin(block: tuple[float, list[int]], least: float) -> float:
    return block[0] - len(block[1]) * least / 2


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{_value(x)},{_value(y)}" for x, y in points)


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text
