"""The only pair of dates in the house, and the calendar month.

A period counts whole days. Its end is the last day in it (inclusive), as law and
letters say it; no end means that it runs until somebody ends it.
"""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


class PeriodEndsBeforeItStarts(ValueError):
    """A period was asked for whose last day lies before its first."""

    def __init__(self, start: date, end: date) -> None:
        super().__init__(f"the period ends {end} before it starts {start}")
        self.start = start
        self.end = end


class OpenPeriodHasNoLength(ValueError):
    """The days of a period without an end cannot be counted."""


class NotAMonth(ValueError):
    """A text that should be a month (2026-03) is not."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month.

    Ordered by time. ``Month(2026, 3)`` is written ``2026-03``.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise NotAMonth(f"there is no month {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds a day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2026-03``. Raises NotAMonth for anything else."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if match is None:
            raise NotAMonth(f"a month is written like 2026-03, not {text!r}")
        return cls(int(match[1]), int(match[2]))

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, self.length)

    @property
    def length(self) -> int:
        """Number of days, 28 to 31."""
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    def plus(self, months: int) -> Month:
        """The month so many months later (earlier when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def until(self, other: Month) -> Iterator[Month]:
        """Every month from this to the other, both included; none when the other is earlier."""
        first, last = (month.year * 12 + month.month - 1 for month in (self, other))
        return (Month(index // 12, index % 12 + 1) for index in range(first, last + 1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from ``start`` to ``end``, both included; ``end`` None is open.

    Raises PeriodEndsBeforeItStarts when made backwards.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise PeriodEndsBeforeItStarts(self.start, self.end)

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def is_open(self) -> bool:
        return self.end is None

    @property
    def length(self) -> int:
        """Number of days. Raises OpenPeriodHasNoLength for an open period."""
        if self.end is None:
            raise OpenPeriodHasNoLength(f"the period from {self.start} has no end")
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def days(self) -> Iterator[date]:
        """Every day in order. Raises OpenPeriodHasNoLength for an open period."""
        return (self.start + timedelta(days=n) for n in range(self.length))

    def overlaps(self, other: Period) -> bool:
        """Whether a day lies in both."""
        return self.intersect(other) is not None

    def covers(self, other: Period) -> bool:
        """Whether every day of the other lies in this one."""
        if self.start > other.start:
            return False
        return self.end is None or (other.end is not None and other.end <= self.end)

    def intersect(self, other: Period) -> Period | None:
        """The days in both, or None when there is none."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends) if ends else None
        if end is not None and end < start:
            return None
        return Period(start, end)

    def subtract(self, other: Period) -> list[Period]:
        """The days in this one that are not in the other: none, one or two periods in order."""
        if not self.overlaps(other):
            return [self]
        left: list[Period] = []
        if self.start < other.start:
            left.append(Period(self.start, other.start - ONE_DAY))
        if other.end is not None and (self.end is None or other.end < self.end):
            left.append(Period(other.end + ONE_DAY, self.end))
        return left

    def subtract_all(self, others: Iterable[Period]) -> list[Period]:
        """The days in this one that are in none of the others, in order."""
        left = [self]
        for other in others:
            left = [part for piece in left for part in piece.subtract(other)]
        return left

    def clip_to_month(self, month: Month) -> Period | None:
        """The days of this period in a month, or None when there is none."""
        return self.intersect(month.period)

    def months(self, last: Month | None = None) -> Iterator[Month]:
        """The months that the period touches, in order, to ``last`` at most.

        Raises OpenPeriodHasNoLength when neither the period nor ``last`` gives an end.
        """
        end = None if self.end is None else Month.of(self.end)
        stop = min(month for month in (end, last) if month is not None) if end or last else None
        if stop is None:
            raise OpenPeriodHasNoLength(f"the period from {self.start} has no end")
        return Month.of(self.start).until(stop)

    def __str__(self) -> str:
        return f"{self.start} – {self.end}" if self.end else f"{self.start} –"


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day."""
    month = Month.of(day).plus(months)
    return date(month.year, month.month, min(day.day, month.length))


def joined(periods: Iterable[Period]) -> list[Period]:
    """The same days as the given periods, as few periods as possible, in order.

    Periods that overlap or follow each other without a gap become one.
    """
    result: list[Period] = []
    for period in sorted(periods, key=lambda p: p.start):
        last = result[-1] if result else None
        if last is None or (last.end is not None and last.end + ONE_DAY < period.start):
            result.append(period)
        elif last.end is not None and (period.end is None or period.end > last.end):
            result[-1] = Period(last.start, period.end)
    return result


def first_overlap(periods: Iterable[Period]) -> tuple[Period, Period] | None:
    """Two of the periods that share a day, the earliest such pair, or None."""
    in_order = sorted(periods, key=lambda p: p.start)
    for earlier, later in itertools.pairwise(in_order):
        if earlier.overlaps(later):
            return earlier, later
    return None
