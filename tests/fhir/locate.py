"""Where the elements of the guides' tables stand in an example: names, slices, choices."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.fhir.house import EXAMPLES

TABLES = EXAMPLES.parent / "tables"
SYSTEMS = {
    "cpr": "urn:oid:1.2.208.176.1.2",
    "eanIdentifier": "urn:oid:1.3.88",
    "referencedSORUnit": "urn:oid:1.2.208.176.1.1",
}
GOALS = {
    "fpurpose": "424827b1-23aa-4848-962b-56ee47def560",
    "ffbgoal": "0bb3daef-538d-45dc-b444-abdbcb63f6bc",
    "citizenObjective": "416fe27d-3ccf-4390-8742-8b52a9d8dc78",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tables: what a profile asks of an element."""

    guide: str
    profile: str
    resource: str
    url: str
    element: str
    least: int
    most: str
    base_least: int
    base_most: str
    types: str
    binding: str
    value_set: str
    required: str
    slicing: str

    @property
    def name(self) -> str:
        return f"{self.profile}: {self.element}"

    @property
    def is_slice(self) -> bool:
        return ":" in self.element.rsplit(".", 1)[-1]

    @property
    def pattern(self) -> Any:
        return json.loads(self.required.split("=", 1)[1]) if self.required else None


@cache
def rows() -> tuple[Row, ...]:
    """Every line of both tables."""
    return tuple(row for guide in ("reporting", "messaging") for row in _rows_of(guide))


def _rows_of(guide: str) -> Iterator[Row]:
    with (Path(TABLES) / f"ffb-{guide}-elements.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            base_least, base_most = line["base_cardinality"].split("..")
            yield Row(
                guide,
                line["profile"],
                line["resource"],
                line["url"],
                line["element"],
                int(line["min"]),
                line["max"],
                int(base_least),
                base_most,
                line["type"],
                line["binding_strength"],
                line["value_set"],
                line["fixed_or_pattern"],
                line["slicing"],
            )


@dataclass(slots=True)
class Spot:
    """One place of an element in a resource."""

    holder: Any
    key: str
    number: int | None
    path: str

    @property
    def value(self) -> Any:
        held = self.holder[self.key]
        return held if self.number is None else held[self.number]

    @property
    def unnumbered(self) -> str:
        return self.path[: self.path.rfind("[")] if self.number is not None else self.path

    def put(self, value: Any) -> None:
        """Another value in its place."""
        if self.number is None:
            self.holder[self.key] = value
        else:
            self.holder[self.key][self.number] = value

    def take_out(self) -> None:
        """Nothing in its place."""
        if self.number is None:
            del self.holder[self.key]
        else:
            del self.holder[self.key][self.number]
            if not self.holder[self.key]:
                del self.holder[self.key]


def holders(bundle: Any, start: Any, path: str, element: str, row: Row) -> list[tuple[Any, str]]:
    """The objects in which an element may stand, with their paths."""
    found = [(start, path)]
    for step in element.split(".")[1:-1]:
        found = [
            (spot.value, spot.path)
            for holder, at in found
            for spot in spots_of(bundle, holder, at, step, row, element)
            if isinstance(spot.value, dict)
        ]
    return found


def spots(bundle: Any, start: Any, path: str, row: Row) -> list[Spot]:
    """Every place where the element of a line stands, from the root of its profile on."""
    last = row.element.rsplit(".", 1)[-1]
    return [
        spot
        for holder, at in holders(bundle, start, path, row.element, row)
        for spot in spots_of(bundle, holder, at, last, row, row.element)
    ]


def spots_of(bundle: Any, holder: Any, at: str, step: str, row: Row, whole: str) -> list[Spot]:
    """The places of one step of an element's name in one object."""
    name, _, piece = step.partition(":")
    key = next((key for key in holder if _is_named(key, name)), None)
    if key is None:
        return []
    held = holder[key]
    if not isinstance(held, list):
        return [Spot(holder, key, None, f"{at}.{key}")]
    return [
        Spot(holder, key, number, f"{at}.{key}[{number}]")
        for number, item in enumerate(held)
        if not piece or belongs(bundle, item, step, piece, row, whole)
    ]


def _is_named(key: str, name: str) -> bool:
    stem = name.removesuffix("[x]")
    if stem == name:
        return key == name
    return key.startswith(stem) and key[len(stem) : len(stem) + 1].isupper()


def belongs(bundle: Any, item: Any, step: str, piece: str, row: Row, whole: str) -> bool:
    """Is an item of the slice with this name? By what the tables say of the slice."""
    element = whole[: whole.index(step) + len(step)]
    own = [one for one in rows() if one.profile == row.profile]
    if piece in SYSTEMS:
        return item.get("identifier", item).get("system") == SYSTEMS[piece]
    if piece in GOALS:
        return _category_of(bundle, item) == GOALS[piece]
    for one in own:
        if one.element == element and "Extension<" in one.types:
            return item.get("url", "").endswith("/" + one.types.split("<")[1].rstrip(">"))
        if one.element.startswith(element + ".") and one.required:
            inner = one.element[len(element) + 1 :]
            if inner in ("url", "system", "use", "measure", "detail.code"):
                return _holds(one.pattern, _below(item, inner))
    return piece == "detailCodeableConcept"


def _below(item: Any, path: str) -> Any:
    for name in path.split("."):
        item = item.get(name, {})
    return item


def _category_of(bundle: Any, reference: Any) -> str | None:
    for entry in bundle["entry"]:
        if entry["fullUrl"] == reference.get("reference"):
            return entry["resource"]["category"][0]["coding"][0]["code"]
    return None


def _holds(pattern: Any, value: Any) -> bool:
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(_holds(p, value.get(k)) for k, p in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(_holds(p, v) for v in value) for p in pattern)
    return bool(pattern == value)
