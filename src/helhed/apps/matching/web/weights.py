"""What each thing counts, for the panel that stands wherever points are."""

from __future__ import annotations

from datetime import date
from typing import Any

from helhed.rules.placements.vaegte import dated_on


def weights_shown(day: date) -> dict[str, Any]:
    """Every weight that holds on a day with its meaning, and the values by name."""
    weights = dated_on(day)
    return {"weights": weights, "points": {key: dated.value for key, _, _, dated in weights}}
