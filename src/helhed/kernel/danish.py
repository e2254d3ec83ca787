"""Danish words as one searches for them: whichever way they are spelled and bent.

A word is folded (no capitals, no accents; aa, ae and oe are å, æ and ø) and cut to its stem, so
that *støtten*, *STØTTE* and *stoette* are one. The stem is that of the Snowball project's
algorithm for Danish (snowballstem.org/algorithms/danish/stemmer.html), which PostgreSQL has too;
a test holds the two against each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_SPELLED = (("aa", "å"), ("ae", "æ"), ("oe", "ø"))
_OURS = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y", "ß": "ss", "ð": "d", "þ": "th"})
_KEPT = frozenset("abcdefghijklmnopqrstuvwxyzæøå0123456789")
_VOWELS = frozenset("aeiouyæøå")
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxz")
_BEFORE_S = frozenset("abcdfghjklmnoprtvyzå")
_ENDINGS = sorted(
    [
        "hed",
        "ethed",
        "ered",
        "e",
        "erede",
        "ende",
        "erende",
        "ene",
        "erne",
        "ere",
        "en",
        "heden",
        "eren",
        "er",
        "heder",
        "erer",
        "heds",
        "es",
        "endes",
        "erendes",
        "enes",
        "ernes",
        "eres",
        "ens",
        "hedens",
        "erens",
        "ers",
        "ets",
        "erets",
        "et",
        "eret",
    ],
    key=len,
    reverse=True,
)
_PAIRS = ("gd", "dt", "gt", "kt")
_LONGEST = 60
"""No Danish word is longer; what is, is no word, and a database has no room for it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text: where it stands, and its stem."""

    start: int
    end: int
    stem: str


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for found in _WORD.finditer(text):
        yield Word(found.start(), found.end(), stem(found.group()))


def stems(text: str) -> frozenset[str]:
    """The stems that a text holds."""
    return frozenset(filter(None, map(stem, _WORD.findall(text))))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one word, of the letters a-z, æ, ø, å and the digits alone."""
    return snowball(fold(word)[:_LONGEST])


def fold(word: str) -> str:
    """A word without capitals and accents, spelled with æ, ø and å. Letters of other alphabets
    become their numbers, so that they can be searched for as well."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word).casefold())
    folded = "".join(_letter(letter) for letter in composed.translate(_OURS))
    for spelled, letter in _SPELLED:
        folded = folded.replace(spelled, letter)
    return folded


def _letter(letter: str) -> str:
    if letter in _KEPT:
        return letter
    plain = unicodedata.normalize("NFKD", letter)
    kept = "".join(one for one in plain if one in _KEPT)
    if kept or all(unicodedata.combining(one) for one in plain):
        return kept
    return f"u{ord(letter):x}"


def snowball(word: str) -> str:
    """The stem of a word that is folded."""
    begins = _region(word)
    word = _without_bending(word, begins)
    word = _without_pair(word, begins)
    word = _without_derivation(word, begins)
    doubled = len(word) > max(begins, 1) and word[-1] in _CONSONANTS and word[-2] == word[-1]
    return word[:-1] if doubled else word


def _region(word: str) -> int:
    """Where endings can begin: after the first consonant that follows a vowel, but not before
    the fourth letter."""
    if len(word) < 3:
        return len(word)
    after_vowel = False
    for at, letter in enumerate(word):
        if letter in _VOWELS:
            after_vowel = True
        elif after_vowel:
            return max(at + 1, 3)
    return len(word)


def _ends(word: str, ending: str, begins: int) -> bool:
    return word.endswith(ending) and len(word) - len(ending) >= begins


def _without_bending(word: str, begins: int) -> str:
    for ending in _ENDINGS:
        if _ends(word, ending, begins):
            return word[: -len(ending)]
    if _ends(word, "s", begins) and word[-2] in _BEFORE_S:
        return word[:-1]
    return word


def _without_pair(word: str, begins: int) -> str:
    return word[:-1] if any(_ends(word, pair, begins) for pair in _PAIRS) else word


def _without_derivation(word: str, begins: int) -> str:
    if word.endswith("igst"):
        word = word[:-2]
    if _ends(word, "løst", begins):
        return word[:-1]
    for ending in ("elig", "lig", "els", "ig"):
        if _ends(word, ending, begins):
            return _without_pair(word[: -len(ending)], begins)
    return word
