"""Writing and reading ledger files.

A file is CSV in UTF-8: a heading, the rows, and a foot that begins with ``#`` and tells kind,
version, id, what it answers, how many rows there are, what they sum to in øre, and the SHA-256 of
every byte before the foot. Same rows and id: same bytes, so a file can be sent again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from helhed.exchange.faults import Faults, shown
from helhed.exchange.ledger.tables import VERSION, FileKind, kind_of
from helhed.exchange.reading.between import check_between
from helhed.exchange.reading.csv_file import read_csv
from helhed.exchange.reading.known import NothingKnown
from helhed.exchange.reading.one_table import read_table

FOOT = "#"
FOOT_NAMES = ("mark", "kind", "version", "id", "of", "rows", "oere", "sha256")
FETCH_AGAIN = "Fetch it again; nothing of it is read."
ONLY_THE_OWNER = 0o600


@dataclass(frozen=True, slots=True)
class Foot:
    """What the last line of a file tells."""

    kind: str
    version: str
    id: str
    of: str
    rows: str
    oere: str
    sha256: str


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A whole file that kept its promise. ``sha256`` is of all its bytes: it names the file."""

    kind: FileKind
    id: str
    of: str
    sha256: str
    oere: int
    frame: pl.DataFrame


def written(
    kind: FileKind, id: str, rows: Iterable[Mapping[str, object]], *, of: str = ""
) -> bytes:
    """The bytes of a file. ``rows`` are by column name; None is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [column.name for column in kind.table.columns]
    writer.writerow(names)
    count = total = 0
    for row in rows:
        writer.writerow(["" if row[name] is None else row[name] for name in names])
        count, total = count + 1, total + int(str(row["oere"]))
    body = out.getvalue().encode()
    foot = [FOOT, kind.code, VERSION, id, of, count, total, hashlib.sha256(body).hexdigest()]
    return body + f"{','.join(map(str, foot))}\n".encode()


def rewritten(
    kind: FileKind, data: bytes, change: Callable[[dict[str, str]], Mapping[str, object]]
) -> bytes:
    """The bytes of a file that the house wrote, with each row changed; its id and what it answers
    stay. Nothing changed: the same bytes."""
    _, _, last = data.rpartition(f"\n{FOOT},".encode())
    foot = Foot(*next(csv.reader([last.decode()])))
    return written(kind, foot.id, map(change, rows_of(data)), of=foot.of)


def rows_of(data: bytes) -> Iterator[dict[str, str]]:
    """The rows of a file that the house wrote, by column name."""
    body, _, _ = data.rpartition(f"\n{FOOT},".encode())
    return csv.DictReader(io.StringIO(body.decode(), newline=""))


def put(folder: Path, name: str, data: bytes) -> None:
    """Write a file whole or not at all: whoever looks into the folder never sees half of it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = folder / f".{name}.{os.getpid()}"
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, ONLY_THE_OWNER)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(half, folder / name)


def read(path: Path, faults: Faults) -> LedgerFile | None:
    """A file; None, with every fault named by row and column, when anything is wrong with it."""
    data, before = path.read_bytes(), len(faults)
    body, foot = _parted(data)
    told = _foot(path.name, foot, faults)
    kind = _kind(path.name, told, faults) if told else None
    if told is None or kind is None:
        return None
    if hashlib.sha256(body).hexdigest() != told.sha256:
        text = "the checksum is not that of what stands before it."
        faults.add(path.name, "checksum", text, FETCH_AGAIN, column="sha256")
        return None
    frame = _rows(kind, path.name, body, faults)
    if frame is not None:
        _check_totals(path.name, frame, told, faults)
    if frame is None or len(faults) > before:
        return None
    digest = hashlib.sha256(data).hexdigest()
    return LedgerFile(kind, told.id, told.of, digest, int(told.oere), frame)


def _parted(data: bytes) -> tuple[bytes, str]:
    """What stands before the last line, and the last line."""
    head, mark, last = data.rstrip(b"\n").rpartition(b"\n")
    return head + mark, last.decode("utf-8", "replace")


def _foot(file: str, line: str, faults: Faults) -> Foot | None:
    try:
        cells = next(csv.reader([line]), [])
    except csv.Error:
        cells = []
    if len(cells) != len(FOOT_NAMES) or cells[0] != FOOT:
        text = "the last line is not the foot: the file was cut, or is not a ledger file."
        faults.add(file, "foot", text, FETCH_AGAIN)
        return None
    return Foot(*cells[1:])


def _kind(file: str, foot: Foot, faults: Faults) -> FileKind | None:
    kind = kind_of(foot.kind)
    if kind is None or foot.version != str(VERSION):
        text = f"files of kind {shown(foot.kind)}, version {shown(foot.version)}, are not known."
        known = ", ".join(one.code for one in FileKind)
        faults.add(file, "kind", text, f"Known are {known}, version {VERSION}.", column="kind")
        return None
    return kind


def _rows(kind: FileKind, file: str, body: bytes, faults: Faults) -> pl.DataFrame | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(body)
        raw = read_csv(path, kind.code, faults)
    if raw is None:
        return None
    found = read_table(kind.table, raw, faults)
    check_between({kind.code: found}, NothingKnown(), faults)
    return found.frame


def _check_totals(file: str, frame: pl.DataFrame, foot: Foot, faults: Faults) -> None:
    counted = {"rows": frame.height, "oere": frame["oere"].sum()}
    for name, told in (("rows", foot.rows), ("oere", foot.oere)):
        if told != str(counted[name]):
            text = f"the foot says {shown(told)}, and the rows make {counted[name]}."
            faults.add(file, "totals", text, FETCH_AGAIN, column=name)
