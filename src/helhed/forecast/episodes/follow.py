"""A forecast from episodes, whole: fit, draw, simulate in batches, and what comes of it per
unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from helhed.forecast.episodes.drawn import Growth, beliefs
from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.numbers import Floats
from helhed.forecast.episodes.paths import Paths
from helhed.forecast.episodes.setting import TICKS, Setting
from helhed.forecast.episodes.simulate import simulate
from helhed.forecast.machines import ALONE, Machines
from helhed.forecast.memory import keep_what_is_freed

BATCH = 250_000
"""About so many people at once: what fits near the processor."""
CELLS_LIKE_ONE = 4
"""So many cells of rates take as much as a person."""
SHARES = 4
"""Of many machines each gets about so many batches, so that none waits long for the last."""
TOTAL = "total"
QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
Series = dict[tuple[str, str], Floats]
"""By unit and series the paths, ``[path, month]``."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of every path, and of which model and setting."""

    model: Model
    setting: Setting
    paths: Paths

    @property
    def skipped(self) -> int:
        """Steps that are no whole month to come: what was left of the month of the day."""
        return int(self.setting.tick > 0)

    def months(self) -> list[str]:
        """The names of the months to come."""
        first = self.setting.month + self.skipped
        numbers = range(first, self.setting.month + self.setting.steps)
        return [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]


def follow(
    model: Model,
    setting: Setting,
    growth: Growth,
    paths: int,
    machines: Machines = ALONE,
    told: Callable[[int], None] = lambda _: None,
) -> Followed:
    """Simulate so many paths, in batches that are folded as they come; ``told`` is called with how
    many are done, and may raise to stop. Raises TooMany, and what the machines raise."""
    widest = max(len(model.present.state), len(model.exits.events) // CELLS_LIKE_ONE)
    many = at_a_time(max(1, min(paths, BATCH // widest)), paths, machines.at_once)
    batches = [(first, min(many, paths - first)) for first in range(0, paths, many)]
    found = Paths.none(paths, setting.steps, len(model.states))
    done = 0
    for number, part in machines.each("paths", _batch, (model, setting, growth), batches):
        first, here = batches[number]
        done += here
        told(done)
        if here == paths:
            found = part
            continue
        for one in fields(Paths):
            getattr(found, one.name)[first : first + here] = getattr(part, one.name)
    return Followed(model, setting, found)


def at_a_time(most: int, paths: int, at_once: int) -> int:
    """How many paths make a batch, at most so many: where machines share them, each gets equally
    many batches."""
    if at_once == 1:
        return most
    least = max(SHARES, -(-paths // (most * at_once)))
    return -(-paths // (least * at_once))


def _batch(given: tuple[Model, Setting, Growth], batch: tuple[int, int]) -> Paths:
    model, setting, growth = given
    keep_what_is_freed()
    return simulate(model, beliefs(model, growth, setting.seed, *batch), setting)


def units_of(model: Model) -> dict[str, list[int]]:
    """The states of each unit (service and owner; levels are summed), and of all."""
    found: dict[str, list[int]] = {}
    for number, state in enumerate(model.states):
        found.setdefault(state.unit, []).append(number)
    return {**dict(sorted(found.items())), TOTAL: list(range(len(model.states)))}


def series_of(followed: Followed) -> Series:
    """Every unit and series with its paths, ``[path, month]``; refund and what is left to pay in
    all. What a measure costs stands in the total alone."""
    found: Series = {}
    for unit, states in units_of(followed.model).items():
        found |= {(unit, name): paths for name, paths in summed(followed, states).items()}
    if not followed.model.prices.told:
        return found
    skip, costs = followed.skipped, followed.setting.changes.costs
    if costs is not None:
        found[TOTAL, "oere"] = found[TOTAL, "oere"] + costs[None, skip:]
    if followed.setting.limits is not None:
        refund = followed.paths.refund[:, skip:].astype(float)
        found[TOTAL, "refund"] = refund
        found[TOTAL, "oere after refund"] = found[TOTAL, "oere"] - refund
    return found


def summed(followed: Followed, states: Sequence[int]) -> dict[str, Floats]:
    """The series of some states together, ``[path, month]``: persons at the end of the month,
    full-time places over it, and øre in it where prices are told."""
    paths, skip, of = followed.paths, followed.skipped, list(states)
    found = {
        "persons": paths.persons[:, skip:, of].sum(axis=2).astype(float),
        "places": paths.ticks[:, skip:, of].sum(axis=2) / TICKS,
    }
    if followed.model.prices.told:
        found["oere"] = paths.oere[:, skip:, of].sum(axis=2).astype(float)
    return found


def as_written(series: str, value: float) -> float:
    """A figure as it is written: whole øre, and persons and places to the millionth."""
    return float(round(value)) if "oere" in series or series == "refund" else round(value, 6)


def quantiles(values: Floats, asked: Sequence[float] = QUANTILES) -> Floats:
    """Quantiles over paths, ``[quantile, month]``: those below which one more path would lie as
    often as they say, however few there are (Weibull's plotting positions)."""
    return np.asarray(np.quantile(values, asked, axis=0, method="weibull"))


def no_growth(steps: int, states: int) -> Growth:
    """Prices that stand still."""
    return Growth(np.zeros((steps, states)), np.zeros((steps, states)))


def growth_as_before(model: Model, steps: int) -> Growth:
    """Prices that rise each January as they rose."""
    found = no_growth(steps, len(model.states))
    januaries = (int(np.floor(model.now)) + np.arange(steps)) % 12 == 0
    # What the first step's month is priced at is known already.
    januaries[0] &= model.now == np.floor(model.now)
    found.mean[januaries] = model.prices.rise
    found.doubt[januaries] = model.prices.rise_doubt
    return found
