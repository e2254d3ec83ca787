"""The back-test: the same forecast made from every earlier period, scored on what came after.

Scores, over all units and origins of a series and a number of periods ahead:

* **wape**: the sum of absolute errors of the median over the sum of what came (Kolassa & Schütz
  2007, Foresight 6);
* **bias**: the sum of errors over the same (over 0: forecast too high);
* **wis**: the mean weighted interval score over the sum of what came, as twice the mean pinball
  loss of the quantiles (Bracher, Ray, Gneiting & Reich 2021, PLOS Computational Biology 17(2));
* **crps**: the continuous ranked probability score over the same, as twice the pinball loss drawn
  straight between the quantiles (Gneiting & Ranjan 2011, Journal of Business & Economic Statistics
  29(3)); of a number without intervals both are its absolute error;
* **cover_50, cover_80, cover_95**: the share of what came that lay in the interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from helhed.forecast.counts import Block, Counts
from helhed.forecast.plain import Method, plain_methods
from helhed.forecast.pooled import Past, Settings, UnableToForecast, forecast, thinned

METHOD = "helhed"
QUANTILES = (0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975)
INTERVALS = {"cover_50": (0.25, 0.75), "cover_80": (0.1, 0.9), "cover_95": (0.025, 0.975)}
FIRST_ORIGIN_YEARS = 4
MOST_ORIGINS = 24


@dataclass(frozen=True, slots=True)
class Scores:
    """How one method did on one series, ``ahead`` periods ahead; shares. What is covered is NaN
    where a method gives no intervals. ``count`` is how many forecasts were scored."""

    method: str
    series: str
    ahead: int
    count: int
    wape: float
    bias: float
    crps: float
    wis: float
    cover_50: float
    cover_80: float
    cover_95: float


def backtest(
    counts: Counts,
    horizon: int,
    settings: Settings = Settings(),  # noqa: B008
    others: Mapping[str, Method] | None = None,
) -> list[Scores]:
    """Scores of the forecast and of others beside it (without, the plain methods), by series,
    periods ahead and method; the first origin is the period after which four years are known, and
    of many origins 24 are taken, evenly.

    Raises UnableToForecast when the past is too short to forecast any of it.
    """
    others = plain_methods(counts.step) if others is None else others
    first = FIRST_ORIGIN_YEARS * int(counts.step) - 1
    if counts.periods - 1 <= first:
        raise UnableToForecast("a back-test needs more than four years")
    told: dict[tuple[str, int, int], list[tuple[Block, Block]]] = {}
    past = Past(counts, settings)
    for origin in thinned(first, counts.periods - 2, MOST_ORIGINS):
        known, reach = counts.until(origin), min(horizon, counts.periods - 1 - origin)
        made = {METHOD: forecast(known, reach, QUANTILES, settings, past).values}
        made |= {name: method(known, reach, QUANTILES) for name, method in others.items()}
        unsaid = np.any([np.isnan(one).any(axis=3) for one in made.values()], axis=0)
        for name, values in made.items():
            for series, ahead in np.ndindex(len(counts.series), reach):
                truth = counts.values[series, :, origin + ahead + 1].copy()
                truth[unsaid[series, :, ahead]] = np.nan  # all are scored on the same
                pair = (truth, values[series, :, ahead])
                told.setdefault((name, series, ahead + 1), []).append(pair)
    found = [
        scored(method, counts.series[series], ahead, pairs)
        for (method, series, ahead), pairs in told.items()
    ]
    order = {name: at for at, name in enumerate(counts.series)}
    return sorted(found, key=lambda one: (order[one.series], one.ahead, one.method != METHOD))


def scored(method: str, series: str, ahead: int, pairs: list[tuple[Block, Block]]) -> Scores:
    """The scores of forecasts: pairs of what came, ``[unit]``, and what was said, ``[unit,
    quantile]`` of ``QUANTILES`` or ``[unit, 1]`` where a method gives no intervals."""
    truth = np.concatenate([one for one, _ in pairs])
    said = np.concatenate([one for _, one in pairs])
    known = ~np.isnan(truth) & ~np.isnan(said).any(axis=1)
    truth, said = truth[known], said[known]
    total = float(truth.sum())
    has_intervals = said.shape[1] > 1
    middle = said[:, QUANTILES.index(0.5)] if has_intervals else said[:, 0]
    covers = {
        name: _covered(truth, said, low, high) if has_intervals else float("nan")
        for name, (low, high) in INTERVALS.items()
    }
    off = np.abs(truth - middle)
    return Scores(
        method,
        series,
        ahead,
        len(truth),
        _share(off, total),
        _share(middle - truth, total),
        _share(_crps(truth, said), total) if has_intervals else _share(off, total),
        _share(_wis(truth, said), total) if has_intervals else _share(off, total),
        **covers,
    )


def _share(values: Block, total: float) -> float:
    return float(values.sum()) / total if total else float("nan")


def _lost(truth: Block, said: Block) -> Block:
    """Twice the pinball loss of every quantile."""
    asked = np.asarray(QUANTILES)
    off = truth[:, None] - said
    return np.asarray(2 * np.maximum(asked * off, (asked - 1) * off))


def _wis(truth: Block, said: Block) -> Block:
    return np.asarray(_lost(truth, said).mean(axis=1))


def _crps(truth: Block, said: Block) -> Block:
    ends = np.zeros((len(truth), 1))
    lost = np.concatenate([ends, _lost(truth, said), ends], axis=1)
    return np.asarray(np.trapezoid(lost, [0.0, *QUANTILES, 1.0], axis=1))


def _covered(truth: Block, said: Block, low: float, high: float) -> float:
    under, over = said[:, QUANTILES.index(low)], said[:, QUANTILES.index(high)]
    return float(((truth >= under) & (truth <= over)).mean()) if len(truth) else float("nan")
