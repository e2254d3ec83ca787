"""Which codes a value set holds, worked out from the pinned definitions.

Bindings name no version. A code counts when it is in the version that the guides depend on or in
the newest that is pinned.

A set that reaches outside them (SNOMED CT, media types) has no expansion: membership is then
unknown, unless the value set lists its codes one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import RLock
from typing import Any

from helhed.fhir.pinned import Pinned, Raw

Code = tuple[str, str]
"""System and code."""

OPEN_GRAMMARS = {
    "urn:ietf:bcp:13": re.compile(r"[^\s/;]+/[^\s/;]+(\s*;.*)?"),
    "urn:iso:std:iso:4217": re.compile(r"[A-Z]{3}"),
}


class Terminology:
    """Expansions, made when they are first asked for."""

    def __init__(self, pinned: Pinned) -> None:
        self._pinned = pinned
        self._one_at_a_time = RLock()
        self._newer = Terminology(pinned.newer) if pinned.newer else None
        self._sets: dict[str, frozenset[Code] | None] = {}
        self._under_way: set[str] = set()
        self._bare: dict[str, frozenset[str] | None] = {}
        self._names: dict[str, dict[str, set[str]] | None] = {}

    def expansion(self, value_set: str) -> frozenset[Code] | None:
        """Every code of a value set; None when that cannot be worked out here."""
        url = value_set.split("|", 1)[0]
        if url not in self._sets:
            with self._one_at_a_time:
                self._sets[url] = self._worked_out(url)
        return self._sets[url]

    def _worked_out(self, url: str) -> frozenset[Code] | None:
        if url in self._sets or url in self._under_way:
            return self._sets.get(url)  # a set that includes itself has no expansion
        self._under_way.add(url)
        found = self._expanded(url)
        self._under_way.discard(url)
        also = self._newer.expansion(url) if self._newer and found is not None else None
        return found | also if found is not None and also else found

    def is_value_set(self, url: str) -> bool:
        """Is this the address of a value set that is pinned?"""
        return url.split("|", 1)[0] in self._pinned.value_sets

    def has(self, value_set: str, system: str | None, code: str) -> bool | None:
        """Is the code in the value set? None when that cannot be known here."""
        found = self.expansion(value_set)
        if found is not None:
            return (system or "", code) in found
        return self._in_grammar(value_set, code)

    def has_bare(self, value_set: str, code: str) -> bool | None:
        """The same for a code whose system goes without saying (type ``code``)."""
        url = value_set.split("|", 1)[0]
        if url not in self._bare:
            found = self.expansion(url)
            self._bare[url] = None if found is None else frozenset(code for _, code in found)
        bare = self._bare[url]
        return self._in_grammar(url, code) if bare is None else code in bare

    def names(self, system: str) -> dict[str, set[str]] | None:
        """Every code of a complete code system (in any pinned version) with its names; None when
        the system is not known completely."""
        if system not in self._names:
            pinned = (self._pinned, self._pinned.newer)
            systems = [one.code_systems for one in pinned if one is not None]
            versions = [some[system] for some in systems if system in some]
            known: dict[str, set[str]] | None = None
            if versions and all(one["content"] == "complete" for one in versions):
                known = {}
                for one in versions:
                    for code, name, _ in _walked(one["concept"]):
                        known.setdefault(code, set()).add(plain(name))
            self._names[system] = known
        return self._names[system]

    def _in_grammar(self, value_set: str, code: str) -> bool | None:
        raw = self._pinned.value_sets.get(value_set.split("|", 1)[0])
        if raw is None:
            return None
        systems = [part.get("system") for part in raw["include"]]
        grammars = [OPEN_GRAMMARS.get(str(system)) for system in systems]
        if len(grammars) != 1 or grammars[0] is None:
            return None
        return grammars[0].fullmatch(code) is not None

    def _expanded(self, url: str) -> frozenset[Code] | None:
        raw = self._pinned.value_sets.get(url)
        if raw is None:
            return None
        found: set[Code] = set()
        for part in raw["include"]:
            some = self._part(part)
            if some is None:
                return None
            found |= some
        for part in raw["exclude"]:
            some = self._part(part)
            if some is None:
                return None
            found -= some
        return frozenset(found)

    def _part(self, part: Raw) -> set[Code] | None:
        """Codes of the system that pass every filter, and are in every value set named."""
        found: set[Code] | None = None
        if "system" in part:
            found = self._of_system(part)
            if found is None:
                return None
        for url in part.get("valueSet", ()):
            others = self.expansion(url)
            if others is None:
                return None
            found = set(others) if found is None else found & others
        return found

    def _of_system(self, part: Raw) -> set[Code] | None:
        system = part["system"]
        if "concept" in part:
            return {(system, code) for code in part["concept"]}
        raw = self._pinned.code_systems.get(system)
        if raw is None or raw["content"] != "complete":
            return None
        ancestors = {code: above for code, _, above in _walked(raw["concept"])}
        found = set(ancestors)
        for one in part.get("filter", ()):
            some = _filtered(one, ancestors)
            if some is None:
                return None
            found &= some
        return {(system, code) for code in found}


def _filtered(one: Raw, ancestors: dict[str, frozenset[str]]) -> set[str] | None:
    """The codes that pass a filter on the place in the tree; None for a filter not known."""
    operator, top = one["op"], one["value"]
    below = {code for code, above in ancestors.items() if top in above}
    match operator:
        case "is-a":
            return below | ({top} & ancestors.keys())
        case "descendent-of":
            return below
        case "is-not-a":
            return set(ancestors) - below - {top}
        case _:
            return None


def _walked(
    concepts: list[Any], above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every code with its name and the codes above it."""
    for code, name, *below in concepts:
        yield code, name, above
        if below:
            yield from _walked(below[0], above | {code})


def plain(name: str) -> str:
    """A name without difference of spaces and capitals."""
    return " ".join(name.split()).casefold()
