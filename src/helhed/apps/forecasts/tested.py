"""How a run did on its own past, by the back-test that it carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from helhed.apps.forecasts.models import Forecast

OURS, NAIVE = "helhed", "naive"
MONEY = "oere, total"
LEAST_TRIES = 4
"""Fewer forecasts of one unit say nothing of the next."""


@dataclass(frozen=True, slots=True)
class Tested:
    """So many months ahead: how far the forecast and the last value missed (shares; None where the
    method says none), and how often the 80 % interval held of how many times."""

    ahead: int
    wape: float | None
    naive: float | None
    cover: float | None
    count: int

    @property
    def is_no_better(self) -> bool:
        """Whether the last value was no further off."""
        return self.naive is not None and (self.wape is None or self.wape >= self.naive)


def tested(row: Forecast, series: str) -> list[Tested]:
    """By months ahead; empty where the past was too short to test it on."""
    return _by_ahead(row.scores, series)


def unit_tested(figures: Mapping[str, Any], series: str) -> list[Tested]:
    """The same of one unit by itself; of the distances that were tried often enough, and where
    there was somebody to miss."""
    own = _by_ahead(figures.get("tested", []), series)
    return [one for one in own if one.count >= LEAST_TRIES and one.wape is not None]


def _by_ahead(kept: Iterable[Mapping[str, Any]], series: str) -> list[Tested]:
    scores = [one for one in kept if one["series"] == series]
    last = {one["ahead"]: one["wape"] for one in scores if one["method"] == NAIVE}
    return [
        Tested(one["ahead"], one["wape"], last.get(one["ahead"]), one["cover_80"], one["count"])
        for one in scores
        if one["method"] == OURS
    ]


def tested_at(row: Forecast, year: int) -> Tested | None:
    """What a year costs in all, as far ahead as its end is, or nearest to that."""
    months = 12 * (year - row.as_of.year) + 12 - row.as_of.month
    return min(tested(row, MONEY), key=lambda one: abs(one.ahead - months), default=None)
