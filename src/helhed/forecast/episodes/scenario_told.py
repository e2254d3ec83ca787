"""Scenarios as small TOML texts: a name, and one ``[[change]]`` after the other."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from helhed.forecast.episodes.scenarios import KINDS, Change, Place, Scenario
from helhed.kernel.period import Month, NotAMonth

WORDS = {
    "entries": {"factor"},
    "exits": {"factor"},
    "moves": {"factor"},
    "time": {"factor"},
    "price": {"factor"},
    "mix": {"share", "to_service", "to_owner", "to_level"},
    "house": {
        "places",
        "fills_from_service",
        "fills_from_owner",
        "fills_from_level",
        "oere_per_year",
    },
    "measure": {"entries", "exits", "time", "oere_per_year"},
}
"""What a change may say beside ``kind``, ``from``, ``service``, ``owner`` and ``level``."""
ALWAYS = {"kind", "from", "service", "owner", "level"}
MUST = {"mix": ("share",), "house": ("places", "service", "owner")}
NUMBERS = {"factor", "share", "places", "oere_per_year", "entries", "exits", "time"}
WHOLE = {"places", "oere_per_year"}
MOST_OF = {"share": 1, "places": 10_000, "oere_per_year": 10**15}
"""The most that a number may be; a factor 100."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a scenario: a code for machines, what, and what to do."""

    code: str
    text: str
    to_do: str


def scenario_of(text: str, name: str) -> tuple[Scenario | None, list[Wrong]]:
    """The scenario of a TOML text, ``name`` where it tells none; None when something is wrong, with
    everything that is."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [Wrong("not-toml", f"it cannot be read: {error}.", "Correct it.")]
    wrong = [
        Wrong("word", f"{word} means nothing here.", "Write name and [[change]].")
        for word in sorted(set(told) - {"name", "change"})
    ]
    changes = told.get("change", [])
    if not isinstance(changes, list) or not changes:
        empty = Wrong("empty", "nothing is changed.", "Write at least one [[change]].")
        return None, [*wrong, empty]
    made = [_change(n, one, wrong) for n, one in enumerate(changes, 1)]
    if wrong:
        return None, wrong
    return Scenario(str(told.get("name", name)), tuple(one for one in made if one)), []


def _change(number: int, told: Any, found: list[Wrong]) -> Change | None:
    def wrong(word: str, text: str, to_do: str) -> None:
        found.append(Wrong("change", f"change {number}, {word}: {text}", to_do))

    if not isinstance(told, dict) or told.get("kind") not in KINDS:
        wrong("kind", "it is none that is known.", f"Write one of {', '.join(KINDS)}.")
        return None
    kind, before = told["kind"], len(found)
    own = WORDS[kind]
    for word in sorted(set(told) - own - ALWAYS):
        wrong(word, f"it means nothing to {kind}.", f"Write one of {', '.join(sorted(own))}.")
    must = MUST.get(kind, ("factor",) if "factor" in own else ())
    for word in must:
        if word not in told:
            wrong(word, "it is missing.", "Add it.")
    if kind == "mix" and not any(told.get(word) for word in ("to_service", "to_owner", "to_level")):
        wrong("to_service", "it is missing.", "Say where they come instead.")
    if kind == "time" and told.get("factor") == 0:
        wrong("factor", "no time at all is no factor.", "Write a number over 0.")
    if kind == "house" and told.get("places") == 0:
        wrong("places", "a house without places changes nothing.", "Write how many it has.")
    for word in sorted(set(told) & (own | ALWAYS)):
        _check(word, told[word], wrong)
    try:
        month = Month.parse(str(told.get("from", "")))
    except NotAMonth:
        wrong("from", "it is no month.", 'Write from = "2027-01".')
        return None
    if len(found) > before:
        return None
    return Change(
        kind,
        12 * month.year + month.month - 1,
        _place(told, ""),
        _place(told, "fills_from_" if kind == "house" else "to_"),
        **{word: told[word] for word in sorted(NUMBERS & set(told))},
    )


def _check(word: str, value: Any, wrong: Any) -> None:
    if word not in NUMBERS:
        if not isinstance(value, str):
            wrong(word, "it is no text.", "Write it in quotes.")
        return
    number = isinstance(value, int) or (isinstance(value, float) and word not in WHOLE)
    if isinstance(value, bool) or not number:
        wrong(word, "it is no such number.", "Write a number.")
    elif not 0 <= value <= MOST_OF.get(word, 100):
        wrong(word, f"{value} is out of bounds.", f"Write 0 to {MOST_OF.get(word, 100)}.")
    elif word == "time" and value == 0:
        wrong(word, "no time at all is no factor.", "Write a number over 0.")


def _place(told: dict[str, Any], before: str) -> Place:
    return Place(*(told.get(f"{before}{word}", "") for word in ("service", "owner", "level")))
