"""What somebody asks for in a search of texts, and where it stands in a text that was found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from helhed.kernel.danish import Word, words

MOST_WORDS = 12
LEAST_BEGUN = 3
"""Letters that the beginning of a word must have."""
_ASKED = re.compile(r"([^\s*]+)(\*?)")


@dataclass(frozen=True, slots=True)
class Asked:
    """The stems that a text must all hold, and those that one of its stems must begin with."""

    whole: frozenset[str]
    begun: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not (self.whole or self.begun)

    def holds(self, stem: str) -> bool:
        """Whether a word with this stem is one of those that were asked for."""
        return stem in self.whole or any(stem.startswith(one) for one in self.begun)

    def fits(self, held: frozenset[str]) -> bool:
        """Whether a text with these stems holds everything that was asked for."""
        return self.whole <= held and all(
            any(stem.startswith(one) for stem in held) for one in self.begun
        )


def asked_for(text: str) -> Asked:
    """The words of a question; ``støtte*`` asks for all words that begin so."""
    whole: list[str] = []
    begun: list[str] = []
    for part, star in _ASKED.findall(text):
        *first, last = [word.stem for word in words(part) if word.stem] or [""]
        whole += first
        if last:
            (begun if star and len(last) >= LEAST_BEGUN else whole).append(last)
    return Asked(frozenset(whole[:MOST_WORDS]), frozenset(begun[:MOST_WORDS]))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; marked when it is what was asked for."""

    text: str
    is_marked: bool = False


def excerpt(text: str, asked: Asked, *, around: int = 80, most: int = 260) -> list[Piece]:
    """The part of a text about the first word that was asked for, in pieces. The text itself is
    untouched; whoever shows the pieces escapes them."""
    marked = [word for word in words(text) if asked.holds(word.stem)]
    begins = _word_begins(text, (marked[0].start if marked else 0) - around)
    ends = _word_ends(text, begins + most)
    pieces = [Piece("… ")] if begins else []
    return (
        pieces + _pieces(text, begins, ends, marked) + ([Piece(" …")] if ends < len(text) else [])
    )


def _pieces(text: str, begins: int, ends: int, marked: list[Word]) -> list[Piece]:
    pieces, at = [], begins
    for word in marked:
        if word.end > ends:
            break
        pieces += [Piece(text[at : word.start]), Piece(text[word.start : word.end], True)]
        at = word.end
    pieces.append(Piece(text[at:ends]))
    return [piece for piece in pieces if piece.text]


def _word_begins(text: str, at: int) -> int:
    """The beginning of the word after a place; 0 near the beginning."""
    if at <= 20:
        return 0
    space = text.find(" ", at)
    return space + 1 if 0 <= space < at + 40 else at


def _word_ends(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", 0, at)
    return space if space > at - 40 else at
