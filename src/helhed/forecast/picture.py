"""Pictures of a forecast: what was and how far what comes may lie (a fan), and how a forecast and
other methods missed in a back-test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helhed.forecast.backtest import METHOD, Scores
from helhed.kernel.svg import Picture, Point, Scale, apart, round_steps

BANDS = (
    (0.025, 0.975, "#dbe7f6", "95 %"),
    (0.1, 0.9, "#aecbec", "80 %"),
    (0.25, 0.75, "#76a5db", "50 %"),
)
MIDDLE, PAST, OTHER = "#0f3a73", "#222", "#767676"
MOST_PANELS, MOST_LABELS, MOST_PAST = 6, 6, 60
WIDE, HIGH, LEFT, TOP, UNDER = 430.0, 220.0, 56.0, 88.0, 52.0
AT_THE_END = 108.0
"""Room for the names of methods at the end of their lines."""


@dataclass(frozen=True, slots=True)
class Fan:
    """What is drawn of one unit and series: its past (None unknown), the names of all periods, past
    and to come, and the quantiles of those to come."""

    name: str
    periods: Sequence[str]
    past: Sequence[float | None]
    to_come: Mapping[float, Sequence[float]]


def fans(title: str, listed: Sequence[Fan]) -> str:
    """At most six fans, beside and under each other. Raises ValueError when there is none."""
    shown = listed[:MOST_PANELS]
    if not shown:
        raise ValueError("there is nothing to draw")
    picture = _sheet(title, len(shown), " ".join(_told(one) for one in shown))
    for number, one in enumerate(shown):
        _fan(picture, number, one)
    _bands_named(picture)
    return str(picture)


def _sheet(title: str, panels: int, told: str) -> Picture:
    columns, rows = min(panels, 2), (panels + 1) // 2
    width = max(columns * WIDE + 20, 620)
    picture = Picture(width, TOP - 30 + rows * (HIGH + UNDER) + 34, title, told)
    picture.text((16, 32), title, "head")
    return picture


def _told(fan: Fan) -> str:
    last, low, high = len(fan.periods) - 1, fan.to_come[0.1][-1], fan.to_come[0.9][-1]
    middle = fan.to_come[0.5][-1]
    known = [value for value in fan.past if value is not None]
    was = f"last known {_short(known[-1])}, " if known else ""
    return (
        f"{fan.name}: {was}in {fan.periods[last]} {_short(middle)}, "
        f"four times of five between {_short(low)} and {_short(high)}."
    )


def _place(number: int) -> Point:
    return 16 + (number % 2) * WIDE, TOP + (number // 2) * (HIGH + UNDER)


def _fan(picture: Picture, number: int, fan: Fan) -> None:
    known = len(fan.past)
    skip = max(0, known - MOST_PAST)
    left, top = _place(number)
    x = Scale(skip, len(fan.periods) - 1, left + LEFT, left + WIDE - 26)
    values = [value for value in fan.past[skip:] if value is not None]
    values += [value for one in fan.to_come.values() for value in one]
    levels = round_steps(min(values), max(values))
    y = Scale(levels[0], levels[-1], top + HIGH - 34, top + 8)
    picture.text((left, top - 10), fan.name, "name")
    picture.frame(x, y, levels)
    _periods(picture, x, y.begin, fan.periods, skip)
    start = [(x(known - 1), y(fan.past[-1]))] if known and fan.past[-1] is not None else []

    def way(quantile: float) -> list[Point]:
        told = fan.to_come[quantile]
        return start + [(x(known + ahead), y(value)) for ahead, value in enumerate(told)]

    for low, high, colour, _ in BANDS:
        picture.area(way(high), way(low), colour)
    past = [(x(at), y(v)) for at, v in enumerate(fan.past) if v is not None and at >= skip]
    picture.line(past, stroke=PAST, stroke_width=2)
    picture.line(way(0.5), stroke=MIDDLE, stroke_width=2, stroke_dasharray="6 3")


def _periods(picture: Picture, x: Scale, under: float, periods: Sequence[str], skip: int) -> None:
    """The names of some periods, evenly; of months, Januaries where there are enough."""
    shown = range(skip, len(periods))
    januaries = [at for at in shown if periods[at].endswith("-01") and len(periods[at]) == 7]
    places = januaries if len(januaries) >= 2 else list(shown)
    every = -(-len(places) // MOST_LABELS)
    for at in places[::every]:
        picture.add("line", x1=x(at), x2=x(at), y1=under, y2=under + 4, kind="axis")
        name = periods[at][:4] if len(januaries) >= 2 else periods[at]
        picture.text((x(at), under + 19), name, anchor="middle")


def _bands_named(picture: Picture) -> None:
    at, y = 16.0, picture.height - 16
    for colour, name in ((PAST, "as it was"), (MIDDLE, "the middle of what may come")):
        dashed: dict[str, str | float] = {"stroke_dasharray": "6 3"} if colour == MIDDLE else {}
        picture.line([(at, y - 4), (at + 24, y - 4)], stroke=colour, stroke_width=2, **dashed)
        picture.text((at + 30, y), name)
        at += 46 + 7.0 * len(name)
    for _, _, colour, name in reversed(BANDS):
        picture.add("rect", x=at, y=y - 11, width=16, height=13, fill=colour)
        picture.text((at + 21, y), name)
        at += 64


def missed(title: str, scores: Sequence[Scores]) -> str:
    """How much every method missed by (WAPE) beside how far ahead, a panel for each series; at
    most six. Raises ValueError when nothing was scored."""
    names = list(dict.fromkeys(one.series for one in scores))[:MOST_PANELS]
    if not names:
        raise ValueError("there is nothing to draw")
    told = " ".join(_scores_told(name, scores) for name in names)
    picture = _sheet(title, len(names), told)
    for number, name in enumerate(names):
        _missed(picture, number, name, [one for one in scores if one.series == name])
    note = "Missed by, in percent of what came (WAPE), by periods ahead: lower is nearer."
    picture.text((16, picture.height - 16), note)
    return str(picture)


def _scores_told(name: str, scores: Sequence[Scores]) -> str:
    farthest = max(one.ahead for one in scores if one.series == name)
    last = [one for one in scores if one.series == name and one.ahead == farthest]
    each = ", ".join(f"{one.method} {100 * one.wape:.1f} %" for one in _nearest_first(last))
    return f"{name}, {farthest} ahead: {each}."


def _nearest_first(scores: Sequence[Scores]) -> list[Scores]:
    return sorted((one for one in scores if one.wape == one.wape), key=lambda one: one.wape)


def _missed(picture: Picture, number: int, name: str, scores: Sequence[Scores]) -> None:
    left, top = _place(number)
    aheads = sorted({one.ahead for one in scores})
    x = Scale(aheads[0], aheads[-1], left + LEFT, left + WIDE - AT_THE_END)
    told = [one for one in scores if one.wape == one.wape]
    levels = round_steps(0, max((100 * one.wape for one in told), default=1.0))
    y = Scale(levels[0], levels[-1], top + HIGH - 34, top + 8)
    picture.text((left, top - 10), name, "name")
    picture.frame(x, y, levels)
    for ahead in aheads:
        picture.text((x(ahead), y.begin + 19), str(ahead), anchor="middle")
    methods = sorted({one.method for one in told}, key=lambda one: (one == METHOD, one))
    ends = []
    for method in methods:
        ours = sorted((one for one in told if one.method == method), key=lambda one: one.ahead)
        points = [(x(one.ahead), y(100 * one.wape)) for one in ours]
        colour, thick = (MIDDLE, 3) if method == METHOD else (OTHER, 1.5)
        picture.line(points, stroke=colour, stroke_width=thick)
        for at in points:
            picture.add("circle", cx=at[0], cy=at[1], r=3, fill=colour)
        ends.append(points[-1][1])
    for method, end, beside in zip(methods, ends, apart(ends, 14), strict=True):
        picture.line([(x.end + 4, end), (x.end + 12, beside)], stroke="#bbb", stroke_width=1)
        picture.text((x.end + 15, beside + 4), method, "name" if method == METHOD else "")


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"
