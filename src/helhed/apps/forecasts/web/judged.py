"""How a forecast did on its own past, in words: it stands wherever the forecast does."""

from __future__ import annotations

from typing import Any

from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.queries import UnitAnswer
from helhed.apps.forecasts.tested import Tested, tested, unit_tested


def judged(row: Forecast, series: str) -> list[dict[str, Any]]:
    """How far the forecast of a series missed beside the last value, by months ahead."""
    return [told(one) for one in tested(row, series)]


def judged_itself(one: UnitAnswer, series: str) -> list[dict[str, Any]]:
    """The same of one unit by itself; empty where it was tried too few times."""
    return [told(test) for test in unit_tested(one.figures, series)]


def told(one: Tested) -> dict[str, Any]:
    """The same of one distance."""
    return {
        "ahead": one.ahead,
        "wape": share(one.wape),
        "naive": share(one.naive),
        "beaten": one.is_no_better,
        "cover": share(one.cover, 0),
        "count": one.count,
    }


def share(value: float | None, decimals: int = 1) -> str:
    """A share in percent that stays on its line; a dash where the method says none."""
    if value is None:
        return "–"
    return f"{100 * value:.{decimals}f}\N{NO-BREAK SPACE}%".replace(".", ",").replace("-", "−")
