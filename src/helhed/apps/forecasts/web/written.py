"""A scenario's form as the TOML that the engine and the command line read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

USES: dict[str, tuple[str, ...]] = {
    "entries": ("percent",),
    "exits": ("percent",),
    "time": ("percent",),
    "price": ("percent",),
    "mix": ("share", "to"),
    "house": ("places", "to", "yearly"),
    "measure": ("percent", "yearly"),
}
"""Which of the fields a kind of change uses."""


def as_toml(name: str, told: Mapping[str, Any]) -> str:
    """The text of one change. ``told`` are the cleaned fields of the form."""
    kind = told["kind"]
    lines: list[tuple[str, Any]] = [("kind", kind), ("from", told["since"])]
    lines += _place(told.get("where", ""), "")
    for field in USES[kind]:
        lines += _field(kind, field, told.get(field))
    body = "\n".join(f"{key} = {_value(value)}" for key, value in lines)
    return f"name = {_value(name)}\n[[change]]\n{body}\n"


def _field(kind: str, field: str, value: Any) -> list[tuple[str, Any]]:
    if value in (None, ""):
        return []
    match field:
        case "percent":
            factor = round(float(1 + Decimal(value) / 100), 6)
            return [("entries" if kind == "measure" else "factor", factor)]
        case "share":
            return [("share", float(Decimal(value) / 100))]
        case "to":
            return _place(value, "fills_from_" if kind == "house" else "to_")
        case "yearly":
            return [("oere_per_year", int(value))]
        case _:
            return [(field, int(value))]


def _place(unit: str, before: str) -> list[tuple[str, Any]]:
    service, _, owner = unit.partition("/")
    named = [("service", service), ("owner", owner)]
    return [(f"{before}{word}", value) for word, value in named if value]


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
