"""A Dask cluster on this machine for as long as something is measured or tested on it: a scheduler
and workers as processes of their own, over TCP, reachable from this machine only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
SECONDS_TO_START, SECONDS_TO_END = 60, 5
HERE = ("--host", HOST, "--no-dashboard", "--dashboard-address", f"{HOST}:0")
"""Without the last one a page of figures is served to the whole net, dashboard or not."""
ALONE = "300"
"""Seconds after which a worker without a scheduler ends, and a scheduler that nobody asks: nothing
is left running when who started them is killed."""
SCHEDULER, WORKER = "distributed.cli.dask_scheduler", "distributed.cli.dask_worker"
Process = subprocess.Popen[bytes]


class UnableToStart(RuntimeError):
    """A scheduler that did not start."""


@dataclass(slots=True)
class Loopback:
    """A running scheduler and the workers that it was given."""

    address: str
    folder: Path
    scheduler: Process
    more: tuple[str, ...] = ()
    workers: list[Process] = field(default_factory=list)

    def worker(self, environment: Mapping[str, str] | None = None) -> Process:
        """One more worker of one thread; nobody starts it again when it dies."""
        number = len(self.workers)
        command = [self.address, *HERE, "--no-nanny", "--nthreads", "1", "--death-timeout", ALONE]
        command += ["--local-directory", str(self.folder / f"worker-{number}"), *self.more]
        process = _started(WORKER, command, self.folder / f"worker-{number}.log", environment)
        self.workers.append(process)
        return process


@contextmanager
def loopback(folder: Path, workers: int, *more: str) -> Iterator[Loopback]:
    """A scheduler with so many workers; ``more`` is said to all of them. Raises UnableToStart."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "scheduler.json"
    written.unlink(missing_ok=True)
    command = [*HERE, "--port", "0", "--idle-timeout", f"{ALONE} s"]
    command += ["--scheduler-file", str(written)]
    scheduler = _started(SCHEDULER, [*command, *more], folder / "scheduler.log")
    running = Loopback("", folder, scheduler, more)
    try:
        running.address = _address(written, scheduler)
        for _ in range(workers):
            running.worker()
        yield running
    finally:
        _end([*running.workers, scheduler])


def _started(
    module: str, arguments: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> Process:
    with log.open("wb") as into:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, "OMP_NUM_THREADS": "1", **(environment or {})},
            stdout=into,
            stderr=into,
        )


def _address(written: Path, scheduler: Process) -> str:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and scheduler.poll() is None:
        try:
            return str(json.loads(written.read_text("utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise UnableToStart("the scheduler did not start")


def _end(processes: list[Process]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
