"""A map: which foreign files and columns go to which declared tables and columns.

A map is TOML. ``[sources.NAME]`` says where rows come from (a file, or another source) and what
is done to them; each ``[[tables]]`` fills one declared table from a source, column by column.
How it is written stands in ``docs/how-to/import.md``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from helhed.exchange.tables import BY_NAME

T = TypeVar("T")


class NotAMap(ValueError):
    """The file is no map; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A code of the house for foreign ones: ``codes`` by pattern (``U*/PR1``), in order; of
    several columns, joined by a stroke."""

    of: tuple[str, ...]
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """Rows, and what is done to them, in the order of these fields."""

    file: str = ""
    of: str = ""
    optional: bool = False
    once_per: tuple[str, ...] = ()
    latest_by: str = ""
    dates: tuple[str, ...] = ()
    days_later: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    translate: Mapping[str, Translation] = field(default_factory=dict)
    join: str = ""
    on: tuple[str, ...] = ()
    only_joined: bool = False
    group: tuple[str, ...] = ()
    take: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a declared column: exactly one of a constant, a column, a text with
    ``{COLUMN}`` in it, or the account of a service and an owner. ``otherwise`` stands when it is
    empty; ``when`` names a column that must be filled for anything to stand."""

    value: str = ""
    column: str = ""
    text: str = ""
    account: tuple[str, ...] = ()
    otherwise: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """One declared table and the source that fills it, once per row, or per distinct columns."""

    into: str
    columns: Mapping[str, Cell]
    source: str = ""
    once_per: tuple[str, ...] = ()
    unless_known: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """A whole map. ``about`` says what format it is for and what has no home."""

    name: str
    about: str
    sources: Mapping[str, Source]
    tables: Sequence[Filled]


def read_map(named: str) -> Map:
    """A map of the house by its name (``ssda903``), or a file. Raises NotAMap."""
    own = resources.files("helhed.exchange.maps") / f"{named}.toml"
    path = Path(named)
    if named.isidentifier() and own.is_file():
        text = own.read_text(encoding="utf-8")
    elif path.is_file():
        text = path.read_text(encoding="utf-8")
    else:
        raise NotAMap(f"there is no map {named}")
    try:
        return _map(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, TypeError, KeyError, AttributeError) as error:
        raise NotAMap(f"the map {named} cannot be read: {error}") from error


def _map(raw: dict[str, Any]) -> Map:
    sources = {name: _source(name, told) for name, told in raw["sources"].items()}
    tables = [_filled(told, sources) for told in raw["tables"]]
    return Map(raw["name"], raw["about"], sources, tables)


def _source(name: str, told: dict[str, Any]) -> Source:
    translate = {
        column: Translation(tuple(how["of"]), how["codes"])
        for column, how in told.pop("translate", {}).items()
    }
    source = _made(Source, f"source {name}", {**told, "translate": translate})
    if bool(source.file) == bool(source.of):
        raise NotAMap(f"source {name} must have one of file and of")
    return source


def _filled(told: dict[str, Any], sources: Mapping[str, Source]) -> Filled:
    table = BY_NAME.get(told.get("into", ""))
    if table is None or table.derived:
        raise NotAMap(f"there is no table {told.get('into')!r} to fill")
    declared = {column.name for column in table.columns}
    columns = {}
    for name, cell in told.pop("columns").items():
        if name not in declared:
            raise NotAMap(f"table {table.name} has no column {name}")
        columns[name] = _made(Cell, f"{table.name}.{name}", cell)
    filled = _made(Filled, f"table {table.name}", {**told, "columns": columns})
    if filled.source and filled.source not in sources:
        raise NotAMap(f"table {table.name} is filled from {filled.source}, which is no source")
    return filled


def _made(kind: type[T], where: str, told: dict[str, Any]) -> T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    unknown = set(told) - known
    if unknown:
        raise NotAMap(f"{where} has {', '.join(sorted(unknown))}, which a map does not know")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in told.items()})
