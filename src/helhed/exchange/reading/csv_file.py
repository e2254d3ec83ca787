"""Reading CSV: UTF-8, commas, one heading. What is not so is named, with its place."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from helhed.exchange.faults import Because, Faults
from helhed.exchange.reading.raw import Raw, are_names, numbered

_AT_ONCE = 1 << 22
_OTHER_MARKS = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    b"PK\x03\x04": "a workbook or a zip file",
}
_SAVE_AS = "Save the file as “CSV UTF-8”."


def read_csv(path: Path, table: str, faults: Faults) -> Raw | None:
    """The rows of a file; None, with the reason among the faults, when it cannot be read."""
    file = path.name
    if not path.stat().st_size:
        faults.add(
            file, "empty-file", "the file is empty.", "Write a heading and rows, or take it out."
        )
        return None
    if not _is_utf8(path, faults):
        return None
    heading = _heading(path, faults)
    if heading is None:
        return None
    frame = _frame(path, heading, faults)
    if frame is None:
        return None
    frame.columns = heading
    return Raw(file, table, numbered(frame, 2))


def _frame(path: Path, heading: list[str], faults: Faults) -> pl.DataFrame | None:
    """The rows as text. Rows with too many or too few cells are told, and stay with what stands
    in them, so that what is wrong in the other rows is told in the same breath."""
    try:
        frame = _plain(path, len(heading))
    except pl.exceptions.PolarsError:
        if b"\r" in _start(path) and b"\n" not in _start(path):
            text = "the rows end with a carriage return alone."
            faults.add(path.name, "line-ends", text, _SAVE_AS)
            return None
        found = _find_bad_rows(path, heading, faults)
        if found is None:
            return None
        if not found:
            text = "a quotation mark is not ended."
            faults.add(path.name, "quotes", text, "End it, or double it.")
            return None
        return _plain(path, len(heading), ragged=True)
    if len(frame) and frame[:, -1].null_count() and _find_bad_rows(path, heading, faults) is None:
        return None
    return frame


def _plain(path: Path, width: int, *, ragged: bool = False) -> pl.DataFrame:
    names = {f"column_{n}": pl.String() for n in range(width)}
    frame = pl.read_csv(
        path, has_header=False, schema=names, infer_schema=False, truncate_ragged_lines=ragged
    )
    return frame.slice(1)


def _is_utf8(path: Path, faults: Faults) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(4)
        for mark, name in _OTHER_MARKS.items():
            if start.startswith(mark):
                faults.add(path.name, "encoding", f"the file is {name}, not UTF-8.", _SAVE_AS)
                return False
        file.seek(0)
        try:
            while part := file.read(_AT_ONCE):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            _find_bad_letter(path, faults)
            return False
    return True


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_AT_ONCE)


def _find_bad_letter(path: Path, faults: Faults) -> None:
    """Say where the first letter is that is not UTF-8."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = csv.reader(file)
        heading: list[str] = []
        for number, row in enumerate(rows, start=1):
            heading = heading or row
            for index, cell in enumerate(row):
                if any("\udc80" <= letter <= "\udcff" for letter in cell):
                    column = heading[index] if number > 1 and index < len(heading) else ""
                    text = "a letter is not UTF-8 (perhaps æ, ø or å in Windows-1252)."
                    faults.add(path.name, "encoding", text, _SAVE_AS, row=number, column=column)
                    return


def _heading(path: Path, faults: Faults) -> list[str] | None:
    first = next(_rows(path), [])
    names = [name.strip() for name in first]
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and mark in names[0]:
            text = f"the columns are parted by {word}, not by commas."
            to_do = "Save it with commas between columns; numbers then need a point."
            faults.add(path.name, "separator", text, to_do, row=1)
            return None
    if not any(names):
        faults.add(
            path.name, "heading", "there is no heading.", "Write column names in row 1.", row=1
        )
        return None
    return names if are_names(path.name, names, faults) else None


def _rows(path: Path, *, strict: bool = False) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file, strict=strict)


def _find_bad_rows(path: Path, heading: list[str], faults: Faults) -> int | None:
    """Name the rows that have more or fewer cells than the heading, and say how many; None when
    quotes go wrong, which is named too."""
    wrong: list[tuple[int, int]] = []
    number = 0
    try:
        for number, row in enumerate(_rows(path, strict=True), start=1):
            if row and len(row) != len(heading):
                wrong.append((number, len(row)))
    except csv.Error:
        text = "the quotation marks of this row do not match."
        to_do = "A quotation mark inside a text is written twice."
        faults.add(path.name, "quotes", text, to_do, row=number + 1)
        return None

    def say(n: int) -> Because:
        text = f"the row has {wrong[n][1]} cells, and the heading has {len(heading)}."
        return (
            "cells",
            text,
            "Put quotation marks around text with commas in it; write a decimal point.",
        )

    rows = [row for row, _ in wrong]
    faults.add_rows(path.name, "", rows, say)
    faults.skewed(path.name, rows)
    return len(wrong)
