"""How much of the population a projection tells: which years and ages it holds, and which of those
that forecasts ask for it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from helhed.apps.forecasts.projections import Figures
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.forecasts.koersel import MONTHS

AGES = range(101)
"""The ages that a whole projection tells."""
Lack = tuple[str, str]
"""Danish words with ``%(which)s``, and which years or ages."""


@dataclass(frozen=True, slots=True)
class Held:
    """Which years and ages a projection tells, and in how many figures."""

    years: list[int]
    ages: list[int]
    figures: int


def held(figures: Figures) -> Held:
    """What a projection tells."""
    years, ages = ({one[n] for one in figures} for n in (0, 1))
    return Held(sorted(years), sorted(ages), len(figures))


def lacking(figures: Figures, today: date) -> list[Lack]:
    """What a projection lacks of the ages 0 to 100 and of the years that the longest run of today
    forecasts, and the years that it skips."""
    told = held(figures)
    if not told.years:
        return []
    first, last = told.years[0], told.years[-1]
    asked = range(today.year, Month.of(today).plus(max(MONTHS) - 1).year + 1)
    skipped = set(range(first, last + 1)) - set(told.years)
    outside = {year for year in asked if not first <= year <= last}
    never = set(AGES) - set(told.ages)
    partly = {age for age in told.ages if any((year, age) not in figures for year in told.years)}
    found = (
        (screen_text("Årene %(which)s mangler. Der bruges det nærmeste år."), outside),
        (
            screen_text(
                "Årene %(which)s er sprunget over. Der regnes lige mellem årene før og efter."
            ),
            skipped,
        ),
        (screen_text("Aldrene %(which)s mangler og regnes ikke med."), never),
        (
            screen_text(
                "Aldrene %(which)s står kun i nogle af årene. Så ser det ud, som om de kommer og"
                " forsvinder. Ret filen, og hent den ind igen."
            ),
            partly,
        ),
    )
    return [(text, spans(which)) for text, which in found if which]


def spans(numbers: Iterable[int]) -> str:
    """Whole numbers in short: ``0–16, 18``."""
    found: list[list[int]] = []
    for one in sorted(numbers):
        if found and found[-1][1] == one - 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return ", ".join(f"{a}" if a == z else f"{a}–{z}" for a, z in found)
