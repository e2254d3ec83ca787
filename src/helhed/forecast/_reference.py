"""The slow, plain twin of the fit: one unit, one period and one number at a time.

It counts the same median forecast as ``pooled.point`` for yearly counts, with no arrays, so that
each line can be read beside the text of ``pooled``. Only for tests.
"""

from __future__ import annotations

from math import exp, log, sqrt
from statistics import median, pstdev

from helhed.forecast.counts import Counts
from helhed.forecast.facts import FARTHEST, MOST_OTHERS
from helhed.forecast.panel import LONGEST_GAP_YEARS
from helhed.forecast.pooled import (
    BY_CHANCE,
    FEWEST_CHANGES,
    FEWEST_TO_TELL_STEPS,
    FEWEST_UNITS,
    LEAST_STEP,
    NEAR_ZERO,
    STEP,
    STILL,
    TURNS,
    Settings,
)

Known = float | None


def medians(counts: Counts, series: int, ahead: int, settings: Settings) -> list[Known]:
    """The median of each unit ``ahead`` years after the last; None where it is not known lately."""
    told = [_series(counts, number) for number in range(len(counts.series))]
    offset = _offset(told[series])
    shifted = [[[_plus(v, _offset(one)) for v in unit] for unit in one] for one in told]
    last = counts.periods - 1
    growth = ahead * _drift(shifted[series], settings)
    own = _own(shifted, series, last, ahead, settings)
    found: list[Known] = []
    for unit, more in enumerate(own):
        base = _lately(shifted[series][unit], last)
        found.append(None if base is None else max(base * exp(growth + more) - offset, 0.0))
    return found


def _series(counts: Counts, number: int) -> list[list[Known]]:
    rows = counts.values[number].tolist()
    return [[None if value != value else value for value in row] for row in rows]


def _offset(rows: list[list[Known]]) -> float:
    known = [value for row in rows for value in row if value is not None]
    if not known or min(known) > 0:
        return 0.0
    over = [value for value in known if value > 0]
    return min(over) / 2 if over else 0.5


def _plus(value: Known, offset: float) -> Known:
    return None if value is None else value + offset


def _lately(row: list[Known], period: int) -> Known:
    for back in range(LONGEST_GAP_YEARS + 1):
        if period - back >= 0 and row[period - back] is not None:
            return row[period - back]
    return None


def _drift(rows: list[list[Known]], settings: Settings) -> float:
    grew: list[tuple[float, float, float]] = []
    for period in range(1, len(rows[0])):
        pairs = [(row[period - 1], row[period]) for row in rows]
        both = [(b, a) for b, a in pairs if b is not None and a is not None]
        if both:
            before, after = sum(b for b, _ in both), sum(a for _, a in both)
            whole = sum(_lately(row, period - 1) or 0.0 for row in rows)
            chance = sqrt(1 / before + 1 / after)
            grew.append((log(after / before), before / whole, chance))
    middle = median(g for g, _, _ in grew) if grew else 0.0
    usual = 1.4826 * median(abs(g - middle) for g, _, _ in grew) if grew else 0.0
    if len(grew) >= FEWEST_TO_TELL_STEPS:
        grew = [
            (middle if _is_step(g - middle, usual, chance) else g, share, chance)
            for g, share, chance in grew
        ]
    whole = sum(share for _, share, _ in grew)
    yearly = sum(g * share for g, share, _ in grew) / whole if grew else 0.0
    kept = sum(
        _kept(abs(yearly), doubt, settings.growth_belief) for doubt in settings.growth_doubts
    )
    part = min(len(grew), FEWEST_CHANGES) / FEWEST_CHANGES
    return part * kept / len(settings.growth_doubts) * (1 if yearly > 0 else -1)


def _is_step(off: float, usual: float, chance: float) -> bool:
    return abs(off) > max(LEAST_STEP, STEP * usual, BY_CHANCE * chance)


def _kept(growth: float, doubt: float, belief: float) -> float:
    """None up to the doubt, whole from so many doubts on, and straight between them."""
    if growth <= doubt:
        return 0.0
    if growth >= belief * doubt:
        return growth
    return (growth - doubt) * belief * doubt / (belief * doubt - doubt)


def _facts(told: list[list[list[Known]]], series: int, period: int) -> list[list[float]]:
    """One row per unit."""
    units = range(len(told[series]))
    own = [_log(_lately(told[series][unit], period)) for unit in units]
    columns = [own]
    for other in range(len(told)):
        if other == series or len(columns) >= 1 + 2 * MOST_OTHERS:
            continue
        now = [_log(_lately(told[other][unit], period)) for unit in units]
        then = [_log(_lately(told[other][unit], period - 1)) for unit in units]
        columns.append([_less(a, b) for a, b in zip(now, own, strict=True)])
        columns.append([_less(a, b) for a, b in zip(now, then, strict=True)])
    return [list(row) for row in zip(*map(_around_median, columns), strict=True)]


def _log(value: Known) -> Known:
    return None if value is None else log(value)


def _less(one: Known, other: Known) -> Known:
    return None if one is None or other is None else one - other


def _around_median(column: list[Known]) -> list[float]:
    known = [value for value in column if value is not None]
    if not known:
        return [0.0] * len(column)
    middle = median(known)
    told = [0.0 if value is None else value - middle for value in column]
    most = FARTHEST * pstdev(told)
    return [min(max(value, -most), most) for value in told]


def _own(
    told: list[list[list[Known]]], series: int, last: int, ahead: int, settings: Settings
) -> list[float]:
    rows = told[series]
    none = [0.0] * len(rows)
    origins = last - ahead
    if len(rows) < FEWEST_UNITS or origins < 1:
        return none
    facts: list[list[float]] = []
    moved: list[float] = []
    weight: list[float] = []
    for origin in range(1, last - ahead + 1):
        pairs = {
            unit: (before, after)
            for unit, row in enumerate(rows)
            if (before := row[origin]) is not None and (after := row[origin + ahead]) is not None
        }
        if len(pairs) < FEWEST_UNITS:
            continue
        mean = sum(was for was, _ in pairs.values()) / len(pairs)
        middle = _middle([(log(became) - log(was), was) for was, became in pairs.values()])
        known = _facts(told, series, origin)
        for unit, (was, became) in pairs.items():
            facts.append(known[unit])
            moved.append(log(became) - log(was) - middle)
            weight.append(was / mean)
    if not facts:
        return none
    sizes = [pstdev(column) + 1e-9 for column in zip(*facts, strict=True)]
    table = [_standard(row, sizes) for row in facts]
    fitted = _least_absolute(table, moved, weight, settings.ridge / max(origins / ahead, 0.5))
    now = [_standard(row, sizes) for row in _facts(told, series, last)]
    return [sum(c * f for c, f in zip(fitted, row, strict=True)) for row in now]


def _middle(pairs: list[tuple[float, float]]) -> float:
    """The median of values with weights, drawn straight between the middles of the weights."""
    whole = sum(weight for _, weight in pairs)
    passed, before = 0.0, None
    for value, weight in sorted(pairs, key=lambda pair: pair[0]):
        at = (passed + weight / 2) / whole
        if at >= 0.5:
            if before is None:
                return value
            share = (0.5 - before[0]) / (at - before[0])
            return before[1] + share * (value - before[1])
        passed, before = passed + weight, (at, value)
    return max(value for value, _ in pairs)


def _standard(row: list[float], sizes: list[float]) -> list[float]:
    return [1.0, *(value / size for value, size in zip(row, sizes, strict=True))]


def _least_absolute(
    table: list[list[float]], moved: list[float], weight: list[float], ridge: float
) -> list[float]:
    width, mean = len(table[0]), sum(weight) / len(weight)
    found = [0.0] * width
    for _ in range(TURNS):
        normal = [[0.0] * width for _ in range(width)]
        right = [0.0] * width
        whole = 0.0
        for row, truth, heavy in zip(table, moved, weight, strict=True):
            off = truth - sum(c * f for c, f in zip(found, row, strict=True))
            share = heavy / mean / sqrt(off * off + NEAR_ZERO)
            whole += share
            for i in range(width):
                right[i] += share * row[i] * truth
                for j in range(width):
                    normal[i][j] += share * row[i] * row[j]
        for i in range(width):
            normal[i][i] += ridge * whole
        before, found = found, _solved(normal, right)
        if max(abs(now - was) for now, was in zip(found, before, strict=True)) < STILL:
            break
    return found


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss's elimination, the largest pivot first."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for below in range(at + 1, size):
            times = rows[below][at] / rows[at][at]
            for column in range(at, size + 1):
                rows[below][column] -= times * rows[at][column]
    found = [0.0] * size
    for at in reversed(range(size)):
        done = sum(rows[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (rows[at][size] - done) / rows[at][at]
    return found
