"""Prognosekørsel: what a run of the forecast may be asked, and where it stands.

A run is made as of the end of a month, so that two runs a month apart stand beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text

MONTHS = (12, 24, 36, 48, 60)
"""How many months ahead can be asked for."""
PATHS = (100, 200, 500, 1000)
MOST_SCENARIOS = 4
MOST_MONTHS_OFF = 120
"""How far from today a change of a scenario may begin; further off it is a slip of the pen."""


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


class Reach(CodeList):
    """Where a change begins beside the months that a run of today can tell of, and what that
    means."""

    WITHIN = "within", screen_text("er med i en kørsel")
    PAST = "past", screen_text("er gået; ændringen virker fra prognosens første måned")
    BEYOND = "beyond", screen_text("er længere fremme, end en kørsel når; den ændrer intet nu")


class UnableToChangeThen(UnableTo):
    """A change of a scenario begins so far off that it cannot be meant."""


class UnableToAskForForecast(UnableTo):
    """A run of the forecast cannot be asked for like this."""


def as_of(today: date) -> date:
    """The last day of the month before: the last that is known whole."""
    return today.replace(day=1) - timedelta(days=1)


def reach_of(since: Month, today: date) -> Reach:
    """Whether a change from a month on is past, or beyond what the longest run of today tells."""
    first = Month.of(today)
    if since < first:
        return Reach.PAST
    return Reach.BEYOND if since >= first.plus(max(MONTHS)) else Reach.WITHIN


def check_since(months: Sequence[Month], today: date) -> None:
    """Raises UnableToChangeThen for a month that is ten years away or more."""
    now = Month.of(today)
    first, last = now.plus(-MOST_MONTHS_OFF), now.plus(MOST_MONTHS_OFF)
    for month in months:
        if not first <= month <= last:
            raise UnableToChangeThen(
                screen_text(
                    "%(month)s er for langt væk. Skriv en måned fra %(first)s til %(last)s."
                ),
                month=f"{month}",
                first=f"{first}",
                last=f"{last}",
            )


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


def check_first(state: RunState) -> None:
    """Raises UnableToAskForForecast for a run that has nothing to say."""
    if state is not RunState.DONE:
        raise UnableToAskForForecast(screen_text("Kun en færdig kørsel kan stå på forsiden."))
