"""What is wrong in a file: where exactly, what, and what to do about it.

No fault repeats a CPR number, a name or free text; other values are shown when they are short.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field

LISTED_OF_A_KIND = 100
LONGEST_SHOWN = 40

Because = tuple[str, str, str]
"""Kind of fault, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``row`` is as a spreadsheet counts (the heading is row 1); 0 is the whole file.

    No ``file`` is the whole folder. ``kind`` is stable and for machines.
    """

    file: str
    row: int
    column: str
    kind: str
    text: str
    to_do: str

    @property
    def place(self) -> str:
        """``citizens.csv, row 12, column birth_date``."""
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file or 'the folder'}{row}{column}"

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.place}: {self.text} {self.to_do}"


@dataclass(slots=True)
class Faults:
    """All faults found so far; of each kind in a column the first ones, and how many more."""

    listed: list[Fault] = field(default_factory=list)
    _skewed: dict[str, frozenset[int]] = field(default_factory=dict)

    def skewed(self, file: str, rows: Iterable[int]) -> None:
        """The cells of these rows may stand under wrong columns: nothing more is said of them."""
        self._skewed[file] = frozenset(rows)

    def add(
        self, file: str, kind: str, text: str, to_do: str, *, row: int = 0, column: str = ""
    ) -> None:
        """One fault."""
        if row in self._skewed.get(file, ()):
            return
        self.listed.append(Fault(file, row, column, kind, text, to_do))

    def add_rows(
        self, file: str, column: str, rows: Sequence[int], say: Callable[[int], Because]
    ) -> None:
        """One fault per row; ``say`` tells of the n-th of the rows. Beyond the first hundred
        they are only counted."""
        skewed = self._skewed.get(file, frozenset())
        told = [(number, row) for number, row in enumerate(rows) if row not in skewed]
        for number, row in told[:LISTED_OF_A_KIND]:
            kind, text, to_do = say(number)
            self.add(file, kind, text, to_do, row=row, column=column)
        more = len(told) - LISTED_OF_A_KIND
        if more > 0:
            rows_have = "row has" if more == 1 else "rows have"
            text = f"{more} more {rows_have} a fault in the same way."
            self.add(file, "more", text, "Mend them too.", column=column)

    def add_same(self, file: str, column: str, rows: Sequence[int], because: Because) -> None:
        """The same fault in each of the rows."""
        self.add_rows(file, column, rows, lambda _: because)

    def of(self, file: str) -> list[Fault]:
        """What is wrong in one file, as far as it is known."""
        return [fault for fault in self.listed if fault.file == file]

    def __bool__(self) -> bool:
        return bool(self.listed)

    def __len__(self) -> int:
        return len(self.listed)


def counted(number: int, one: str) -> str:
    """``1 fault``, ``2 faults``, ``1,200 faults``."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


_HIDES = re.compile(r"\d{6}-?\d{4}")


def shown(value: str) -> str:
    """A value in quotes, as far as it may be shown: never what could be a CPR number, and
    never more than one word."""
    plain = value.strip()
    if len(plain) > LONGEST_SHOWN or " " in plain or _HIDES.search(plain):
        return "what stands here"
    return f"“{plain}”"
