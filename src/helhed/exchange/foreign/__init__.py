"""Foreign formats, carried over to the declared tables by a map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from helhed.exchange.faults import counted
from helhed.exchange.foreign.map_file import Cell, Filled, Map, Source
from helhed.exchange.foreign.sources import Sources
from helhed.exchange.reading.folder import Progress, Reading, check, raw_tables
from helhed.exchange.reading.known import Known
from helhed.exchange.reading.raw import ROW, Raw
from helhed.exchange.tables import BY_NAME
from helhed.rules.decisions.konto import account_of
from helhed.rules.decisions.ydelser import service
from helhed.rules.offers.ejerforhold import Ownership

_SLOT = re.compile(r"\{(\w+)(:slug)?\}")


def read_foreign(
    folder: Path, by_map: Map, known: Known, progress: Progress | None = None
) -> tuple[Reading, list[str]]:
    """Read foreign files by a map, and declared tables that lie beside them; check all of it.

    The second answer tells, in plain words, what was not carried over.
    """
    reading, notes = Reading(), [by_map.about.strip()]
    sources = Sources(by_map, folder, reading.faults, notes)
    beside = (raw for raw in raw_tables(folder, reading, leave=sources.used_files))
    raws = {raw.table: raw for raw in beside}
    for filled in by_map.tables:
        raw = _raw(filled, by_map, sources, known, reading, notes)
        if raw is not None and filled.into not in raws:
            raws[filled.into] = raw
    notes += _columns_without_home(by_map, sources)
    return check(raws, reading, known, progress), notes


def _raw(
    filled: Filled, by_map: Map, sources: Sources, known: Known, reading: Reading, notes: list[str]
) -> Raw | None:
    table = BY_NAME[filled.into]
    if (
        filled.unless_known
        and known.others(table, [table.key], pl.Series([], dtype=pl.String)).height
    ):
        return None
    rows = sources.ready[filled.source] if filled.source else pl.DataFrame({ROW: [1]})
    if rows is None:
        if filled.source in sources.unread:
            reading.unread[filled.into] = sources.file_of(filled.source)
        return None
    if filled.once_per:
        rows = rows.unique(filled.once_per, keep="first", maintain_order=True)
    try:
        columns = [_cell(cell, rows, name, filled, notes) for name, cell in filled.columns.items()]
    except pl.exceptions.ColumnNotFoundError as error:
        text = f"the map asks for a column that is not there: {str(error).splitlines()[0]}."
        reading.faults.add(sources.file_of(filled.source), "missing-column", text, "Add it.")
        reading.unread[filled.into] = sources.file_of(filled.source)
        return None
    file = f"{filled.source or by_map.name} → {filled.into}"
    return Raw(file, filled.into, rows.select(ROW).with_columns(columns))


def _cell(cell: Cell, rows: pl.DataFrame, name: str, filled: Filled, notes: list[str]) -> pl.Series:
    if cell.account:
        pairs = rows.select(cell.account).rows()
        return pl.Series(name, [_account(*pair) for pair in pairs], pl.String)
    if cell.value:
        return pl.Series(name, [cell.value] * rows.height, pl.String)
    values = rows.select(_text(cell).alias(name)).to_series()
    if cell.when:
        there = rows[cell.when].is_not_null() if cell.when in rows.columns else False
        values = pl.select(pl.when(there).then(values)).to_series().alias(name)
    if cell.otherwise:
        empty = values.null_count()
        if empty:
            filler = f"{name} is not told, and is filled in as {cell.otherwise}"
            notes.append(f"{filled.into}: {filler} in {counted(empty, 'row')}.")
        values = values.fill_null(cell.otherwise)
    return values


def _text(cell: Cell) -> pl.Expr:
    if cell.column:
        return pl.col(cell.column).cast(pl.String)
    parts: list[pl.Expr] = []
    at = 0
    for slot in _SLOT.finditer(cell.text):
        parts.append(pl.lit(cell.text[at : slot.start()]))
        column = pl.col(slot[1]).cast(pl.String)
        parts.append(
            column.str.to_lowercase().str.replace_all("[^a-z0-9]+", "-") if slot[2] else column
        )
        at = slot.end()
    return pl.concat_str([*parts, pl.lit(cell.text[at:])])


def _account(key: str, owner: str) -> str:
    return account_of(service(key), Ownership(owner)).code


def _columns_without_home(by_map: Map, sources: Sources) -> Iterator[str]:
    """Columns of foreign files that no part of the map asks for."""
    asked = _asked(by_map)
    for name, source in by_map.sources.items():
        rows = sources.ready[name] if source.file else None
        if rows is not None:
            joined = sources.ready[source.join] if source.join else None
            others = set(joined.columns) if joined is not None else set()
            idle = [c for c in rows.columns if c not in asked | others | {ROW}]
            if idle:
                yield f"{source.file}: the columns {', '.join(idle)}."


def _asked(by_map: Map) -> set[str]:
    asked: set[str] = set()
    for source in by_map.sources.values():
        asked |= _asked_by(source)
    for filled in by_map.tables:
        for cell in filled.columns.values():
            asked |= {cell.column, *cell.account, *(slot[1] for slot in _SLOT.finditer(cell.text))}
    return asked


def _asked_by(source: Source) -> set[str]:
    asked = {source.latest_by, *source.once_per, *source.on, *source.group}
    asked |= {how.partition(" ")[2] for how in source.take.values()}
    asked |= {str(how["of"]) for how in source.days_later.values()}
    for how in source.translate.values():
        asked |= set(how.of)
    return asked
