"""Rytme: how often a plan is paid, on which days, and which days of the month each one pays for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from helhed.kernel.period import Month, Period
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.payments.bankdag import (
    PARAMETERS,
    Payee,
    bank_day_at_or_before,
    bank_days_after,
    clear_days,
    earliest_pay_day,
    is_bank_day,
    last_day_to_send,
    month_pay_day,
)

WEEK = 7
MONTHS_AHEAD = 3
"""Months in which a pay day is looked for: each has one, and the lead time is days."""


class Rhythm(CodeList):
    """How often a plan is paid."""

    MONTHLY = "monthly", screen_text("Hver måned")
    TWO_WEEKLY = "biweekly", screen_text("Hver anden uge")
    WEEKLY = "weekly", screen_text("Hver uge")
    DAILY = "daily", screen_text("Hver bankdag")
    DATES = "dates", screen_text("På bestemte dage")
    ONCE = "once", screen_text("Én gang, når hjælpen begynder")


WHY = {
    Rhythm.MONTHLY: screen_text("Måneden betales på sin sidste bankdag."),
    Rhythm.TWO_WEEKLY: screen_text(
        "Hver anden uge betales på ugens faste dag, eller bankdagen før den."
    ),
    Rhythm.WEEKLY: screen_text("Ugen betales på sin faste dag, eller bankdagen før den."),
    Rhythm.DAILY: screen_text("Der betales hver bankdag."),
    Rhythm.DATES: screen_text(
        "Der betales på planens egne dage, eller bankdagen før dem; en måned uden en dag betales "
        "på sin sidste bankdag."
    ),
    Rhythm.ONCE: screen_text(
        "Der betales én gang, på den første bankdag, fra hjælpen begynder; er den gået, på "
        "månedens sidste bankdag."
    ),
}
"""Why a rhythm is paid on the day it is."""


@dataclass(frozen=True, slots=True)
class NextPayDay:
    """The next day on which a plan can be paid; the last day on which its file can be sent then;
    and how many whole bank days lie between the two for the recipient."""

    day: date
    send_by: date
    clear: int


def next_pay_day(
    rhythm: Rhythm, to: Payee, today: date, dates: tuple[date, ...] = ()
) -> NextPayDay:
    """The first pay day of a rhythm that money can still reach when its file is sent today."""
    reachable = earliest_pay_day(today, to)
    this = Month.of(today)
    months = this.until(this.plus(MONTHS_AHEAD))
    day = next(
        day for month in months for day in pay_days(rhythm, month, dates) if day >= reachable
    )
    return NextPayDay(day, last_day_to_send(day, to), clear_days(to, day))


def pay_days(rhythm: Rhythm, month: Month, dates: tuple[date, ...] = ()) -> list[date]:
    """The days of a month on which a plan is paid, in order; never none.

    ``dates`` are the plan's own, when it is paid on such (for once: the day that help begins); a
    month without any is paid on its last bank day, so that nothing is left out.
    """
    match rhythm:
        case Rhythm.WEEKLY | Rhythm.TWO_WEEKLY:
            weekday = PARAMETERS["weekly_pay_weekday"].int_on(month.first)
            asked = [day for day in month.period.days() if day.isoweekday() == weekday]
            if rhythm is Rhythm.TWO_WEEKLY:
                asked = [day for day in asked if _is_pay_week(day)]
        case Rhythm.DAILY:
            asked = [day for day in month.period.days() if is_bank_day(day)]
        case Rhythm.DATES:
            asked = [day for day in dates if day in month.period]
        case Rhythm.ONCE:
            asked = [bank_days_after(day - timedelta(days=1), 1) for day in dates[:1]]
        case Rhythm.MONTHLY:
            asked = []
    found = sorted({bank_day_at_or_before(day) for day in asked})
    return [day for day in found if day in month.period] or [month_pay_day(month)]


def _is_pay_week(day: date) -> bool:
    """Every other week, through all years alike."""
    return day.toordinal() // WEEK % 2 == 0


def parts(month: Month, days: list[date]) -> list[Period]:
    """Which days of a month each pay day in it pays for: those since the one before, and the
    last one the rest of the month. Together they are the month."""
    first, found = month.first, []
    for day in days[:-1]:
        found.append(Period(first, day))
        first = day + timedelta(days=1)
    return [*found, Period(first, month.last)]
