"""The published stock-and-flow method, as a plain one to set the simulation beside.

Mean daily rates from each kind of placement to each other and out of care, by age band, over a
reference period; so many who enter a day; people age through the bands evenly; all deterministic.
The method of demand models of English authorities (Social Finance, Children's services demand
modelling), written anew.
"""

from __future__ import annotations

import numpy as np

from helhed.forecast.episodes.bands import AGES, AGES_FROM, UNKNOWN_AGE, age_band
from helhed.forecast.episodes.counted import months_lived
from helhed.forecast.episodes.numbers import Floats, Ints
from helhed.forecast.episodes.told import GOES_ON, Courses

REFERENCE_MONTHS = 24
DAYS = 365.25 / 12


def stock_flow(courses: Courses, unit: Ints, now: float, first: float, months: int) -> Floats:
    """Persons of each unit at the end of each month to come, ``[unit, month]``. ``unit`` is that of
    each state; rates are counted from ``first`` or the last two years, whichever is shorter."""
    begin = max(first, now - REFERENCE_MONTHS)
    units = int(unit.max()) + 1
    size = units * AGES
    day = _daily(courses, unit, begin, now, units)
    there = np.flatnonzero(courses.after == GOES_ON)
    age = age_band(np.floor(now).astype(np.int64) - courses.birth[there])
    stock = np.bincount(unit[courses.state[there]] * AGES + age, minlength=size).astype(float)
    month = np.linalg.matrix_power(day, round(DAYS))
    told, found = np.append(stock, 1.0), []
    for _ in range(months):
        told = told @ month
        found.append(told[:-1].reshape(units, AGES).sum(axis=1))
    return np.stack(found, axis=1)


def _daily(courses: Courses, unit: Ints, begin: float, now: float, units: int) -> Floats:
    """The matrix of a day, with a last row that pours out those who enter."""
    size = units * AGES
    moved, lived = _happened(courses, unit, begin, now, units)
    per_day = moved / np.maximum(lived[:, None] * DAYS, 1e-9)
    days = (now - begin) * DAYS
    matrix = np.zeros((size + 1, size + 1))
    matrix[:size, :size] = per_day[:, :size]
    for band in range(UNKNOWN_AGE - 1):
        length = (AGES_FROM[band + 1] - AGES_FROM[band]) * 365.25
        for one in range(units):
            matrix[one * AGES + band, one * AGES + band + 1] += 1 / length
    came = courses.is_first & (courses.at >= begin) & (courses.at < now)
    age = age_band(np.floor(courses.at[came]).astype(np.int64) - courses.birth[came])
    place = unit[courses.state[came]] * AGES + age
    matrix[size, :size] = np.bincount(place, minlength=size) / days
    matrix[size, size] = 1.0
    out = matrix[:size].sum(axis=1) + per_day[:, size]
    out = np.minimum(out, 1.0)
    matrix[np.arange(size), np.arange(size)] += 1 - out
    return matrix


def _happened(
    courses: Courses, unit: Ints, begin: float, now: float, units: int
) -> tuple[Floats, Floats]:
    """Moves ``[from, to]`` (the last column is out of care) and months lived, by unit and age."""
    size = units * AGES
    row, month, begun, over = months_lived(courses, begin, now)
    place = unit[courses.state[row]] * AGES + age_band(month - courses.birth[row])
    lived = np.bincount(place, over - begun, size).astype(float)
    ends = (courses.until[row] == over) & (courses.until[row] <= now)
    after = courses.after[row]
    to = np.where(after >= 0, unit[np.maximum(after, 0)] * AGES + place % AGES, size)
    goes = ends & (after != GOES_ON) & (to != place)
    moved = np.bincount(place[goes] * (size + 1) + to[goes], minlength=size * (size + 1))
    return moved.reshape(size, size + 1).astype(float), lived
