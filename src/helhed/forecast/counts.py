"""Numbers per unit, series and period, as one block that the engine can count on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float64]
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Step(IntEnum):
    """How many periods there are in a year."""

    YEAR = 1
    MONTH = 12


class NotCounts(ValueError):
    """Numbers that are no table of counts; ``row`` is the place in what was given, from 0."""

    def __init__(self, why: str, row: int | None = None) -> None:
        super().__init__(why)
        self.row = row


@dataclass(frozen=True, slots=True)
class Counts:
    """``values[series, unit, period]``; NaN is unknown. ``first`` is the first period's number:
    the year, or twelve times the year plus the month less one."""

    units: tuple[str, ...]
    series: tuple[str, ...]
    step: Step
    first: int
    values: Block

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str, float | None]]) -> Counts:
        """From rows of unit, series, period (``2019`` or ``2019-03``) and value (None unknown).

        Raises NotCounts for what is no period, for years and months mixed, a number below zero or
        not finite, and for the same unit, series and period twice.
        """
        listed = list(rows)
        if not listed:
            raise NotCounts("there is no row")
        for row, (_, _, period, _) in enumerate(listed):
            if why := why_no_period(period):
                raise NotCounts(f"{period!r} {'; '.join(why)}", row)
        step = _step(listed)
        places: dict[tuple[str, str, int], float] = {}
        for row, (unit, series, period, value) in enumerate(listed):
            key = (unit, series, _number(period, step))
            if key in places:
                raise NotCounts(f"{series} of {unit} in {period} stands twice", row)
            if value is not None and not (0 <= value < float("inf")):
                raise NotCounts(f"{value} is no number of zero or more", row)
            places[key] = float("nan") if value is None else value
        units = tuple(sorted({unit for unit, _, _ in places}))
        names = tuple(dict.fromkeys(series for _, series, _ in places))
        numbers = [number for _, _, number in places]
        first, last = min(numbers), max(numbers)
        values = np.full((len(names), len(units), last - first + 1), np.nan)
        unit_at = {name: n for n, name in enumerate(units)}
        series_at = {name: n for n, name in enumerate(names)}
        for (unit, name, number), value in places.items():
            values[series_at[name], unit_at[unit], number - first] = value
        return cls(units, names, step, first, _until_known(values))

    @property
    def periods(self) -> int:
        """How many periods the block spans."""
        return int(self.values.shape[2])

    def name(self, period: int) -> str:
        """The name of a period, counted from the first; those after the last are to come."""
        number = self.first + period
        if self.step is Step.YEAR:
            return str(number)
        return f"{number // 12}-{number % 12 + 1:02}"

    def until(self, period: int) -> Counts:
        """The same, as it was known after a period (counted from the first)."""
        cut = self.values[:, :, : period + 1]
        return Counts(self.units, self.series, self.step, self.first, cut)


def _until_known(values: Block) -> Block:
    """Without periods at the end in which nothing is known."""
    known = np.flatnonzero(~np.isnan(values).all(axis=(0, 1)))
    if not len(known):
        raise NotCounts("no value is known")
    return values[:, :, : known[-1] + 1]


def _step(rows: Sequence[tuple[str, str, str, float | None]]) -> Step:
    months = ["-" in period for _, _, period, _ in rows]
    if any(months) and not all(months):
        raise NotCounts("years and months stand in the same file", months.index(not months[0]))
    return Step.MONTH if months[0] else Step.YEAR


def why_no_period(text: str) -> tuple[str, str] | None:
    """What a text is not, and how it is written instead; None where it is a year or a month."""
    year, dash, month = text.partition("-")
    plain = year.isascii() and year.isdigit() and len(year) == 4
    if not plain or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return "is no period", "write 2019 or 2019-03"
    of_two = month.isascii() and month.isdigit() and len(month) == 2
    if dash and not (of_two and 1 <= int(month) <= 12):
        return "is no month", "write 2019-03"
    return None


def _number(period: str, step: Step) -> int:
    year, _, month = period.partition("-")
    return int(year) if step is Step.YEAR else 12 * int(year) + int(month) - 1
