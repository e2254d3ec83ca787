"""Why the number of persons and the cost change: entries, exits, moves, ageing and price. In
every path the parts sum to the change exactly, and so do their means as they are written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.follow import Followed, units_of
from helhed.forecast.episodes.numbers import Ints
from helhed.forecast.episodes.paths import (
    AGE_IN,
    AGE_OUT,
    ENTRY,
    EXIT,
    MOVE_IN,
    MOVE_OUT,
    PRICE,
)

CAUSES = {
    "entries": (ENTRY,),
    "exits": (EXIT,),
    "moves": (MOVE_IN, MOVE_OUT),
    "ageing": (AGE_IN, AGE_OUT),
    "price": (PRICE,),
}
THOUSANDTHS = 1_000


@dataclass(frozen=True, slots=True)
class Explained:
    """One unit: ``persons`` in thousandths and ``oere`` a year, mean over paths; each from the
    start, cause by cause, to the end."""

    unit: str
    persons: dict[str, int]
    oere: dict[str, int]


def explained(found: Followed) -> list[Explained]:
    """The change of each unit from the day of the forecast to its last month's end. Moves between
    levels or units of what is summed cancel out but for their price."""
    model, paths = found.model, found.paths
    states = len(model.states)
    there = np.bincount(model.present.state, minlength=states)
    cost = np.zeros(states, dtype=np.int64)
    np.add.at(cost, model.present.state, model.present.oere)
    many = len(paths.persons)
    listed = []
    for unit, of in units_of(model).items():
        counts = paths.flows[:, :, of].sum(axis=(0, 1, 2))
        oere = paths.flow_oere[:, :, of].sum(axis=(0, 1, 2))
        persons = _parts(int(there[of].sum()), counts, many, THOUSANDTHS)
        listed.append(Explained(unit, persons, _parts(int(cost[of].sum()), oere, many, 1)))
    return listed


def _parts(start: int, flows: Ints, many: int, scale: int) -> dict[str, int]:
    """Start, causes and end, whole numbers: each is the difference between two running totals that
    are rounded, and so they sum."""
    total, before = start * many, start * scale
    parts = {"start": before}
    for cause, kinds in CAUSES.items():
        total += sum(int(flows[kind]) for kind in kinds)
        now = (2 * total * scale + many) // (2 * many)
        parts[cause], before = now - before, now
    return {**parts, "end": before}
