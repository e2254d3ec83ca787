"""What each thing counts, for the panel that stands wherever points are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from helhed.apps.layout.web.templatetags.helhed import counted, told
from helhed.rules.placements.vaegte import dated_on


def reckoned(reasons: Iterable[Any]) -> str:
    """Reasons in words, each with its points behind it, so that anybody can count after."""
    return " ".join(
        f"{told(one)} ({'+' if one.points > 0 else ''}{counted(one.points)})" for one in reasons
    )


def weights_shown(day: date) -> dict[str, Any]:
    """Every weight that holds on a day with its meaning, and the values by name."""
    weights = dated_on(day)
    return {"weights": weights, "points": {key: dated.value for key, _, _, dated in weights}}
