"""Hast: how urgent it is that somebody gets a place, 0 to 4.

Visitation sets it; until then it follows from how many days are left to the latest day
(``parameters/hast.toml``, the house's own choice). Crisis centre (SEL § 109) and shelter
(SEL § 110) are for those who have nowhere to be: that is the highest.
"""

from __future__ import annotations

from datetime import date

from helhed.kernel.dated import load_parameters
from helhed.kernel.words import screen_text

PARAMETERS = load_parameters(__package__, "hast.toml")
HIGHEST = 4
NOWHERE_TO_BE = frozenset({"SEL § 109", "SEL § 110"})
WORDS = (
    screen_text("0: ingen hast"),
    screen_text("1: snart"),
    screen_text("2: haster"),
    screen_text("3: haster meget"),
    screen_text("4: akut"),
)


def urgency(citation: str, latest: date | None, today: date) -> int | None:
    """How urgent a place is, when nobody has said so; None when the latest day is not known."""
    if citation in NOWHERE_TO_BE:
        return HIGHEST
    if latest is None:
        return None
    left = (latest - today).days
    return sum(left < PARAMETERS[key].int_on(today) for key in ("days_1", "days_2", "days_3"))
