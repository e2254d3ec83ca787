"""The fast engine: whole columns at a time, exact whole numbers all the way.

1. Each grant is cut into segments of active days (its period less its suspensions).
2. Each segment is cut where the rate changes; a day without a rate is an error.
3. Each piece is cut at month ends, and days × øre is summed per grant and month.
4. The sum is multiplied by the quantity and rounded once.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np

from helhed.commitments.indexing import indexed
from helhed.commitments.rounding import AmountTooLarge, exact_sum, rounded_product
from helhed.commitments.tables import (
    MONTH,
    ONE_OFF,
    WEEKLY_HOURS,
    Grants,
    Indexation,
    Ints,
    Rates,
    Suspensions,
)
from helhed.kernel.period import Month

CHUNK = 10_000
THREADS = 2
_KEY = 1 << 23  # larger than any day ordinal


class MissingRate(LookupError):
    """A grant is active on a day on which its rate has no amount."""

    def __init__(self, grant: object, rate: object, day: date) -> None:
        super().__init__(
            f"grant {grant} is active on {day}, but rate {rate} has no amount that day"
        )
        self.grant = grant
        self.rate = rate
        self.day = day


class OverlappingRates(ValueError):
    """A rate has two amounts on the same day."""

    def __init__(self, rate: object, day: date) -> None:
        super().__init__(f"rate {rate} has two amounts on {day}")
        self.rate = rate
        self.day = day


@dataclass(frozen=True, slots=True)
class MonthCosts:
    """Cost per grant and month, ordered by grant, then month; months without cost left out.

    ``grant`` is the row of the grant; ``month`` counts months from year 0 (year × 12 + month − 1);
    ``oere`` whole øre.
    """

    grant: Ints
    month: Ints
    oere: Ints

    def __len__(self) -> int:
        return len(self.oere)

    def rows(self) -> Iterator[tuple[int, Month, int]]:
        """(row of the grant, month, øre), one at a time."""
        for grant, month, oere in zip(
            self.grant.tolist(), self.month.tolist(), self.oere.tolist(), strict=True
        ):
            yield grant, Month(month // 12, month % 12 + 1), oere

    @property
    def total(self) -> int:
        return exact_sum(self.oere)


@dataclass(frozen=True, slots=True)
class _SortedRates:
    """Rates in order of rate and day, with keys to search them by."""

    names: Rates
    start_key: Ints
    end_key: Ints
    start: Ints
    end: Ints
    oere: Ints


@dataclass(frozen=True, slots=True)
class _Days:
    """Runs of days of grants: the row of the grant, first and last day."""

    grant: Ints
    start: Ints
    end: Ints

    def kept(self) -> _Days:
        keep = self.start <= self.end
        return _Days(self.grant[keep], self.start[keep], self.end[keep])


def price(
    grants: Grants,
    rates: Rates,
    suspensions: Suspensions,
    first: Month,
    last: Month,
    indexation: Indexation | None = None,
) -> MonthCosts:
    """Cost of every grant in every month from ``first`` to ``last``, both included.

    Raises MissingRate for the first active day (in order of grant, then day) without an amount,
    OverlappingRates, and AmountTooLarge.
    """
    in_order = _sorted_rates(rates)  # before indexation, so that an overlap is told as it stands
    if indexation is not None and len(indexation.day):
        in_order = _sorted_rates(indexed(rates, indexation))
    order = np.lexsort((suspensions.start, suspensions.grant))
    held = Suspensions(suspensions.grant[order], suspensions.start[order], suspensions.end[order])

    def chunk(low: int) -> MonthCosts:
        high = min(low + CHUNK, len(grants))
        return _price_chunk(grants, low, high, in_order, held, first, last)

    with ThreadPoolExecutor(THREADS) as threads:  # NumPy counts outside the interpreter's lock
        parts = list(threads.map(chunk, range(0, len(grants), CHUNK)))
    if not parts:
        empty = np.zeros(0, np.int64)
        return MonthCosts(empty, empty, empty)
    return MonthCosts(
        np.concatenate([part.grant for part in parts]),
        np.concatenate([part.month for part in parts]),
        np.concatenate([part.oere for part in parts]),
    )


def _sorted_rates(rates: Rates) -> _SortedRates:
    order = np.lexsort((rates.start, rates.rate))
    rate, start, end = rates.rate[order], rates.start[order], rates.end[order]
    clash = (rate[1:] == rate[:-1]) & (start[1:] <= end[:-1])
    if clash.any():
        row = int(np.argmax(clash)) + 1
        raise OverlappingRates(rates.names[int(rate[row])], date.fromordinal(int(start[row])))
    return _SortedRates(
        rates, rate * _KEY + start, rate * _KEY + end, start, end, rates.oere[order]
    )


def _price_chunk(
    grants: Grants,
    low: int,
    high: int,
    rates: _SortedRates,
    suspensions: Suspensions,
    first: Month,
    last: Month,
) -> MonthCosts:
    active = _active_days(grants, low, high, suspensions, first, last)
    pieces, oere = _cut_at_rate_changes(active, grants, rates)
    grant, month, total = _sum_by_month(pieces, oere, first, last)
    amount = _times_quantity(grants, grant, month, total)
    some = amount != 0
    return MonthCosts(grant[some], month[some], amount[some])


def _active_days(
    grants: Grants, low: int, high: int, suspensions: Suspensions, first: Month, last: Month
) -> _Days:
    """The grants' days in the window, less their suspensions, in order of grant and day."""
    window = first.first.toordinal(), last.last.toordinal()
    start = grants.start[low:high]
    end = np.where(grants.kind[low:high] == ONE_OFF, start, grants.end[low:high])
    whole = _Days(np.arange(low, high), np.maximum(start, window[0]), np.minimum(end, window[1]))
    rows = slice(*np.searchsorted(suspensions.grant, [low, high]))
    grant = suspensions.grant[rows]
    if len(grant) == 0:
        return whole.kept()
    # Largest end so far within the grant: the next active day begins after it.
    so_far = np.maximum.accumulate(grant * _KEY + suspensions.end[rows]) - grant * _KEY
    is_first = np.append(True, grant[1:] != grant[:-1])
    before = np.where(is_first, 0, np.append(0, so_far[:-1]))
    gap_start = np.maximum(whole.start[grant - low], before + 1)
    gap_end = np.minimum(whole.end[grant - low], suspensions.start[rows] - 1)
    is_last = np.append(grant[1:] != grant[:-1], True)
    tail_start = whole.start.copy()
    held = grant[is_last] - low
    tail_start[held] = np.maximum(tail_start[held], so_far[is_last] + 1)
    pieces = _Days(
        np.concatenate([grant, whole.grant]),
        np.concatenate([gap_start, tail_start]),
        np.concatenate([gap_end, whole.end]),
    ).kept()
    order = np.lexsort((pieces.start, pieces.grant))
    return _Days(pieces.grant[order], pieces.start[order], pieces.end[order])


def _cut_at_rate_changes(active: _Days, grants: Grants, rates: _SortedRates) -> tuple[_Days, Ints]:
    """The active days cut where the rate changes, with the øre of each piece."""
    key = grants.rate[active.grant] * _KEY
    from_row = np.searchsorted(rates.end_key, key + active.start, "left")
    to_row = np.searchsorted(rates.start_key, key + active.end, "right")
    count = np.maximum(to_row - from_row, 0)
    parent, nth = _repeat(count)
    row = from_row[parent] + nth
    start = np.maximum(active.start[parent], rates.start[row])
    end = np.minimum(active.end[parent], rates.end[row])
    covered = np.bincount(parent, end - start + 1, len(active.start))
    short = covered != active.end - active.start + 1
    if short.any():
        raise _missing_rate(active, int(np.argmax(short)), grants, rates)
    return _Days(active.grant[parent], start, end), rates.oere[row]


def _missing_rate(active: _Days, segment: int, grants: Grants, rates: _SortedRates) -> MissingRate:
    grant = int(active.grant[segment])
    rate = int(grants.rate[grant])
    day = int(active.start[segment])
    while True:
        row = int(np.searchsorted(rates.end_key, rate * _KEY + day, "left"))
        has_amount = row < len(rates.start_key) and rates.start_key[row] <= rate * _KEY + day
        if not has_amount:
            return MissingRate(grants.names[grant], rates.names.names[rate], date.fromordinal(day))
        day = int(rates.end[row]) + 1


def _sum_by_month(pieces: _Days, oere: Ints, first: Month, last: Month) -> tuple[Ints, Ints, Ints]:
    """Σ days × øre per grant and month, in order; months as counted from year 0."""
    months = list(first.until(last))
    starts = np.array([month.first.toordinal() for month in months], np.int64)
    ends = np.array([month.last.toordinal() for month in months], np.int64)
    from_month = np.searchsorted(starts, pieces.start, "right") - 1
    to_month = np.searchsorted(starts, pieces.end, "right") - 1
    parent, nth = _repeat(to_month - from_month + 1)
    month = from_month[parent] + nth
    days = (
        np.minimum(pieces.end[parent], ends[month])
        - np.maximum(pieces.start[parent], starts[month])
        + 1
    )
    grant = pieces.grant[parent]
    changes = np.append(True, (grant[1:] != grant[:-1]) | (month[1:] != month[:-1]))
    heads = np.flatnonzero(changes[: len(grant)])
    if len(heads) == 0:
        return grant, month, grant
    total = np.add.reduceat(days * oere[parent], heads)
    return grant[heads], month[heads] + (first.year * 12 + first.month - 1), total


def _times_quantity(grants: Grants, grant: Ints, month: Ints, total: Ints) -> Ints:
    """Quantity × Σ ÷ the divisor of the kind, rounded once, half away from zero."""
    kind = grants.kind[grant]
    divisor = grants.scale[grant].copy()
    divisor[kind == WEEKLY_HOURS] *= 7
    is_month = kind == MONTH
    divisor[is_month] *= _month_lengths(month[is_month])
    try:
        return rounded_product(grants.quantity[grant], total, divisor)
    except OverflowError as error:
        raise AmountTooLarge("grant", grants.names[int(grant[error.args[0]])]) from None


def _month_lengths(month: Ints) -> Ints:
    if len(month) == 0:
        return month
    low = int(month.min())
    lengths = [Month(m // 12, m % 12 + 1).length for m in range(low, int(month.max()) + 1)]
    return np.array(lengths, np.int64)[month - low]


def _repeat(count: Ints) -> tuple[Ints, Ints]:
    """For counts [2, 0, 1]: parents [0, 0, 2] and numbers within the parent [0, 1, 0]."""
    parent = np.repeat(np.arange(len(count)), count)
    offset = np.cumsum(count) - count
    return parent, np.arange(len(parent)) - offset[parent]
