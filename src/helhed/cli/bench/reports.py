"""Delivery reports to KL: read from the record, built and checked, one processor, real days.

A national day is 98 municipalities with some 300 reports each, 30,000 in all. Here as many reports
are made of one large municipality's days, the latest first, each by itself as at night; the memory
is that of the whole process at its largest.
"""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Any

from helhed.cli.bench.demo import database_of, make_demo
from helhed.cli.bench.measured import Measured
from helhed.cli.house import SQLITE, open_house

NATIONAL_DAY = 30_000
LEAST_A_SECOND = 50
MOST_SECONDS = 15 * 60
SMALL = 300
LARGE_SCALE = 1.0


def bench_reports(folder: Path, scale: float, database: str | None = None) -> Measured:
    """Make reports of the latest days: a national day's worth of a large municipality, a few
    hundred of a small one."""
    if database is None:
        path = database_of(folder, scale)
        make_demo(path, scale)
        database = f"{SQLITE}{path.resolve()}"
    open_house(database)
    most = NATIONAL_DAY if scale >= LARGE_SCALE else SMALL
    _first()
    early = _made(most // 10)
    whole = _made(most)
    columns = ("reports", "days", "resources", "kept back", "seconds", "a second", "peak MB")
    rows = [early, whole]
    faults = []
    if whole[5] < LEAST_A_SECOND:
        faults.append(f"{whole[5]:.0f} reports a second are less than {LEAST_A_SECOND}")
    seconds = NATIONAL_DAY / whole[5]
    if seconds > MOST_SECONDS:
        faults.append(f"a national day would take {seconds:.0f} s, more than {MOST_SECONDS}")
    facts = {"scale": scale, "seconds_of_a_national_day": round(seconds)}
    return Measured("reports", "delivery reports, one processor", columns, rows, faults, facts)


def _first() -> None:
    """The first check of a process makes the definitions ready."""
    from helhed.fhir import check

    check({"resourceType": "Bundle", "type": "collection"})


Row = tuple[int, int, int, int, float, float, float]


def _made(most: int) -> Row:
    from helhed.apps.access.queries import clock_of, municipality
    from helhed.apps.reports.changes import changed_citizens, changed_days
    from helhed.apps.reports.making import reports, sender

    clock = clock_of(municipality())
    by, now = sender(), clock.now()
    told: dict[str, Any] = {"reports": 0, "resources": 0, "kept": 0, "days": 0}
    began = time.process_time()
    for day in changed_days(clock.today(), most=2_000):
        if told["reports"] >= most:
            break
        told["days"] += 1
        for one in reports(changed_citizens(day), day, now, by):
            told["reports"] += 1
            told["resources"] += one.resources
            told["kept"] += bool(one.lacks or one.faults)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = told["reports"] / max(seconds, 1e-9)
    return (
        told["reports"],
        told["days"],
        told["resources"],
        told["kept"],
        round(seconds, 1),
        rate,
        peak,
    )
