"""The price engine from files to files: what reading and writing cost beside counting."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import polars as pl

from helhed.cli.bench.engines import FIRST, LAST, MOST_MB, SIZES, Given, given
from helhed.cli.bench.measured import Measured
from helhed.cli.bench.running import HELHED
from helhed.cli.engine_folder import UNIX_DAY_0, read_input
from helhed.cli.refund_folder import read_refund
from helhed.cli.written import write_tables
from helhed.commitments.refunds import ALONE
from helhed.commitments.tables import KINDS, OPEN, Ints
from helhed.exchange.faults import Faults


class UnableToCount(RuntimeError):
    """``helhed commitments`` did not end well."""


def bench_files(folder: Path, count: int = SIZES[-1]) -> Measured:
    """A million grants with refund in each form. Raises UnableToCount."""
    rows, faults = [], []
    this = given(count)
    for ending in (".csv", ".parquet"):
        form = folder / f"engine{ending}"
        try:
            written = _written(form, this, ending)
            began = time.perf_counter()
            _read(form)
            reading = time.perf_counter() - began
            seconds, used, peak = _command(form, ending)
        finally:
            shutil.rmtree(form, ignore_errors=True)
        rows.append((ending[1:], count, written / 2**20, reading, seconds, used, peak))
        if peak > MOST_MB:
            faults.append(f"{ending[1:]}: {peak:.0f} MB is more than {MOST_MB} MB")
    columns = ("form", "grants", "MB in", "reading s", "in all s", "processor s", "peak MB")
    about = "helhed commitments --refund, from files to files"
    return Measured("files", about, columns, rows, faults)


def _written(form: Path, this: Given, ending: str) -> int:
    """Write the input; how many bytes it is."""
    form.mkdir(parents=True, exist_ok=True)
    grants, rates, pauses = this.grants, this.rates, this.suspensions
    home = np.where(this.claimants.household == ALONE, -1, this.claimants.household)[this.of_grant]
    tables = {
        "grants": {
            "grant": _names("G", np.arange(len(grants))),
            "citizen": _names("C", this.of_grant),
            "household": _names("H", home),
            "account": _names("5.38.", np.arange(len(grants)) % 200),
            "kind": pl.Series(KINDS).gather(grants.kind),
            "rate": _names("R", grants.rate),
            "quantity": pl.Series(grants.quantity / grants.scale).cast(pl.String),
            "start": _days(grants.start),
            "end": _days(grants.end),
        },
        "rates": {
            "rate": _names("R", rates.rate),
            "valid_from": _days(rates.start),
            "valid_to": _days(rates.end),
            "oere": pl.Series(rates.oere),
        },
        "suspensions": {
            "grant": _names("G", pauses.grant),
            "start": _days(pauses.start),
            "end": _days(pauses.end),
        },
    }
    write_tables({form / f"{name}{ending}": pl.DataFrame(told) for name, told in tables.items()})
    return sum(path.stat().st_size for path in form.iterdir())


def _names(letter: str, numbers: Ints) -> pl.Series:
    """Made-up names; none for a number below 0."""
    number = pl.Series("n", numbers).to_frame()
    name = pl.format("{}{}", pl.lit(letter), pl.col("n"))
    return number.select(pl.when(pl.col("n") >= 0).then(name).alias("n"))["n"]


def _days(ordinals: Ints) -> pl.Series:
    day = pl.Series("d", np.where(ordinals == OPEN, UNIX_DAY_0 - 1, ordinals) - UNIX_DAY_0)
    written = pl.when(pl.col("d") >= 0).then(pl.col("d").cast(pl.Int32).cast(pl.Date))
    return day.to_frame().select(written.alias("d"))["d"]


def _read(form: Path) -> None:
    faults = Faults()
    found = read_input(form, faults)
    if found is None or read_refund(form, found, faults) is None:
        raise UnableToCount(str(faults.listed[0]))


def _command(form: Path, ending: str) -> tuple[float, float, float]:
    """Seconds, processor seconds and peak MB of the command in a process of its own."""
    command = [*HELHED, "commitments", "--in", str(form), "--from", str(FIRST), "--to", str(LAST)]
    command += ["--out", str(form / f"out{ending}"), "--refund", str(form / f"refund{ending}")]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise UnableToCount(f"it ended {process.returncode}")
    seconds = time.perf_counter() - began
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
