"""Bringing data in: everything or nothing, priced and logged in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import polars as pl
from django.db import IntegrityError, connection, transaction

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Municipality
from helhed.apps.access.queries import clock_of
from helhed.apps.audit.actions import wrote, wrote_citizens
from helhed.apps.decisions import expecting, pricing
from helhed.apps.decisions.actions.birthday import set_ends_by_law
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.transfer.access import Mover, require_mover
from helhed.apps.transfer.following import chunks
from helhed.apps.transfer.loading import Progress, put_rows, refresh_statistics, today_of_house
from helhed.apps.transfer.models import ImportRun
from helhed.apps.transfer.stored import HouseKnown
from helhed.exchange.foreign import read_foreign
from helhed.exchange.foreign.map_file import Map
from helhed.exchange.reading.folder import Reading, read_folder
from helhed.exchange.reading.one_table import Read
from helhed.exchange.reading.raw import ROW
from helhed.kernel.clock import Clock
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.decisions.bevilling import GrantState

FEW_GRANTS = 5_000


class UnableToImport(UnableTo):
    """Files hold faults; nothing was changed. ``reading`` tells every one."""

    def __init__(self, reading: Reading) -> None:
        text = screen_text("Filerne har %(count)s fejl. Intet er ændret.")
        super().__init__(text, count=len(reading.faults))
        self.reading = reading


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: rows of each table, files it left out, what a map had no home for."""

    rows: dict[str, int]
    left_out: list[str]
    notes: list[str]


class _OnlyTried(Exception):
    """Ends the transaction of an import that was only to be tried."""


def import_folder(
    mover: Mover,
    folder: Path,
    *,
    by_map: Map | None = None,
    only_try: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Read a folder of declared tables (or of foreign files, by a map) into the database.

    Known rows are changed, new ones added, none removed. ``only_try`` does everything and then
    takes it back. Raises UnableToImport with every fault; then nothing is changed.
    """
    done = None
    try:
        with transaction.atomic():
            require_mover(mover)
            _one_writer()
            done = _import(mover, folder, by_map, progress)
            if only_try:
                raise _OnlyTried
    except _OnlyTried:
        pass
    else:
        refresh_statistics()
    assert done is not None
    return done


def _import(mover: Mover, folder: Path, by_map: Map | None, progress: Progress | None) -> Imported:
    told = (lambda name: progress(name, 0, 0)) if progress else None
    notes: list[str] = []
    if by_map is None:
        reading = read_folder(folder, HouseKnown(), told)
    else:
        reading, notes = read_foreign(folder, by_map, HouseKnown(), told)
    _require_municipality(reading)
    if reading.faults:
        raise UnableToImport(reading)
    frames = reading.frames
    given = {name: read.given for name, read in reading.reads.items()}
    priced_before = Grant.objects.filter(state=GrantState.GRANTED.value).exists()
    _put(reading, frames, given, progress)
    _end_by_law_again(frames)
    if progress:
        progress("commitments", len(frames), len(frames))
    _count(reading, frames, priced_before)
    rows = {name: frame.height for name, frame in frames.items()}
    _log(mover, folder, rows, frames)
    return Imported(rows, reading.left_out, notes)


def _one_writer() -> None:
    """What was checked must still hold when it is written: nobody else writes meanwhile.
    SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7331)")


def _require_municipality(reading: Reading) -> None:
    told = "municipality" in reading.reads or "municipality" in reading.unread
    if not told and not Municipality.objects.exists():
        text = "the house is empty, and no file tells which municipality it is."
        to_do = "Add municipality.csv with one row: code,name,is_demo,fixed_today."
        reading.faults.add("", "no-municipality", text, to_do)


def _put(
    reading: Reading,
    frames: Mapping[str, pl.DataFrame],
    given: Mapping[str, frozenset[str]],
    progress: Progress | None,
) -> None:
    """Write the rows; what only the database can see is told as a fault like any other.

    No savepoint: see ``loading.load_frames``.
    """
    try:
        with transaction.atomic(savepoint=False):
            put_rows(frames, given, progress)
    except IntegrityError as error:
        text = f"the database refuses a row ({_constraint(error)})."
        reading.faults.add("", "database", text, "Correct the row, and try again.")
        raise UnableToImport(reading) from None


def _constraint(error: IntegrityError) -> str:
    """The name of what was broken, without the values of the row."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    return name or str(error).splitlines()[0].split(":")[-1].strip()


def _end_by_law_again(frames: Mapping[str, pl.DataFrame]) -> None:
    """A citizen's corrected birthday moves the day on which the law ends what was granted."""
    if "citizens" not in frames:
        return
    here = set(frames["grants"]["id"]) if "grants" in frames else set()
    for some in chunks(frames["citizens"]["id"].to_list()):
        set_ends_by_law(Grant.objects.filter(citizen_id__in=some), but_not=here)


def _count(reading: Reading, frames: Mapping[str, pl.DataFrame], priced_before: bool) -> None:
    """Count again what the rows that came in can have changed. A missing price is a fault."""
    last = last_counted_month(today_of_house())
    try:
        touched = _touched_grants(frames) if priced_before else None
        if touched is None or len(touched) > FEW_GRANTS:
            Commitment.objects.all().delete()
            pricing.count_all(last)
            return
        for some in chunks(sorted(touched)):
            pricing.recount(Grant.objects.filter(id__in=some), last)
        expecting.count_all(last)
    except pricing.UnableToPrice as error:
        _blame(reading, error)
        raise UnableToImport(reading) from None


def _touched_grants(frames: Mapping[str, pl.DataFrame]) -> set[str]:
    """Grants whose price may have moved: themselves, their pauses, their rates, their citizens."""
    touched: set[str] = set()
    if "grants" in frames:
        touched |= set(frames["grants"]["id"])
    if "suspensions" in frames:
        touched |= set(frames["suspensions"]["grant"])
    for table, column, field in (
        ("rate_amounts", "rate", "rate"),
        ("rates", "id", "rate"),
        ("citizens", "id", "citizen"),
    ):
        if table in frames:
            for some in chunks(frames[table][column].unique().to_list()):
                found = Grant.objects.filter(**{f"{field}__in": some}).values_list("id", flat=True)
                touched |= {str(id) for id in found}
    return touched


def _blame(reading: Reading, error: pricing.UnableToPrice) -> None:
    read: Read | None = reading.reads.get("grants")
    rows = read.frame.filter(pl.col("id") == str(error.grant))[ROW] if read else None
    text = f"the grant runs on {error.day}, and its rate has no amount on that day."
    to_do = "Add a row to rate_amounts that holds the day, or correct the grant."
    file = read.file if read and rows is not None and len(rows) else "rate_amounts"
    row = int(rows[0]) if rows is not None and len(rows) else 0
    reading.faults.add(file, "no-amount", text, to_do, row=row, column="rate" if row else "")


def _log(
    mover: Mover, folder: Path, rows: dict[str, int], frames: Mapping[str, pl.DataFrame]
) -> None:
    run = ImportRun.objects.create(
        at=mover.now(),
        by=mover.user if isinstance(mover, Actor) else None,
        source=folder.resolve().name[:60],
        rows=rows,
    )
    wrote(mover, "data.import", run, rows=rows)
    if "citizens" in frames:
        ids = [UUID(key) for key in frames["citizens"]["id"]]
        wrote_citizens(mover, "data.import", ids, run=str(run.id))


def clock_of_house() -> Clock:
    """The clock of the house; the machine's while there is no municipality in it."""
    return clock_of(Municipality.objects.first())
