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


@dataclass(frozen=True, slots=True)
class Monthly:
    """One unit: where it starts, and what each cause adds month by month, as in ``Explained``."""

    unit: str
    persons: dict[str, list[int]]
    oere: dict[str, list[int]]


def explained(found: Followed) -> list[Explained]:
    """The change of each unit from the day of the forecast to its last month's end. Moves between
    levels or units of what is summed cancel out but for their price."""
    return [
        Explained(one.unit, _in_all(one.persons), _in_all(one.oere))
        for one in _explained(found, in_one=True)
    ]


def explained_by_month(found: Followed) -> list[Monthly]:
    """The same month by month, after a first part month where the day lies within one."""
    return _explained(found, in_one=False)


def _explained(found: Followed, in_one: bool) -> list[Monthly]:
    model, paths = found.model, found.paths
    states = len(model.states)
    there = np.bincount(model.present.state, minlength=states)
    cost = np.zeros(states, dtype=np.int64)
    np.add.at(cost, model.present.state, model.present.oere)
    many = len(paths.persons)
    counts, oere = (flows.sum(axis=0) for flows in (paths.flows, paths.flow_oere))
    if in_one:
        counts, oere = (flows.sum(axis=0)[None] for flows in (counts, oere))
    listed = []
    for unit, of in units_of(model).items():
        persons = _parts(int(there[of].sum()), counts[:, of].sum(axis=1), many, THOUSANDTHS)
        money = _parts(int(cost[of].sum()), oere[:, of].sum(axis=1), many, 1)
        listed.append(Monthly(unit, persons, money))
    return listed


def _parts(start: int, flows: Ints, many: int, scale: int) -> dict[str, list[int]]:
    """Start and causes month by month, whole numbers: each is the difference between two running
    totals that are rounded, and so they sum."""
    total, before = start * many, start * scale
    parts: dict[str, list[int]] = {"start": [before], **{cause: [] for cause in CAUSES}}
    for month in flows:
        for cause, kinds in CAUSES.items():
            total += sum(int(month[kind]) for kind in kinds)
            now = (2 * total * scale + many) // (2 * many)
            parts[cause].append(now - before)
            before = now
    return parts


def _in_all(parts: dict[str, list[int]]) -> dict[str, int]:
    """From the start, cause by cause, to the end."""
    found = {name: sum(months) for name, months in parts.items()}
    return {**found, "end": sum(found.values())}
