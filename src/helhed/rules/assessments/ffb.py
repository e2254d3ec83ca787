"""Fælles Faglige Begreber: the codes that a social assessment is written in.

Source: KL, code system ``urn:oid:1.2.208.176.2.22``, version 20240530 (``data/ORIGIN.md``).
Codes are stable over versions, names are not: match by code, never by name.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources

ACTIVITY_AND_PARTICIPATION = "93433530-b85c-4d04-a4fb-5ae26cf16f1c"
FUNCTIONS_AND_CONDITIONS = "740934cd-002b-4b96-b92e-b3562eed9448"
GOES_ON = "1e971d84-10a4-4ef8-a8b3-0daa4c7d088a"
"""The follow-up result by which an effort goes on."""
GIVES_WAY = "b4c01aa8-82fd-44e4-83ff-ca19ec02c779"
"""The follow-up result by which an effort ends and another takes over."""
ENDS = "d7d03656-4c87-4e67-9146-aa5990460f16"
"""The follow-up result by which an effort ends."""
SURROUNDINGS = "a56d59c0-c8fd-468c-85f9-b67f66561b90"


class Kind(Enum):
    """The lists of FFB."""

    THEME = "theme"
    LEVEL = "level"
    SUPPORT_NEED = "support_need"
    CHANGE = "change"
    FOLLOW_UP = "follow_up"
    TARGET_GROUP = "target_group"
    SERVICE = "service"
    OFFER = "offer"


class UnknownCode(LookupError):
    """A code that is not in the list that it should come from."""

    def __init__(self, kind: Kind, code: str) -> None:
        super().__init__(f"{code!r} is no FFB code of the kind {kind.value}")


@dataclass(frozen=True, slots=True)
class Concept:
    """One code: its Danish name, its parent's code, whether it is a leaf, its number 0-4."""

    kind: Kind
    code: str
    name: str
    parent: str
    is_leaf: bool
    number: int | None


@dataclass(frozen=True, slots=True)
class Theme:
    """One of the eleven themes with its category and subthemes in the order of the method."""

    code: str
    name: str
    category: str
    category_name: str
    subthemes: tuple[Concept, ...]

    @property
    def takes_level(self) -> bool:
        return self.category == ACTIVITY_AND_PARTICIPATION


@cache
def concepts() -> dict[tuple[Kind, str], Concept]:
    """Every concept by kind and code, in the order of KL's tree."""
    path = resources.files(__package__) / "data" / "ffb.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    result = {}
    for row in rows:
        kind = Kind(row["kind"])
        number = int(row["level"]) if row["level"] else None
        concept = Concept(kind, row["code"], row["name"], row["parent"], row["leaf"] == "1", number)
        result[kind, concept.code] = concept
    return result


def concept(kind: Kind, code: str) -> Concept:
    """The concept of a code. Raises UnknownCode."""
    try:
        return concepts()[kind, code]
    except KeyError:
        raise UnknownCode(kind, code) from None


@cache
def leaves(kind: Kind) -> tuple[Concept, ...]:
    """The codes of a list that may be used on a person, in the order of KL's tree."""
    return tuple(c for c in concepts().values() if c.kind is kind and c.is_leaf)


@cache
def by_number(kind: Kind) -> tuple[Concept, ...]:
    """Levels or support needs from 0 to 4, then "ikke vurderet"."""
    return tuple(sorted(leaves(kind), key=lambda c: 9 if c.number is None else c.number))


@cache
def themes() -> tuple[Theme, ...]:
    """The eleven themes of VUM 2.0 with their 67 subthemes."""
    nodes = [c for c in concepts().values() if c.kind is Kind.THEME]
    names = {c.code: c.name for c in nodes}
    categories = (FUNCTIONS_AND_CONDITIONS, ACTIVITY_AND_PARTICIPATION, SURROUNDINGS)
    found = []
    for category in categories:
        for node in nodes:
            if node.parent == category:
                below = tuple(c for c in nodes if c.parent == node.code)
                found.append(Theme(node.code, node.name, category, names[category], below))
    return tuple(found)


@cache
def theme_of(subtheme: str) -> Theme:
    """The theme that a subtheme belongs to. Raises UnknownCode."""
    for theme in themes():
        if any(c.code == subtheme for c in theme.subthemes):
            return theme
    raise UnknownCode(Kind.THEME, subtheme)
