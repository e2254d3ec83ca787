"""From columns to the declared tables: types, order, keys; and days as whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from helhed.exchange.frames import schema
from helhed.exchange.tables import BY_NAME
from helhed.kernel.identifiers import uuid_for
from helhed.synth.chance import Ints

EPOCH = date(1970, 1, 1).toordinal()
NEVER = 2_000_000
MICROSECONDS_A_MINUTE = 60_000_000
MINUTES_A_DAY = 1440


def day(value: date) -> int:
    """A date as whole days since 1970; NEVER stands for an open end."""
    return value.toordinal() - EPOCH


def as_date(number: int) -> date:
    return date.fromordinal(int(number) + EPOCH)


TODAY = day(date(2026, 11, 2))
HISTORY_FROM = day(date(2020, 11, 1))


def ids(seed: int, table: str, keys: Iterable[object]) -> list[str]:
    """A lasting id for each key of a table."""
    return [str(uuid_for("synthetic", seed, table, key)) for key in keys]


def dates(days: Ints) -> pl.Series:
    """Days as dates; NEVER is empty."""
    series = pl.Series(np.asarray(days, np.int32)).cast(pl.Date)
    return series.set(pl.Series(np.asarray(days) >= NEVER), None)


def moments(days: Ints, minutes: Ints) -> pl.Series:
    """Days and minutes after midnight (UTC) as moments; NEVER is empty."""
    known = np.asarray(days) < NEVER
    total = np.where(known, np.asarray(days) * MINUTES_A_DAY + minutes, 0)
    series = pl.Series(total * MICROSECONDS_A_MINUTE).cast(pl.Datetime("us", "UTC"))
    return series.set(pl.Series(~known), None)


def chosen(values: Sequence[object], index: Ints) -> pl.Series:
    """The values at indexes; an index below 0 is empty."""
    listed = [values[i] if i >= 0 else None for i in index.tolist()]
    return pl.Series(listed, dtype=pl.String)


def decimals(numbers: Iterable[float]) -> list[str]:
    """Exact text with at most three decimals and no needless zeros: ``7.5``."""
    return [f"{number:.3f}".rstrip("0").rstrip(".") for number in numbers]


def table(name: str, columns: Mapping[str, object]) -> pl.DataFrame:
    """A declared table from its columns. Raises KeyError for one that is missing.

    A single value fills its column; empty text is "" and everything else that is empty null.
    """
    declared = schema(BY_NAME[name])
    extra = set(columns) - set(declared)
    if extra:
        raise KeyError(f"{name} has no column {sorted(extra)}")
    height = max((_length(value) for value in columns.values()), default=0)
    series = []
    for column, kind in declared.items():
        value = columns[column]
        if isinstance(value, pl.Series | list | np.ndarray):
            series.append(pl.Series(column, value).cast(kind))
        else:
            series.append(pl.Series(column, [value] * height, dtype=kind))
    return pl.DataFrame(series)


def _length(value: object) -> int:
    return len(value) if isinstance(value, pl.Series | list | np.ndarray) else 0
