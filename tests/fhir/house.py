"""The official examples, and what tests ask of findings."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent / "examples"
ENCOUNTERS = {
    2: "498644ca-b26c-4ba7-a1ef-69d691297ba3",
    3: "4b4e5f33-a9a2-42f6-b598-180543029ae5",
    5: "5bf6a186-ee66-4b0e-ba6e-623972ab5130",
    6: "aaa5d153-968e-46ec-9f9e-cfc6e93a3f1b",
    7: "ae9cdbef-ca35-4dae-b5df-ffd938cf0098",
}
ORDER = "909e720e-3edb-45b9-aeb2-655a97861f7c"
ALL = (*ENCOUNTERS.values(), ORDER)


def path_of(name: str) -> Path:
    """The file of an official example."""
    return EXAMPLES / f"Bundle-{name}.json"


@cache
def _read(name: str) -> Any:
    return json.loads(path_of(name).read_text(encoding="utf-8"))


def example(name: str | int) -> Any:
    """A copy of an official example; a number is the encounter of the reporting guide."""
    return copy.deepcopy(_read(ENCOUNTERS[name] if isinstance(name, int) else name))


def resources(bundle: Any, profile: str) -> list[Any]:
    """The resources of a bundle that claim a profile with this end of its name."""
    return [
        entry["resource"]
        for entry in bundle["entry"]
        if any(
            url.endswith(profile) for url in entry["resource"].get("meta", {}).get("profile", ())
        )
    ]


def told(findings: Any) -> set[tuple[str, str]]:
    """Rule and path of every error."""
    return {(one.rule, one.path) for one in findings if one.is_error}
