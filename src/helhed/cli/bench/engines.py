"""The price engine and the periods of the kernel."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from helhed.cli.bench.measured import Measured
from helhed.commitments import Grants, Rates, Suspensions, price
from helhed.commitments.tables import OPEN
from helhed.kernel.period import Month, Period, joined

GRANTS, RATES, YEARS = 1_000_000, 5_000, 8
FIRST, LAST = Month(2025, 1), Month(2028, 12)
SEED = 20261102


def bench_commitments() -> Measured:
    """A million grants over 48 months."""
    grants, rates, suspensions = _grants(GRANTS), _rates(), _suspensions(GRANTS)
    began = time.perf_counter()
    costs = price(grants, rates, suspensions, FIRST, LAST)
    seconds = time.perf_counter() - began
    months = len(list(FIRST.until(LAST)))
    row = (GRANTS, months, len(costs), seconds, GRANTS / seconds, _peak_mb())
    columns = ("grants", "months", "amounts", "seconds", "grants a second", "peak MB")
    return Measured("commitments", "Price engine", columns, [row], facts={"oere": costs.total})


def _grants(count: int) -> Grants:
    random = np.random.Generator(np.random.Philox(SEED))
    start = date(2020, 1, 1).toordinal() + random.integers(0, 365 * 8, count)
    end = np.where(random.random(count) < 0.4, OPEN, start + random.integers(0, 1_500, count))
    kind = random.choice(4, count, p=[0.45, 0.25, 0.25, 0.05]).astype(np.int8)
    quantity = np.where(kind == 2, random.integers(5, 400, count) * 250, 1_000)
    scale = np.full(count, 1_000)
    return Grants(range(count), kind, random.integers(0, RATES, count), quantity, scale, start, end)


def _rates() -> Rates:
    random = np.random.Generator(np.random.Philox(SEED + 1))
    years = range(2020, 2020 + YEARS + 2)
    rate = np.repeat(np.arange(RATES), len(years))
    start = np.tile([date(year, 1, 1).toordinal() for year in years], RATES)
    end = np.tile([date(year, 12, 31).toordinal() for year in years], RATES)
    return Rates(range(RATES), rate, start, end, random.integers(10_000, 900_000, len(rate)))


def _suspensions(count: int) -> Suspensions:
    random = np.random.Generator(np.random.Philox(SEED + 2))
    grant = random.integers(0, count, count // 20)
    start = date(2025, 1, 1).toordinal() + random.integers(0, 1_400, len(grant))
    return Suspensions(grant, start, start + random.integers(0, 30, len(grant)))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bench_kernel() -> Measured:
    """Operations on periods that pages and rules do most."""
    first = date(2020, 1, 1)
    some = [
        Period(first + timedelta(days=n * 7 % 2_000), first + timedelta(days=n * 7 % 2_000 + 90))
        for n in range(1_000)
    ]
    year = Period.of_year(2024)
    march = Month(2024, 3)
    tried: list[tuple[str, Callable[[], object]]] = [
        ("intersect", lambda: [period.intersect(year) for period in some]),
        ("subtract", lambda: [year.subtract(period) for period in some]),
        ("clip to month", lambda: [period.clip_to_month(march) for period in some]),
        ("join a thousand", lambda: joined(some)),
    ]
    rows = [(name, len(some), _microseconds(act)) for name, act in tried]
    columns = ("operation", "periods", "microseconds for all")
    return Measured("kernel", "Periods", columns, rows)


def _microseconds(act: Callable[[], object], times: int = 20) -> float:
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - began)
    return best * 1e6
