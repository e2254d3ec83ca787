"""What the state pays of costly citizens, inside each path: it is not linear in the cost, so that
the refund of a mean cost is not the mean refund.

The rule and its limits are ``helhed.rules.refunds.refusion`` (SEL § 176, BL § 198); this is the
same sum for many citizens at once. Every citizen counts alone (households are not told in episodes)
and until the month of the 67th birthday.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from helhed.forecast.episodes.numbers import Ints
from helhed.forecast.episodes.people import ALONE, ANCIENT, People, Small
from helhed.forecast.episodes.setting import Setting
from helhed.kernel.dated import NoValueThatDay
from helhed.rules.refunds.refusion import PARAMETERS, limits_in

YEARS_BACK = 20
Whole = NDArray[np.integer]


def limits_of(first: int, steps: int) -> tuple[Ints | None, list[str]]:
    """The limits of months (numbers since year 0), ``[step, number, (øre a year, percent)]``;
    years after the last known have its limits, and it is noted. None when the first is before
    those known."""
    notes: list[str] = []
    found = []
    last = _last_known(first // 12)
    known = limits_in(last).steps if last else None
    for month in range(first, first + steps):
        try:
            known, last = limits_in(month // 12).steps, month // 12
        except NoValueThatDay:
            if not notes:
                notes.append(f"limits of refund after {last} are not known; the last are used")
        if known is None:
            note = f"limits of refund in {month // 12} are not known; no refund is counted"
            return None, [note]
        found.append(known)
    return np.array(found, dtype=np.int64), notes


def _last_known(year: int) -> int | None:
    """The last year up to this one whose limits are known; None before the first."""
    for one in range(year, year - YEARS_BACK, -1):
        try:
            limits_in(one)
        except NoValueThatDay:
            continue
        return one
    return None


class Refunds:
    """The refund of a batch of paths. ``standing`` is that of a month in which nothing happens,
    øre per path; ``purses`` what those with more than one course come to together."""

    def __init__(self, people: People, setting: Setting, paths: int) -> None:
        assert setting.limits is not None
        self.limits, self.month = setting.limits, setting.month
        self.pensions = [_pension_age(setting.month + step) for step in range(setting.steps)]
        self.paths, self.states = paths, people.nowhere // paths
        self.shared = (int(people.purse.max(initial=ALONE)) + 1) // paths
        self.standing = np.zeros(paths, dtype=np.int64)
        self.purses = np.zeros(paths * self.shared, dtype=np.int64)

    def changes(self, step: int) -> bool:
        """Whether another rule than that of the step before is used."""
        same_age = self.pensions[step] == self.pensions[step - 1]
        return not (same_age and np.array_equal(self.limits[step], self.limits[step - 1]))

    def recount(self, people: People, step: int) -> None:
        """Everybody who is there, at their share of the month."""
        self.standing[:] = 0
        self.purses[:] = 0
        there = np.flatnonzero(people.place[: people.many] != people.nowhere)
        dear = (12 * people.share[there] > self.limits[step, 0, 0]) | (people.purse[there] >= 0)
        rows = self._counted(people, step, there[dear])
        share = people.share[rows]
        nothing = np.zeros(len(rows), dtype=np.int64)
        self._moved(step, self.paths_of(people, rows), people.purse[rows], nothing, share, share)

    def retire(self, people: People, step: int) -> None:
        """Those who reach the month after their pension age are not counted from then on."""
        rows = people.of_age(self.month + step, self.pensions[step] + 1)
        nothing = np.zeros(len(rows), dtype=np.int64)
        path = self.paths_of(people, rows)
        self._moved(step, path, people.purse[rows], people.share[rows], nothing, nothing)

    def paths_of(self, people: People, rows: Ints) -> Ints:
        """The paths of those who are there."""
        return np.asarray(people.place[rows] // self.states)

    def moved(
        self, people: People, step: int, rows: Ints, path: Whole, paid: Ints, after: Ints
    ) -> Ints:
        """People whose whole month was their share, paid something else in this one, and will pay
        ``after`` in the next: øre per path that this month's refund is above what stood."""
        kept = self._counted(people, step, rows, np.arange(len(rows)))
        rows, path, paid, after = rows[kept], path[kept], paid[kept], after[kept]
        return self._moved(step, path, people.purse[rows], people.share[rows], paid, after)

    def _counted(self, people: People, step: int, rows: Ints, named: Ints | None = None) -> Ints:
        """Those below the pension age, or whose age is not told."""
        birth = people.birth[rows]
        age = self.month + step - birth
        counts = (age <= self.pensions[step]) | (birth == people.month - ANCIENT)
        return np.asarray((rows if named is None else named)[counts])

    def _moved(
        self, step: int, path: Whole, purse: Small, before: Ints, paid: Ints, after: Ints
    ) -> Ints:
        alone, together = np.flatnonzero(purse < 0), np.flatnonzero(purse >= 0)
        had = np.zeros(len(self.purses), dtype=np.bool_)
        had[purse[together]] = True
        keys, at = np.flatnonzero(had), (np.cumsum(had) - 1)[purse[together]]
        stood, here, then = (
            np.rint(np.bincount(at, one[together], len(keys))).astype(np.int64)
            for one in (before, paid, after)
        )
        old = self.purses[keys]
        self.purses[keys] = old + then - stood
        path = np.concatenate([path[alone], keys // max(self.shared, 1)])
        was = self._of_paths(step, path, np.concatenate([before[alone], old]))
        now = self._of_paths(step, path, np.concatenate([paid[alone], old + here - stood]))
        self.standing -= was
        stands = np.concatenate([after[alone], self.purses[keys]])
        self.standing += self._of_paths(step, path, stands)
        return now - was

    def _of_paths(self, step: int, path: Whole, basis: Ints) -> Ints:
        dear = np.flatnonzero(12 * basis > self.limits[step, 0, 0])
        found = np.zeros(self.paths, dtype=np.int64)
        np.add.at(found, path[dear], refund_of(basis[dear], self.limits[step]))
        return found


def _pension_age(month: int) -> int:
    return PARAMETERS["pension_age_months"].int_on(_day(month))


def refund_of(basis: Ints, limits: Ints) -> Ints:
    """What the state pays of each net cost in a month (``refund_of_month`` of the rules)."""
    so_far = np.zeros(len(basis), dtype=np.int64)
    for number, (limit, percent) in enumerate(limits):
        top = 12 * basis
        if number + 1 < len(limits):
            top = np.minimum(top, limits[number + 1, 0])
        so_far += np.maximum(0, top - limit) * percent
    return np.asarray((2 * so_far + 1_200) // 2_400)


def _day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
