"""Kommuner: the municipalities of Denmark by the four digits that files and registers name them by.

Source: ``data/kommuner.csv``; where it is from and how sure it is stands in ``data/ORIGIN.md``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from helhed.kernel.words import danish_sort_key


@dataclass(frozen=True, slots=True)
class Kommune:
    """A municipality; ``is_made_up``: of the demonstration alone."""

    code: str
    name: str
    is_made_up: bool

    @property
    def full_name(self) -> str:
        """The name as it is said: »Silkeborg Kommune«."""
        return "Bornholms Regionskommune" if self.code == "0400" else f"{self.name} Kommune"


@cache
def kommuner() -> dict[str, Kommune]:
    """Every municipality by code, in the order of their names."""
    path = resources.files(__package__) / "data" / "kommuner.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    listed = [Kommune(row["code"], row["name"], bool(row["made_up"])) for row in rows]
    return {one.code: one for one in sorted(listed, key=lambda one: danish_sort_key(one.name))}


def kommune_name(code: str) -> str:
    """What a municipality is called; its code when no municipality has it."""
    found = kommuner().get(code)
    return found.full_name if found else code


def others(own: str) -> list[Kommune]:
    """The municipalities that one may have to do with: the real ones, or, for one that is made up,
    those that are made up too, and then the real ones. Its own is not among them."""
    me = kommuner().get(own)
    is_made_up = me is not None and me.is_made_up
    listed = [one for one in kommuner().values() if one.code != own]
    real = [one for one in listed if not one.is_made_up]
    return [*(one for one in listed if one.is_made_up and is_made_up), *real]
