"""What places are planned for: kinds of place, what can be done to them, and what may be needed.

The cost of a path is what is spent once, the places that stand there whether used or not, what
using them costs, and what is bought outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Oere = NDArray[np.float64]
MILLION_KR = 100_000_000.0
Made = Mapping[tuple[str, int], int]
"""How many places each change takes, by its name and the period in which it is decided."""


class UnableToPlan(Exception):
    """Places cannot be planned; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of place: how many the municipality has, and what one costs a period (øre): standing
    there, being used, and bought outside."""

    key: str
    places: int
    standing: int
    used: int
    bought: int


@dataclass(frozen=True, slots=True)
class Far:
    """How far it is from home to the new place: the mean in metres of those of whom it is known,
    and the share (0 to 1) of whom it is not. None and 1 where nothing is known; never 0 metres for
    what nobody knows."""

    metres: int | None = None
    unknown: float = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """Something that can be done to places: convert (from a kind to another), open (to) or close
    (from), at most so many in all; ready ``lead`` periods after it is decided; ``once`` øre a
    place. ``out`` is how far those get from home who must leave a place that goes, ``into`` how far
    it is from home to a place that comes for those who move into it."""

    key: str
    from_kind: str | None
    to_kind: str | None
    most: int
    lead: int
    once: int
    out: Far = Far()
    into: Far = Far()


@dataclass(frozen=True, slots=True)
class PricePaths:
    """What a place costs a period in each path (øre, ``[path, kind, period]``): standing there,
    being used, and bought outside. So prices grow, and are as uncertain as the paths are."""

    standing: Oere = field(repr=False)
    used: Oere = field(repr=False)
    bought: Oere = field(repr=False)

    def each(self) -> tuple[Oere, Oere, Oere]:
        """Standing, used and bought."""
        return self.standing, self.used, self.bought

    def until(self, period: int) -> PricePaths:
        """The same, through a period only."""
        return PricePaths(*(price[:, :, : period + 1] for price in self.each()))


@dataclass(frozen=True)
class Outlook:
    """What is planned for: the kinds, the changes, and the need for each kind in each period of
    each path, persons (``need[path, kind, period]``). Where ``paid`` is not told, a place costs
    what its kind says in every period of every path."""

    kinds: Sequence[Kind]
    changes: Sequence[Change]
    need: Oere = field(repr=False)
    paid: PricePaths | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.need.ndim != 3 or self.need.shape[1] != len(self.kinds) or not self.need.size:
            raise UnableToPlan("the need must be told of each path, kind and period")
        if not np.isfinite(self.need).all() or (self.need < 0).any():
            raise UnableToPlan("the need must be known and at least 0 everywhere")
        for price in self.paid.each() if self.paid else ():
            if price.shape != self.need.shape or not (np.isfinite(price) & (price >= 0)).all():
                raise UnableToPlan("every price must be known and at least 0 where there is a need")
        known = {kind.key for kind in self.kinds}
        for change in self.changes:
            named = [kind for kind in (change.from_kind, change.to_kind) if kind is not None]
            if not named:
                raise UnableToPlan(f"{change.key} neither takes nor gives places")
            for kind in named:
                if kind not in known:
                    raise UnableToPlan(f"{change.key} names {kind}, which is no kind of place")

    @property
    def periods(self) -> range:
        return range(self.need.shape[2])

    @cached_property
    def at(self) -> dict[str, int]:
        return {kind.key: number for number, kind in enumerate(self.kinds)}

    def until(self, period: int) -> Outlook:
        """The same, through a period only."""
        paid = self.paid.until(period) if self.paid else None
        return Outlook(self.kinds, self.changes, self.need[:, :, : period + 1], paid)

    def moved(self, change: Change, decided: int) -> NDArray[np.int64]:
        """Places [kind, period] that one place of a change, decided in a period, adds or takes."""
        found = np.zeros((len(self.kinds), len(self.periods)), dtype=np.int64)
        ready = decided + change.lead
        if change.from_kind is not None:
            found[self.at[change.from_kind], ready:] -= 1
        if change.to_kind is not None:
            found[self.at[change.to_kind], ready:] += 1
        return found

    def own(self, made: Made) -> NDArray[np.int64]:
        """Own places [kind, period] under a plan."""
        places = np.array([[kind.places] * len(self.periods) for kind in self.kinds])
        for change in self.changes:
            for period in self.periods:
                places = places + made.get((change.key, period), 0) * self.moved(change, period)
        return places

    def breaks(self, made: Made) -> str:
        """What a plan breaks, in words; empty when it can be done."""
        for change in self.changes:
            taken = sum(made.get((change.key, period), 0) for period in self.periods)
            if taken > change.most:
                return f"{change.key} takes {taken} places, and at most {change.most} can be"
        if (self.own(made) < 0).any():
            return "more places are taken than there are"
        return ""

    def costs(self, made: Made) -> Oere:
        """What each path costs under a plan, in øre, over all periods. Own places are used where
        that is cheaper than buying."""
        own = self.own(made)[None, :, :]
        standing, used, bought = self.prices
        inside = np.minimum(own, self.need) * (used < bought)
        found = own * standing + inside * used + (self.need - inside) * bought
        once = sum(
            change.once * made.get((change.key, period), 0)
            for change in self.changes
            for period in self.periods
        )
        summed: Oere = found.sum(axis=(1, 2)) + once
        return summed

    @cached_property
    def prices(self) -> tuple[Oere, Oere, Oere]:
        """What a place costs, in øre, ``[path, kind, period]``: standing, used and bought."""
        if self.paid is not None:
            return self.paid.each()
        told = [(kind.standing, kind.used, kind.bought) for kind in self.kinds]
        standing, used, bought = (
            np.broadcast_to(price[None, :, None], self.need.shape)
            for price in np.array(told, dtype=float).T
        )
        return standing, used, bought
