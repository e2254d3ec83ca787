"""The engine's input as columns: grants, dated rates, suspensions, indexation.

Days are proleptic Gregorian ordinals (``date.toordinal``); an open end is OPEN. Quantities are
exact: ``quantity`` over ``scale``, a power of ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

KINDS = ("day", "month", "weekly_hours", "one_off")
DAY, MONTH, WEEKLY_HOURS, ONE_OFF = range(4)
OPEN = date.max.toordinal()
EVERY_RATE = -1

Ints = NDArray[np.int64]


class NotAQuantity(ValueError):
    """A quantity is not a plain decimal number of at most nine decimals."""


@dataclass(frozen=True, slots=True)
class Grants:
    """One row per grant, in any order. ``rate`` is an index into the rate names.

    ``names`` are what errors call the grants; the arrays have the same length.
    """

    names: Sequence[object]
    kind: NDArray[np.int8]
    rate: Ints
    quantity: Ints
    scale: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.names)

    @classmethod
    def of(cls, rows: Iterable[tuple[object, str, int, Decimal, date, date | None]]) -> Grants:
        """From rows of (name, kind, rate index, quantity, start, end).

        Raises NotAQuantity, and ValueError for a kind that is none of KINDS.
        """
        listed = list(rows)
        parts = [exact(row[3]) for row in listed]
        return cls(
            [row[0] for row in listed],
            np.array([KINDS.index(row[1]) for row in listed], np.int8),
            _ints(row[2] for row in listed),
            _ints(part[0] for part in parts),
            _ints(part[1] for part in parts),
            _ints(row[4].toordinal() for row in listed),
            _ints(_ordinal(row[5]) for row in listed),
        )


@dataclass(frozen=True, slots=True)
class Rates:
    """One row per rate and period: index into ``names``, first and last day, øre."""

    names: Sequence[object]
    rate: Ints
    start: Ints
    end: Ints
    oere: Ints

    @classmethod
    def of(
        cls, names: Sequence[object], rows: Iterable[tuple[int, date, date | None, int]]
    ) -> Rates:
        """From rows of (rate index, valid from, valid to, øre)."""
        listed = list(rows)
        return cls(
            names,
            _ints(row[0] for row in listed),
            _ints(row[1].toordinal() for row in listed),
            _ints(_ordinal(row[2]) for row in listed),
            _ints(row[3] for row in listed),
        )


@dataclass(frozen=True, slots=True)
class Suspensions:
    """One row per suspension: index of the grant, first and last day. They may overlap."""

    grant: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, rows: Iterable[tuple[int, date, date | None]] = ()) -> Suspensions:
        """From rows of (grant index, start, end)."""
        listed = list(rows)
        return cls(
            _ints(row[0] for row in listed),
            _ints(row[1].toordinal() for row in listed),
            _ints(_ordinal(row[2]) for row in listed),
        )


@dataclass(frozen=True, slots=True)
class Indexation:
    """One row per rate and day from which its amounts are indexed: index of the rate, or
    EVERY_RATE; percent as whole number over ``scale``. A rate has at most one row on a day."""

    rate: Ints
    day: Ints
    percent: Ints
    scale: Ints

    @classmethod
    def of(cls, rows: Iterable[tuple[int | None, date, Decimal]] = ()) -> Indexation:
        """From rows of (rate index, or None for every rate; first day; percent).

        Raises NotAQuantity.
        """
        listed = list(rows)
        parts = [exact(row[2]) for row in listed]
        return cls(
            _ints(EVERY_RATE if row[0] is None else row[0] for row in listed),
            _ints(row[1].toordinal() for row in listed),
            _ints(part[0] for part in parts),
            _ints(part[1] for part in parts),
        )


def exact(quantity: Decimal) -> tuple[int, int]:
    """A decimal quantity as whole number and power of ten. Raises NotAQuantity."""
    exponent = quantity.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -9:
        raise NotAQuantity(f"a quantity is a number with at most nine decimals, not {quantity}")
    scale = 10 ** max(0, -exponent)
    return int(quantity * scale), scale


def _ordinal(day: date | None) -> int:
    return OPEN if day is None else day.toordinal()


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)
