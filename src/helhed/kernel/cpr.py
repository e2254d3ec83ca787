"""The CPR number: what can be read from it, and what cannot.

Modulus 11 is not a test of validity: numbers without it have been given out since October
2007, and every system must take them (cpr.dk). It is a warning at most. A CPR number never
stands in a log, an address or an error text, so no error here repeats it.

Source of the century table: the CPR office's description of the personal number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

_MODULUS_11_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_REPLACEMENT_NUMBER_DAY_SHIFT = 60


class NotACprNumber(ValueError):
    """What was written cannot be a CPR number; the text says why without repeating it."""


class Sex(Enum):
    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Cpr:
    """A number that has the form of a CPR number: ten digits with a date that exists.

    ``is_replacement`` marks an erstatningspersonnummer (day + 60). Printing one shows the
    date only; ``number`` is the whole.
    """

    number: str

    def __post_init__(self) -> None:
        _birth_date(self.number)

    @classmethod
    def parse(cls, text: str) -> Cpr:
        """Read ``010181-4321`` or ``0101814321``. Raises NotACprNumber."""
        compact = text.strip().replace("-", "").replace(" ", "")
        if not re.fullmatch(r"[0-9]{10}", compact):
            raise NotACprNumber("a CPR number has ten digits, like DDMMYY-NNNN")
        return cls(compact)

    @property
    def birth_date(self) -> date:
        return _birth_date(self.number)

    @property
    def sex(self) -> Sex:
        return Sex.MALE if int(self.number[9]) % 2 else Sex.FEMALE

    @property
    def is_replacement(self) -> bool:
        return int(self.number[:2]) > _REPLACEMENT_NUMBER_DAY_SHIFT

    @property
    def passes_modulus_11(self) -> bool:
        digits = (int(digit) for digit in self.number)
        return sum(w * d for w, d in zip(_MODULUS_11_WEIGHTS, digits, strict=True)) % 11 == 0

    @property
    def formatted(self) -> str:
        """As people write it, with a hyphen. Only for a page or a letter that may show it."""
        return f"{self.number[:6]}-{self.number[6:]}"

    def __str__(self) -> str:
        return f"{self.number[:6]}-xxxx"

    def __repr__(self) -> str:
        return f"Cpr({self})"


def century(seventh_digit: int, year_in_century: int) -> int:
    """The century of birth (1800, 1900 or 2000) from the seventh digit and the year."""
    if seventh_digit <= 3:
        return 1900
    if seventh_digit in (4, 9):
        return 2000 if year_in_century <= 36 else 1900
    return 2000 if year_in_century <= 57 else 1800


def _birth_date(number: str) -> date:
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    if day > _REPLACEMENT_NUMBER_DAY_SHIFT:
        day -= _REPLACEMENT_NUMBER_DAY_SHIFT
    try:
        return date(century(int(number[6]), year) + year, month, day)
    except ValueError:
        raise NotACprNumber("the first six digits of the CPR number are not a date") from None
