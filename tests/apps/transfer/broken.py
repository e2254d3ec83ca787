"""Ways in which the files of a small house can be wrong, each with the place where it is."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

Spoil = Callable[[Path], None]


@dataclass(frozen=True)
class Broken:
    """What is done to the folder, and the fault that must be told."""

    name: str
    spoil: Spoil
    file: str
    row: int
    column: str
    kind: str


def _rows(folder: Path, table: str) -> list[list[str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write(folder: Path, table: str, rows: list[list[str]], delimiter: str = ",") -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)


def cell(table: str, row: int, column: str, text: str) -> Spoil:
    def spoil(folder: Path) -> None:
        rows = _rows(folder, table)
        rows[row - 1][rows[0].index(column)] = text
        _write(folder, table, rows)

    return spoil


def _no_tolerance(folder: Path) -> None:
    for column in ("per_mille", "hours"):
        cell("order_tolerances", 2, column, "")(folder)


def copied(table: str, column: str) -> Spoil:
    """Row 3 takes over what row 2 has in a column."""

    def spoil(folder: Path) -> None:
        rows = _rows(folder, table)
        at = rows[0].index(column)
        rows[2][at] = rows[1][at]
        _write(folder, table, rows)

    return spoil


def heading(table: str, column: str, name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        rows = _rows(folder, table)
        rows[0][rows[0].index(column)] = name
        _write(folder, table, rows)

    return spoil


def content(name: str, content: bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(content) and None


def _semicolons(folder: Path) -> None:
    _write(folder, "users", _rows(folder, "users"), ";")


def _windows_letters(folder: Path) -> None:
    path = folder / "goals.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("windows-1252"))


def _utf_16(folder: Path) -> None:
    path = folder / "goals.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))


def _one_cell_more(folder: Path) -> None:
    rows = _rows(folder, "users")
    rows[2].append("7")
    _write(folder, "users", rows)


def _one_cell_less(folder: Path) -> None:
    rows = _rows(folder, "tasks")
    rows[2].pop()
    _write(folder, "tasks", rows)


def _quote(folder: Path) -> None:
    path = folder / "users.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("username", '"username', 1)
    path.write_text("\n".join(lines), encoding="utf-8")


def _overlap(folder: Path) -> None:
    """Two placements in one place, where the second begins before the first ends."""
    rows = _rows(folder, "placements")
    head = rows[0]
    for row in (rows[1], rows[2]):
        row[head.index("place")] = rows[1][head.index("place")]
        row[head.index("end")] = "2026-01-01"
    rows[1][head.index("start")] = "2025-01-01"
    rows[2][head.index("start")] = "2026-01-01"
    _write(folder, "placements", rows)


def _end_before_start(folder: Path) -> None:
    rows = _rows(folder, "placements")
    rows[1][rows[0].index("start")] = "2026-01-02"
    rows[1][rows[0].index("end")] = "2026-01-01"
    _write(folder, "placements", rows)


def _serial_day_in_a_sheet(folder: Path) -> None:
    (folder / "tasks.csv").rename(folder / "old")
    with (folder / "old").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    (folder / "old").unlink()
    with xlsxwriter.Workbook(folder / "tasks.xlsx") as book:
        sheet = book.add_worksheet("tasks")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_number(3, rows[0].index("due"), 45000)


def _twice(folder: Path) -> None:
    rows = _rows(folder, "users")
    with xlsxwriter.Workbook(folder / "users.xlsx") as book:
        sheet = book.add_worksheet("users")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def _circle(folder: Path) -> None:
    rows = _rows(folder, "units")
    at, key = rows[0].index("parent"), rows[0].index("id")
    top = next(row for row in rows[1:] if not row[at])
    below = next(row for row in rows[1:] if row[at] == top[key])
    top[at] = below[key]
    _write(folder, "units", [rows[0], top, below, *(r for r in rows[1:] if r not in (top, below))])


NOBODY = "0190a6d0-2f6e-7000-8000-000000000000"
TOO_FAR = "9" * 30

BROKEN = (
    Broken("a missing column", heading("users", "name", "nam"), "users.csv", 1, "name",
           "missing-column"),
    Broken("an unknown column", heading("users", "email", "mail"), "users.csv", 1, "mail",
           "unknown-column"),
    Broken("a column twice", heading("users", "email", "name"), "users.csv", 1, "name",
           "duplicate-column"),
    Broken("a column without name", heading("users", "email", ""), "users.csv", 1, "",
           "unnamed-column"),
    Broken("a word for a number", cell("employees", 3, "hours_share", "half"), "employees.csv", 3,
           "hours_share", "type"),
    Broken("an unknown code", cell("citizens", 2, "sex", "femal"), "citizens.csv", 2, "sex",
           "unknown-code"),
    Broken("a missing value", cell("citizens", 4, "acting_municipality", " "), "citizens.csv", 4,
           "acting_municipality", "missing"),
    Broken("a text too long", cell("citizens", 2, "postcode", "12345"), "citizens.csv", 2,
           "postcode", "too-long"),
    Broken("a control character", cell("users", 2, "name", "a\x07b"), "users.csv", 2, "name",
           "control"),
    Broken("a number out of bounds", cell("employees", 2, "hours_share", "101"), "employees.csv",
           2, "hours_share", "bounds"),
    Broken("an amount beyond all amounts", cell("frame_changes", 2, "oere", TOO_FAR),
           "frame_changes.csv", 2, "oere", "type"),
    Broken("a day that is not", cell("tasks", 3, "due", "2026-02-30"), "tasks.csv", 3, "due",
           "date"),
    Broken("a day as Danes write it", cell("tasks", 3, "due", "28-02-2026"), "tasks.csv", 3,
           "due", "date"),
    Broken("a spreadsheet's day", cell("tasks", 3, "due", "45000"), "tasks.csv", 3, "due",
           "excel-date"),
    Broken("a spreadsheet's day in a sheet", _serial_day_in_a_sheet, "tasks.xlsx", 4, "due",
           "excel-date"),
    Broken("a moment without time zone", cell("tasks", 2, "made_at", "2026-02-28T10:00:00"),
           "tasks.csv", 2, "made_at", "time-zone"),
    Broken("a decimal comma", cell("grants", 2, "quantity", "7,5"), "grants.csv", 2, "quantity",
           "decimal-comma"),
    Broken("a decimal comma in an amount", cell("rate_amounts", 2, "oere", "12,50"),
           "rate_amounts.csv", 2, "oere", "decimal-comma"),
    Broken("neither yes nor no", cell("users", 2, "is_active", "maybe"), "users.csv", 2,
           "is_active", "type"),
    Broken("an end before its start", _end_before_start, "placements.csv", 2, "end",
           "end-before-start"),
    Broken("periods that overlap", _overlap, "placements.csv", 3, "start", "overlap"),
    Broken("a key twice", copied("tasks", "id"), "tasks.csv", 3, "id", "duplicate"),
    Broken("a user name twice", copied("users", "username"), "users.csv", 3, "username",
           "duplicate"),
    Broken("what nothing leads to", cell("tasks", 3, "case", NOBODY), "tasks.csv", 3, "case",
           "orphan"),
    Broken("a unit above itself", _circle, "units.csv", 2, "parent", "circle"),
    Broken("a CPR number that cannot be", cell("citizens", 3, "cpr", "3113014001"), "citizens.csv",
           3, "cpr", "cpr"),
    Broken("a CPR number without its first 0", cell("citizens", 3, "cpr", "101014001"),
           "citizens.csv", 3, "cpr", "cpr"),
    Broken("a grant without a price", cell("grants", 2, "rate", ""), "grants.csv", 2, "rate",
           "row"),
    Broken("a percentage of nothing", cell("rates", 2, "percent", "10"), "rates.csv", 2,
           "percent", "row"),
    Broken("a tolerance of nothing", _no_tolerance,
           "order_tolerances.csv", 2, "per_mille", "row"),
    Broken("a price agreed on no day", cell("rates", 2, "agreed_on", ""), "rates.csv", 2,
           "agreed_on", "row"),
    Broken("letters of Windows", _windows_letters, "goals.csv", 2, "own_words", "encoding"),
    Broken("letters of UTF-16", _utf_16, "goals.csv", 0, "", "encoding"),
    Broken("semicolons", _semicolons, "users.csv", 1, "", "separator"),
    Broken("a cell too many", _one_cell_more, "users.csv", 3, "", "cells"),
    Broken("a cell too few", _one_cell_less, "tasks.csv", 3, "", "cells"),
    Broken("quotes that do not match", _quote, "users.csv", 3, "", "quotes"),
    Broken("an empty file", content("users.csv", b""), "users.csv", 0, "", "empty-file"),
    Broken("a file of no table", content("borgere.csv", b"a\n"), "borgere.csv", 0, "",
           "unknown-table"),
    Broken("a file of no kind", content("users.ods", b"a"), "users.ods", 0, "", "unknown-file"),
    Broken("a workbook that is none", content("a.xlsx", b"a"), "a.xlsx", 0, "", "workbook"),
    Broken("Parquet that is none", content("a.parquet", b"a"), "a.parquet", 0, "",
           "unknown-table"),
    Broken("a table in two files", _twice, "users.xlsx", 0, "", "table-twice"),
)  # fmt: skip
