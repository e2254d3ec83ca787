"""The same resources under other ids: what was told under a wrong CPR number is told in error, and
an id that was told in error is never used again (KL's note on corrections, "FejlrettelseNotat")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID


def renumbered(bundle: dict[str, Any], name: Callable[[str], UUID]) -> dict[str, Any]:
    """A bundle whose resources, addresses and references have the ids that ``name`` gives; the
    bundle's own id stays."""
    return {**bundle, "entry": [renumbered_entry(one, name) for one in bundle["entry"]]}


def renumbered_entry(entry: dict[str, Any], name: Callable[[str], UUID]) -> dict[str, Any]:
    """One entry of a bundle, with its address and all it refers to."""
    told = _referring(entry["resource"], name)
    told["id"] = str(name(told["id"]))
    return {**entry, "fullUrl": _last(entry["fullUrl"], name), "resource": told}


def _referring(told: Any, name: Callable[[str], UUID]) -> Any:
    if isinstance(told, dict):
        return {
            key: _last(value, name)
            if key == "reference" and isinstance(value, str)
            else _referring(value, name)
            for key, value in told.items()
        }
    return [_referring(one, name) for one in told] if isinstance(told, list) else told


def _last(address: str, name: Callable[[str], UUID]) -> str:
    head, slash, key = address.rpartition("/")
    return f"{head}{slash}{name(key)}"
