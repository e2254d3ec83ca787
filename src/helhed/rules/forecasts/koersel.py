"""Prognosekørsel: what a run of the forecast may be asked, and where it stands.

A run is made as of the end of a month, so that two runs a month apart stand beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text

MONTHS = (12, 24, 36, 48, 60)
"""How many months ahead can be asked for."""
PATHS = (100, 200, 500, 1000)
MOST_SCENARIOS = 4


class RunState(CodeList):
    """Where a run stands."""

    WAITING = "waiting", screen_text("Venter")
    RUNNING = "running", screen_text("Regner")
    DONE = "done", screen_text("Færdig")
    FAILED = "failed", screen_text("Kunne ikke beregnes")
    CANCELLED = "cancelled", screen_text("Afbrudt")

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self in (RunState.DONE, RunState.FAILED, RunState.CANCELLED)


class UnableToAskForForecast(UnableTo):
    """A run of the forecast cannot be asked for like this."""


def as_of(today: date) -> date:
    """The last day of the month before: the last that is known whole."""
    return today.replace(day=1) - timedelta(days=1)


def check_asked(months: int, paths: int, scenarios: Sequence[str]) -> None:
    """Raises UnableToAskForForecast."""
    if months not in MONTHS or paths not in PATHS:
        raise UnableToAskForForecast(screen_text("Vælg måneder og antal forløb fra listerne."))
    if len(scenarios) > MOST_SCENARIOS:
        raise UnableToAskForForecast(screen_text("Vælg højst fire scenarier ad gangen."))
    if len(set(scenarios)) < len(scenarios):
        raise UnableToAskForForecast(screen_text("To af scenarierne hedder det samme."))


def check_cancel(state: RunState) -> None:
    """Raises UnableToAskForForecast for a run that is over."""
    if state.is_over:
        raise UnableToAskForForecast(screen_text("Kørslen er allerede slut."))
