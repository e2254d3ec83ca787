"""Does a value equal a fixed one, or hold what a pattern asks for?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def equals(required: Any, value: Any) -> bool:
    """Equal in every part, as ``fixed[x]`` asks."""
    if isinstance(required, dict):
        return (
            isinstance(value, dict)
            and required.keys() == value.keys()
            and all(equals(part, value[key]) for key, part in required.items())
        )
    if isinstance(required, list):
        return (
            isinstance(value, list)
            and len(required) == len(value)
            and all(equals(one, other) for one, other in zip(required, value, strict=True))
        )
    return _same(required, value)


def holds(required: Any, value: Any) -> bool:
    """Holds at least what is required, as ``pattern[x]`` asks; each item of a required list is
    held by some item of the value."""
    if isinstance(required, dict):
        return isinstance(value, dict) and all(
            key in value and holds(part, value[key]) for key, part in required.items()
        )
    if isinstance(required, list):
        return isinstance(value, list) and all(
            any(holds(one, other) for other in value) for one in required
        )
    return _same(required, value)


def _same(required: Any, value: Any) -> bool:
    if isinstance(required, bool) or isinstance(value, bool):
        return required is value
    if isinstance(required, int | float | Decimal) and isinstance(value, int | float | Decimal):
        return Decimal(str(required)) == Decimal(str(value))
    return type(required) is type(value) and bool(required == value)


def told(required: Any) -> str:
    """A required value, short, for a sentence."""
    if isinstance(required, dict):
        if "code" in required:
            return str(required["code"])
        return ", ".join(told(part) for part in required.values())
    if isinstance(required, list):
        return ", ".join(told(part) for part in required)
    return str(required)
