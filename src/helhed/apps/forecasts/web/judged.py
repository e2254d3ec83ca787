"""How a forecast did on its own past, in short: it stands wherever the forecast does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helhed.apps.forecasts.models import Forecast

OURS, NAIVE = "helhed", "naive"


def judged(row: Forecast, series: str) -> list[dict[str, Any]]:
    """How far the forecast of a series missed beside the last value, by months ahead; empty where
    the past was too short to test it on."""
    scores = [one for one in row.scores if one["series"] == series]
    last = {one["ahead"]: one["wape"] for one in scores if one["method"] == NAIVE}
    return [
        {
            "ahead": one["ahead"],
            "wape": share(one["wape"]),
            "naive": share(last.get(one["ahead"])),
            "beaten": _is_no_better(one["wape"], last.get(one["ahead"])),
            "cover": share(one["cover_80"], 0),
            "count": one["count"],
        }
        for one in scores
        if one["method"] == OURS
    ]


def judged_of_year(
    row: Forecast, year: int, listed: Sequence[dict[str, Any]]
) -> dict[str, Any] | None:
    """How the forecast did as far ahead as the end of a year is, or nearest to it."""
    months = 12 * (year - row.as_of.year) + 12 - row.as_of.month
    return min(listed, key=lambda one: abs(one["ahead"] - months), default=None)


def _is_no_better(ours: float | None, naive: float | None) -> bool:
    return naive is not None and (ours is None or ours >= naive)


def share(value: float | None, decimals: int = 1) -> str:
    """A share in percent that stays on its line; a dash where the method says none."""
    if value is None:
        return "–"
    return f"{100 * value:.{decimals}f}\N{NO-BREAK SPACE}%".replace(".", ",").replace("-", "−")
