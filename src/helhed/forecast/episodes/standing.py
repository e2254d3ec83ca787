"""What a month comes to when nothing happens in it. Most people stay most months: what they cost is
kept as sums, and only those to whom something happens are taken out and put back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.numbers import Ints
from helhed.forecast.episodes.people import People


@dataclass(slots=True)
class Standing:
    """Whole numbers over those who are there, ``[path × state]``: how many, the sum of their øre a
    year, and of their øre in the whole month."""

    persons: Ints
    rate: Ints
    oere: Ints

    @classmethod
    def of(cls, people: People) -> Standing:
        """The sums over all rows."""
        size = people.nowhere
        found = cls(*(np.zeros(size, dtype=np.int64) for _ in range(3)))
        found.put(people, np.flatnonzero(people.place[: people.many] != size))
        return found

    def take(self, people: People, rows: Ints) -> None:
        """Those to whom something happens."""
        place = people.place[rows]
        np.subtract.at(self.persons, place, 1)
        np.subtract.at(self.rate, place, people.rate[rows])
        np.subtract.at(self.oere, place, people.share[rows])

    def put(self, people: People, rows: Ints) -> None:
        """Those who stand where they are until something happens."""
        place = people.place[rows]
        np.add.at(self.persons, place, 1)
        np.add.at(self.rate, place, people.rate[rows])
        np.add.at(self.oere, place, people.share[rows])
