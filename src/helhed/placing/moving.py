"""What a plan does to citizens: how many must leave a place that goes, how many move into one that
comes, and how far from home they get.

Whoever lives in an own place goes on living there while they need one of its kind. Of places that
go the empty ones go first; only then must somebody move. Into places that come move first those who
had to leave one of the same kind, then those who live in a bought place of it. Nobody is taken to
leave or die meanwhile but where the need itself falls, so the figures are what a plan asks of
citizens at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helhed.placing.outlook import Change, Far, Made, Oere, Outlook


@dataclass(frozen=True, slots=True)
class Moves:
    """Citizens who must leave their place (``out``) and who move from a bought place into one that
    comes (``into``), as means over the paths, and how far from home they get."""

    out: float
    out_far: Far
    into: float
    into_far: Far

    @property
    def out_unknown(self) -> float:
        """Of those who must leave: of how many nobody knows how far they get."""
        return self.out * self.out_far.unknown

    @property
    def into_unknown(self) -> float:
        """Of those who move in: of how many nobody knows how far it is."""
        return self.into * self.into_far.unknown


def moves_of(outlook: Outlook, made: Made) -> dict[str, Moves]:
    """What each change of a plan does to citizens. Where several take places of a kind in the same
    period, those who move are shared out by how many places each takes."""
    taken, given = _by_change(outlook, made)
    out, into = _moved(outlook, taken.sum(axis=0), given.sum(axis=0))
    leave, come = (
        (flow.mean(axis=0) * _share(of)).sum(axis=(1, 2))
        for flow, of in ((out, taken), (into, given))
    )
    return {
        change.key: Moves(
            float(leave[n]), _of_any(leave[n], change.out), float(come[n]),
            _of_any(come[n], change.into),
        )
        for n, change in enumerate(outlook.changes)
    }  # fmt: skip


def moved_in_all(outlook: Outlook, made: Made) -> Moves:
    """What a plan does to citizens, all its changes together."""
    each = list(moves_of(outlook, made).values())
    out, into = [(m.out, m.out_far) for m in each], [(m.into, m.into_far) for m in each]
    return Moves(sum(n for n, _ in out), _mean(out), sum(n for n, _ in into), _mean(into))


def _of_any(persons: float, far: Far) -> Far:
    """Where nobody moves, nobody is far from home, and of nobody it is unknown."""
    return far if persons else Far(None, 0.0)


def _mean(told: Sequence[tuple[float, Far]]) -> Far:
    """The mean distance of several, by how many of each it is known of."""
    persons = sum(many for many, _ in told)
    known = [(many * (1 - far.unknown), far.metres) for many, far in told if far.metres is not None]
    many = sum(one for one, _ in known)
    if not persons or not many:
        return Far(None, 1.0 if persons else 0.0)
    return Far(round(sum(one * metres for one, metres in known) / many), 1 - many / persons)


def _by_change(outlook: Outlook, made: Made) -> tuple[Oere, Oere]:
    """Places ``[change, kind, period]`` that go and that come with each change of a plan."""
    shape = (len(outlook.changes), len(outlook.kinds), len(outlook.periods))
    taken, given = np.zeros(shape), np.zeros(shape)
    for n, change in enumerate(outlook.changes):
        for period, count in _ready(outlook, made, change):
            if change.from_kind is not None:
                taken[n, outlook.at[change.from_kind], period] += count
            if change.to_kind is not None:
                given[n, outlook.at[change.to_kind], period] += count
    return taken, given


def _ready(outlook: Outlook, made: Made, change: Change) -> list[tuple[int, int]]:
    """In which period how many places of a change are ready."""
    at = [
        (decided + change.lead, made.get((change.key, decided), 0)) for decided in outlook.periods
    ]
    return [(period, count) for period, count in at if count and period in outlook.periods]


def _moved(outlook: Outlook, taken: Oere, given: Oere) -> tuple[Oere, Oere]:
    """Citizens ``[path, kind, period]`` who must leave a place and who move into one. A place that
    comes and goes in the same period was never there."""
    net = np.cumsum(given - taken, axis=1)
    start = np.array([[float(kind.places)] for kind in outlook.kinds])
    before = start + np.concatenate([np.zeros_like(start), net[:, :-1]], axis=1)
    never_there = np.maximum(0.0, taken - before)
    taken, given = taken - never_there, given - never_there
    need = outlook.need
    staying = np.minimum(need, np.concatenate([need[:, :, :1], need[:, :, :-1]], axis=2))
    housed = np.minimum(staying, before)
    out = np.maximum(0.0, housed - (before - taken))
    into = np.minimum(np.maximum(0.0, given - out), staying - housed)
    return out, into


def _share(of: Oere) -> Oere:
    """The share of each change in all places of a kind and period; 0 where there are none."""
    summed = of.sum(axis=0)
    shares: Oere = np.divide(of, summed, out=np.zeros_like(of), where=summed > 0)
    return shares
