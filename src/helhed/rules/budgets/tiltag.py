"""Tiltag: what a decided measure has saved, counted on the grants that it names.

A measure names grants that end, and those that come in their stead (or one of the two). Each pair
is held against a stated baseline: what the help before cost per day (or what the measure says it
would have cost). From the month of the change, a month's effect is the baseline for its days less
what both grants really cost in it. The effect is exact and rounded once per pair and month.

Two measures that name the same grant cannot both have saved it: it is counted in both, and what is
counted twice is told, so that the sum of measures is never more than what was saved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text


class MeasureState(CodeList):
    """Where a measure stands, in words."""

    NOT_YET = "not_yet", screen_text("Kan ikke opgøres endnu")
    ON_TRACK = "on_track", screen_text("På vej")
    REACHED = "reached", screen_text("Nået")
    PARTLY = "partly", screen_text("Delvist nået")
    NOT_REACHED = "not_reached", screen_text("Ikke nået")


@dataclass(frozen=True, slots=True)
class Touched:
    """One pair of grants: the month of the change, the baseline per day in øre, and what both
    grants cost each month."""

    changed: Month
    baseline: Fraction
    costs: Mapping[Month, int]


def effect(touched: Touched, months: Iterable[Month]) -> dict[Month, int]:
    """Øre saved in each month (below 0: it cost more); months before the change save nothing."""
    return {
        month: round_half_away_from_zero(touched.baseline * month.length)
        - touched.costs.get(month, 0)
        for month in months
        if month >= touched.changed
    }


@dataclass(frozen=True, slots=True)
class Outcome:
    """A measure's year, in øre: what was aimed at, what is saved in the months that are over,
    and what the year will give when nothing else happens."""

    target: int
    reached: int
    forecast: int

    @property
    def more(self) -> int:
        """What the forecast has more than the target; below 0 is what it lacks."""
        return self.forecast - self.target


def outcome(target: int, effects: Iterable[Mapping[Month, int]], over: Month) -> Outcome:
    """The year of a measure; months up to ``over`` are over."""
    pairs = list(effects)
    reached = sum(oere for one in pairs for month, oere in one.items() if month <= over)
    return Outcome(target, reached, sum(sum(one.values()) for one in pairs))


def state_of(found: Outcome, is_begun: bool, is_over: bool) -> MeasureState:
    """The state that the figures say; ``is_begun``: a named grant has changed."""
    if not is_begun:
        return MeasureState.NOT_REACHED if is_over else MeasureState.NOT_YET
    if found.reached >= found.target:
        return MeasureState.REACHED
    if not is_over and found.forecast >= found.target:
        return MeasureState.ON_TRACK
    return MeasureState.PARTLY if found.forecast > 0 else MeasureState.NOT_REACHED


def paces(start: Month, targets: Mapping[int, int]) -> list[tuple[Month, int]]:
    """From which months a measure saves how many øre more a year than before (below 0: less), so
    that each year's months give its target. The pace of the last target stands; a year between
    that has none saves nothing."""
    found: list[tuple[Month, int]] = []
    before = 0
    for year in range(start.year, max(targets, default=0) + 1):
        first = max(start, Month(year, 1))
        exact = Fraction(targets.get(year, 0) * 12, 13 - first.month)
        pace = round_half_away_from_zero(exact)
        if pace != before:
            found.append((first, pace - before))
        before = pace
    return found


def counted_twice(measures: Sequence[Mapping[Hashable, int]]) -> dict[Hashable, int]:
    """Grants that more than one measure counts, and the øre that are counted too often.

    Each measure tells the effect of each grant it names, the oldest first; the largest effect of
    a grant is the one that counts.
    """
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for measure in measures:
        for grant, oere in measure.items():
            found[grant].append(oere)
    return {grant: sum(all_) - max(all_) for grant, all_ in found.items() if len(all_) > 1}
