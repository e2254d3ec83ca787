"""The published definitions that the checker stands on, pinned as data in ``profiles``."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

PACKAGES = (
    "r4-base-4.0.1",
    "dk-core-1.1.0",
    "kl-term-1.0.0",
    "kl-core-1.2.0",
    "ffb-reporting-1.0.0",
    "ffb-messaging-1.0.0",
)
NEWER_TERMS = "kl-term-2.3.0"
R4 = "http://hl7.org/fhir/StructureDefinition/"

Raw = dict[str, Any]


@dataclass(slots=True)
class Pinned:
    """Definitions, value sets and code systems by their address."""

    definitions: dict[str, Raw] = field(default_factory=dict)
    value_sets: dict[str, Raw] = field(default_factory=dict)
    code_systems: dict[str, Raw] = field(default_factory=dict)
    versions: dict[str, frozenset[str]] = field(default_factory=dict)
    """The versions by which each definition may be asked for."""

    newer: Pinned | None = None
    """The newest codes and value sets of the same addresses."""

    def add(self, package: Raw, version: str) -> None:
        """What a package of a version holds, over what is there already."""
        for one in package["definitions"]:
            own = one.get("version")
            self.versions[one["url"]] = frozenset({version, own} if own else {version})
        self.definitions |= {one["url"]: one for one in package["definitions"]}
        self.value_sets |= {one["url"]: one for one in package["valueSets"]}
        self.code_systems |= {one["url"]: one for one in package["codeSystems"]}


def package(name: str) -> Raw:
    """One pinned package."""
    data = (files("helhed.fhir") / "profiles" / f"{name}.json.gz").read_bytes()
    told: Raw = json.loads(gzip.decompress(data))
    return told


@cache
def pinned() -> Pinned:
    """All of them, read once."""
    all_of_them = Pinned()
    for name in PACKAGES:
        all_of_them.add(package(name), name.rpartition("-")[2])
    all_of_them.newer = Pinned()
    all_of_them.newer.add(package(NEWER_TERMS), NEWER_TERMS.rpartition("-")[2])
    return all_of_them


def short(url: str) -> str:
    """The last part of an address."""
    return url.split("|", 1)[0].rsplit("/", 1)[-1]
