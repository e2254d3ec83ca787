"""Beløbsgrænser rettet af huset: what must hold of the limits of refund when one is corrected.

The state pays a larger share above each limit (SEL § 176 stk. 1, BL § 198 stk. 1), so on every day
the first limit is below the second, and the second below the third.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from helhed.kernel.dated import DatedValue, NoValueThatDay, Parameter
from helhed.kernel.period import ONE_DAY, Period
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.refunds.refusion import PARAMETERS, STEPS


class ChangeState(CodeList):
    """Where a change of a number stands that moves what is claimed."""

    WAITING = "waiting", screen_text("Venter på en anden")
    APPROVED = "approved", screen_text("Godkendt")
    REFUSED = "refused", screen_text("Afvist")
    WITHDRAWN = "withdrawn", screen_text("Trukket tilbage")


@dataclass(frozen=True, slots=True)
class NotRising:
    """A day on which a limit is not below the next one: the lower step, and both in kr. a year."""

    day: date
    step: int
    low: int
    high: int


def not_rising(period: Period) -> NotRising | None:
    """The first day of a period on which the limits do not rise, as they are corrected now; None
    when they rise on each day. A limit that has no value that day is passed by."""
    limits = [PARAMETERS[f"step_{step}_from"] for step in STEPS]
    for day in _turns(limits, period):
        known = [(step, _on(limit, day)) for step, limit in zip(STEPS, limits, strict=True)]
        told = [(step, value) for step, value in known if value is not None]
        for (step, low), (_, high) in pairwise(told):
            if low >= high:
                return NotRising(day, step, low, high)
    return None


def works_from(key: str, period: Period) -> date | None:
    """The first day on which a number that is written for a period works: the limits and their
    shares are a year's (SEL § 176, BL § 198), read on 1 January, so of them the first such day in
    the period; of all else its first day. None when there is no such day in it."""
    limits = {f"step_{step}_{part}" for step in STEPS for part in ("from", "share")}
    if key not in limits:
        return period.start
    start = period.start
    first = start if (start.month, start.day) == (1, 1) else date(start.year + 1, 1, 1)
    return first if first in period else None


def _turns(limits: list[Parameter], period: Period) -> list[date]:
    """The days of a period on which a limit may become another."""
    starts = {value.period.start for limit in limits for value in limit.values}
    return sorted({period.start, *(day for day in starts if day in period)})


def _on(limit: Parameter, day: date) -> int | None:
    try:
        return limit.int_on(day)
    except NoValueThatDay:
        return None


def first_difference(before: Parameter, after: Parameter) -> date | None:
    """The first day on which a number is another after a correction; None when there is none."""
    values = (*before.values, *after.values)
    turns = {value.period.start for value in values}
    turns |= {value.period.end + ONE_DAY for value in values if value.period.end is not None}
    for day in sorted(turns):
        old, new = _dated(before, day), _dated(after, day)
        if (old and old.value) != (new and new.value):
            return day
    return None


def _dated(parameter: Parameter, day: date) -> DatedValue | None:
    return next((value for value in parameter.values if day in value.period), None)
