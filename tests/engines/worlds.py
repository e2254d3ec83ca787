"""Worlds whose rates are known: people who come, go and move, as episodes."""

from dataclasses import dataclass, replace

import numpy as np

from helhed.forecast.episodes.tested import (
    Origin,
    backtest_pairs,
    score_origin,
    units_of_courses,
    what_came,
)
from helhed.forecast.episodes.told import OPEN, Episodes, State, courses_of, month_time
from helhed.forecast.plain import naive

MONTHS_BEFORE = 240
FIRST_DAY = 735_600  # some day in 2014
DAYS = 365.25 / 12
AUGUST = 7
"""The first month, number 0, is a January."""
FOSTER, HOME = State("foster", "own", ""), State("home", "private", "")


@dataclass(frozen=True)
class Rates:
    """A month: who come to each service, who leave it, who move to the other; by how much entries
    change a year; the shape of the Gamma that multiplies the entries of a month; by how much
    their level drifts a month; and a law: from which month on which share of those who would come
    to the second service come to the first; ``season`` is how much more come in August, and fewer
    in February, than in a mean month, as a share."""

    comes: tuple[float, float] = (3.0, 1.0)
    leaves: tuple[float, float] = (0.03, 0.05)
    moves: tuple[float, float] = (0.01, 0.01)
    trend: float = 0.0
    shape: float = 1e6
    drift: float = 0.0
    born_months_before: int = 120
    law_month: int = 10_000
    law_share: float = 0.0
    season: float = 0.0


def world(rates, numbers, known=72, ahead=14, first_day=FIRST_DAY):
    """Episodes of a world, those to come among them, and the last known day."""
    months = known + ahead
    came = []
    for service in (0, 1):
        level = 0.0
        for month in range(-MONTHS_BEFORE, months):
            years = (month - known) / 12 if month > 0 else -known / 12
            mean = rates.comes[service] * np.exp(rates.trend * years)
            mean *= 1 + rates.season * np.cos(2 * np.pi * (month - AUGUST) / 12)
            level = level + rates.drift * numbers.standard_normal() if month > 0 else 0.0
            mean *= np.exp(level) * numbers.gamma(rates.shape) / rates.shape
            for part in numbers.random(numbers.poisson(mean)):
                moved = month >= rates.law_month and service == 1
                moved = moved and numbers.random() < rates.law_share
                came.append((month + part, 0 if moved else service))
    rows = []
    for person, (at, service) in enumerate(came):
        birth = at - rates.born_months_before
        while at < months:
            whole = rates.leaves[service] + rates.moves[service]
            until = at + numbers.exponential(1 / whole)
            rows.append((person, birth, service, at, until))
            if numbers.random() * whole < rates.leaves[service]:
                break
            at, service = until, 1 - service
    rows = [row for row in rows if row[4] > 0]
    return episodes(rows, first_day), first_day + round(known * DAYS) - 1


def episodes(rows, first_day):
    """Rows of person, birth, service, from and until (months from the first day)."""
    start = np.array([first_day + int(row[3] * DAYS) for row in rows])
    end = np.array([first_day + int(row[4] * DAYS) - 1 for row in rows])
    born = np.array([first_day + int(row[1] * DAYS) for row in rows])
    return Episodes(
        [f"p{row[0]}" for row in rows],
        np.floor(month_time(born)).astype(np.int64),
        [(FOSTER, HOME)[row[2]] for row in rows],
        start,
        np.minimum(np.maximum(end, start), OPEN - 1),
        np.full(len(rows), 50_000_000.0),
    )


def in_month(told, month):
    """Full-time places in a month, a number since year 0, as it came."""
    at, until = month_time(told.start), month_time(told.end + 1)
    return np.clip(np.minimum(until, month + 1) - np.maximum(at, month), 0, 1).sum()


STEADY = Rates(comes=(12.0, 6.0))
WORLDS = {
    "Nothing changes": STEADY,
    "Five percent more come each year": replace(STEADY, trend=0.05),
    "A law sends six of ten elsewhere after five years": replace(
        STEADY, law_month=60, law_share=0.6
    ),
}
OTHER_WORLDS = {
    "Three percent more come each year": replace(STEADY, trend=0.03),
    "Eight percent more come each year": replace(STEADY, trend=0.08),
    "Four percent fewer come each year": replace(STEADY, trend=-0.04),
    "How many come wanders, some five percent a month": replace(STEADY, drift=0.05),
}
KNOWN = 120
DISTANCES = (6, 12, 24, 36)


def pairs_of_worlds(rates, seeds, others, paths=100, reach=36):
    """What came and what each method said of persons, by method, series and months ahead, over
    worlds with the same rates."""
    found = {}
    for seed in seeds:
        told, day = world(rates, np.random.default_rng(seed), known=KNOWN, ahead=0)
        pairs = backtest_pairs(told, day, reach, paths, seed, others, DISTANCES)
        for key, listed in pairs.items():
            if key[1].startswith("persons"):
                found.setdefault(key, []).extend(listed)
    return found


def pairs_of_history(rates, seeds, others, known, paths=100, reach=36):
    """The same, each world told of once: when so many months were known."""
    found = {}
    for seed in seeds:
        told, _ = world(rates, np.random.default_rng(seed), known=known, ahead=reach + 1)
        courses = courses_of(told)
        units, month = (
            units_of_courses(courses),
            round(month_time(np.array([FIRST_DAY]))[0]) + known,
        )
        of = Origin(told, month, reach, units, what_came(courses, units, month, reach))
        score_origin(of, paths, seed, others, DISTANCES, found)
    return {key: listed for key, listed in found.items() if key[1].startswith("persons")}


def of_persons(method):
    """A slow method on the first series alone, the last value for the others."""

    def told(counts, horizon, quantiles):
        found = naive(counts, horizon, quantiles)
        one = replace(counts, series=counts.series[:1], values=counts.values[:1])
        found[:1] = method(one, horizon, quantiles)
        return found

    return told
