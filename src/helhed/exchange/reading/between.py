"""Checking rows against each other, and against rows that are known already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from helhed.exchange.columns import Column, Kind, Span
from helhed.exchange.faults import LISTED_OF_A_KIND, Because, Faults
from helhed.exchange.overlaps import LAST, REACH, begun_too_early, in_order
from helhed.exchange.reading.known import Known
from helhed.exchange.reading.one_table import Read
from helhed.exchange.reading.raw import ROW

DEEPEST = 64


def check_between(reads: Mapping[str, Read], known: Known, faults: Faults) -> None:
    """Check the rows of every table that was read against each other and what is known."""
    for read in reads.values():
        _check_unique(read, known, faults)
        if read.table.span is not None and read.table.span.per:
            _check_overlaps(read, read.table.span, known, faults)
        for column in read.table.columns:
            if column.kind is Kind.REFERENCE and column.to == read.table.name:
                _check_circles(read, column, faults)
        _check_frozen(read, known, faults)


def _keys(read: Read) -> pl.Series:
    return read.frame[read.table.names_a_row[0]]


def _with_known(read: Read, columns: Sequence[str], known: Known) -> pl.DataFrame:
    """The rows of the file and, with row number 0, those known that the file leaves alone."""
    others = known.others(read.table, columns, _keys(read)) if read.table.key else None
    here = read.frame.select(*dict.fromkeys(columns), ROW)
    if others is None or not others.height:
        return here
    return pl.concat([here, others.with_columns(pl.lit(0, pl.Int64).alias(ROW))], how="diagonal")


def _check_unique(read: Read, known: Known, faults: Faults) -> None:
    sets = [(c.name,) for c in read.table.columns if c.unique] + list(read.table.together)
    for columns in sets:
        is_key = columns == read.table.names_a_row
        rows = read.frame if is_key else _with_known(read, columns, known)
        full = rows.drop_nulls(columns).select(*columns, ROW)
        twice = full.filter(full.select(columns).is_duplicated())
        if not twice.height:
            continue
        firsts = twice.group_by(columns).agg(pl.col(ROW).min().alias("first"))
        later = twice.join(firsts, on=columns).filter(pl.col(ROW) > pl.col("first")).sort(ROW)
        first = later["first"]

        def say(n: int, first: pl.Series = first, columns: tuple[str, ...] = columns) -> Because:
            where = f"in row {first[n]}" if first[n] else "in the database"
            what = " and ".join(columns)
            text = f"the same {what} stands {where}."
            return "duplicate", text, "Each must be used once. Take one out or correct it."

        faults.add_rows(read.file, columns[-1], later[ROW].to_list(), say)


def _check_overlaps(read: Read, span: Span, known: Known, faults: Faults) -> None:
    """Name each row whose period begins before an earlier one of the same has ended."""
    per = list(span.per)
    rows = _with_known(read, [*per, span.start, span.end], known)
    ordered = in_order(rows, span, ROW)
    over = begun_too_early(ordered, span)
    shown_row = pl.when(pl.col(ROW) > 0).then(pl.col(ROW))
    found = over.with_columns(shown_row.alias(ROW)).drop_nulls(ROW).sort(ROW)
    behind = over.filter(pl.col(ROW) == 0)
    starts, reaches = found[span.start], found[REACH]

    def say(n: int) -> Because:
        until = "is still open" if reaches[n] == LAST else f"runs to {reaches[n]}"
        text = (
            f"the period from {starts[n]} overlaps one of the same {', '.join(per)} that {until}."
        )
        return "overlap", text, "End the earlier one the day before, or correct the days."

    faults.add_rows(read.file, span.start, found[ROW].to_list(), say)
    if behind.height:
        _blame_earlier(read, span, ordered, behind, faults)


def _blame_earlier(
    read: Read, span: Span, ordered: pl.DataFrame, behind: pl.DataFrame, faults: Faults
) -> None:
    """A known row begins inside a period of the file: the fault is the file's."""
    per = list(span.per)
    later = behind.select(*per, pl.col(span.start).alias("begins"))
    inside = (pl.col(span.start) <= pl.col("begins")) & (pl.col("begins") <= pl.col(span.end))
    rows = ordered.filter(pl.col(ROW) > 0).join(later, on=per).filter(inside).sort(ROW)
    begins = rows["begins"]

    def say(n: int) -> Because:
        same = f"one of the same {', '.join(per)} in the database"
        text = f"{same} begins {begins[n]}, before this ends."
        return "overlap", text, "End this one the day before, or correct the days."

    faults.add_rows(read.file, span.end, rows[ROW].to_list(), say)


def _check_circles(read: Read, column: Column, faults: Faults) -> None:
    """Name rows that by way of others lead back to themselves."""
    links = read.frame.select(pl.col(read.table.key).alias("key"), pl.col(column.name).alias("up"))
    links = links.drop_nulls().unique("key")
    walk = links.rename({"up": "now"})
    for _ in range(DEEPEST):
        if not walk.height:
            return
        walk = walk.join(links, left_on="now", right_on="key").select(
            "key", pl.col("up").alias("now")
        )
        back = walk.filter(pl.col("key") == pl.col("now"))
        if back.height:
            break
    else:
        back = walk
    hit = pl.col(read.table.key).is_in(back["key"].implode())
    own = pl.col(read.table.key) == pl.col(column.name)
    rows = read.frame.filter(hit | own)[ROW].to_list()
    because = ("circle", "the row leads back to itself.", "Correct which row it names.")
    faults.add_same(read.file, column.name, rows, because)


def _check_frozen(read: Read, known: Known, faults: Faults) -> None:
    keys = known.frozen(read.table, read.frame.select(sorted(read.given)))
    if not len(keys):
        return
    rows = read.frame.filter(_keys(read).is_in(keys.implode()))[ROW].to_list()
    because = (
        "frozen",
        "the row stands in the database, is final there, and would be changed.",
        "Take it out. Write a new row that tells what is new.",
    )
    faults.add_same(read.file, read.table.names_a_row[0], rows[: LISTED_OF_A_KIND + 1], because)
