"""A citizen's access to the file (FVL §§ 9-16, OFL § 36 stk. 2): when it is to be answered, why
something is held back, and how what is about others is taken out of a text.

That a party's access ends at others' weighty interests stands in FVL §§ 15-15 b, that internal
documents are kept out in § 12; both are cited by memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from helhed.kernel.dated import load_parameters
from helhed.kernel.law import Citation
from helhed.kernel.words import CodeList, screen_text
from helhed.kernel.workdays import add_workdays

PARAMETERS = load_parameters(__package__, "aktindsigt.toml")
LAW = Citation("FVL", "§ 9")
LEFT_OUT = screen_text("[udeladt]")
LEAST_LETTERS = 2


class Ground(CodeList):
    """Why something of a file is held back."""

    OTHERS = "others", screen_text("Oplysninger om andre (forvaltningsloven §§ 15-15 b)")
    INTERNAL = "internal", screen_text("Internt dokument (forvaltningsloven § 12)")


def answer_by(asked: date) -> date:
    """The last day on which an answer is in time."""
    return add_workdays(asked, PARAMETERS["answer_workdays"].int_on(asked))


def phrases(lines: str) -> tuple[str, ...]:
    """What is to be taken out, one on each line; a single letter is too little to look for."""
    told = (" ".join(line.split()) for line in lines.splitlines())
    return tuple(dict.fromkeys(one for one in told if len(one) >= LEAST_LETTERS))


class TakeOut:
    """Takes phrases out of texts: whatever the case and the spaces, also in the genitive, and
    never a part of another word."""

    def __init__(self, told: Iterable[str], instead: str = LEFT_OUT) -> None:
        listed = sorted(told, key=len, reverse=True)
        any_of = "|".join(r"\s+".join(map(re.escape, one.split())) for one in listed)
        pattern = rf"(?<!\w)(?:{any_of})(?:['’]?s)?(?!\w)"
        self._found = re.compile(pattern, re.IGNORECASE) if listed else None
        self._instead = instead
        self.times = 0

    def of(self, text: str) -> str:
        """A text without the phrases; ``times`` counts them."""
        if self._found is None:
            return text
        left, times = self._found.subn(lambda _: self._instead, text)
        self.times += times
        return left
