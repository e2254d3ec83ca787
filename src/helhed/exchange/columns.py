"""What a table and a column of an import or export are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What may stand in a column, and how it is written in CSV."""

    KEY = "key"
    REFERENCE = "reference"
    TEXT = "text"
    CODE = "code"
    DATE = "date"
    MOMENT = "moment"
    MONTH = "month"
    WHOLE = "whole number"
    DECIMAL = "decimal"
    OERE = "øre"
    YES_NO = "yes or no"
    CPR = "CPR number"

    @property
    def written(self) -> str:
        """What a cell looks like."""
        return _WRITTEN[self]


_WRITTEN = {
    Kind.KEY: "a UUID, or any name of at most 64 characters that is used once",
    Kind.REFERENCE: "the key of a row in the other table",
    Kind.TEXT: "text",
    Kind.CODE: "one of the listed codes",
    Kind.DATE: "2026-03-31",
    Kind.MOMENT: "2026-03-31T14:05:00+02:00",
    Kind.MONTH: "2026-03",
    Kind.WHOLE: "a whole number, 12",
    Kind.DECIMAL: "a number with a point and at most three decimals, 7.5",
    Kind.OERE: "a whole number of øre, 123450",
    Kind.YES_NO: "yes or no",
    Kind.CPR: "ten digits, 0101814321",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, kind, meaning; whether it must be filled and is unique. One that is
    ``needed`` must stand in the file, be its cells empty: what is not told is not taken for empty.

    ``to`` names the table that a reference leads to, ``codes`` what a code may be, ``most`` the
    longest text (or most decimals), ``low`` and ``high`` the bounds of a number or a date's year.
    A text with ``among`` is the key of a row in one of several tables: the code in the column
    ``by`` tells which, and the row need not be there any more.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = True
    unique: bool = False
    to: str = ""
    codes: tuple[str, ...] = ()
    most: int = 0
    low: int | None = None
    high: int | None = None
    by: str = ""
    among: tuple[tuple[str, str], ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Two columns that are a period; within rows that share ``per``, periods may not overlap."""

    start: str
    end: str
    per: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One declared table. ``key`` is the column that names a row (empty: the first set of
    ``together`` does); ``together`` lists sets of columns that no two rows may share;
    ``derived`` tables are written and never read."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: str = "id"
    together: tuple[tuple[str, ...], ...] = ()
    span: Span | None = None
    derived: bool = False

    @property
    def names_a_row(self) -> tuple[str, ...]:
        """The columns that together name a row."""
        return (self.key,) if self.key else self.together[0]

    def column(self, name: str) -> Column:
        """The column of a name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
