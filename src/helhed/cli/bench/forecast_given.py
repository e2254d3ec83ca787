"""Episodes of the synthetic municipality, in the folder form of a forecast: one row per course of
help and calendar year, at what a year of it cost then."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from helhed.rules.decisions.ydelser import PriceKind
from helhed.synth.grants import Granted, granted
from helhed.synth.money import FIRST_PAID, LAST_PAID, costs
from helhed.synth.shape import NEVER, TODAY
from helhed.synth.world import World, world

UNIX_DAY = dt.date(1970, 1, 1).toordinal()
AS_OF = dt.date.fromordinal(UNIX_DAY + TODAY - 2)
"""The last day of the month before the synthetic today."""


def write_episodes(folder: Path, scale: float, seed: int = 1) -> pl.DataFrame:
    """Write ``episodes.csv`` of a municipality in a folder, and hand its rows back."""
    folder.mkdir(parents=True, exist_ok=True)
    frame = episodes(world(scale, seed))
    frame.write_csv(folder / "episodes.csv")
    return frame


def episodes(drawn: World) -> pl.DataFrame:
    """Courses of help that go on (nothing that is granted once), cut at each New Year as their
    prices are. What a year cost is that of the main grant and of what goes with it."""
    made = granted(drawn)
    paid = _paid(drawn, made)
    people = drawn.cases.person
    rows = []
    for course, main in made.main_of_course.items():
        grant = made.grants[main]
        if grant.kind is PriceKind.ONE_OFF or grant.start > TODAY:
            continue
        person = people[made.decisions[grant.decision].case]
        birth = _day(int(drawn.people.birth[person]))
        owner = drawn.market.offers[grant.offer].owner.value if grant.offer >= 0 else "own"
        last = None if grant.last >= NEVER else grant.last
        told = (f"p{person}", f"{birth:%Y-%m}", grant.service.key, owner)
        for start, end in _years(grant.start, last):
            rows.append((*told, _day(start), end and _day(end), _a_year(paid, course, start, end)))
    names = ("person", "birth_month", "service", "owner", "start", "end", "oere_per_year")
    frame = pl.DataFrame(rows, schema=list(names), orient="row")
    return frame.unique(("person", "service", "owner", "start"), keep="first", maintain_order=True)


def _paid(drawn: World, made: Granted) -> dict[tuple[int, int], int]:
    """Øre of each course and calendar year, of what is not paid once."""
    found = costs(drawn, made, FIRST_PAID, LAST_PAID)
    summed: dict[tuple[int, int], int] = {}
    for number, month, oere in zip(found.grant, found.month, found.oere, strict=True):
        grant = made.grants[number]
        if grant.kind is not PriceKind.ONE_OFF:
            key = grant.course, int(month) // 12
            summed[key] = summed.get(key, 0) + int(oere)
    return summed


def _years(start: int, last: int | None) -> list[tuple[int, int | None]]:
    """A course cut at each New Year in the months that are paid."""
    found = []
    until = min(last if last is not None else NEVER, TODAY)
    for year in range(max(_day(start).year, FIRST_PAID.year) + 1, _day(until).year + 1):
        new = dt.date(year, 1, 1).toordinal() - UNIX_DAY
        found.append((start, new - 1))
        start = new
    return [*found, (start, last)]


def _a_year(
    paid: dict[tuple[int, int], int], course: int, start: int, end: int | None
) -> int | None:
    """What a year costs, of the days that were paid for; None where nothing was paid."""
    first, last = FIRST_PAID.first.toordinal() - UNIX_DAY, LAST_PAID.last.toordinal() - UNIX_DAY
    days = min(last if end is None else end, last) - max(start, first) + 1
    year = max(_day(start).year, FIRST_PAID.year)
    oere = paid.get((course, year), 0)
    return round(oere * 365 / days) if days > 0 and oere else None


def _day(number: int) -> dt.date:
    return dt.date.fromordinal(number + UNIX_DAY)
