"""The sources of a map: foreign rows, made ready to be carried over. What is left is told."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl

from helhed.exchange.faults import Faults, counted
from helhed.exchange.foreign.map_file import Map, Source, Translation
from helhed.exchange.reading.csv_file import read_csv
from helhed.exchange.reading.raw import ROW, Raw
from helhed.exchange.reading.xlsx_file import raw_of_sheet, read_sheets

_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
_DATES_WRITTEN = "Write dates like 2026-03-31 or 31/03/2026."


class Sources:
    """Every source of a map by its name, with ``ROW`` beside each row; None when optional and
    not there, or ``unread``. ``notes`` tell what was not carried over."""

    def __init__(self, by_map: Map, folder: Path, faults: Faults, notes: list[str]) -> None:
        self._map, self._folder, self._faults, self._notes = by_map, folder, faults, notes
        self.used_files: set[str] = set()
        self.ready: dict[str, pl.DataFrame | None] = {}
        self.unread: set[str] = set()
        for name, source in by_map.sources.items():
            before = len(faults)
            self.ready[name] = self._made(source)
            stands_on = {source.of, source.join}
            if self.ready[name] is None and (len(faults) > before or stands_on & self.unread):
                self.unread.add(name)

    def _made(self, source: Source) -> pl.DataFrame | None:
        rows = self._read(source) if source.file else self.ready[source.of]
        if rows is None:
            return None
        missing = sorted(_columns_of(source) - set(rows.columns))
        if source.file and missing:
            for column in missing:
                text = "the column is missing."
                to_do = f"The map {self._map.name} needs it."
                self._faults.add(source.file, "missing-column", text, to_do, row=1, column=column)
            return None
        rows = self._once(source, rows)
        rows = self._dated(source, rows)
        for column, how in source.translate.items():
            rows = self._translated(source, rows, column, how)
        if source.join:
            other = self.ready[source.join]
            if other is None:
                needed = source.only_joined or source.join in self.unread
                return None if needed else rows
            rows = self._joined(source, rows, other)
        return _grouped(source, rows)

    def _read(self, source: Source) -> pl.DataFrame | None:
        path = self._folder / source.file
        book = path.with_suffix(".xlsx")
        self.used_files |= {path.name, book.name}
        raw: Raw | None = None
        if path.is_file():
            raw = read_csv(path, source.file, self._faults)
        elif book.is_file():
            for cells in read_sheets(book, self._faults).values():
                raw = raw_of_sheet(book.name, source.file, cells, self._faults)
        elif not source.optional:
            text = "the file is missing."
            to_do = f"The map {self._map.name} needs it."
            self._faults.add(source.file, "missing-file", text, to_do)
        return raw.frame if raw else None

    def _once(self, source: Source, rows: pl.DataFrame) -> pl.DataFrame:
        if not source.once_per:
            return rows
        ordered = rows.sort(source.latest_by, maintain_order=True) if source.latest_by else rows
        kept = ordered.unique(source.once_per, keep="last", maintain_order=True).sort(ROW)
        if (left := rows.height - kept.height) and source.file:
            per = " and ".join(source.once_per)
            what = f"a later {source.latest_by} tells of the same {per}"
            self._notes.append(f"{source.file}: {left} rows, because {what}.")
        return kept

    def _dated(self, source: Source, rows: pl.DataFrame) -> pl.DataFrame:
        for column in source.dates:
            cell = pl.col(column).str.strip_chars()
            tries = [cell.str.to_date(form, strict=False) for form in _DATE_FORMATS]
            days = rows.select(ROW, column, pl.coalesce(tries).alias("day"))
            wrong = days.filter(pl.col("day").is_null() & pl.col(column).is_not_null())
            because = ("date", "what stands here is not a date.", _DATES_WRITTEN)
            self._faults.add_same(self._file(source), column, wrong[ROW].to_list(), because)
            rows = rows.with_columns(days["day"].alias(column))
        for name, how in source.days_later.items():
            day = pl.col(str(how["of"])) + pl.duration(days=int(how["days"]))
            rows = rows.with_columns(day.alias(name))
        return rows

    def _translated(
        self, source: Source, rows: pl.DataFrame, column: str, how: Translation
    ) -> pl.DataFrame:
        joined = rows.select(pl.concat_str(how.of, separator="/", ignore_nulls=False)).to_series()
        found = {word: _code(word, how.codes) for word in joined.unique() if word is not None}
        codes = joined.replace_strict(found, default=None, return_dtype=pl.String)
        marked = rows.with_columns(codes.alias(column), joined.alias("__of__"))
        lost = marked.filter(pl.col(column).is_null()).group_by("__of__").len().sort("__of__")
        for word, count in lost.rows():
            of = "/".join(how.of)
            self._notes.append(f"{self._file(source)}: {count} rows with {of} {word}: no {column}.")
        return marked.drop("__of__").drop_nulls(column)

    def _joined(self, source: Source, rows: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
        on = list(source.on)
        added = [c for c in other.columns if c not in rows.columns]
        if source.only_joined:
            lost = rows.join(other, on=on, how="anti")
            if lost.height:
                these = f"{lost.select(on).n_unique():,} different {' and '.join(on)}"
                left_out = f"{counted(lost.height, 'row')} left out"
                because = f"because they do not stand in {source.join}"
                self._notes.append(f"{self._file(source)}: {left_out}, of {these}, {because}.")
        joined = rows.join(
            other.select(*on, *added).with_columns(pl.lit(True).alias("__here__")),
            on=on,
            how="left",
            maintain_order="left",
        )
        return (joined.drop_nulls("__here__") if source.only_joined else joined).drop("__here__")

    def file_of(self, name: str) -> str:
        """The file that a source's rows come from."""
        return self._file(self._map.sources[name])

    def _file(self, source: Source) -> str:
        while not source.file:
            source = self._map.sources[source.of]
        return source.file


def _columns_of(source: Source) -> set[str]:
    """The columns that a file must have for what is done to it."""
    made = set(source.days_later) | set(source.translate)
    asked = {*source.once_per, *source.dates, *source.on, *source.group}
    asked |= {source.latest_by} if source.latest_by else set()
    for how in source.translate.values():
        asked |= set(how.of)
    return asked - made


def _code(word: str, codes: Mapping[str, str]) -> str | None:
    return next((code for pattern, code in codes.items() if fnmatchcase(word, pattern)), None)


def _grouped(source: Source, rows: pl.DataFrame) -> pl.DataFrame:
    """One row per group; of the other columns the first, the last, the least, the most, or the
    end: the most, and nothing when one of them is open."""
    if not source.group:
        return rows
    taken = [pl.col(ROW).min()]
    for name, how in source.take.items():
        word, _, column = how.partition(" ")
        cell = pl.col(column)
        taken.append(
            {
                "first": cell.first(),
                "last": cell.last(),
                "min": cell.min(),
                "max": cell.max(),
                "end": pl.when(cell.is_not_null().all()).then(cell.max()),
            }[word].alias(name)
        )
    return rows.group_by(source.group, maintain_order=True).agg(taken)
