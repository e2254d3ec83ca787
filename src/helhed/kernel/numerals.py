"""Numbers as Danes write them: ``1.234,5``. A dot only ever parts thousands."""

from __future__ import annotations

from decimal import Decimal


class NotANumber(ValueError):
    """A text that should be a number is not."""


class TooManyDecimals(NotANumber):
    """A number is written with more decimals than it can have."""


def parse_number(text: str, decimals: int) -> Decimal:
    """The number that a text says: ``1.234,50``, ``1234,5``, ``-99``; spaces do not count.

    Raises NotANumber with what was expected; TooManyDecimals for more than ``decimals`` of them.
    """
    cleaned = text.strip().replace(" ", "").replace("\u00a0", "")
    negative = cleaned.startswith(("-", "−"))
    digits = cleaned[1:] if negative else cleaned
    whole, comma, part = digits.partition(",")
    groups = whole.split(".")
    grouped = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    )
    joined = "".join(groups)
    if not (grouped and _is_digits(joined) and (_is_digits(part) or not comma)):
        raise NotANumber(f"a number is written like 1.234,5, not {text!r}")
    if len(part) > decimals:
        raise TooManyDecimals(f"a number has at most {decimals} decimals here, not {text!r}")
    number = Decimal(f"{joined}.{part or 0}")
    return -number if negative else number


def _is_digits(text: str) -> bool:
    return text.isdecimal() and text.isascii()
