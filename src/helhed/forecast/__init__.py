"""Forecasts of numbers per unit and period, with intervals that are calibrated on their own past.

``counts`` are the numbers: unit × series × period, where a period is a year or a month.
``forecast`` pools what the units have in common: the growth of all, drawn towards none where it is
small, and how a unit's number moves towards what its other series, its size and their growth say.
Its intervals are what the same method missed by, forecast from each earlier period (``spread``).
``backtest`` scores it from rolling origins beside ``plain`` methods and the ``standard`` ones.

``episodes`` forecasts from persons' episodes instead; ``reconciled`` makes one of the two, and
``picture`` draws them.

Knows nothing of Django; ``_reference`` is the slow, plain twin of the fit.
"""

from helhed.forecast.backtest import Scores, backtest
from helhed.forecast.counts import Counts, NotCounts, Step
from helhed.forecast.pooled import QUANTILES, Forecast, Settings, UnableToForecast, forecast

__all__ = [
    "QUANTILES",
    "Counts",
    "Forecast",
    "NotCounts",
    "Scores",
    "Settings",
    "Step",
    "UnableToForecast",
    "backtest",
    "forecast",
]
