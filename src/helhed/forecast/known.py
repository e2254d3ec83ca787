"""What is odd in counts and can be forecast all the same, and what was known of them on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from helhed.forecast.counts import Counts, NotCounts, Step

NAMED = 5
SPIKE = 10
"""How many times larger or smaller than both its neighbours a value is that is told of as odd."""
SPIKE_FROM = 50
NOTHING_FROM = 9
"""Nothing at all is odd where so many were: it may be that no number was written."""
"""Units that count fewer than this move tenfold by chance."""


def known_by(counts: Counts, day: date | None) -> tuple[Counts, list[str]]:
    """The counts without periods that begin after a day, and what is said of that. The period in
    which the day lies stays: on which day of it was counted is not told. Raises NotCounts."""
    if day is None:
        return counts, []
    last = day.year if counts.step is Step.YEAR else 12 * day.year + day.month - 1
    keep = last - counts.first
    if keep >= counts.periods - 1:
        return counts, []
    if keep < 0:
        raise NotCounts(f"no count is of a period that had begun on {day}")
    cut = counts.until(keep)
    told = np.flatnonzero(~np.isnan(cut.values).all(axis=(0, 1)))
    if not len(told):
        raise NotCounts(f"no value is known of a period that had begun on {day}")
    cut = replace(cut, values=cut.values[:, :, : told[-1] + 1])
    note = f"counts of periods that begin after {day} are not used"
    return cut, [note]


def gaps_of(counts: Counts, values: np.ndarray) -> list[str]:
    """What had to be made do with in counts and their forecast (``[series, unit, ahead,
    quantile]``): units left out, those whose last value is old, those that one value alone is told
    of, gaps between values, and units without any."""
    notes = []
    for number, series in enumerate(counts.series):
        known = ~np.isnan(counts.values[number])
        any_known = known.any(axis=1)
        out = any_known & np.isnan(values[number]).any(axis=(1, 2))
        old = any_known & ~out & ~known[:, -1]
        once = (known.sum(axis=1) == 1) & ~out
        first, last = known.argmax(axis=1), known.shape[1] - known[:, ::-1].argmax(axis=1)
        inside = np.where(any_known, last - first - known.sum(axis=1), 0)
        for which, text in (
            (out, "left out, as nothing was told of it lately"),
            *(
                (old & (last == after), _not_told_after(counts.name(int(after) - 1)))
                for after in np.unique(last[old])
            ),
            (once, "told of once alone; it is taken to move as the others"),
            (inside > 0, "periods without a value are left out where growth is counted"),
        ):
            if which.any():
                names = [counts.units[n] for n in np.flatnonzero(which)]
                notes.append(f"{series}, {_listed(names)}: {text}")
    never = np.flatnonzero(np.isnan(counts.values).all(axis=(0, 2)))
    if len(never):
        names = [counts.units[n] for n in never]
        notes.append(f"{_listed(names)}: left out, as no value is told of it")
    return notes


def _not_told_after(period: str) -> str:
    return f"not told after {period}; its last value stands for it"


def not_yet(counts: Counts, today: date) -> list[str]:
    """What is said of counts of periods that have not begun."""
    begun = today.year if counts.step is Step.YEAR else 12 * today.year + today.month - 1
    if counts.first + counts.periods - 1 <= begun:
        return []
    return [
        f"counts are told of as far as {counts.name(counts.periods - 1)}, which has not begun; "
        "they are taken as they stand (--as-of DATE leaves out what begins later)"
    ]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def spikes_of(counts: Counts) -> list[str]:
    """Values that lie far from both the one before and the one after, or the last from the two
    before it, so that somebody looks whether they are written as they should be; they are used as
    they stand."""
    notes = []
    for number, series in enumerate(counts.series):
        odd = [
            f"{unit} in {counts.name(period)}"
            for row, unit in zip(counts.values[number], counts.units, strict=True)
            for period in _spikes(row)
        ]
        if odd:
            text = f"{SPIKE} times more or less than before and after; see if it is right"
            notes.append(f"{series}, {_listed(odd)}: {text}")
    return notes


def _spikes(row: np.ndarray) -> list[int]:
    """Which values of a unit are such."""
    at = np.flatnonzero(~np.isnan(row))
    if len(at) < 3:
        return []
    values = row[at]
    beside = [(n - 1, n + 1) for n in range(1, len(at) - 1)] + [(len(at) - 3, len(at) - 2)]
    found = []
    for n, (one, other) in zip(range(1, len(at)), beside, strict=True):
        low, high = sorted((values[one], values[other]))
        up = values[n] > SPIKE_FROM and values[n] > SPIKE * high
        least = NOTHING_FROM if values[n] == 0 else SPIKE_FROM
        down = low > least and values[n] * SPIKE < low
        if up or down:
            found.append(int(at[n]))
    return found
