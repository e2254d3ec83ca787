"""The business case of one change in a plan: what the plan costs with it and without it, path by
path, and what it does to those who live in the places that go."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from helhed.placing.moving import Moves, moves_of
from helhed.placing.outlook import Change, Made, Oere, Outlook


@dataclass(frozen=True, slots=True)
class Case:
    """What a change saves over all periods (øre, below 0 where it costs): expected, the interval
    that eight of ten paths are in, and the share of paths in which it costs. Who moves because of
    it, and the first period by whose end it has paid itself back on the mean path; None when it
    does not."""

    change: Change
    places: int
    expected: float
    low: float
    high: float
    costs_in: float
    moves: Moves
    paid_back: int | None
    saved: Oere = field(repr=False)


def case_of(outlook: Outlook, made: Made, change: Change) -> Case:
    """The case of one change, all that a plan makes of it, beside the same plan without it."""
    without = {slot: count for slot, count in made.items() if slot[0] != change.key}
    saved = outlook.costs(without) - outlook.costs(made)
    low, high = np.quantile(saved, [0.1, 0.9])
    return Case(
        change,
        sum(count for slot, count in made.items() if slot[0] == change.key),
        float(saved.mean()),
        float(low),
        float(high),
        float((saved < 0).mean()),
        moves_of(outlook, made)[change.key],
        _paid_back(outlook, without, made),
        saved,
    )


def alone(outlook: Outlook, change: Change) -> Case | None:
    """The case of a change by itself, as much of it as can be and at once, beside doing nothing:
    what is to be known of one that no plan takes. None when none of it can be done."""
    for count in range(change.most, 0, -1):
        made = {(change.key, 0): count}
        if not outlook.breaks(made):
            return case_of(outlook, made, change)
    return None


def _paid_back(outlook: Outlook, without: Made, made: Made) -> int | None:
    """The first period by whose end the mean saving is at least 0 and stays so."""
    first = None
    for period in outlook.periods:
        part = outlook.until(period)
        saved = float((part.costs(_by(without, period)) - part.costs(_by(made, period))).mean())
        if saved < 0:
            first = None
        elif first is None:
            first = period
    return first


def _by(made: Made, period: int) -> dict[tuple[str, int], int]:
    """What of a plan is decided by the end of a period."""
    return {slot: count for slot, count in made.items() if slot[1] <= period}
