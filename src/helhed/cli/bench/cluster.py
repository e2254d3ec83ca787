"""Two workers against one, and a national run: time, memory, and whether the answer is the same.

Scheduler and workers are processes of their own on this machine, over TCP. Measured is the command
from folder to folder, so fitting, writing and starting count as well.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from helhed.cli.bench.loopback_cluster import Loopback, loopback
from helhed.cli.bench.measured import Measured
from helhed.cli.bench.running import HELHED
from helhed.cli.written import write_tables
from helhed.forecast.cluster import cluster

MUNICIPALITIES, COUNTRY = 98, 40_000
LARGE, MONTHS, PATHS = 6_600, 48, 1_000
"""As many as the synthetic municipality at scale 1, as far and as often as its own promise asks."""
YEARS, LAST = 5, date(2026, 10, 31)
LEAST_TIMES = 1.6
TURNS = 3
"""One worker and two take turns; told is the turn whose ratio is the middle one, for a machine is
now faster, now slower."""
SEED = 20261127
SERVICES = ("foster", "home", "residence", "day", "relief")
OWNERS = ("own", "municipal", "private")


class UnableToSpreadOut(RuntimeError):
    """``helhed forecast run`` did not end well, or gave another answer."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run by command: seconds, and the peak MB of the command and of all workers."""

    seconds: float
    peak: float
    peak_of_workers: float


def bench_cluster(
    folder: Path,
    present: int = LARGE,
    paths: int = PATHS,
    country: int = COUNTRY,
    many: int = MUNICIPALITIES,
) -> Measured:
    """One large municipality by one worker and by two, and the country by two. Raises
    UnableToSpreadOut."""
    place = folder / "cluster"
    shutil.rmtree(place, ignore_errors=True)
    try:
        write_municipality(place / "one", present, 0)
        for number, size in enumerate(sizes(country, many)):
            write_municipality(place / "country" / f"{number:02}", size, number)
        turns = [_by(place, "one", workers, MONTHS, paths) for workers in (1, 2) * TURNS]
        pairs = sorted(zip(turns[::2], turns[1::2], strict=True), key=_times_as_fast)
        one, two = pairs[TURNS // 2]
        if not _same(place / "one-1", place / "one-2"):
            raise UnableToSpreadOut("two workers gave another answer than one")
        all_of_them = _by(place, "country", 2, 12, 100)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    large = f"{present:,} persons, {MONTHS} months, {paths:,} paths"
    whole = f"{many} municipalities, {country:,} persons, 12 months, 100 paths"
    told = ((large, 1, one), (large, 2, two), (whole, 2, all_of_them))
    rows = [(what, of, run.seconds, run.peak, run.peak_of_workers) for what, of, run in told]
    columns = ("what", "workers", "seconds", "peak MB", "peak MB of workers")
    about = "helhed forecast run --cluster, from files to files"
    times = _times_as_fast((one, two))
    facts = {
        "times_as_fast": round(times, 2),
        "turns": [round(_times_as_fast(p), 2) for p in pairs],
    }
    faults = [f"two workers are {times:.2f} times as fast as one"] * (times < LEAST_TIMES)
    return Measured("cluster", about, columns, rows, faults, facts)


def _times_as_fast(turn: tuple[Run, Run]) -> float:
    return turn[0].seconds / turn[1].seconds


def sizes(country: int, many: int) -> list[int]:
    """So many in all, the largest as one in ten, each next one less, as municipalities are."""
    share = 1 / (np.arange(many) + 6.0)
    return [max(5, round(country * float(one))) for one in share / share.sum()]


def write_municipality(folder: Path, present: int, number: int) -> None:
    """Made-up episodes of five years: about so many there at a time, staying three years."""
    random = np.random.Generator(np.random.Philox(SEED + number))
    days = YEARS * 365
    first = LAST.toordinal() - days
    count = present + round(present * YEARS / 3)
    begins = np.sort(np.concatenate([np.zeros(present), random.random(count - present) * days]))
    ends = begins + random.exponential(3 * 365, count) + 1
    age = random.integers(0, 60, count) * 12
    start = date.fromordinal(first)
    told = {
        "person": [f"p{n}" for n in range(count)],
        "birth_month": [
            f"{start.year - 1 - int(months) // 12}-{int(months) % 12 + 1:02}" for months in age
        ],
        "service": random.choice(SERVICES, count),
        "owner": random.choice(OWNERS, count),
        "level": [""] * count,
        "start": [date.fromordinal(first + int(day)) for day in begins],
        "end": [date.fromordinal(first + int(day)) if day < days else None for day in ends],
        "oere_per_year": random.integers(200_000, 1_500_000, count) * 100,
    }
    folder.mkdir(parents=True)
    write_tables({folder / "episodes.csv": pl.DataFrame(told, schema_overrides={"end": pl.Date})})


def _by(place: Path, name: str, workers: int, horizon: int, paths: int) -> Run:
    """A run by so many workers, answered in a folder called after them."""
    with loopback(place / "cluster", workers) as running:
        with cluster(running.address, workers):
            pass  # all of them are there, and know the code
        out = place / f"{name}-{workers}"
        command = [*HELHED, "forecast", "run", "--in", str(place / name), "--out", str(out)]
        command += ["--horizon", f"{horizon}", "--paths", f"{paths}", "--cluster", running.address]
        return _run(command, running)


def _run(command: list[str], running: Loopback) -> Run:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise UnableToSpreadOut(f"it ended {process.returncode}")
    seconds = time.perf_counter() - began
    return Run(seconds, used.ru_maxrss / 1024, sum(_peak_mb(one.pid) for one in running.workers))


def _peak_mb(process: int) -> float:
    """The largest a running process has been (Linux tells)."""
    told = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in told.splitlines() if "VmHWM" in line) / 1024


def _same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    theirs = sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file())
    return names == theirs and all(filecmp.cmp(one / n, other / n, shallow=False) for n in names)
