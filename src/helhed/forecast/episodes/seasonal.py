"""The season of those who come: by how much more come in some months of the year than in others.

Months are numbers that vary as Poisson ones do or more, around a year's level times a month's. How
much better twelve levels tell of them than one is held against how they vary around these (the F
test of a quasi-Poisson model; McCullagh & Nelder 1989, Generalized Linear Models, chapter 9). A
service of which that is clear has its own season, the others have one in common where it is clear
of them together, and else none. A season is drawn towards none by how far chance alone would reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import f

from helhed.forecast.episodes.numbers import Floats

FEWEST_YEARS = 3
UNLIKELY = 0.001
"""As unlikely must the months of any service be where none has a season."""
NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Seasonal:
    """The month of the year in which most come, from 1, and how many times as many as in a mean
    month; to a service, or ("") to all those that have no season of their own."""

    service: str
    month: int
    times: float

    def __str__(self) -> str:
        where = f" to {self.service}" if self.service else ""
        times = f"{self.times:.1f} times as many as in a mean month"
        return f"most come{where} in {NAMES[self.month - 1]}, {times}; the forecast follows it"


@dataclass(frozen=True, slots=True)
class Seasons:
    """What entries of each service are multiplied by in each month of the year ``[month,
    service]``, from January; and those of which it is told."""

    factors: Floats
    told: tuple[Seasonal, ...]

    def of(self, first: int, months: int) -> Floats:
        """Those of some months, the first a number since year 0, ``[month, service]``."""
        return np.asarray(self.factors[(first + np.arange(months)) % 12])


def seasons_of(came: Floats, first: int, services: Sequence[str]) -> Seasons:
    """The seasons of those who came in whole months ``[month, service]``, the first of them a
    number since year 0."""
    factors, told = np.ones((12, len(services))), []
    unlikely = UNLIKELY / (len(services) + 1)
    others = []
    for number, service in enumerate(services):
        own = season_of(came[:, number], first, unlikely)
        if own is None:
            others.append(number)
            continue
        factors[:, number] = own
        told.append(_most(service, own))
    together = season_of(came[:, others].sum(axis=1), first, unlikely)
    if together is not None:
        factors[:, others] = together[:, None]
        told.append(_most("", together))
    return Seasons(factors, tuple(told))


def season_of(came: Floats, first: int, unlikely: float = UNLIKELY) -> Floats | None:
    """How many times as many as in a mean month come in each month of the year, from January; None
    where that cannot be told from chance, or the years are too few to tell."""
    years = len(came) // 12
    if years < FEWEST_YEARS or not came[len(came) - 12 * years :].any():
        return None
    first += len(came) - 12 * years
    table = came[len(came) - 12 * years :].reshape(years, 12)
    of_month = table.sum(axis=0)
    times = of_month / of_month.mean()
    gain = 2 * float((of_month * np.log(np.maximum(times, 1e-300)))[of_month > 0].sum())
    awaited = np.outer(table.sum(axis=1), times / 12)
    seen = awaited > 0
    left, free = float(((table - awaited)[seen] ** 2 / awaited[seen]).sum()), (years - 1) * 11
    spread = max(left / free, 1.0)
    if f.sf(gain / 11 / spread, 11, free) >= unlikely:
        return None
    # So far from 1 would chance alone bring a month.
    noise = spread * 12 / float(table.sum())
    worth = max(0.0, 1 - noise / float(((times - 1) ** 2).mean()))
    return np.asarray(np.roll(1 + worth * (times - 1), first % 12))


def _most(service: str, factors: Floats) -> Seasonal:
    month = int(np.argmax(factors))
    return Seasonal(service, month + 1, float(factors[month]))


__all__ = ["Seasonal", "Seasons", "season_of", "seasons_of"]
