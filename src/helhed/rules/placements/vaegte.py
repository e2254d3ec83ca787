"""Vægte: what each thing counts when offers are ranked and places are shared out.

The numbers are the house's own choice and no law's (``parameters/vaegte.toml``, certainty
inferred); the municipality sets its own on the page of numbers. They are shown wherever points are.
"""

from __future__ import annotations

from datetime import date

from helhed.kernel.dated import DatedValue, load_parameters

PARAMETERS = load_parameters(__package__, "vaegte.toml")
NAME = "placements/vaegte"
WISHES = ("wish_1", "wish_2", "wish_3")
SOON = "soon_days"


def weights_on(day: date) -> dict[str, int]:
    """The points of each thing on a day, by name. Raises NoValueThatDay."""
    return {key: PARAMETERS[key].int_on(day) for key in PARAMETERS if key != SOON}


def soon_days(day: date) -> int:
    """Within how many days a place that becomes free counts as one. Raises NoValueThatDay."""
    return PARAMETERS[SOON].int_on(day)


def dated_on(day: date) -> list[tuple[str, str, str, DatedValue]]:
    """Each number with name, meaning, unit and the value that holds on a day."""
    found = [PARAMETERS[key] for key in PARAMETERS]
    return [(one.key, one.meaning, one.unit, one.dated(day)) for one in found]
