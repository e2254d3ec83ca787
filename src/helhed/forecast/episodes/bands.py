"""The bands in which rates are counted: age, and time already spent in a service."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from helhed.forecast.episodes.numbers import Ints

AGES_FROM = (0, 6, 12, 15, 18, 23, 30, 50, 67)
"""Years; one band more is for those whose month of birth is not told."""
SPENT_FROM = (0, 1, 3, 6, 12, 24, 60)
"""Calendar months since the one in which the episode began."""
AGES, SPENT = len(AGES_FROM) + 1, len(SPENT_FROM)
UNKNOWN_AGE = AGES - 1
GROWN_UP = 12 * 18
OLDEST = 12 * 120
UNKNOWN_BIRTH = -(10**6)
"""The month of birth of those of whom it is not told."""


def _age_bands() -> Ints:
    months = np.arange(OLDEST + 1)
    found = np.searchsorted(12 * np.array(AGES_FROM), months, side="right") - 1
    found[OLDEST] = UNKNOWN_AGE
    return found.astype(np.int64)


def _spent_bands() -> Ints:
    months = np.arange(SPENT_FROM[-1] + 1)
    return (np.searchsorted(np.array(SPENT_FROM), months, side="right") - 1).astype(np.int64)


_AGE, _SPENT = _age_bands(), _spent_bands()


def age_band(months: NDArray[np.integer]) -> Ints:
    """The band of an age in months; far above every age is unknown."""
    return np.asarray(_AGE[np.clip(months, 0, OLDEST)])


def spent_band(months: Ints) -> Ints:
    """The band of a time spent, in calendar months."""
    return np.asarray(_SPENT[np.clip(months, 0, SPENT_FROM[-1])])
