"""The pooled forecast of counts: what the units have in common, and what each one's own facts add.

For each series and each number of periods ahead, in logarithms:

* **growth of all**: the mean of the yearly growth of the sum over the units, drawn towards none
  where it is small, because a small trend seldom lasts: none up to a doubt, whole from
  ``growth_belief`` doubts on and straight between them (firm shrinkage, Gao & Bruce 1997,
  Statistica Sinica 7). How much to doubt is not chosen: the mean is taken over ``growth_doubts``,
  each weighing the same, as what is averaged without weights is seldom beaten by what is weighed
  by a short past (Clemen 1989, International Journal of Forecasting 5(4));
* **its own facts**: how a unit's number moves beside the middle one (the median growth, weighted
  by size), by its size, by how large its other series are beside this one and by how they grew.
  Fitted as the median (least absolute deviations,
  by reweighting) over all earlier periods, weighted by size, and drawn towards zero with a ridge
  worth ``ridge`` independent stretches of history, so that a short past says little;
* **spread**: see ``spread``.

Months are freed of their season first, where three years are known, and get it back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from helhed.forecast.counts import Block, Counts, Step
from helhed.forecast.facts import facts_of
from helhed.forecast.panel import Panel
from helhed.forecast.season import FEWEST_MONTHS
from helhed.forecast.spread import OF_A_NORMAL, Missed, spread, weighted_quantile

QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
FEWEST_UNITS = 8
FEWEST_CHANGES = 3
FEWEST_TO_TELL_STEPS = 5
STEP, LEAST_STEP, BY_CHANCE = 8.0, 0.25, 4.0
MOST_ORIGINS = 40
TURNS = 40
NEAR_ZERO = 1e-4
STILL = 1e-9
MIDDLE = np.array([0.5])


class UnableToForecast(ValueError):
    """Counts from which nothing can be forecast."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What steers the forecast. ``growth_doubts`` are growths per year that are drawn all the way
    to none, and ``growth_belief`` how many doubts a growth is that stands (3 as in Zhang 2010,
    Annals of Statistics 38(2), whose penalty this shrinkage solves); ``ridge`` is how many
    independent stretches of history say that a fact tells nothing (one, as the unit information
    prior of Kass & Wasserman 1995, Journal of the American Statistical Association 90(431));
    ``fade`` how much the misses of a year weigh of those of the next."""

    growth_doubts: tuple[float, ...] = (0.0, 0.01, 0.02)
    growth_belief: float = 3.0
    ridge: float = 1.0
    fade: float = 0.5


@dataclass(frozen=True, slots=True)
class Forecast:
    """``values[series, unit, ahead, quantile]``, NaN for a unit of which the series is not known
    lately; ``growth`` is that of all units in each series, ``notes`` the fallbacks taken."""

    counts: Counts
    quantiles: tuple[float, ...]
    values: Block
    growth: tuple[Grown, ...]
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Grown:
    """The log growth of a year of all units: as it was until now, and what is forecast of it."""

    seen: float
    believed: float


def forecast(
    counts: Counts,
    horizon: int,
    quantiles: Sequence[float] = QUANTILES,
    settings: Settings = Settings(),
    past: Past | None = None,
) -> Forecast:
    """The next periods of every unit and series, as quantiles. ``past`` is what was missed before,
    of these counts or of the same that reach further, so that it is counted once.

    Raises UnableToForecast when no series is known in two periods of the same unit, and ValueError
    for a horizon below 1 or a quantile outside 0 to 1.
    """
    if horizon < 1:
        raise ValueError("a forecast reaches at least one period ahead")
    if not quantiles or not all(0 < one < 1 for one in quantiles):
        raise ValueError("a quantile lies between 0 and 1")
    notes = _of_season(counts)
    panel = Panel.of(counts)
    past = past or Past(counts, settings)
    found = np.full((*counts.values.shape[:2], horizon, len(quantiles)), np.nan)
    grew = 0
    for number, name in enumerate(counts.series):
        if not panel.has_growth(number):
            notes.append(f"{name}: no unit is known in two periods; the last value stands")
        else:
            grew += 1
            notes += _of_few(panel, number, name) + _of_steps(panel, number, name)
        found[number], told = _of_series(panel, number, horizon, tuple(quantiles), past)
        notes += [f"{name}: {one}" for one in told]
    if not grew:
        raise UnableToForecast("no series is known in two periods of the same unit")
    growth = tuple(
        grown(panel, number, counts.periods - 1, past.settings)
        for number in range(len(counts.series))
    )
    return Forecast(counts, tuple(quantiles), found, growth, tuple(notes))


def fewest_changes(step: int) -> int:
    """From so many changes on a growth is taken as it was seen: three years, or a year of
    months."""
    return max(FEWEST_CHANGES, step)


def changes_known(panel: Panel, series: int, last: int) -> int:
    """How many changes of all units the growth of a series is known by after a period."""
    return int((~np.isnan(panel.growth(series, last)[0])).sum())


def surer(then: int, now: int, ahead: int, step: int) -> float:
    """How large the square of a miss of all is now of what it was when growth was known by fewer
    changes: a sum of ``ahead`` changes about a mean of ``known`` others has ``ahead + ahead² /
    known`` times the variance of one. 0 where growth was known by too few to be believed whole."""
    if then < fewest_changes(step):
        return 0.0
    return (1 + ahead / now) / (1 + ahead / then)


def _of_few(panel: Panel, series: int, name: str) -> list[str]:
    known = changes_known(panel, series, panel.counts.periods - 1)
    fewest = fewest_changes(panel.counts.step)
    if known >= fewest:
        return []
    changes = "one change" if known == 1 else f"{known} changes"
    return [
        f"{name}: all that is known of its growth is {changes}; no more than {known / fewest:.0%} "
        "of it is taken to go on"
    ]


def _of_steps(panel: Panel, series: int, name: str) -> list[str]:
    growth, _, chance = panel.growth(series, panel.counts.periods - 1)
    known = ~np.isnan(growth)
    steady = np.full_like(growth, np.nan)
    steady[known] = without_steps(growth[known], chance[known])
    told = panel.counts.name
    return [
        f"{name}: from {told(int(at))} to {told(int(at) + 1)} all together changed by "
        f"{math.expm1(growth[at]):+.0%}, unlike other times; taken for a step that does not go on"
        for at in np.flatnonzero(known & (growth != steady))
    ]


def _of_season(counts: Counts) -> list[str]:
    if counts.step is Step.YEAR or counts.periods >= FEWEST_MONTHS:
        return []
    return [
        f"a season is told by {FEWEST_MONTHS} months, and {counts.periods} are known; none is "
        "taken off, so what comes every year is not forecast"
    ]


def grown(panel: Panel, series: int, last: int, settings: Settings) -> Grown:
    """The growth of all units of a series, by what was known after a period; none where no unit is
    known in two periods. Where many are unknown, what the few did weighs by their share. Of fewer
    changes than ``fewest_changes`` only as large a part is believed as if the others were none."""
    growth, shares, chance = panel.growth(series, last)
    known = ~np.isnan(growth)
    steady = without_steps(growth[known], chance[known])
    mean = float(np.average(steady, weights=shares[known])) if known.any() else 0.0
    seen = panel.counts.step * mean
    part = min(1.0, int(known.sum()) / fewest_changes(panel.counts.step))
    return Grown(seen, part * believed(seen, settings))


def without_steps(growth: Block, chance: Block) -> Block:
    """Changes, of which what lies farther from the middle one than ``LEAST_STEP``, ``STEP`` robust
    deviations and ``BY_CHANCE`` times what small numbers move by chance is taken for a step, made
    once: it says nothing of the periods to come, and the middle one stands there. Few changes all
    stand."""
    if len(growth) < FEWEST_TO_TELL_STEPS:
        return growth
    middle = float(np.median(growth))
    usual = STEP * OF_A_NORMAL * float(np.median(np.abs(growth - middle)))
    far = np.maximum(max(LEAST_STEP, usual), BY_CHANCE * chance)
    return np.asarray(np.where(np.abs(growth - middle) > far, middle, growth))


def believed(yearly: float, settings: Settings) -> float:
    """What of a growth a year is forecast to go on: the mean over the doubts."""
    belief, size = settings.growth_belief, abs(yearly)
    drawn = [
        min(max(0.0, size - doubt) * belief / (belief - 1), size)
        for doubt in settings.growth_doubts
    ]
    return math.copysign(sum(drawn) / len(drawn), yearly)


def point(panel: Panel, series: int, last: int, ahead: int, settings: Settings) -> Block:
    """The median of every unit of a series, ``ahead`` periods after a period, in logarithms; only
    by what was known after that period."""
    base = panel.logs_filled[series][:, last]
    common = ahead * grown(panel, series, last, settings).believed / panel.counts.step
    own = _own(panel, series, last, ahead, settings)
    return np.asarray(base + common + own)


def _own(panel: Panel, series: int, last: int, ahead: int, settings: Settings) -> Block:
    """What a unit's own facts add to the growth of all, in logarithms."""
    units = len(panel.counts.units)
    step = int(panel.counts.step)
    origins = last - ahead + 1 - step
    if units < FEWEST_UNITS or origins < 1:
        return np.zeros(units)
    logs, values = panel.logs[series], panel.values[series]
    facts, moved, weight = [], [], []
    for origin in thinned(step, last - ahead, MOST_ORIGINS):
        after = origin + ahead
        both = ~np.isnan(logs[:, after]) & ~np.isnan(logs[:, origin])
        if both.sum() < FEWEST_UNITS:
            continue
        grew = logs[both, after] - logs[both, origin]
        heavy = values[both, origin] / values[both, origin].mean()
        facts.append(facts_of(panel, series, origin)[both])
        moved.append(grew - weighted_quantile(grew, heavy, MIDDLE))
        weight.append(heavy)
    if not facts:
        return np.zeros(units)
    table = np.concatenate(facts)
    size = table.std(axis=0) + 1e-9
    told = np.column_stack([np.ones(len(table)), table / size])
    worth = settings.ridge / max(origins / ahead, 0.5)
    fitted = least_absolute(told, np.concatenate(moved), np.concatenate(weight), worth)
    now = np.column_stack([np.ones(units), facts_of(panel, series, last) / size])
    return np.asarray(now @ fitted)


def thinned(first: int, last: int, most: int) -> list[int]:
    """At most so many of the periods from one to another, evenly, the last always among them."""
    listed = list(range(first, last + 1))
    if len(listed) <= most:
        return listed
    return sorted({round(float(at)) for at in np.linspace(first, last, most)})


def least_absolute(told: Block, moved: Block, weight: Block, ridge: float) -> Block:
    """Coefficients by weighted least absolute deviations with a ridge, by reweighting.

    The ridge is in shares of all weight: 1 draws a coefficient of a standardised fact half way
    to zero.
    """
    found: Block = np.zeros(told.shape[1])
    weight = weight / weight.mean()
    for _ in range(TURNS):
        off = moved - told @ found
        share = weight / np.sqrt(off * off + NEAR_ZERO)
        normal = (told * share[:, None]).T @ told
        normal[np.diag_indices_from(normal)] += ridge * share.sum()
        before, found = (
            found,
            np.asarray(np.linalg.solve(normal, (told * share[:, None]).T @ moved)),
        )
        if np.abs(found - before).max() < STILL:
            break
    return found


def _of_series(
    panel: Panel, series: int, horizon: int, quantiles: tuple[float, ...], past: Past
) -> tuple[Block, list[str]]:
    last = panel.counts.periods - 1
    knots = knots_of(horizon)
    settings = past.settings
    missed = past.missed(series, knots, last)
    level = panel.filled[series][:, last]
    offsets, points = [], []
    notes: list[str] = []
    for ahead in knots:
        points.append(point(panel, series, last, ahead, settings))
        off, told = spread(missed, ahead, quantiles, level, settings.fade, panel.counts.step)
        offsets.append(off)
        notes = told
    aheads = np.arange(1.0, horizon + 1)
    middle = _between(knots, np.stack(points), aheads)
    around = _between(knots, _never_narrower(np.stack(offsets)), aheads)
    season = panel.seasons[series].ahead(last + 1, horizon)[:, None, None]
    with np.errstate(over="ignore"):  # endless growth comes out as infinity, and is told of so
        values = np.exp(middle[:, :, None] + around) - panel.offset[series]
        medians = np.exp(middle[:, :, None]) - panel.offset[series]
    values, medians = np.maximum(values, 0.0) * season, np.maximum(medians, 0.0) * season
    if panel.is_whole(series):
        values = _never_within_one(values, medians, quantiles)
    return np.asarray(np.moveaxis(values, 0, 1)), notes


def _never_within_one(values: Block, medians: Block, quantiles: tuple[float, ...]) -> Block:
    """Quantiles of whole numbers, none nearer to the median than if it were rounded: what never
    moved in a short past may yet be one more or one less."""
    apart = np.array(quantiles) - 0.5
    found = np.where(apart < 0, np.minimum(values, medians + apart), values)
    found = np.where(apart > 0, np.maximum(found, medians + apart), found)
    return np.asarray(np.maximum(found, 0.0))


def _never_narrower(offsets: Block) -> Block:
    """Quantiles' distances from the median, ``[knot, ...]``, each at least that of the knot before:
    few misses far ahead may lie nearer than many near by; nothing is surer for being farther."""
    up = np.maximum.accumulate(np.maximum(offsets, 0.0), axis=0)
    down = np.minimum.accumulate(np.minimum(offsets, 0.0), axis=0)
    return np.asarray(up + down)


def knots_of(horizon: int) -> list[int]:
    """How far ahead it is fitted; between them it is drawn straight."""
    near = [1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, 60, 90, 120]
    return sorted({*(one for one in near if one <= horizon), horizon})


def _between(knots: list[int], at: Block, aheads: Block) -> Block:
    """Values at the knots, drawn straight between them along the first axis."""
    flat = at.reshape(len(knots), -1)
    drawn = np.stack([np.interp(aheads, knots, column) for column in flat.T], axis=1)
    return drawn.reshape(len(aheads), *at.shape[1:])


class Past:
    """What the same method missed by, forecast from earlier periods by what was known then.

    A miss depends on nothing that came after it, so those of one table serve every origin of a
    back-test.
    """

    def __init__(self, counts: Counts, settings: Settings) -> None:
        self.counts, self.settings = counts, settings
        self._panels: dict[int, Panel] = {}
        self._missed: dict[tuple[int, int, int], tuple[Block, Block]] = {}

    def missed(self, series: int, knots: list[int], last: int) -> list[Missed]:
        """The misses of a series that were known after a period."""
        found = []
        step = int(self.counts.step)
        for ahead in knots:
            for origin in thinned(step, last - ahead, MOST_ORIGINS):
                off, level = self._one(series, origin, ahead)
                if len(off):
                    more = surer(
                        self._changes(series, origin), self._changes(series, last), ahead, step
                    )
                    found.append(Missed(ahead, last - ahead - origin, off, level, more))
        return found

    def _one(self, series: int, origin: int, ahead: int) -> tuple[Block, Block]:
        key = (series, origin, ahead)
        if key not in self._missed:
            panel = self._panel(origin)
            season = panel.seasons[series].ahead(origin + ahead, 1)[0]
            truth = self.counts.values[series, :, origin + ahead] / season + panel.offset[series]
            with np.errstate(divide="ignore"):
                off = np.log(truth) - point(panel, series, origin, ahead, self.settings)
            known = np.isfinite(off)
            self._missed[key] = off[known], panel.filled[series][known, origin]
        return self._missed[key]

    def _changes(self, series: int, origin: int) -> int:
        return changes_known(self._panel(origin), series, origin)

    def _panel(self, origin: int) -> Panel:
        if origin not in self._panels:
            self._panels[origin] = Panel.of(self.counts.until(origin))
        return self._panels[origin]
