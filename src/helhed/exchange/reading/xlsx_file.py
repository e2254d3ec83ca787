"""Reading workbooks. Cells that hold real dates and numbers are read as such."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import Raw, are_names, numbered


def read_sheets(path: Path, faults: Faults) -> dict[str, list[list[Any]]]:
    """The cells of every sheet by its name; a book of one sheet has the name of the file."""
    try:
        book = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError):
        text = "the file is not a workbook that can be opened."
        faults.add(path.name, "workbook", text, "Save it again as XLSX, without a password.")
        return {}
    names = list(book.sheet_names)
    if len(names) == 1:
        return {path.stem: book.get_sheet_by_index(0).to_python(skip_empty_area=False)}
    return {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in names}


def raw_of_sheet(file: str, table: str, cells: list[list[Any]], faults: Faults) -> Raw | None:
    """The rows of a sheet; None, with the reason among the faults, when it cannot be read."""
    heading = [_text(cell) or "" for cell in cells[0]] if cells else []
    while heading and not heading[-1].strip() and _is_empty_below(cells, len(heading) - 1):
        heading.pop()
    names = [name.strip() for name in heading]
    if not any(names):
        to_do = "Write column names in row 1."
        faults.add(file, "empty-file" if not cells else "heading", "there is no heading.", to_do)
        return None
    if not are_names(file, names, faults):
        return None
    columns = {
        name: pl.Series(name, [_text(row[index]) for row in cells[1:]], pl.String)
        for index, name in enumerate(names)
    }
    return Raw(file, table, numbered(pl.DataFrame(columns), 2))


def _is_empty_below(cells: list[list[Any]], index: int) -> bool:
    return all(row[index] == "" for row in cells[1:])


def _text(cell: Any) -> str | None:
    """A cell as it would stand in CSV."""
    match cell:
        case "":
            return None
        case str():
            return cell
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
        case date():
            return cell.isoformat()
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)
