"""What one message tells and another does not, element by element.

Names of codes, addresses of entries and profiles are no content: a code says the same under any
name, a resource is the same however it is referred to, and what a profile asks for is checked
elsewhere. An item that stands elsewhere in the other's
list is no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helhed.fhir.ordering.plain import plain

NO_CONTENT = frozenset({"display", "meta", "fullUrl"})


@dataclass(frozen=True, slots=True)
class Difference:
    """An element of one message that another lacks or has otherwise: in which resource, where."""

    resource: str
    path: str
    is_missing: bool


def differences(one: Any, other: Any) -> list[Difference]:
    """What a message has that another has not or has otherwise."""
    theirs = _resources(other)
    found: list[Difference] = []
    for name, resource in _resources(one).items():
        if name not in theirs:
            found.append(Difference(name, "", True))
            continue
        for path, is_missing in _unlike(resource, theirs[name], ""):
            found.append(Difference(name, path, is_missing))
    return found


def _resources(bundle: Any) -> dict[str, Any]:
    return {
        f"{entry['resource']['resourceType']}/{entry['resource']['id']}": entry["resource"]
        for entry in plain(bundle)["entry"]
    }


def _unlike(one: Any, other: Any, path: str) -> Iterator[tuple[str, bool]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key, value in one.items():
            if key in NO_CONTENT:
                continue
            inner = f"{path}.{key}" if path else key
            if key in other:
                yield from _unlike(value, other[key], inner)
            else:
                yield inner, True
    elif isinstance(one, list) and isinstance(other, list):
        for number, value in enumerate(one):
            inner = f"{path}[{number}]"
            if any(_is_same(value, theirs) for theirs in other):
                continue
            if number < len(other):
                yield from _unlike(value, other[number], inner)
            else:
                yield inner, True
    elif one != other:
        yield path, False


def _is_same(one: Any, other: Any) -> bool:
    return not any(_unlike(one, other, "")) and not any(_unlike(other, one, ""))
