"""A national run: a folder of folders, one per municipality. Each is answered as it would be alone,
in a folder of its name, and all of them are summed, path by path.

Each has a seed that follows from that of the run and from its name, so that municipalities meet
chances of their own; its ``run.json`` tells it, and with it the municipality alone gives the same
bits. All are told as of one day. Sums are of whole øre, persons and ticks, so they are the same in
whichever order the answers come.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
import typer

from helhed.cli.episodes_folder import has_episodes, quantiles_table
from helhed.cli.forecast_episodes import Asked, day_of
from helhed.cli.forecast_folder import has_counts
from helhed.cli.forecast_made import UNABLE, Given, made, read_given
from helhed.cli.forecast_said import a_folder, write_answer
from helhed.cli.written import written_whole
from helhed.exchange.faults import Faults
from helhed.forecast.episodes.follow import Series, series_of
from helhed.forecast.machines import Machines

MONEY = ("oere", "refund", "oere after refund")


class UnableToForecastAll(ValueError):
    """A municipality of which nothing can be forecast, so that the sum would be short of it."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """One of them: what its folder is called, what stood in it, and what it is asked."""

    name: str
    given: Given
    asked: Asked


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one: the tables to write, how they were made, and the paths of its series."""

    tables: dict[str, pl.DataFrame]
    told: dict[str, Any]
    series: Series
    months: list[str]


@dataclass(slots=True)
class Country:
    """The sum of all that came so far."""

    months: list[str] = field(default_factory=list)
    series: Series = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    unpriced: list[str] = field(default_factory=list)

    def add(self, name: str, one: Answer) -> None:
        """One more municipality."""
        self.months = one.months
        self.told[name] = {key: one.told["episodes"][key] for key in ("seed", "present")}
        if not any(series in MONEY for _, series in one.series):
            self.unpriced.append(name)
        for key, paths in one.series.items():
            self.series[key] = self.series[key] + paths if key in self.series else paths

    def summed(self) -> Series:
        """Money is summed where all tell it."""
        return {
            key: paths
            for key, paths in self.series.items()
            if not (self.unpriced and key[1] in MONEY)
        }


def is_national(folder: Path) -> bool:
    """Whether a folder holds municipalities' folders and no episodes or counts of its own."""
    alone = has_episodes(folder) or has_counts(folder)
    return not alone and any(has_episodes(one) for one in _folders(folder))


def one_folder(folder: Path) -> None:
    """Raises typer.BadParameter where there is no folder, or municipalities' folders."""
    a_folder(folder)
    if is_national(folder):
        text = f"{folder} holds municipalities' folders; name one of them."
        raise typer.BadParameter(text, param_hint="--in")


def _folders(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.is_dir() and one.name[0] != ".")


def read_all(folder: Path, asked: Asked, faults: Faults) -> list[Municipality]:
    """Every municipality, the largest first, so that no machine waits long for the last; as of
    the day asked for, or the last day that all tell of."""
    found: dict[str, Given] = {}
    for one in _folders(folder):
        wrong = Faults()
        found[one.name] = read_given(one, wrong)
        if not wrong and found[one.name].episodes is None:
            text = "the file is missing."
            wrong.add("episodes.csv", "missing-file", text, "Add it, or take the folder out.")
        faults.listed += [replace(fault, file=f"{one.name}/{fault.file}") for fault in wrong.listed]
    if faults:
        return []
    days = [day_of(given.episodes, asked) for given in found.values() if given.episodes]
    of_all = replace(asked, as_of=date.fromordinal(min(days)))
    listed = [
        Municipality(name, _nameless(given), replace(of_all, seed=seed_of(asked.seed, name)))
        for name, given in found.items()
    ]
    return sorted(listed, key=lambda one: -_size(one.given))


def _nameless(given: Given) -> Given:
    """Nobody's name leaves this machine."""
    if given.episodes is None:
        return given
    nameless = replace(given.episodes, episodes=given.episodes.episodes.nameless())
    return replace(given, episodes=nameless)


def _size(given: Given) -> int:
    return len(given.episodes.episodes.person) if given.episodes else 0


def seed_of(seed: int, name: str) -> int:
    """The seed of a municipality: below 2**63, as ``--seed`` is."""
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def answered(_: None, one: Municipality) -> Answer:
    """The answer to one of them. Raises UnableToForecastAll."""
    try:
        found = made(one.given, one.asked)
    except UNABLE as error:
        raise UnableToForecastAll(f"{one.name}: {one.given.why(error)}") from None
    if found.followed is None:
        raise UnableToForecastAll(f"{one.name}: there are no episodes.")
    return Answer(found.tables, found.told, series_of(found.followed), found.followed.months())


def write_all(
    out: Path, of_them: Sequence[Municipality], asked: Asked, machines: Machines
) -> dict[str, Any]:
    """Write each as it comes and then their sum; all of it or nothing. What ``run.json`` tells.

    Raises UnableToForecastAll, NotWritten, and what the machines raise.
    """
    country = Country()
    with written_whole(out) as half:
        for number, one in machines.each("municipalities", answered, None, of_them):
            name = of_them[number].name
            write_answer(half / name, one.tables, one.told)
            country.add(name, one)
        told = _told(country, of_them, asked)
        table = quantiles_table(country.summed(), country.months)
        write_answer(half, {"forecast.csv": table}, told)
    return told


def _told(country: Country, of_them: Sequence[Municipality], asked: Asked) -> dict[str, Any]:
    notes = []
    if country.unpriced:
        names = ", ".join(sorted(country.unpriced))
        notes.append(f"no price is told of {names}; what all of them cost is not summed")
    with_counts = sorted(one.name for one in of_them if one.given.counts is not None)
    if with_counts:
        notes.append(f"counts of {', '.join(with_counts)} are not in the sum")
    return {
        "version": version("helhed"),
        "as_of": str(of_them[0].asked.as_of),
        "seed": asked.seed,
        "paths": asked.paths,
        "horizon": asked.horizon,
        "from": country.months[0],
        "to": country.months[-1],
        "municipalities": dict(sorted(country.told.items())),
        "fallbacks": notes,
    }
