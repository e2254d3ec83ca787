"""Scenarios as small TOML texts: a name, and one ``[[change]]`` after the other; read, and written
so that they read back to the same."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
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
PLACE = ("service", "owner", "level")
NOT_WRITTEN = Change("", 0, Place())
"""What is as here is left out of a text."""
NOTHING = {word: getattr(NOT_WRITTEN, word) for word in sorted(WORDS["measure"])}
"""What a measure says that does nothing."""
LEAST_TIME = 0.01
"""The least that time in service may be multiplied by: at nothing nobody would be there at all."""
MOST_OF = {"share": 1, "places": 10_000, "oere_per_year": 10**15}
"""The most that a number may be; a factor 100."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a scenario: a code for machines, what, and what to do; and where: which
    ``line`` of the text, which change (``number``, from 1) and which ``word`` of it; 0 and empty
    where that cannot be told. ``why`` tells kinds of fault of a change apart."""

    code: str
    text: str
    to_do: str
    line: int = 0
    number: int = 0
    word: str = ""
    why: str = ""


Say = Callable[[str, str, str, str], None]
"""Told a word of a change, why it is wrong, that in English, and what to do."""


def scenario_of(text: str, name: str) -> tuple[Scenario | None, list[Wrong]]:
    """The scenario of a TOML text, ``name`` where it tells none; None when something is wrong, with
    everything that is."""
    try:
        told = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of numbers too long, of brackets too deep
        line = re.search(r"at line (\d+)", str(error))
        at = int(line[1]) if line else text.count("\n") + 1
        return None, [Wrong("not-toml", f"it cannot be read: {error}.", "Correct it.", at)]
    wrong = [
        Wrong(
            "word", f"{word} means nothing here.", "Write name and [[change]].",
            _line(text.splitlines(), 0, word), 0, word,
        )
        for word in sorted(set(told) - {"name", "change"})
    ]  # fmt: skip
    changes = told.get("change", [])
    if not isinstance(changes, list) or not changes:
        empty = Wrong("empty", "nothing is changed.", "Write at least one [[change]].")
        return None, [*wrong, empty]
    lines = text.splitlines()
    made = [_change(n, one, lines, wrong) for n, one in enumerate(changes, 1)]
    if wrong:
        return None, wrong
    return Scenario(str(told.get("name", name)), tuple(one for one in made if one)), []


def change_of(told: dict[str, Any]) -> tuple[Change | None, list[Wrong]]:
    """One change of its words, as they would stand under ``[[change]]``; None when something is
    wrong, with everything that is."""
    wrong: list[Wrong] = []
    return _change(1, told, [], wrong), wrong


def _line(lines: list[str], number: int, word: str) -> int:
    """The line of a word of a change (0: of what stands before them all); else where the change
    begins; 0 when it is written in a way that is not followed here."""
    begins = [n for n, line in enumerate(lines) if re.match(r"\s*\[\[\s*change\s*\]\]", line)]
    if len(begins) < number:
        return 0
    first = begins[number - 1] if number else 0
    last = begins[number] if number < len(begins) else len(lines)
    here = (n for n in range(first, last) if re.match(rf"\s*{re.escape(word)}\s*=", lines[n]))
    return next(here, first if number else -1) + 1


def _change(number: int, told: Any, lines: list[str], found: list[Wrong]) -> Change | None:
    def wrong(word: str, why: str, text: str, to_do: str) -> None:
        text = f"change {number}, {word}: {text}"
        found.append(Wrong("change", text, to_do, _line(lines, number, word), number, word, why))

    before, told = len(found), told if isinstance(told, dict) else {}
    kind, month = told.get("kind"), _month(told, wrong)
    if kind not in KINDS:
        wrong("kind", "kind", "it is none that is known.", f"Write one of {', '.join(KINDS)}.")
        return None
    _check_words(kind, told, wrong)
    if month is None or len(found) > before:
        return None
    return Change(
        kind,
        12 * month.year + month.month - 1,
        _place(told, ""),
        _place(told, before_to(kind)),
        **{word: told[word] for word in sorted(NUMBERS & set(told))},
    )


def _month(told: dict[str, Any], wrong: Say) -> Month | None:
    try:
        return Month.parse(str(told.get("from", "")))
    except NotAMonth:
        wrong("from", "month", "it is no month.", 'Write from = "2027-01".')
        return None


def _check_words(kind: str, told: dict[str, Any], wrong: Say) -> None:
    own = WORDS[kind]
    for word in sorted(set(told) - own - ALWAYS):
        to_do = f"Write one of {', '.join(sorted(own))}."
        wrong(word, "unknown", f"it means nothing to {kind}.", to_do)
    for word in MUST.get(kind, ("factor",) if "factor" in own else ()):
        if word not in told:
            wrong(word, "missing", "it is missing.", "Add it.")
    if kind == "mix" and not any(told.get(word) for word in ("to_service", "to_owner", "to_level")):
        wrong("to_service", "missing", "it is missing.", "Say where they come instead.")
    if kind == "house" and told.get("places") == 0:
        to_do = "Write how many it has."
        wrong("places", "no-places", "a house without places changes nothing.", to_do)
    if kind == "measure" and all(told.get(word, none) == none for word, none in NOTHING.items()):
        to_do = f"Write one of {', '.join(NOTHING)}."
        wrong("entries", "nothing", "a measure that costs and moves nothing is none.", to_do)
    for word in sorted(set(told) & (own | ALWAYS) - {"kind", "from"}):
        if (kind, word) == ("measure", "oere_per_year"):
            _check_cost(told[word], wrong)
            continue
        _check(word, told[word], wrong, word == "time" or (kind, word) == ("time", "factor"))


def _check_cost(value: Any, wrong: Say) -> None:
    """What a measure costs; below 0 is what it saves."""
    saves = isinstance(value, int) and value < 0
    if saves and value < -MOST_OF["oere_per_year"]:
        wrong("oere_per_year", "large", f"{value} is out of bounds.", "Write a smaller amount.")
    elif not saves:
        _check("oere_per_year", value, wrong, is_time=False)


def _check(word: str, value: Any, wrong: Say, is_time: bool) -> None:
    if word not in NUMBERS:
        if not isinstance(value, str):
            wrong(word, "text", "it is no text.", "Write it in quotes.")
        return
    number = isinstance(value, int) or (isinstance(value, float) and word not in WHOLE)
    if isinstance(value, bool) or not number:
        wrong(word, "number", "it is no such number.", "Write a number.")
    elif not 0 <= value <= MOST_OF.get(word, 100):
        to_do = f"Write 0 to {MOST_OF.get(word, 100)}."
        wrong(word, "bounds", f"{value} is out of bounds.", to_do)
    elif is_time and value < LEAST_TIME:
        to_do = f"Write {LEAST_TIME} or more."
        wrong(word, "no-time", "no time at all is no factor.", to_do)


def _place(told: dict[str, Any], before: str) -> Place:
    return Place(*(told.get(f"{before}{word}", "") for word in PLACE))


def toml_of(scenario: Scenario) -> str:
    """The text of a scenario that can be read: ``scenario_of`` makes the same of it again."""
    whole = [
        f"name = {_written(scenario.name)}",
        *(change_written(one) for one in scenario.changes),
    ]
    return "\n\n".join(whole) + "\n"


def change_written(change: Change) -> str:
    """The part of a text that tells one change."""
    year, month = divmod(change.month, 12)
    told: list[tuple[str, str | float]] = [
        ("kind", change.kind),
        ("from", f"{Month(year, month + 1)}"),
    ]
    for before, place in (("", change.where), (before_to(change.kind), change.to)):
        told += [(f"{before}{word}", name) for word in PLACE if (name := getattr(place, word))]
    must = MUST.get(change.kind, ("factor",))
    for word in sorted(WORDS[change.kind] & NUMBERS):
        value = getattr(change, word)
        if word in must or value != getattr(NOT_WRITTEN, word):
            told.append((word, value))
    return "\n".join(["[[change]]", *(f"{word} = {_written(value)}" for word, value in told)])


def before_to(kind: str) -> str:
    """What stands before the words of the other place of a change."""
    return "fills_from_" if kind == "house" else "to_"


def _written(value: str | float) -> str:
    """A value as TOML writes it: JSON does it alike, but lets one control character stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
