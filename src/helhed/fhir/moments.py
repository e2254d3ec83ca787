"""Dates of any precision, compared as far as they can be."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

_LEAST, _MOST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


def is_after(start: Any, end: Any) -> bool:
    """Does the start lie after the end for certain? Dates of which one is less precise than the
    other, such as 2026-11 and 2026-11-26, overlap and lie in order."""
    earliest, latest = _bounds(start), _bounds(end)
    return earliest is not None and latest is not None and earliest[0] > latest[1]


def _bounds(text: Any) -> tuple[datetime, datetime] | None:
    """The first and the last moment that a date can mean; None when it is none.

    Two dates without a time are compared as days: a day has no zone.
    """
    if not isinstance(text, str):
        return None
    try:
        if "T" in text:
            moment = datetime.fromisoformat(_readable(text))
            return moment.astimezone(UTC), moment.astimezone(UTC)
        year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
        last_month = month or 12
        last_day = day or calendar.monthrange(year, last_month)[1]
        first = datetime(year, month or 1, day or 1, tzinfo=UTC)
        last = datetime(year, last_month, last_day, 23, 59, 59, 999999, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return first, last


def _readable(text: str) -> str:
    """As Python reads it: a leap second is the second before."""
    return text.replace(":60", ":59").replace("Z", "+00:00")
