"""Ramme: what is set aside, and what has been added to it and moved since.

The council adopts an original budget. During the year it can grant more or less
(tillægsbevilling), and money can be moved from one frame to another (omplacering), which adds up
to nothing. The corrected budget (korrigeret budget) is the sum of the three.
"""

from __future__ import annotations

from dataclasses import dataclass

from helhed.kernel.words import CodeList, screen_text

YEARS_AHEAD = 3
"""The council adopts a budget for the year and these years of estimates after it."""
YEARS_TO_CLOSE = 1
"""How long after a year its frames can be added to and moved, while its accounts are closed."""


class FrameKind(CodeList):
    """Why a frame changed."""

    ORIGINAL = "original", screen_text("Oprindeligt budget")
    ADDITIONAL = "additional", screen_text("Tillægsbevilling")
    MOVED = "moved", screen_text("Omplacering")


def is_too_late(kind: FrameKind, year: int, this_year: int) -> bool:
    """Whether a change of a year's frames comes when it can no longer be decided.

    The original budget is adopted before its year (kommunestyrelsesloven § 38, from memory), so
    none is set for a year that is over; what is granted more and moved is known until the accounts
    are closed.
    """
    last = 0 if kind is FrameKind.ORIGINAL else YEARS_TO_CLOSE
    return year < this_year - last


@dataclass(frozen=True, slots=True)
class FrameSum:
    """A frame and its three parts, in øre; ``moved`` is what came less what went."""

    original: int = 0
    additional: int = 0
    moved: int = 0

    @property
    def corrected(self) -> int:
        return self.original + self.additional + self.moved

    def __add__(self, more: FrameSum) -> FrameSum:
        return FrameSum(
            self.original + more.original,
            self.additional + more.additional,
            self.moved + more.moved,
        )


NOTHING = FrameSum()
