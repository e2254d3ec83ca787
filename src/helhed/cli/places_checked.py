"""What tables of places may not say, row by row: the same thing twice, or what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from helhed.cli.one_file import Rows, add_otherwise, add_repeated
from helhed.exchange.faults import Because, Faults
from helhed.exchange.reading.raw import ROW

ONCE = {
    "citizens": ("citizen",),
    "offers": ("offer",),
    "needs": ("citizen", "theme"),
    "supports": ("offer", "theme"),
    "wishes": ("citizen", "offer"),
    "weights": ("name",),
    "kinds": ("kind",),
    "changes": ("change",),
}
"""What names a row, so that it may stand once."""
TWICE: Because = ("double", "this is told in row {first} already.", "Take one of them out.")
LATE: Because = ("late", "the latest day lies before the need (since).", "Correct one of them.")
SELF: Because = ("self", "nobody can be kept apart from themselves.", "Take the row out.")
NEVER: Because = (
    "never",
    "places are free, but from no day (free_from).",
    "Write the day, or 0 free places.",
)
RESULT: Because = (
    "result",
    "a result is a low end, a share and a high end in that order, and of how many, one at least.",
    "Write all four, or none.",
)
WISH: Because = (
    "same-wish",
    "the wish in row {first} has this number already.",
    "Number each wish apart; 0 (not there) may stand more than once.",
)
KIND: Because = (
    "unknown-kind",
    "the kinds have no such kind.",
    "Correct it, or add the kind.",
)
APART: Because = (
    "distance",
    "row {first} tells another distance between the two.",
    "Distances are the same both ways; take one of them out.",
)


def check_places(told: Mapping[str, Rows], faults: Faults) -> None:
    """Name every row that says what an earlier one says, or what cannot be."""
    for name, key in ONCE.items():
        if name in told:
            add_repeated(told[name], key, key[-1], TWICE, faults)
    if "citizens" in told:
        late = pl.col("latest") < pl.col("since")
        _add(told["citizens"], "latest", late, LATE, faults)
    if "offers" in told:
        never = pl.col("free").cast(pl.Int64).gt(0) & pl.col("free_from").is_null()
        _add(told["offers"], "free", never, NEVER, faults)
        _add(told["offers"], "result", _no_result(), RESULT, faults)
    if "wishes" in told:
        there = told["wishes"].frame.filter(pl.col("wish").gt(0))
        numbered = replace(told["wishes"], frame=there)
        add_repeated(numbered, ("citizen", "wish"), "wish", WISH, faults)
    if "changes" in told and "kinds" in told:
        kinds = told["kinds"].frame["kind"].to_list()
        for column in ("from_kind", "to_kind"):
            named = pl.col(column).is_not_null() & pl.col(column).ne("")
            _add(told["changes"], column, named & ~pl.col(column).is_in(kinds), KIND, faults)
    if "apart" in told:
        _add(told["apart"], "other", pl.col("citizen") == pl.col("other"), SELF, faults)
    if "distances" in told:
        ends = pl.concat_list("from", "to").list.sort()
        add_otherwise(told["distances"], ends, pl.col("metres"), "metres", APART, faults)


def _no_result() -> pl.Expr:
    """Where a result is told in part, its interval lies beside it, or it is of nobody."""
    names = ("result_low", "result", "result_high")
    many = pl.sum_horizontal(pl.col(one).is_not_null() for one in (*names, "result_count"))
    low, share, high = (pl.col(one).cast(pl.Float64) for one in names)
    nobody = pl.col("result_count").cast(pl.Int64) < 1
    return ((many > 0) & (many < 4)) | (low > share) | (share > high) | nobody


def _add(rows: Rows, column: str, wrong: pl.Expr, because: Because, faults: Faults) -> None:
    faults.add_same(rows.file, column, rows.frame.filter(wrong)[ROW].to_list(), because)
