"""A month as people write it."""

from __future__ import annotations

import re

from helhed.kernel.period import Month, NotAMonth

NAMES = (
    ("januar", "january"), ("februar", "february"), ("marts", "march"), ("april",),
    ("maj", "may"), ("juni", "june"), ("juli", "july"), ("august",), ("september",),
    ("oktober", "october"), ("november",), ("december",),
)  # fmt: skip
"""What the months are called in Danish and English; three letters are enough to tell them apart."""
NUMBERS = re.compile(r"([0-9]{1,2}) *[-./] *([0-9]{4})")
YEAR_FIRST = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})")
WORDS = re.compile(r"([^\W\d_]{3,})\.? *([0-9]{4})")


def month_typed(text: str) -> Month:
    """The month that somebody wrote: 2027-01, 01-2027, 1.2027, januar 2027 or jan. 2027.

    Raises NotAMonth.
    """
    text = text.strip()
    if found := YEAR_FIRST.fullmatch(text):
        return Month(int(found[1]), int(found[2]))
    if found := NUMBERS.fullmatch(text):
        return Month(int(found[2]), int(found[1]))
    if found := WORDS.fullmatch(text):
        word = found[1].casefold()
        for number, names in enumerate(NAMES, 1):
            if any(name.startswith(word) for name in names):
                return Month(int(found[2]), number)
    raise NotAMonth(f"{text!r} is no month")
