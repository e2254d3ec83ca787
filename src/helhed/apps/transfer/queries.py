"""Reading data out: the whole house as declared tables, and what was brought in before."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import polars as pl
from django.db import connection, transaction
from django.db.models import QuerySet

from helhed.apps.access.queries import municipality
from helhed.apps.audit.actions import read, read_citizens
from helhed.apps.transfer.access import Mover, require_mover
from helhed.apps.transfer.loading import Progress
from helhed.apps.transfer.models import ImportRun
from helhed.apps.transfer.stored import stored
from helhed.exchange.columns import Table
from helhed.exchange.tables import BY_NAME, TABLES
from helhed.exchange.writing import Format, csv_of, write_folder

_ZIPPED_AT = (2000, 1, 1, 0, 0, 0)


def export_folder(
    mover: Mover, folder: Path, form: Format, progress: Progress | None = None
) -> dict[str, int]:
    """Write every declared table into a folder; the same house always gives the same files.

    Returns how many rows each table has. Raises UnableToWriteSheet, NoMunicipality.
    """
    rows: dict[str, int] = {}
    _log(mover, form.value)
    with _one_moment():
        write_folder(folder, form, _tables(rows, progress))
    return rows


def export_zip(mover: Mover) -> IO[bytes]:
    """Every declared table as CSV in a zip file, which is gone when it is closed."""
    _log(mover, "zip")
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it when it was sent)
    with _one_moment(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for table, frame in _tables({}, None):
            name = zipfile.ZipInfo(f"helhed/{table.name}.csv", _ZIPPED_AT)
            name.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(name, csv_of(table, frame))
    file.seek(0)
    return file


def _log(mover: Mover, form: str) -> None:
    """One row for the house, and one for each citizen whose data leaves it.

    Unlike elsewhere the log is written before the reading and not with it: the reading takes
    minutes in a large house, and nobody could write so long.
    """
    with transaction.atomic():
        require_mover(mover)
        read(mover, "data.export", municipality(), form=form)
        citizens = stored(BY_NAME["citizens"], ["id"])["id"]
        read_citizens(mover, "data.export", [UUID(key) for key in citizens], form=form)


@contextmanager
def _one_moment() -> Iterator[None]:
    """All tables are read as they stand at one moment, and nobody is kept from writing."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _tables(
    rows: dict[str, int], progress: Progress | None
) -> Iterator[tuple[Table, pl.DataFrame]]:
    for done, table in enumerate(TABLES):
        if progress:
            progress(table.name, done, len(TABLES))
        frame = stored(table)
        rows[table.name] = frame.height
        yield table, frame


def imports(mover: Mover) -> QuerySet[ImportRun, ImportRun]:
    """What was brought in, by whom and when."""
    require_mover(mover)
    return ImportRun.objects.select_related("by")


def import_row(run: Any) -> dict[str, Any]:
    """An import as a row of the list."""
    return {
        "at": run.at,
        "by": run.by.name if run.by else "",
        "source": run.source,
        "tables": sum(1 for count in run.rows.values() if count),
        "rows": sum(run.rows.values()),
    }
