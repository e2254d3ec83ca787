"""Words for the screen that are written where no translation machinery is at hand."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


def screen_text(danish: str) -> str:
    """Mark a Danish text as one that a person will read, so that it gets an English sister.

    The text itself is returned; the page that shows it looks up the translation.
    """
    return danish


class CodeList(StrEnum):
    """A list of codes, each with the Danish words that people see for it.

    A member is its code (a ``str``); ``label`` is the words.
    """

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """The member with a code. Raises ValueError."""
        for member in cls:
            if member.value == code:
                return member
        raise ValueError(f"{code!r} is not a {cls.__name__}")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, words) in order."""
        return [(str(member.value), member.label) for member in cls]

    @classmethod
    def codes(cls) -> tuple[str, ...]:
        return tuple(str(member.value) for member in cls)


_AFTER_Z = str.maketrans({"æ": "zza", "ø": "zzb", "å": "zzc", "ä": "zza", "ö": "zzb", "ü": "y"})


def danish_sort_key(text: str) -> str:
    """A key that any database sorts as Danish does: æ, ø, å last, aa as å, no matter the case."""
    return text.strip().lower().replace("aa", "å").translate(_AFTER_Z)
