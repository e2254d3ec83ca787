"""Whether own places will do: persons of each service that takes a place, as they are forecast for
the ends of the next quarters, against the own places that are written to be there then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from helhed.apps.budgets.queries import service_name
from helhed.apps.forecasts.figures import PERSONS, SERVICES
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.places import own_places_later, unwritten
from helhed.apps.forecasts.queries import (
    Figures,
    UnitAnswer,
    answers,
    months_of,
    persons_now,
    quantile,
)
from helhed.apps.forecasts.tested import Tested, unit_tested
from helhed.apps.matching.cover import days
from helhed.kernel.period import Month

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Then:
    """The end of a quarter: how many persons, four of five times between low and high, and how many
    own places are there; None where that is not known."""

    day: date
    low: int
    middle: int
    high: int
    places: int | None

    @property
    def beyond(self) -> tuple[int, int, int] | None:
        """How many more than the own places there are, low, middle and high: they are in bought
        places, or wait. Never below 0; None where the own places are not known."""
        if self.places is None:
            return None
        low, middle, high = (max(0, n - self.places) for n in (self.low, self.middle, self.high))
        return low, middle, high


@dataclass(frozen=True, slots=True)
class Enough:
    """One service: persons and own places (None where they are not known) on the day that the run
    is as of, and later. ``weak`` are the owners at whom the last value was no further off, so many
    months ahead as are shown."""

    service: str
    now: int | None
    places: int | None
    then: list[Then]
    weak: list[tuple[UnitAnswer, Tested]]

    @property
    def name(self) -> str:
        return service_name(self.service)

    @property
    def has_own(self) -> bool:
        """Whether there is anything to hold persons against: own places now or later, or such as
        are not known. Where there are none, as of foster care, nobody lacks one."""
        return any(count != 0 for count in (self.places, *(then.places for then in self.then)))


def enough(row: Forecast) -> list[Enough] | None:
    """Every service that takes a place. None of a run that kept no persons by service."""
    units = answers(row, 0)
    total = next(one for one in units if one.is_total)
    kept = total.figures.get(SERVICES)
    if kept is None:
        return None
    months = months_of(row)
    later = [day for day in days(row.as_of)[1:] if Month.of(day) in months]
    there = own_places_later(list(kept), row.as_of, [row.as_of, *later])
    hidden = unwritten(row.as_of)
    found = []
    for service, figures in kept.items():
        own = [one for one in units if one.service == service]
        now, *places = [None if service in hidden else each[service] for each in there]
        then = [
            _then(figures["months"], months, day, count)
            for day, count in zip(later, places, strict=True)
        ]
        found.append(Enough(service, _now(own), now, then, _weak(own, 3 * len(later))))
    return found


def _then(figures: Figures, months: Sequence[Month], day: date, places: int | None) -> Then:
    at = months.index(Month.of(day))
    low, middle, high = (_whole(quantile(figures, q)[at]) for q in (LOW, MIDDLE, HIGH))
    return Then(day, low, middle, high, places)


def _now(own: Sequence[UnitAnswer]) -> int | None:
    counts = [persons_now(one) for one in own]
    known = [count for count in counts if count is not None]
    return _whole(sum(known)) if len(known) == len(counts) else None


def _weak(own: Sequence[UnitAnswer], months: int) -> list[tuple[UnitAnswer, Tested]]:
    tests = [(one, _as_far_as(one, months)) for one in own]
    return [(one, test) for one, test in tests if test and test.is_no_better and test.wape]


def _as_far_as(one: UnitAnswer, months: int) -> Tested | None:
    """The test of the furthest distance that is shown."""
    shown = [test for test in unit_tested(one.figures, PERSONS) if test.ahead <= months]
    return max(shown, key=lambda test: test.ahead, default=None)


def _whole(thousandths: int) -> int:
    return round(thousandths / THOUSAND)
