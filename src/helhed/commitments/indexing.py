"""Yearly indexation: amounts raised (or lowered) by a percentage from a day on.

An amount that holds both the day before and on the day of indexation is, from that day, the
amount × (100 + percent) ÷ 100, rounded to whole øre half away from zero, as a price list would
print it. Later indexations build on that. An amount that begins on the day, or later, is a price
agreed at its own level and is left alone. A rate's own row counts instead of the row for all
rates on the same day.
"""

from __future__ import annotations

import numpy as np

from helhed.commitments.rounding import rounded_product
from helhed.commitments.tables import EVERY_RATE, Indexation, Ints, Rates


def indexed(rates: Rates, indexation: Indexation) -> Rates:
    """The rates with their amounts indexed. Raises OverflowError."""
    rate, start, end, oere = rates.rate, rates.start, rates.end, rates.oere
    for day in np.unique(indexation.day).tolist():
        percent, scale, is_told = _percent_of_each(rates, indexation, day)
        hit = is_told[rate] & (start < day) & (day <= end)
        raised = rate[hit]
        whole = 100 * scale[raised]
        amount = rounded_product(oere[hit], whole + percent[raised], whole)
        rate = np.concatenate([rate, raised])
        oere = np.concatenate([oere, amount])
        start, end = (
            np.concatenate([start, np.full(len(raised), day, np.int64)]),
            np.concatenate([np.where(hit, day - 1, end), end[hit]]),
        )
    return Rates(rates.names, rate, start, end, oere)


def _percent_of_each(
    rates: Rates, indexation: Indexation, day: int
) -> tuple[Ints, Ints, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """What each rate is indexed by on a day, as whole number over scale, and whether it is."""
    count = len(rates.names)
    percent, scale, is_told = (
        np.zeros(count, np.int64),
        np.ones(count, np.int64),
        np.zeros(count, bool),
    )
    here = indexation.day == day
    for row in np.flatnonzero(here & (indexation.rate == EVERY_RATE)).tolist():
        percent[:], scale[:], is_told[:] = indexation.percent[row], indexation.scale[row], True
    own = np.flatnonzero(here & (indexation.rate != EVERY_RATE))
    which = indexation.rate[own]
    percent[which], scale[which] = indexation.percent[own], indexation.scale[own]
    is_told[which] = True
    return percent, scale, is_told
