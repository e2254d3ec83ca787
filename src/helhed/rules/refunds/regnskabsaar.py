"""Regnskabsår for refusion: closed by two people, and opened again by two.

What is claimed of an account year is audited and signed once a year; whoever closes the year stops
every later correction of it, and whoever opens it again lets the state be asked for more. So one
asks, and another does it.
"""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text
from helhed.rules.refunds.hjemtagning import UnableToClaim


class YearState(CodeList):
    """Where an account year stands."""

    OPEN = "open", screen_text("Åbent")
    CLOSING = "closing", screen_text("Bedt lukket")
    CLOSED = "closed", screen_text("Lukket")
    OPENING = "opening", screen_text("Bedt åbnet igen")

    @property
    def is_closed(self) -> bool:
        """Whether nothing is claimed of it: till it is open again."""
        return self in (YearState.CLOSED, YearState.OPENING)

    @property
    def waits(self) -> bool:
        """Whether somebody asked for something that another must do."""
        return self in (YearState.CLOSING, YearState.OPENING)


def stands(*, is_asked: bool, is_closed: bool, is_asked_open: bool) -> YearState:
    """Where a year stands by what was done to it."""
    if is_closed:
        return YearState.OPENING if is_asked_open else YearState.CLOSED
    return YearState.CLOSING if is_asked else YearState.OPEN


def require_year(year: int, state: YearState, *wanted: YearState) -> None:
    """Raises UnableToClaim when a year does not stand where the next step begins."""
    if state not in wanted:
        text = screen_text("Regnskabsåret %(year)s: %(state)s. Genindlæs siden.")
        raise UnableToClaim(text, year=year, state=state.label)


def check_over(year: int, this_year: int) -> None:
    """Raises UnableToClaim when a year is not over, so that it cannot be closed."""
    if year >= this_year:
        raise UnableToClaim(screen_text("Året er ikke slut og kan ikke lukkes endnu."))
