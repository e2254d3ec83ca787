"""What time it is comes from outside, so that any day can be replayed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

DANISH_TIME = ZoneInfo("Europe/Copenhagen")


class Clock(Protocol):
    """Tells the moment (with time zone) and the Danish day."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


class SystemClock:
    """The machine's clock, in Danish time."""

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(DANISH_TIME)

    def today(self) -> date:
        return self.now().date()


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A clock that stands on one day while the hours go on: for a demonstration and for tests."""

    day: date

    def now(self) -> datetime:
        return datetime.combine(self.day, _time_of_day(), tzinfo=DANISH_TIME)

    def today(self) -> date:
        return self.day


def _time_of_day() -> time:
    return SystemClock().now().time()
