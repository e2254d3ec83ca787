"""What a simulation finds: persons, time and money of every path, and what changed them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.numbers import Ints

ENTRY, EXIT, MOVE_IN, MOVE_OUT, AGE_IN, AGE_OUT, PRICE = range(7)
FLOWS = ("entries", "exits", "moves in", "moves out", "ageing in", "ageing out", "price")


@dataclass(slots=True)
class Paths:
    """What came of each path, ``[path, step, state]``, whole numbers: ``persons`` at the end of the
    step, ``ticks`` lived in it, ``oere`` paid in it, ``rate`` the øre a year of those there at its
    end; ``refund`` is ``[path, step]``; ``flows`` counts and øre a year by what changed them,
    ``[path, step, state, flow]``."""

    persons: Ints
    ticks: Ints
    oere: Ints
    rate: Ints
    refund: Ints
    flows: Ints
    flow_oere: Ints

    @classmethod
    def none(cls, paths: int, steps: int, states: int) -> Paths:
        shape = (paths, steps, states)
        empty = [np.zeros(shape, dtype=np.int64) for _ in range(4)]
        refund = np.zeros((paths, steps), dtype=np.int64)
        flows = [np.zeros((*shape, len(FLOWS)), dtype=np.int64) for _ in range(2)]
        return cls(empty[0], empty[1], empty[2], empty[3], refund, flows[0], flows[1])
