"""How long a synthetic municipality takes to make, and how much memory."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from helhed.cli.bench.measured import Measured
from helhed.cli.bench.running import HELHED

SECONDS_AT_SCALE_1, MB_AT_SCALE_1 = 600, 4096


class UnableToMakeDemonstration(RuntimeError):
    """``helhed demo`` did not end well."""


def database_of(folder: Path, scale: float) -> Path:
    """Where the demonstration of a scale lies."""
    return folder / f"demo-{scale:g}.sqlite3"


def bench_demo(folder: Path, scale: float) -> Measured:
    """Make a municipality anew. Raises UnableToMakeDemonstration."""
    path = database_of(folder, scale)
    seconds, peak = make_demo(path, scale, "--replace")
    size = path.stat().st_size / 2**20
    faults = []
    if scale >= 1 and seconds > SECONDS_AT_SCALE_1:
        faults.append(f"{seconds:.0f} s is more than {SECONDS_AT_SCALE_1} s")
    if peak > MB_AT_SCALE_1:
        faults.append(f"{peak:.0f} MB is more than {MB_AT_SCALE_1} MB")
    columns = ("scale", "seconds", "peak MB", "database MB")
    row = (scale, seconds, peak, size)
    return Measured("demo", "Making a synthetic municipality", columns, [row], faults)


def make_demo(path: Path, scale: float, *more: str) -> tuple[float, float]:
    """Seconds and peak MB of ``helhed demo``; a made one is kept without ``--replace``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [*HELHED, "demo", "--scale", f"{scale:g}", "--seed", "1", *more]
    command += ["--database", f"sqlite:///{path.resolve()}"]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise UnableToMakeDemonstration(f"{' '.join(command[-8:])} ended {process.returncode}")
    return time.perf_counter() - began, used.ru_maxrss / 1024
