"""The forecast from episodes: how long a fit and its paths take, and how that grows."""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from helhed.cli.bench.forecast_given import AS_OF, write_episodes
from helhed.cli.bench.measured import Measured
from helhed.cli.episodes_folder import episodes_table, explained_table
from helhed.cli.forecast_episodes import Asked, EpisodesFolder, prepared, read_folder
from helhed.exchange.faults import Faults
from helhed.forecast.episodes.follow import follow

SAMPLE = Path("tests/engines/data/placement-episodes")
SEED = 1
MOST_MB = 4096
STEEPEST = 1.1
"""Time that grows as size has the slope 1; somewhat less where a part of it does not grow."""


class UnableToFollowThem(RuntimeError):
    """The episodes to be measured on could not be read."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked, of a municipality of some scale (None: the sample), and in how many seconds
    of a processor at most. The quickest of ``times`` counts."""

    name: str
    scale: float | None
    as_of: date
    months: int
    paths: int
    most: float
    times: int = 1


@dataclass(frozen=True, slots=True)
class Growth:
    """Sizes whose times are compared: paths for all persons of a scale, and shares of the persons
    at some paths."""

    scale: float = 1.0
    paths: tuple[int, ...] = (25, 50, 100, 200)
    shares: tuple[int, ...] = (16, 8, 4, 2, 1)
    large: float = 5.34
    few: int = 20


CASES = (
    Case("the sample of English returns", None, date(2022, 3, 31), 12, 1_000, 5.0),
    Case("600 persons, 365 days", 0.0915, AS_OF, 12, 200, 0.4, times=5),
    Case("the synthetic municipality, 4 years", 1.0, AS_OF, 48, 1_000, 60.0),
    Case("35,000 persons, 365 days", 5.34, AS_OF, 12, 200, 8.0, times=2),
)


def bench_forecast(
    folder: Path,
    cases: Sequence[Case] = CASES,
    growth: Growth | None = None,
    sample: Path = SAMPLE,
) -> Measured:
    """Every case by one process and one thread, fit included. Raises UnableToFollowThem."""
    growth = growth or Growth()
    about = "Forecast from episodes, one thread of one process"
    columns = (
        *("what", "persons", "months", "paths", "fit s", "paths s", "processor s", "at most s"),
        *("seconds", "tables s", "peak MB"),
    )
    if not sample.is_dir():
        fault = f"no episodes in {sample}; measure in the folder of the repository"
        return Measured("forecast", about, columns, [], [fault])
    rows, faults = [], []
    home = folder / "forecast"
    try:
        for case in cases:
            row = _measured(case, _given(case.scale, home, sample))
            rows.append(row)
            faults += _broken(case, row[6], row[-1])
        facts = _grows(growth, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    for name, slope in facts.items():
        if slope > STEEPEST:
            faults.append(f"time grows as {name} to the power of {slope}, not 1")
    return Measured("forecast", about, columns, rows, faults, facts)


def _broken(case: Case, seconds: float, peak: float) -> list[str]:
    slow = f"{case.name}: {seconds:.2f} s are more than {case.most:g} s"
    large = f"{case.name}: {peak:.0f} MB are more than {MOST_MB} MB"
    return [slow] * (seconds > case.most) + [large] * (peak > MOST_MB)


def _given(scale: float | None, home: Path, sample: Path) -> EpisodesFolder:
    """Written as a folder and read as the command reads it."""
    folder = sample
    if scale is not None:
        folder = home / f"{scale:g}"
        if not (folder / "episodes.csv").is_file():
            write_episodes(folder, scale, SEED)
    faults = Faults()
    found = read_folder(folder, faults)
    if found is None:
        raise UnableToFollowThem(f"{folder}: {faults.listed[0]}")
    return found


Row = tuple[str, int, int, int, float, float, float, float, float, float, float]


def _measured(case: Case, given: EpisodesFolder) -> Row:
    asked = Asked(case.months, case.as_of, case.paths, SEED)
    _timed(given, replace(asked, paths=2))
    best = min((_timed(given, asked) for _ in range(case.times)), key=lambda one: one.used)
    return (
        *(case.name, best.persons, case.months, case.paths, best.fit, best.paths, best.used),
        *(case.most, best.seconds, best.tables, _peak_mb()),
    )


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of a processor; ``seconds`` are those of the clock. Tables are not among ``used``."""

    persons: int
    fit: float
    paths: float
    used: float
    seconds: float
    tables: float


def _timed(given: EpisodesFolder, asked: Asked) -> Timed:
    began, fitting = time.perf_counter(), time.process_time()
    ready = prepared(given, asked)
    following = time.process_time()
    found = follow(ready.model, ready.setting, ready.growth, asked.paths)
    ended, seconds = time.process_time(), time.perf_counter() - began
    episodes_table(found)
    explained_table(found)
    tables = time.process_time() - ended
    persons = len(ready.model.present.state)
    used = ended - fitting
    return Timed(persons, following - fitting, ended - following, used, seconds, tables)


def _grows(growth: Growth, home: Path) -> dict[str, Any]:
    """How time grows with persons and with paths: slopes of their logarithms."""
    asked = Asked(12, AS_OF, growth.few, SEED)
    given = _given(growth.scale, home, SAMPLE)
    paths = [_timed(given, replace(asked, paths=paths)).used for paths in growth.paths]
    given = _given(growth.large, home, SAMPLE)
    some = [_timed(_share_of(given, share), asked) for share in growth.shares]
    persons = _slope([one.persons for one in some], [one.used for one in some])
    return {"paths": _slope(growth.paths, paths), "persons": persons}


def _share_of(given: EpisodesFolder, share: int) -> EpisodesFolder:
    """Every so many of the persons, with all their episodes."""
    told = given.episodes
    kept = set(sorted(set(told.person))[::share])
    rows = [n for n, name in enumerate(told.person) if name in kept]
    at = np.array(rows)
    some = replace(
        told,
        person=[told.person[n] for n in rows],
        birth=told.birth[at],
        state=[told.state[n] for n in rows],
        start=told.start[at],
        end=told.end[at],
        oere=told.oere[at],
    )
    return replace(given, episodes=some)


def _slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    return round(float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0]), 3)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


__all__ = ["Case", "Growth", "bench_forecast"]
