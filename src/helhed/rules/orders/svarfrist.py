"""How long a provider has to answer an order, before somebody should ring.

No act sets the number: it is the municipality's own standard (``parameters/svarfrist.toml``).
"""

from __future__ import annotations

from datetime import date, timedelta

from helhed.kernel.dated import load_parameters
from helhed.kernel.workdays import add_workdays

PARAMETERS = load_parameters(__package__, "svarfrist.toml")


def answer_by(sent: date) -> date:
    """The last workday on which an answer is in time."""
    return add_workdays(sent, PARAMETERS["answer_workdays"].int_on(sent))


def is_late(sent: date, today: date) -> bool:
    """Whether the last day for an answer has gone."""
    return today > answer_by(sent)


def last_late_day(today: date) -> date:
    """The newest day on which a sent order is late today: all sent on it or before are."""
    day = today
    while not is_late(day, today):
        day -= timedelta(days=1)
    return day
