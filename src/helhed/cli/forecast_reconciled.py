"""A folder with both counts and episodes: where both tell the same persons, one forecast is made
of the two, and what belongs together sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from helhed.forecast import Counts, Scores, Step
from helhed.forecast.counts import Block
from helhed.forecast.episodes.follow import QUANTILES, TOTAL, as_written
from helhed.forecast.reconciled import (
    agree,
    averaged,
    between,
    coherent,
    missed_ahead,
    share_of_first,
    summed_apart,
)

PERSONS = "persons"
APART = 0.05
"""The middle difference of two pasts over which they do not tell the same."""
LOW, MIDDLE, HIGH = (QUANTILES.index(one) for one in (0.1, 0.5, 0.9))
APART_IN = "counts_apart.csv"
"""What counts tell of the same months as the episodes, and otherwise."""
Table = dict[tuple[str, str], dict[str, list[float]]]
"""Of each unit and series the quantiles in each period."""
NOT_MOVED = "explained.csv, accounts.csv and paths.parquet tell of the forecast from episodes alone"


@dataclass(frozen=True, slots=True)
class Side:
    """A forecast as it is written, and how it did on its own past."""

    table: pl.DataFrame
    scores: Sequence[Scores]


@dataclass(frozen=True, slots=True)
class Both:
    """The two forecasts, the counts, and the months as the episodes tell them."""

    episodes: Side
    counts: Side
    told: Counts
    past: Counts

    def month(self, period: str) -> str:
        """The month at whose end a period's persons are counted: a year's, at that of December."""
        return period if self.told.step is Step.MONTH else f"{period}-12"

    def tell_the_same(self, node: str, parts: Sequence[str]) -> bool:
        """Whether counts and episodes tell of the same persons, as far as both reach back."""
        counted = {self.month(one): value for one, value in _known(self.told, [node]).items()}
        return bool(agree(counted, _known(self.past, parts), APART))


@dataclass(frozen=True, slots=True)
class Weighed:
    """By how much a number of persons is moved, ``[month, quantile]``, and the weights."""

    moved: Block
    weights: list[dict[str, Any]]


def reconciled(both: Both, told: dict[str, Any]) -> dict[str, pl.DataFrame]:
    """Both forecasts in one table. What both tell alike stands once, and its weights are put into
    ``told`` (``reconciled``); of what they tell otherwise, ``told_by_both`` says which rows are
    whose, and what counts tell of the same months stands in a table of its own."""
    return _told_apart(*_reconciled(both, told), both.told.step, told)


def _told_apart(
    counted: pl.DataFrame, lived: pl.DataFrame, step: Step, told: dict[str, Any]
) -> dict[str, pl.DataFrame]:
    """No month has two values of one unit and series: a reader would not know whose is whose."""
    once = {(one["unit"], PERSONS) for one in told.get("reconciled", ())}
    of_counts, of_episodes = _spans(counted), _spans(lived)
    shared = [key for key in of_counts if key in of_episodes]
    told["told_by_both"] = [
        {
            "unit": key[0],
            "series": key[1],
            "reconciled": key in once,
            "counts": of_counts[key],
            "episodes": of_episodes[key],
        }
        for key in shared
    ]
    other = [key for key in shared if key not in once]
    names = "; ".join(f"{unit}, {series}" for unit, series in other)
    if other and step is Step.YEAR:
        text = "told by both and not made one; years are of the counts, months of the episodes"
        told["fallbacks"].append(f"{names}: {text}")
    if not other or step is Step.YEAR:
        return {"forecast.csv": pl.concat([counted, lived])}
    text = f"told by both and not made one; what counts tell of it stands in {APART_IN}"
    told["fallbacks"].append(f"{names}: {text}")
    keys = pl.DataFrame(other, schema=["unit", "series"], orient="row")
    on = ["unit", "series"]
    rest = counted.join(keys, on=on, how="anti", maintain_order="left")
    apart = counted.join(keys, on=on, how="semi", maintain_order="left")
    return {"forecast.csv": pl.concat([rest, lived]), APART_IN: apart}


def _spans(table: pl.DataFrame) -> dict[tuple[str, str], str]:
    """From which period to which each unit and series is told of."""
    first, last = pl.col("period").min(), pl.col("period").max()
    spans = table.group_by("unit", "series", maintain_order=True).agg(
        first.alias("first"), last.alias("last")
    )
    return {(unit, series): f"{low} to {high}" for unit, series, low, high in spans.rows()}


def _reconciled(both: Both, told: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of the counts and those of the episodes."""
    table, other = _table(both.episodes.table), _table(both.counts.table)
    months = sorted({period for periods in table.values() for period in periods})
    units = [unit for unit, series in table if series == PERSONS and unit != TOTAL]
    groups = _groups(units)
    start = {unit: _block(table[unit, PERSONS], months) for unit in [*units, TOTAL]}
    for group, parts in groups.items():
        start.setdefault(group, summed_apart([start[part] for part in parts], MIDDLE))
    weighed: dict[str, Weighed] = {}
    for node in (one for one in start if (one, PERSONS) in other):
        if not both.tell_the_same(node, groups.get(node, [node])):
            note = f"{node}: counts and episodes tell of different persons; not reconciled"
            told["fallbacks"].append(note)
        elif found := _weighed(both, node, start[node], other[node, PERSONS], months):
            weighed[node] = found
    if not weighed:
        return both.counts.table, both.episodes.table
    final = _summing(start, weighed, units, groups)
    told["reconciled"] = [row for one in weighed.values() for row in one.weights]
    told["fallbacks"].append(NOT_MOVED)
    _moved_with(table, start, final, units, months)
    for node, values in final.items():
        if (node, PERSONS) in table:
            table[node, PERSONS] = _periods(values, months)
        if node in weighed:
            stands = (node, PERSONS) in table and both.told.step is Step.MONTH
            _take_over(both, other[node, PERSONS], values, months, stands)
    return _frame(other), _frame(table)


def _groups(units: Sequence[str]) -> dict[str, list[str]]:
    """Services and all together, with their units."""
    services: dict[str, list[str]] = {}
    for unit in units:
        services.setdefault(unit.rsplit("/", 1)[0], []).append(unit)
    return {**services, TOTAL: list(units)}


def _weighed(
    both: Both,
    node: str,
    ours: Block,
    theirs: Mapping[str, list[float]],
    months: Sequence[str],
) -> Weighed | None:
    """The two forecasts of one number, weighed by how both did at each distance; by how sure they
    say they are where one is untested."""
    shared = [(n, period) for n, period in enumerate(theirs) if both.month(period) in months]
    if not shared:
        return None
    places = [months.index(both.month(period)) for _, period in shared]
    first, second = ours[places], np.array([theirs[period] for _, period in shared])
    name = f"{PERSONS}, {TOTAL}" if node == TOTAL else PERSONS
    missed = missed_ahead(both.episodes.scores, name, np.array(places) + 1.0)
    other = missed_ahead(both.counts.scores, PERSONS, np.array([n for n, _ in shared]) + 1.0)
    by = "back-test"
    if missed is None or other is None:
        by = "interval"
        missed, other = (one[:, HIGH] - one[:, LOW] for one in (first, second))
    share = share_of_first(missed, other)
    off = averaged(first, second, share) - first
    weights = [
        {"unit": node, "period": period, "episodes": ours_is, "counts": 1 - ours_is, "by": by}
        for (_, period), ours_is in zip(shared, share.tolist(), strict=True)
    ]
    return Weighed(between([place + 1 for place in places], off, len(months)), weights)


def _summing(
    start: Mapping[str, Block],
    weighed: Mapping[str, Weighed],
    units: Sequence[str],
    groups: Mapping[str, Sequence[str]],
) -> dict[str, Block]:
    """Every node's quantiles, moved so that the middles sum."""
    nodes = [*units, *groups]
    now = [start[n] + weighed[n].moved if n in weighed else start[n] for n in nodes]
    now = [np.maximum(np.sort(one, axis=1), 0.0) for one in now]
    middles = np.stack([one[:, MIDDLE] for one in now])
    variances = np.stack([((one[:, HIGH] - one[:, LOW]) / 2.563) ** 2 for one in now])
    parts = [[units.index(unit) for unit in listed] for listed in groups.values()]
    whole = coherent(middles, variances, parts)
    return {
        node: np.maximum(one + (whole[n] - middles[n])[:, None], 0.0)
        for n, (node, one) in enumerate(zip(nodes, now, strict=True))
    }


def _moved_with(
    table: Table,
    start: Mapping[str, Block],
    final: Mapping[str, Block],
    units: Sequence[str],
    months: Sequence[str],
) -> None:
    """Places, money and refund move as the persons of their unit; in total, as the sum of the
    units."""
    for series in ("places", "oere"):
        if (TOTAL, series) not in table:
            continue
        before = after = np.zeros(len(months))
        for unit in units:
            was, became = start[unit][:, MIDDLE], final[unit][:, MIDDLE]
            times = np.where(was > 0, became / np.where(was > 0, was, 1.0), 1.0)
            values = _block(table[unit, series], months)
            before = before + values[:, MIDDLE]
            after = after + values[:, MIDDLE] * times
            table[unit, series] = _periods(values * times[:, None], months)
        times = np.where(before > 0, after / np.where(before > 0, before, 1.0), 1.0)
        with_it = [series] if series == "places" else [series, "refund", "oere after refund"]
        for name in (one for one in with_it if (TOTAL, one) in table):
            values = _block(table[TOTAL, name], months) * times[:, None]
            table[TOTAL, name] = _periods(values, months)


def _take_over(
    both: Both,
    theirs: dict[str, list[float]],
    values: Block,
    months: Sequence[str],
    stands: bool,
) -> None:
    """What both tell, in the rows of the counts: the reconciled numbers, or no row where the same
    unit and month stands among those of the episodes."""
    for period in [one for one in theirs if both.month(one) in months]:
        if stands:
            del theirs[period]
        else:
            theirs[period] = values[months.index(both.month(period))].tolist()


def _known(counts: Counts, units: Sequence[str]) -> dict[str, float]:
    """The known persons of units together, by period."""
    rows = [counts.units.index(unit) for unit in units]
    summed = counts.values[counts.series.index(PERSONS), rows].sum(axis=0)
    return {counts.name(n): float(value) for n, value in enumerate(summed) if value == value}


def _table(frame: pl.DataFrame) -> Table:
    found: Table = {}
    for unit, series, period, _, value in frame.rows():
        found.setdefault((unit, series), {}).setdefault(period, []).append(value)
    return found


def _block(periods: Mapping[str, list[float]], months: Sequence[str]) -> Block:
    return np.array([periods[month] for month in months])


def _periods(values: Block, months: Sequence[str]) -> dict[str, list[float]]:
    return dict(zip(months, values.tolist(), strict=True))


def _frame(table: Table) -> pl.DataFrame:
    rows = [
        (unit, series, period, quantile, as_written(series, value))
        for (unit, series), periods in table.items()
        for period, values in periods.items()
        for quantile, value in zip(QUANTILES, values, strict=True)
    ]
    types = [pl.String(), pl.String(), pl.String(), pl.Float64(), pl.Float64()]
    names = ["unit", "series", "period", "quantile", "value"]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")
