"""What is wrong with a scenario's text, in Danish: on which line, and what to write there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from helhed.forecast.episodes.scenario_told import LEAST_TIME, MOST_OF, WORDS, Wrong
from helhed.forecast.episodes.scenarios import KINDS
from helhed.kernel.words import screen_text

TEXTS = {
    "not-toml": screen_text(
        "Her følger teksten ikke reglerne for TOML. Se efter anførselstegn og lighedstegn."
    ),
    "word": screen_text("Ordet %(word)s hører ikke til her. Skriv name eller [[change]]."),
    "empty": screen_text("Der er ingen ændring. Skriv mindst én under [[change]]."),
    "kind": screen_text("Slagsen (kind) kendes ikke. Skriv en af dem her: %(known)s."),
    "month": screen_text("from er ingen måned. Skriv den som 2027-01 i anførselstegn."),
    "unknown": screen_text("Ordet %(word)s hører ikke til slagsen. Der kan stå: %(known)s."),
    "missing": screen_text("%(word)s mangler. Skriv det til."),
    "no-time": screen_text("%(word)s skal være %(least)s eller mere."),
    "nothing": screen_text(
        "Tiltaget ændrer intet. Skriv mindst én af entries, exits, time og oere_per_year."
    ),
    "no-places": screen_text("places er 0. Skriv, hvor mange pladser der kommer."),
    "large": screen_text("%(word)s er for stort et beløb. Skriv et mindre."),
    "text": screen_text("%(word)s skal være tekst i anførselstegn."),
    "number": screen_text("%(word)s skal være et tal. Brug punktum i decimaler."),
    "bounds": screen_text("%(word)s skal være fra 0 til %(most)s."),
}
MOST_FACTOR = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: ``line`` of the text and which change (``number``, from 1), 0 where
    that cannot be told; Danish, with values."""

    line: int
    number: int
    text: str
    values: dict[str, str]


def faults_of(wrong: Iterable[Wrong]) -> list[Fault]:
    """The faults of a text, in the order of its lines."""
    return sorted((_fault(one) for one in wrong), key=lambda one: (one.line, one.number))


def _fault(one: Wrong) -> Fault:
    own = one.why or one.code
    known = KINDS if own == "kind" else sorted(set().union(*WORDS.values()))
    values = {
        "word": one.word,
        "known": ", ".join(known),
        "least": f"{LEAST_TIME}",
        "most": f"{MOST_OF.get(one.word, MOST_FACTOR)}",
    }
    text = TEXTS[own]
    return Fault(
        one.line, one.number, text, {k: v for k, v in values.items() if f"%({k})s" in text}
    )
