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
from helhed.exchange.tables import TABLES
from helhed.exchange.writing import Format, csv_of, write_folder

_ZIPPED_AT = (2000, 1, 1, 0, 0, 0)


def export_folder(
    mover: Mover, folder: Path, form: Format, progress: Progress | None = None
) -> dict[str, int]:
    """Write every declared table into a folder; the same house always gives the same files.

    Returns how many rows each table has. Raises UnableToWriteSheet, NoMunicipality.
    """
    rows: dict[str, int] = {}
    with _one_moment():
        require_mover(mover)
        write_folder(folder, form, _tables(rows, progress))
        _log(mover, form.value, rows)
    return rows


def export_zip(mover: Mover) -> IO[bytes]:
    """Every declared table as CSV in a zip file, which is gone when it is closed."""
    rows: dict[str, int] = {}
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it when it was sent)
    with _one_moment(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        require_mover(mover)
        for table, frame in _tables(rows, None):
            name = zipfile.ZipInfo(f"helhed/{table.name}.csv", _ZIPPED_AT)
            name.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(name, csv_of(table, frame))
        _log(mover, "zip", rows)
    file.seek(0)
    return file


@contextmanager
def _one_moment() -> Iterator[None]:
    """All tables are read as they stand at one moment. SQLite's transaction does so by itself."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _tables(
    rows: dict[str, int], progress: Progress | None
) -> Iterator[tuple[Table, pl.DataFrame]]:
    for done, table in enumerate(TABLES):
        if progress:
            progress(table.name, done, len(TABLES))
        frame = stored(table)
        rows[table.name] = frame.height
        yield table, frame


def _log(mover: Mover, form: str, rows: dict[str, int]) -> None:
    """One row for the house, and one for each citizen whose data left it."""
    read(mover, "data.export", municipality(), form=form, rows=rows)
    citizens = stored(_CITIZENS, ["id"])["id"]
    read_citizens(mover, "data.export", [UUID(key) for key in citizens], form=form)


_CITIZENS = next(table for table in TABLES if table.name == "citizens")


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
