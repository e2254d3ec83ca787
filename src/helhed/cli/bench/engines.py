"""The price engine and the periods of the kernel."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from helhed.cli.bench.measured import Measured
from helhed.commitments import Amounts, Claimants, Grants, Rates, Suspensions, price, refunds
from helhed.commitments._reference import PlainGrant, PlainRate, cost_in_month
from helhed.commitments.refunds import ALONE, NEVER, NOT_TOLD, claimed
from helhed.commitments.tables import KINDS, OPEN, Ints
from helhed.kernel.period import Month, Period, joined

SIZES = (10_000, 31_623, 100_000, 316_228, 1_000_000)
RATES, FIRST_YEAR, YEARS = 5_000, 2018, 9
FIRST, LAST = Month(2023, 1), Month(2026, 12)
PLAIN = 100  # so many grants are counted by the slow twin
SEED = 20261102
MOST_SECONDS, MOST_MB, LEAST_TIMES, SLOPES = 15, 4096, 300, (0.8, 1.2)


@dataclass(frozen=True, slots=True)
class Given:
    """Made-up input of the engine: grants, their rates, suspensions, and who claims refund."""

    grants: Grants
    rates: Rates
    suspensions: Suspensions
    claimants: Claimants
    of_grant: Ints


def given(count: int) -> Given:
    """So many grants; a citizen for each 2.5 of them, every third a child in a household."""
    random = np.random.Generator(np.random.Philox(SEED + 3))
    citizens = max(1, count * 2 // 5)
    number = np.arange(citizens)
    claimants = Claimants(
        range(citizens),
        np.where(number % 3 == 0, number // 6, ALONE),
        *(np.full(citizens, value, np.int64) for value in (NEVER, NEVER, NOT_TOLD)),
    )
    of_grant = random.integers(0, citizens, count)
    return Given(_grants(count), _rates(), _suspensions(count), claimants, of_grant)


def bench_commitments() -> Measured:
    """Ten thousand to a million grants over 48 months with refund, beside the slow twin."""
    rows, all_seconds, total = [], [], 0
    for count in SIZES:
        this = given(count)
        began, used = time.perf_counter(), time.process_time()
        costs = price(this.grants, this.rates, this.suspensions, FIRST, LAST)
        priced = time.perf_counter() - began
        running, one_offs = claimed(costs, this.grants, this.of_grant)
        back = refunds(this.claimants, running, one_offs, Amounts.of(), FIRST, LAST)
        seconds, used = time.perf_counter() - began, time.process_time() - used
        all_seconds.append(seconds)
        total = costs.total
        row = (count, len(costs), len(back), priced, seconds - priced, seconds, used)
        rows.append((*row, count / seconds, _peak_mb()))
        del costs, running, one_offs, back
    columns = (
        *("grants", "amounts", "refunds", "price s", "refund s", "seconds", "processor s"),
        *("grants a second", "peak MB"),
    )
    plain = _plain_seconds(given(SIZES[0]))
    facts = {
        "months": len(list(FIRST.until(LAST))),
        "slope": round(_slope(SIZES, all_seconds), 3),
        "times_the_slow_twin": round(plain / (all_seconds[-1] / SIZES[-1])),
        "slow_twin_ms_a_grant": round(1_000 * plain, 2),
        "oere": total,
    }
    faults = _broken(all_seconds[-1], rows[-1][-1], facts)
    return Measured("commitments", "Price engine with refund", columns, rows, faults, facts)


def _broken(seconds: float, peak: float, facts: dict[str, Any]) -> list[str]:
    told = [
        (seconds > MOST_SECONDS, f"{seconds:.1f} s is more than {MOST_SECONDS} s"),
        (peak > MOST_MB, f"{peak:.0f} MB is more than {MOST_MB} MB"),
        (
            facts["times_the_slow_twin"] < LEAST_TIMES,
            f"{facts['times_the_slow_twin']} times the slow twin is less than {LEAST_TIMES}",
        ),
        (
            not SLOPES[0] <= facts["slope"] <= SLOPES[1],
            f"time grows as size to the power of {facts['slope']}, not about 1",
        ),
    ]
    return [text for is_broken, text in told if is_broken]


def _slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """How time grows with size: the slope of the straight line through their logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def _plain_seconds(this: Given) -> float:
    """Seconds of the slow twin for one grant over all months, without refund; each is given the
    amounts of its own rate alone. Raises AssertionError when it finds another cost."""
    pairs = [_plain(this, row) for row in range(PLAIN)]
    costs = price(this.grants, this.rates, this.suspensions, FIRST, LAST)
    expected = int(costs.oere[costs.grant < PLAIN].sum())
    began = time.perf_counter()
    found = sum(
        cost_in_month(one, amounts, month) for one, amounts in pairs for month in FIRST.until(LAST)
    )
    seconds = time.perf_counter() - began
    if found != expected:
        raise AssertionError(f"the slow twin counts {found}, the engine {expected}")
    return seconds / PLAIN


def _plain(this: Given, row: int) -> tuple[PlainGrant, list[PlainRate]]:
    """A grant, and the amounts of its rate, as the slow twin takes them."""
    grants, rates, pauses = this.grants, this.rates, this.suspensions
    rate = int(grants.rate[row])
    rests = np.flatnonzero(pauses.grant == row)
    plain = PlainGrant(
        str(row),
        KINDS[grants.kind[row]],
        str(rate),
        Decimal(int(grants.quantity[row])) / int(grants.scale[row]),
        _period(grants.start[row], grants.end[row]),
        tuple(_period(pauses.start[n], pauses.end[n]) for n in rests),
    )
    own = np.flatnonzero(rates.rate == rate)
    amounts = [
        PlainRate(str(rate), _period(rates.start[n], rates.end[n]), int(rates.oere[n])) for n in own
    ]
    return plain, amounts


def _period(start: Any, end: Any) -> Period:
    last = None if end == OPEN else date.fromordinal(int(end))
    return Period(date.fromordinal(int(start)), last)


def _grants(count: int) -> Grants:
    random = np.random.Generator(np.random.Philox(SEED))
    start = date(FIRST_YEAR, 1, 1).toordinal() + random.integers(0, 365 * 8, count)
    end = np.where(random.random(count) < 0.4, OPEN, start + random.integers(0, 1_500, count))
    kind = random.choice(4, count, p=[0.45, 0.25, 0.25, 0.05]).astype(np.int8)
    quantity = np.where(kind == 2, random.integers(5, 400, count) * 250, 1_000)
    scale = np.full(count, 1_000)
    return Grants(range(count), kind, random.integers(0, RATES, count), quantity, scale, start, end)


def _rates() -> Rates:
    """Each changes at New Year and in the middle of June."""
    random = np.random.Generator(np.random.Philox(SEED + 1))
    years = range(FIRST_YEAR, FIRST_YEAR + YEARS)
    starts = [day for year in years for day in (date(year, 1, 1), date(year, 6, 16))]
    first = np.array([day.toordinal() for day in starts])
    last = np.append(first[1:] - 1, OPEN)
    rate = np.repeat(np.arange(RATES), len(starts))
    oere = random.integers(10_000, 900_000, len(rate))
    return Rates(range(RATES), rate, np.tile(first, RATES), np.tile(last, RATES), oere)


def _suspensions(count: int) -> Suspensions:
    """One for every tenth grant, some of them overlapping."""
    random = np.random.Generator(np.random.Philox(SEED + 2))
    grant = random.integers(0, count, count // 10)
    start = FIRST.first.toordinal() + random.integers(0, 1_400, len(grant))
    return Suspensions(grant, start, start + random.integers(0, 60, len(grant)))


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
