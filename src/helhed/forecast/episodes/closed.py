"""Where nobody comes any more: an owner's places of a service closed, and the service went on.

Of all who came to a service, those who came to one owner are spread over the others' as cards in a
pack, as long as its share is what it was. That the last so many of the pack hold none of its N is
then as likely as (before / all) to the N, where ``before`` of ``all`` had come when its last one
did. It hangs on the order alone, not on how many came to the service in a month. Where that is
next to impossible, and has gone on for a year, it is taken to have closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from helhed.forecast.episodes.counted import WENT, Counted
from helhed.forecast.episodes.numbers import Floats
from helhed.forecast.episodes.told import Courses, Flags, State

UNLIKELY = 10.0
"""As a logarithm: less likely than one in 22,000 is taken to be no chance."""
FEWEST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Closed:
    """Where nobody comes any more: its name, how many had come, and the months since."""

    unit: str
    came: int
    months: int

    def __str__(self) -> str:
        return (
            f"nobody came to {self.unit} in the last {self.months} months, {self.came} before; it "
            "is taken to be closed to new ones"
        )


def arrivals(courses: Courses, first: int, months: int) -> Floats:
    """How many came in each month to each state ``[month, state]``, from outside or from another
    service or owner; who goes to another level of the same has not come."""
    units = np.unique([state.unit for state in courses.states], return_inverse=True)[1]
    unit, month = units[courses.state], np.floor(courses.at).astype(np.int64) - first
    new = courses.is_first | (unit != unit[courses.before])
    rows = new & (month >= 0) & (month < months)
    shape = months, len(courses.states)
    place = month[rows] * shape[1] + courses.state[rows]
    return np.bincount(place, minlength=months * shape[1]).astype(float).reshape(shape)


def closed_of(came: Floats, states: Sequence[State]) -> tuple[list[Closed], Flags]:
    """What closed, and the states of it, by who came ``[month, state]``."""
    units: dict[str, list[int]] = {}
    for number, state in enumerate(states):
        units.setdefault(state.unit, []).append(number)
    found, which = [], np.zeros(len(states), dtype=bool)
    for unit, of in units.items():
        beside = [n for n, one in enumerate(states) if one.service == states[of[0]].service]
        own, whole = came[:, of].sum(axis=1), came[:, beside].sum(axis=1)
        if months := _silent(own, whole):
            found.append(Closed(unit, int(own.sum()), months))
            which[of] = True
    return found, which


def _silent(own: Floats, whole: Floats) -> int:
    """How many months nobody has come, where that is no chance; else 0."""
    if not own.any():
        return 0
    months = len(own) - 1 - int(np.flatnonzero(own)[-1])
    before = whole[: len(own) - months].sum()
    unlikely = own.sum() * np.log(whole.sum() / before)
    return months if months >= FEWEST_MONTHS and unlikely >= UNLIKELY else 0


def without(counts: Counted, closed: Flags) -> Counted:
    """The counts as if nobody had ever come there; who was there, left and moved away stays."""
    if not closed.any():
        return counts
    entries, went = counts.entries.copy(), counts.went.copy()
    grown, there = counts.grown.copy(), counts.there.copy()
    entries[:, closed] = 0.0
    went[:, :, closed] = 0.0
    grown[:, WENT:][:, closed] = 0.0
    there[closed] = 0.0
    return replace(counts, entries=entries, went=went, grown=grown, there=there)
