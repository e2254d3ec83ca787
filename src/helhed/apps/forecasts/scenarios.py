"""Scenarios as they are stored: the TOML of the command line, read and written by the engine's own
reader and writer."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from helhed.apps.forecasts.faults import Fault, faults_of
from helhed.forecast.episodes.scenario_told import change_written, scenario_of, toml_of
from helhed.forecast.episodes.scenarios import Change, Scenario, moves_people
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text

MOST_BYTES = 100_000
"""The most that a scenario's text may fill."""
Changes = tuple[Change, ...]


class UnableToReadScenario(UnableTo):
    """A scenario says what cannot be understood; ``faults`` is each thing that is wrong."""

    def __init__(self, text: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(text)
        self.faults = list(faults)


def read_scenario(name: str, changes: str) -> Scenario:
    """The scenario of a text. Raises UnableToReadScenario with everything that is wrong."""
    if len(changes.encode()) > MOST_BYTES:
        raise UnableToReadScenario(screen_text("Teksten er for stor. Den må højst fylde 100 kB."))
    found, wrong = scenario_of(changes, name)
    if found is None:
        text = screen_text("Scenariet kan ikke læses. Ret det, der står på listen.")
        raise UnableToReadScenario(text, faults_of(wrong))
    return Scenario(name, found.changes)


def can_be_read(stored: Mapping[str, str]) -> bool:
    """Whether a scenario can be understood."""
    try:
        read_all([stored])
    except UnableToReadScenario:
        return False
    return True


def read_all(stored: Iterable[Mapping[str, str]]) -> list[Scenario]:
    """The scenarios of a run, as they were when it was asked for."""
    return [read_scenario(one["name"], one["changes"]) for one in stored]


def changes_of(changes: str) -> Changes:
    """The changes of a stored text; none of one that cannot be read any more."""
    found, _ = scenario_of(changes, "")
    return found.changes if found else ()


def is_written(changes: Changes) -> bool:
    """Whether changes are amounts that somebody wrote, and nothing that a forecast could find."""
    return bool(changes) and not any(moves_people(one) for one in changes)


def month_of(change: Change) -> Month:
    """The month from which a change holds."""
    year, month = divmod(change.month, 12)
    return Month(year, month + 1)


def written(name: str, changes: Sequence[Change]) -> str:
    """The text of a scenario."""
    return toml_of(Scenario(name, tuple(changes)))


def named(name: str, changes: str) -> str:
    """A text that says its name, so that it is a whole file. What somebody wrote beside the changes
    (``#``) stands, unless the text says another name. Raises UnableToReadScenario."""
    read = read_scenario(name, changes)
    told = tomllib.loads(changes).get("name")
    if told is None:
        return toml_of(Scenario(name, ())) + changes
    return changes if told == name else toml_of(read)


def renamed(name: str, changes: str) -> str:
    """A text that says another name; what somebody wrote beside the changes stands where the name
    has a line of its own. Raises UnableToReadScenario."""
    read = read_scenario(name, changes)
    line = f"name = {json.dumps(name, ensure_ascii=False)}"
    text = re.sub(r"\A(\s*(?:#[^\n]*\n\s*)*)name[ \t]*=[^\n]*", lambda m: m[1] + line, changes)
    found, _ = scenario_of(text, "")
    return text if found == read else toml_of(read)


def name_in(changes: str) -> str:
    """The name that a text says; empty when it says none or cannot be read."""
    found, _ = scenario_of(changes, "")
    return found.name if found else ""


def mark(text: str) -> str:
    """What somebody has seen of a scenario, or of a change, in short."""
    return sha256(text.encode()).hexdigest()[:16]


def mark_of(change: Change) -> str:
    """What somebody has seen of one change."""
    return mark(change_written(change))


def place_of(own: str, changes: Sequence[Change]) -> int | None:
    """Which of the changes, from 1, is the one that was seen; None when it is there no more."""
    return next((n for n, one in enumerate(changes, 1) if mark_of(one) == own), None)
