"""The people of a batch of paths, as columns."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from helhed.forecast.episodes.model import Present
from helhed.forecast.episodes.numbers import Floats, Ints, Words
from helhed.forecast.episodes.setting import MONTHS_IN_A_BLOCK
from helhed.forecast.episodes.told import Flags


@dataclass(slots=True)
class People:
    """One row per course and path. ``path`` counts within the batch and ``path_word`` over all;
    ``code`` is the address of the course, ``citizen`` who it is (refund is counted on citizens);
    ``since`` the month of coming into the state; ``oere`` a year's price before changes of price
    and ``rate`` after them; ``tick`` from when in the month it is not yet accounted for; ``paid``
    øre in the month."""

    path: Ints
    path_word: Ints
    code: Ints
    citizen: Ints
    birth: Ints
    state: Ints
    since: Ints
    oere: Floats
    rate: Ints
    tick: Ints
    paid: Ints
    here: Flags
    luck: Words

    @classmethod
    def present(cls, told: Present, paths: int, first: int) -> People:
        """Those who are there, in each path."""
        many = len(told.state)
        path = np.repeat(np.arange(paths), many)
        return cls(
            path,
            path + first,
            np.tile(np.arange(many), paths),
            np.tile(told.person, paths),
            np.tile(told.birth, paths),
            np.tile(told.state, paths),
            np.tile(told.since, paths),
            np.tile(told.oere.astype(float), paths),
            np.tile(told.oere, paths),
            np.zeros(many * paths, dtype=np.int64),
            np.zeros(many * paths, dtype=np.int64),
            np.ones(many * paths, dtype=bool),
            np.zeros((many * paths, MONTHS_IN_A_BLOCK), dtype=np.uint64),
        )

    def join(self, came: Newcomers) -> None:
        """Newcomers come in at their ticks."""
        nothing = np.zeros(len(came), dtype=np.int64)
        more = {
            "path": came.path,
            "path_word": came.path_word,
            "code": came.code,
            "citizen": came.code,
            "birth": came.birth,
            "state": came.state,
            "since": came.since,
            "oere": came.oere,
            "rate": nothing,
            "tick": came.tick,
            "paid": nothing,
            "here": np.ones(len(came), dtype=bool),
            "luck": came.luck,
        }
        for name, column in more.items():
            setattr(self, name, np.concatenate([getattr(self, name), column]))

    def leave(self) -> None:
        """Without those who are gone."""
        if self.here.all():
            return
        stay = np.flatnonzero(self.here)
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name)[stay])


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Those who come in a step; ``wait`` is the word that says how long they stay."""

    path: Ints
    path_word: Ints
    code: Ints
    birth: Ints
    state: Ints
    since: Ints
    oere: Floats
    tick: Ints
    wait: Floats
    luck: Words

    def __len__(self) -> int:
        return len(self.path)
