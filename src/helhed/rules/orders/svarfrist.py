"""How long a provider has: to answer an order, to tell that the help started or stopped, and to
write down what was delivered in a month; then somebody should ring.

No act sets the numbers: they are the municipality's own standard (``parameters/svarfrist.toml``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from helhed.kernel.dated import load_parameters
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text
from helhed.kernel.workdays import add_workdays

PARAMETERS = load_parameters(__package__, "svarfrist.toml")


class Missing(CodeList):
    """What should have come from the other side of an order, the most pressing first."""

    ANSWER = "answer", screen_text("Mangler svar")
    START = "start", screen_text("Mangler start")
    STOP = "stop", screen_text("Mangler stop")
    DELIVERED = "told", screen_text("Mangler levering")


def answer_by(sent: date) -> date:
    """The last workday on which an answer is in time."""
    return add_workdays(sent, PARAMETERS["answer_workdays"].int_on(sent))


def started_by(day: date) -> date:
    """The last workday on which it is in time to tell that the help started, when ``day`` is the
    wanted start, or the day of the yes where that is later."""
    return add_workdays(day, PARAMETERS["start_workdays"].int_on(day))


def stopped_by(last: date) -> date:
    """The last workday on which it is in time to tell that the help stopped, when ``last`` is the
    last day that is granted."""
    return add_workdays(last, PARAMETERS["stop_workdays"].int_on(last))


def delivered_by(month: Month) -> date:
    """The last workday on which what was delivered in a month is told in time."""
    return add_workdays(month.last, PARAMETERS["delivered_workdays"].int_on(month.last))


def is_late(sent: date, today: date) -> bool:
    """Whether the last day for an answer has gone."""
    return today > answer_by(sent)


def last_late_day(today: date, due: Callable[[date], date] = answer_by) -> date:
    """The newest day on which a sent order is late today: all sent on it or before are. ``due``
    tells the last day in time of something else that grows with the day it is counted from."""
    day = today
    while today <= due(day):
        day -= timedelta(days=1)
    return day


def last_late_month(today: date) -> Month:
    """The newest month of which what was delivered should be told by now."""
    month = Month.of(today)
    while today <= delivered_by(month):
        month = month.plus(-1)
    return month
