"""The season of those who come: by how much more come in some months of the year than in others.

Months are numbers that vary as Poisson ones do or more, around a year's level times a month's. How
much better twelve levels tell of them than an even year of growth is held against how they vary
around these (the F test of a quasi-Poisson model; McCullagh & Nelder 1989, Generalized Linear
Models, chapter 9). No single year may be all that tells it: it must be told, if less surely, with
each year left out. A service of which that is clear has its own season, the others have one in
common where it is clear of them together and their own months do not speak against it, and else
none. A season is drawn towards none by how far chance alone would reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import f

from helhed.forecast.episodes.numbers import Floats, Ints

FEWEST_YEARS = 3
UNLIKELY, WITHOUT_A_YEAR = 0.001, 0.05
"""As unlikely must the months of any service be where none has a season; and still with any one
year left out."""
REFUTED = 2.0
"""So much likelier, as a logarithm, are the months of a service without the common season that it
has none."""
NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Seasonal:
    """The month of the year in which most come, from 1, and how many times as many as in a mean
    month; to a service, or ("") to all those that have no season of their own, which are all there
    are unless ``others``."""

    service: str
    month: int
    times: float
    others: bool = False

    def __str__(self) -> str:
        where = f" to {self.service}" if self.service else " to the others" * self.others
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
    alike, together = _together(came, first, others, unlikely)
    if together is not None:
        factors[:, alike] = together[:, None]
        told.append(_most("", together, others=len(alike) < len(services)))
    return Seasons(factors, tuple(told))


def _together(
    came: Floats, first: int, some: list[int], unlikely: float
) -> tuple[list[int], Floats | None]:
    """The season that some services have in common, and those of them whose own months do not
    speak against it."""
    found = season_of(came[:, some].sum(axis=1), first, unlikely)
    if found is None:
        return some, None
    month = (first + np.arange(len(came))) % 12
    likely = np.log(np.maximum(found, 1e-300))[month] @ came[:, some]
    alike = [n for n, one in zip(some, likely.tolist(), strict=True) if one > -REFUTED]
    if len(alike) == len(some):
        return some, found
    return alike, season_of(came[:, alike].sum(axis=1), first, unlikely)


def season_of(came: Floats, first: int, unlikely: float = UNLIKELY) -> Floats | None:
    """How many times as many as in a mean month come in each month of the year, from January; None
    where that cannot be told from chance, or the years in which anybody came are too few to tell.
    ``came`` are whole months, the first a number since year 0."""
    years = len(came) // 12
    first += len(came) - 12 * years
    table = came[len(came) - 12 * years :].reshape(years, 12)
    nth = np.flatnonzero(table.any(axis=1))
    if len(nth) < FEWEST_YEARS:
        return None
    whole = _Year.of(table[nth], nth)
    if whole.chance() >= unlikely:
        return None
    for one in range(len(nth)):
        left = np.delete(nth, one)
        if _Year.of(table[left], left).chance() >= WITHOUT_A_YEAR:
            return None
    # So far from 1 would chance alone bring a month.
    noise = whole.spread * 12 / whole.total
    worth = max(0.0, 1 - noise / float(((whole.times - 1) ** 2).mean()))
    return np.asarray(np.roll(1 + worth * (whole.times - 1), first % 12))


@dataclass(frozen=True, slots=True)
class _Year:
    """What some years tell of a year's months: how many times as many as in an even one of the same
    growth come in each, by how much more than Poisson numbers they vary, and with which degrees of
    freedom that is known."""

    times: Floats
    gain: float
    spread: float
    free: int
    total: float

    @classmethod
    def of(cls, table: Floats, nth: Ints) -> _Year:
        """Of months ``[year, month]``; ``nth`` is which years they are."""
        of_year, of_month = table.sum(axis=1), table.sum(axis=0)
        slope = float(np.polyfit(nth, np.log(of_year), 1, w=np.sqrt(of_year))[0])
        even = np.exp(slope * (np.arange(12) - 5.5) / 12)
        awaited = of_month.sum() * even / even.sum()
        times = of_month / awaited
        gain = 2 * float((of_month * np.log(np.maximum(times, 1e-300)))[of_month > 0].sum())
        fitted = np.outer(of_year, of_month / of_month.sum())
        seen = fitted > 0
        left = float(((table - fitted)[seen] ** 2 / fitted[seen]).sum())
        free = (len(table) - 1) * 11
        return cls(times / times.mean(), gain, max(left / free, 1.0), free, float(of_month.sum()))

    def chance(self) -> float:
        """How likely as much is where no month differs."""
        return float(f.sf(self.gain / 11 / self.spread, 11, self.free))


def _most(service: str, factors: Floats, *, others: bool = False) -> Seasonal:
    month = int(np.argmax(factors))
    return Seasonal(service, month + 1, float(factors[month]), others)


__all__ = ["Seasonal", "Seasons", "season_of", "seasons_of"]
