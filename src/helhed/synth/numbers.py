"""Corrections of CPR numbers: replacement numbers that got their real one, and slips that wait."""

from __future__ import annotations

import numpy as np
import polars as pl

from helhed.synth.chance import Ints
from helhed.synth.people import WEIGHTS
from helhed.synth.shape import NEVER, TODAY, dates, ids, moments, table

EVERY, WAIT_EVERY = 61, 7
"""One citizen with a case in so many had another number; of those one in so many waits."""
MORNING, NOON = 540, 720


def _replacement(number: str) -> str:
    """The replacement number that came before a number: 60 added to the day."""
    return f"{int(number[:2]) + 60:02d}{number[2:]}"


def _beside(number: str, taken: set[str]) -> str:
    """The nearest number of the same day and sex that is nobody's and can be nobody's."""
    for step in range(2, 1000, 2):
        text = f"{number[:7]}{(int(number[7:]) + step) % 1000:03d}"
        total = sum(int(d) * w for d, w in zip(text, WEIGHTS.tolist(), strict=True))
        if text not in taken and total % 11:
            return text
    return _replacement(number)


def number_corrections(
    seed: int, citizens: pl.DataFrame, persons: Ints, since: Ints
) -> pl.DataFrame:
    """One row for some of the citizens with a case."""
    keys, numbers = citizens["id"].to_list(), citizens["cpr"].to_list()
    rows, first = persons[::EVERY].tolist(), since[::EVERY]
    taken = set(numbers)
    waits = [n % WAIT_EVERY == WAIT_EVERY - 1 for n in range(len(rows))]
    now = [numbers[row] for row in rows]
    both = [
        (number, _beside(number, taken)) if wait else (_replacement(number), number)
        for number, wait in zip(now, waits, strict=True)
    ]
    asked = np.where(np.array(waits, dtype=bool), TODAY - 1, np.minimum(first + 20, TODAY - 2))
    settled = np.where(np.array(waits, dtype=bool), NEVER, asked + 1)
    count = len(rows)
    nobody = pl.Series([None] * count, dtype=pl.String)
    return table(
        "number_corrections",
        {
            "id": ids(seed, "number_corrections", range(count)),
            "citizen": [keys[row] for row in rows],
            "old_number": [old for old, _ in both],
            "new_number": [new for _, new in both],
            "kind": ["typo" if wait else "replaced" for wait in waits],
            "reason": ["Sundhedskortet" if wait else "Besked fra CPR-kontoret" for wait in waits],
            "state": ["asked" if wait else "done" for wait in waits],
            "used_from": dates(np.where(np.array(waits, dtype=bool), NEVER, first)),
            "asked_at": moments(asked, np.full(count, MORNING)),
            "asked_by": nobody,
            "settled_at": moments(settled, np.full(count, NOON)),
            "settled_by": nobody,
            "told_at": moments(settled, np.full(count, NOON)),
        },
    )
