"""What the folder form of a plan tells by path, kind and period: persons and prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from helhed.cli.one_file import Rows, add_repeated
from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import ROW
from helhed.placing import PricePaths

Cells = np.ndarray[Any, Any]


def need_of(told: Rows, kinds: list[str], faults: Faults) -> Cells | None:
    """Persons by path, kind and period; every one of them must be told, once."""
    if told.frame.is_empty():
        text = "no need is told."
        faults.add(told.file, "missing-need", text, "Write a row for each path, kind and period.")
        return None
    paths = told.frame["path"].unique(maintain_order=True).to_list()
    periods = max(told.frame["period"].to_list(), default=0)
    found = _by_cell(told, (paths, kinds, periods), ("persons",), "need", faults)
    return found[0] if found else None


def paid_of(
    told: Rows, need: Rows, kinds: list[str], periods: int, faults: Faults
) -> PricePaths | None:
    """What places cost by path, kind and period; None where the kinds alone tell it."""
    if told.frame.is_empty():
        return None
    paths = need.frame["path"].unique(maintain_order=True).to_list()
    names = ("standing_oere", "used_oere", "bought_oere")
    found = _by_cell(told, (paths, kinds, periods), names, "price", faults)
    return PricePaths(*found) if found else None


def _by_cell(
    told: Rows,
    of: tuple[list[str], list[str], int],
    names: Sequence[str],
    what: str,
    faults: Faults,
) -> list[Cells] | None:
    """Columns by path, kind and period; every cell of those must be told, once, and no other."""
    paths, kinds, periods = of
    text, to_do = "this path, kind and period is told in row {first} already.", "Take one out."
    add_repeated(told, ("path", "kind", "period"), "path", ("double", text, to_do), faults)
    known = pl.col("path").is_in(paths) & pl.col("kind").is_in(kinds) & pl.col("period").le(periods)
    lost = told.frame.filter(~known)[ROW].to_list()
    text, to_do = "no need is told of this path, kind and period.", "Take it out, or tell the need."
    faults.add_same(told.file, "path", lost, ("orphan", text, to_do))
    if faults:
        return None
    found = np.full((len(names), len(paths), len(kinds), periods), np.nan)
    at, kind_at = ({key: n for n, key in enumerate(listed)} for listed in (paths, kinds))
    for row in told.frame.iter_rows(named=True):
        cell = (at[row["path"]], kind_at[row["kind"]], row["period"] - 1)
        found[(slice(None), *cell)] = [float(row[name]) for name in names]
    if np.isnan(found).any():
        _, path, kind, period = (int(at[0]) for at in np.nonzero(np.isnan(found)))
        text = (
            f"the {what} of {kinds[kind]} in period {period + 1} of path {paths[path]} is missing."
        )
        faults.add(told.file, f"missing-{what}", text, "Write it; 0 when there is none.")
        return None
    return list(found)
