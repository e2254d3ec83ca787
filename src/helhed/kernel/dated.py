"""Dated parameters: numbers of the law and of the house, each with when, whence and how sure.

A parameter file is TOML, one table per parameter::

    [receipt_workdays]
    meaning = "Days within which the notifier gets a receipt"
    unit = "workdays"
    [[receipt_workdays.values]]
    value = 6
    valid_from = 2024-01-01
    source = "BL § 137, municipal guidance"
    certainty = "quoted"

Asking for a day without a value is an error, never 0. ``memory`` and ``inferred`` values may
be used, but keep their mark and are listed for the administrator.

A house may correct a value without a release. Its corrections are laid over what the files say
for as long as somebody says so (``corrected_by``), and are read when the first parameter is asked
for, so nothing is kept from one answer to the next.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from importlib import resources

from helhed.kernel.period import ONE_DAY, Period, first_overlap

Scalar = int | float | str | bool


class NoValueThatDay(LookupError):
    """A parameter was asked for on a day for which it has no value."""

    def __init__(self, key: str, day: date) -> None:
        super().__init__(f"parameter {key!r} has no value on {day}")
        self.key = key
        self.day = day


class BrokenParameterFile(ValueError):
    """A parameter file does not say what it must; the text names file, parameter and fault."""


class UnknownParameter(KeyError):
    """No parameter has the name that was asked for."""


class Certainty(Enum):
    """Where a fact comes from: a text that was read, memory, or a conclusion."""

    QUOTED = "quoted"
    MEMORY = "memory"
    INFERRED = "inferred"

    @property
    def is_verified(self) -> bool:
        return self is Certainty.QUOTED


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value and the days on which it holds, with its source and how sure it is."""

    value: Scalar
    period: Period
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Parameter:
    """One named number, rate or limit over time; values in order of time, never overlapping."""

    key: str
    meaning: str
    unit: str
    values: tuple[DatedValue, ...]

    def dated(self, day: date) -> DatedValue:
        """The value that holds on a day, with its source. Raises NoValueThatDay."""
        for value in self.values:
            if day in value.period:
                return value
        raise NoValueThatDay(self.key, day)

    def on(self, day: date) -> Scalar:
        """The bare value that holds on a day. Raises NoValueThatDay."""
        return self.dated(day).value

    def int_on(self, day: date) -> int:
        """The value as a whole number. Raises NoValueThatDay, or TypeError if it is no integer."""
        value = self.on(day)
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"parameter {self.key!r} is not a whole number on {day}")
        return value


def laid_over(values: Iterable[DatedValue]) -> tuple[DatedValue, ...]:
    """Values that may overlap, as values that never do: on each day that which began last holds,
    and of those that began on the same day the last in the order given."""
    listed = list(values)
    starts = {value.period.start for value in listed}
    turns = sorted(starts | {v.period.end + ONE_DAY for v in listed if v.period.end is not None})
    found: list[DatedValue] = []
    before = -1
    for turn, following in zip(turns, [*turns[1:], None], strict=False):
        holding = [(v.period.start, n, v) for n, v in enumerate(listed) if turn in v.period]
        if not holding:
            continue
        _, number, value = max(holding, key=lambda one: one[:2])
        last = following - ONE_DAY if following else None
        if found and number == before and found[-1].period.end == turn - ONE_DAY:
            found[-1] = replace(value, period=Period(found[-1].period.start, last))
        else:
            found.append(replace(value, period=Period(turn, last)))
        before = number
    return tuple(found)


class Corrections:
    """What a house has corrected: values by file and key, read once, when first asked for."""

    def __init__(self, read: Callable[[], Mapping[tuple[str, str], Iterable[DatedValue]]]) -> None:
        self._read = read
        self._values: Mapping[tuple[str, str], Iterable[DatedValue]] | None = None
        self._made: dict[tuple[str, str], Parameter] = {}

    def of(self, name: str, parameter: Parameter) -> Parameter:
        """A parameter of a file with the corrections laid over it."""
        if self._values is None:
            self._values = self._read()
        key = (name, parameter.key)
        if key not in self._values:
            return parameter
        if key not in self._made:
            values = laid_over([*parameter.values, *self._values[key]])
            self._made[key] = replace(parameter, values=values)
        return self._made[key]

    def forget(self) -> None:
        """Read anew when next asked: something was corrected just now."""
        self._values = None
        self._made.clear()


_CORRECTIONS: ContextVar[Corrections | None] = ContextVar("corrections", default=None)


@contextmanager
def corrected_by(corrections: Corrections | None) -> Iterator[None]:
    """Lay corrections over every parameter that is asked for inside; None: as the files say."""
    token = _CORRECTIONS.set(corrections)
    try:
        yield
    finally:
        _CORRECTIONS.reset(token)


def forget_corrections() -> None:
    """Read the corrections that are in use anew."""
    corrections = _CORRECTIONS.get()
    if corrections is not None:
        corrections.forget()


class Parameters(Mapping[str, Parameter]):
    """The parameters of one file, by key; ``name`` is the file's, like ``orders/svarfrist``."""

    def __init__(self, parameters: Mapping[str, Parameter], name: str = "") -> None:
        self._parameters = dict(parameters)
        self.name = name

    def __getitem__(self, key: str) -> Parameter:
        try:
            found = self._parameters[key]
        except KeyError:
            raise UnknownParameter(key) from None
        corrections = _CORRECTIONS.get()
        return corrections.of(self.name, found) if corrections else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)


def parse_parameters(text: str, name: str) -> Parameters:
    """Read the text of a parameter file; ``name`` is used in error texts.

    Raises BrokenParameterFile.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenParameterFile(f"{name}: {error}") from error
    found = {key: _parameter(key, table, name) for key, table in tables.items()}
    folder, _, file = name.rpartition("/")
    return Parameters(found, f"{folder.rpartition('.')[2]}/{file.removesuffix('.toml')}")


def load_parameters(package: str, file_name: str) -> Parameters:
    """Read a parameter file that lies in a package's ``parameters`` folder."""
    path = resources.files(package) / "parameters" / file_name
    return parse_parameters(path.read_text(encoding="utf-8"), f"{package}/{file_name}")


def _parameter(key: str, table: object, name: str) -> Parameter:
    where = f"{name}: {key}"
    if not isinstance(table, dict):
        raise BrokenParameterFile(f"{where} must be a table with meaning, unit and values")
    for field in ("meaning", "unit"):
        if not isinstance(table.get(field), str):
            raise BrokenParameterFile(f"{where} lacks {field!r}")
    rows = table.get("values")
    if not isinstance(rows, list) or not rows:
        raise BrokenParameterFile(f"{where} has no values")
    values = sorted((_dated_value(row, where) for row in rows), key=lambda v: v.period.start)
    clash = first_overlap(value.period for value in values)
    if clash is not None:
        raise BrokenParameterFile(f"{where} has two values on {clash[1].start}")
    return Parameter(key, table["meaning"], table["unit"], tuple(values))


def _dated_value(row: object, where: str) -> DatedValue:
    if not isinstance(row, dict):
        raise BrokenParameterFile(f"{where}: each value must be a table")
    start, end = row.get("valid_from"), row.get("valid_to")
    if not isinstance(start, date):
        raise BrokenParameterFile(f"{where} has a value without valid_from")
    if not (end is None or isinstance(end, date)):
        raise BrokenParameterFile(f"{where}: valid_to must be a date")
    value = row.get("value")
    if not isinstance(value, int | float | str | bool):
        raise BrokenParameterFile(f"{where} has no usable value from {start}")
    if not isinstance(row.get("source"), str):
        raise BrokenParameterFile(f"{where}: the value from {start} has no source")
    try:
        certainty = Certainty(row.get("certainty"))
    except ValueError:
        known = ", ".join(c.value for c in Certainty)
        raise BrokenParameterFile(f"{where}: certainty from {start} is none of {known}") from None
    return DatedValue(value, Period(start, end), row["source"], certainty)
