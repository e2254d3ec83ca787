"""What the state pays of costly citizens, inside each path: it is not linear in the cost, so that
the refund of a mean cost is not the mean refund.

The rule and its limits are ``helhed.rules.refunds.refusion`` (SEL § 176, BL § 198); this is the
same sum for many citizens at once. Every citizen counts alone (households are not told in episodes)
and until the month of the 67th birthday.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from helhed.forecast.episodes.bands import UNKNOWN_BIRTH
from helhed.forecast.episodes.numbers import Ints
from helhed.forecast.episodes.people import People
from helhed.forecast.episodes.setting import NEWCOMER, Setting
from helhed.kernel.dated import NoValueThatDay
from helhed.rules.refunds.refusion import PARAMETERS, limits_in


def limits_of(first: int, steps: int) -> tuple[Ints | None, list[str]]:
    """The limits of months (numbers since year 0), ``[step, number, (øre a year, percent)]``;
    years after the last known have its limits, and it is noted. None when the first is before
    those known."""
    notes: list[str] = []
    found, known = [], None
    for month in range(first, first + steps):
        try:
            known = limits_in(month // 12).steps
        except NoValueThatDay:
            note = f"limits of refund after {month // 12 - 1} are not known; the last are used"
            if not notes:
                notes.append(note)
        if known is None:
            note = f"limits of refund in {month // 12} are not known; no refund is counted"
            return None, [note]
        found.append(known)
    return np.array(found, dtype=np.int64), notes


def refunds_of(people: People, setting: Setting, step: int, paths: int) -> Ints:
    """Øre per path of what was paid for citizens in a month."""
    assert setting.limits is not None
    age = setting.month + step - people.birth
    pension = PARAMETERS["pension_age_months"].int_on(_day(setting.month + step))
    rows = np.flatnonzero((people.paid > 0) & ((age <= pension) | (people.birth == UNKNOWN_BIRTH)))
    path, paid = people.path[rows], people.paid[rows]
    old = people.citizen[rows] < NEWCOMER
    many = int(people.citizen[rows][old].max()) + 1 if old.any() else 1
    place = path[old] * many + people.citizen[rows][old]
    sums = np.rint(np.bincount(place, paid[old], paths * many)).astype(np.int64)
    at = np.concatenate([np.repeat(np.arange(paths), many), path[~old]])
    basis, limits = np.concatenate([sums, paid[~old]]), setting.limits[step]
    dear = np.flatnonzero(12 * basis > limits[0, 0])
    refunds = refund_of(basis[dear], limits)
    return np.rint(np.bincount(at[dear], refunds, paths)).astype(np.int64)


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
