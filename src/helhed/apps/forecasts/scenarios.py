"""Scenarios as they are stored: the TOML of the command line, read by the engine's own reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from helhed.forecast.episodes.scenario_told import scenario_of
from helhed.forecast.episodes.scenarios import Scenario
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text


class UnableToReadScenario(UnableTo):
    """A scenario says what cannot be understood."""


def read_scenario(name: str, changes: str) -> Scenario:
    """The scenario of a text. Raises UnableToReadScenario with everything that is wrong."""
    found, wrong = scenario_of(changes, name)
    if found is None:
        raise UnableToReadScenario(
            screen_text("Scenariet kan ikke læses: %(what)s"),
            what=" ".join(f"{one.text} {one.to_do}" for one in wrong),
        )
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
