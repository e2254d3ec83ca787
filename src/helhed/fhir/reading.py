"""Reading FHIR JSON strictly: what is no clean JSON is refused with its place, never guessed at."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

MOST_BYTES = 64 * 2**20
MOST_LEVELS = 60
MOST_DIGITS = 40


class Unreadable(ValueError):
    """The file is no JSON that can be checked; says where and what, never a value of it."""


def read(content: bytes) -> Any:
    """The value that stands in a file.

    Raises Unreadable when it is too large, not UTF-8, no JSON, nested too deeply, or holds the
    same name twice in one object, NaN, Infinity or half a character.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(f"the file is larger than the {MOST_BYTES // 2**20} MB that are read")
    text = _decoded(content)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_decimal,
        )
    except json.JSONDecodeError as error:
        told = f"line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})"
        raise Unreadable(told) from None
    except RecursionError:
        raise Unreadable(_too_deep()) from None
    _require_shallow(value)
    return value


def _decoded(content: bytes) -> str:
    if content[:3] == b"\xef\xbb\xbf":
        raise Unreadable("byte 1: the file begins with a byte order mark; JSON has none")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("byte 1: the file is UTF-16; FHIR JSON is UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        told = f"byte {error.start + 1}: the file is not UTF-8"
        raise Unreadable(told) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        name = twice if twice.isidentifier() and len(twice) <= 64 else "a name"
        raise Unreadable(f"{name} stands twice in the same object")
    return told


def _no_number(word: str) -> NoReturn:
    raise Unreadable(f"{word} is no number in JSON")


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Unreadable(f"a number of {len(digits)} digits")
    return int(digits)


def _decimal(digits: str) -> Decimal:
    if len(digits) > MOST_DIGITS:
        raise Unreadable(f"a number of {len(digits)} characters")
    return Decimal(digits)


def _require_shallow(value: Any) -> None:
    level = [value]
    for _ in range(MOST_LEVELS + 1):
        below: list[Any] = []
        for one in level:
            if type(one) is dict:
                below += [item for item in one.values() if type(item) in (dict, list)]
            elif type(one) is list:
                below += [item for item in one if type(item) in (dict, list)]
        if not below:
            return
        level = below
    raise Unreadable(_too_deep())


def _too_deep() -> str:
    return f"the file is nested more than {MOST_LEVELS} levels deep"
