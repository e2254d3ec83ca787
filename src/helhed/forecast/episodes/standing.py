"""What a month comes to when nothing happens in it. Most people stay most months: what they cost is
kept as sums, and only those to whom something happens are taken out and put back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
        every = slice(0, people.many)
        place, size = people.place[every], people.nowhere
        return cls(
            counts(place, size + 1)[:size],
            sums(place, people.rate[every], size + 1)[:size],
            sums(place, people.share[every], size + 1)[:size],
        )

    def take(self, people: People, rows: Ints) -> None:
        """Those to whom something happens."""
        place, size = people.place[rows], people.nowhere
        self.persons -= counts(place, size)
        self.rate -= sums(place, people.rate[rows], size)
        self.oere -= sums(place, people.share[rows], size)

    def put(self, people: People, rows: Ints) -> None:
        """Those who stand where they are until something happens."""
        place, size = people.place[rows], people.nowhere
        self.persons += counts(place, size)
        self.rate += sums(place, people.rate[rows], size)
        self.oere += sums(place, people.share[rows], size)


def sums(place: NDArray[np.integer], what: Ints, size: int) -> Ints:
    """Sums by place. Those of whole numbers below 2**53 are exact as floats."""
    return np.rint(np.bincount(place, what, size)).astype(np.int64)


def counts(place: NDArray[np.integer], size: int) -> Ints:
    """How many there are in each place."""
    return np.bincount(place, minlength=size)
