"""Why a forecast moved since the one before: as many more or fewer, a changed mix of owners, other
prices, and what is neither. The parts sum to the move (``rules.budgets.afvigelse``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helhed.apps.forecasts.figures import OERE, PLACES
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.queries import UnitAnswer, answers
from helhed.rules.budgets.afvigelse import Explained, Line, explained, in_total

ONE_OFFS = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A year of two runs, service by service; the empty service is one-off costs."""

    before: Forecast
    now: Forecast
    year: int
    services: dict[str, Explained]

    @property
    def total(self) -> Explained:
        return in_total(self.services.values())


def years_of(before: Forecast, now: Forecast) -> list[int]:
    """The whole years that both runs forecast."""
    return sorted(set(_years(answers(before, 0))) & set(_years(answers(now, 0))))


def moved(before: Forecast, now: Forecast, year: int) -> Moved:
    """The move of a year's mean, explained."""
    old, new = (_sums(answers(one, 0), year) for one in (before, now))
    keys = sorted({*old, *new} - {("", "")})
    lines = [Line(*key, *old.get(key, (0, 0)), *new.get(key, (0, 0))) for key in keys]
    found = explained(lines)
    rest = [_one_offs(one) for one in (old, new)]
    found[ONE_OFFS] = Explained(rest[0], rest[1], 0, 0, 0, rest[1] - rest[0])
    return Moved(before, now, year, found)


def _years(units: list[UnitAnswer]) -> list[int]:
    total = next((one for one in units if one.is_total), None)
    return [int(year) for year in total.figures.get(OERE, {}).get("years", {})] if total else []


def _sums(units: list[UnitAnswer], year: int) -> dict[tuple[str, str], tuple[int, int]]:
    """Place-months (thousandths) and øre of each unit in a year, by the mean."""
    found = {}
    for one in units:
        of = [one.figures.get(series, {}).get("years", {}) for series in (PLACES, OERE)]
        places, oere = (own.get(str(year), {"mean": [0]})["mean"][0] for own in of)
        found[one.service, one.owner] = (places, oere)
    return found


def _one_offs(sums: Mapping[tuple[str, str], tuple[int, int]]) -> int:
    """What the total has beside its units."""
    total = sums.get(("", ""), (0, 0))[1]
    return total - sum(oere for key, (_, oere) in sums.items() if key != ("", ""))
