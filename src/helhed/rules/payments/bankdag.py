"""Bankdage: when banks are open, when a month is paid, and how early a file must be sent.

No act sets these days; they are the banks' and the municipality's own, as dated parameters.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from helhed.kernel.dated import load_parameters
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text
from helhed.kernel.workdays import easter_sunday, is_workday
from helhed.rules.offers.ejerforhold import Ownership

PARAMETERS = load_parameters(__package__, "betaling.toml")
AFTER_EASTER = "påske+"


class Payee(CodeList):
    """Which kind of recipient a payment has, and so which way the money goes."""

    COMPANY = "company", screen_text("Virksomhed (CVR)")
    PERSON = "person", screen_text("Person")
    PAYROLL = "payroll", screen_text("Løn")
    INTERNAL = "internal", screen_text("Intern afregning")
    NONCASH = "noncash", screen_text("Kun bogføring, ingen penge")

    @property
    def moves_money(self) -> bool:
        """Whether a bank must move money for it to be paid."""
        return self not in (Payee.INTERNAL, Payee.NONCASH)


def payee(owner: Ownership | None) -> Payee:
    """Which kind of recipient is paid: by who owns the offer, or the citizen when none delivers.

    A foster family's vederlag is pay, and goes by payroll.
    """
    match owner:
        case None:
            return Payee.PERSON
        case Ownership.OWN:
            return Payee.INTERNAL
        case Ownership.FOSTER_FAMILY:
            return Payee.PAYROLL
    return Payee.COMPANY


def is_bank_day(day: date) -> bool:
    """Whether banks move money on a day: a workday on which they are not closed."""
    return is_workday(day) and day not in bank_holidays(day.year)


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """The days of a year on which banks are closed besides weekends and public holidays.

    Raises NoValueThatDay.
    """
    found = set()
    for word in str(PARAMETERS["days_banks_are_closed"].on(date(year, 12, 31))).split():
        if word.startswith(AFTER_EASTER):
            days = int(word.removeprefix(AFTER_EASTER))
            found.add(easter_sunday(year) + timedelta(days=days))
        else:
            number, month = word.split(".")
            found.add(date(year, int(month), int(number)))
    return frozenset(found)


def bank_day_at_or_before(day: date) -> date:
    """The day itself when it is a bank day, else the last one before it."""
    while not is_bank_day(day):
        day -= timedelta(days=1)
    return day


def bank_days_after(day: date, count: int) -> date:
    """The ``count``-th bank day after a day; the day itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_bank_day(day)
    return day


def month_pay_day(month: Month) -> date:
    """When a month is paid: its last bank day."""
    return bank_day_at_or_before(month.last)


def clear_days(to: Payee, day: date) -> int:
    """Whole bank days that lie between the day a file is sent and the day the money is there."""
    if not to.moves_money:
        return 0
    if to is Payee.PAYROLL:
        return PARAMETERS["clear_bank_days_payroll"].int_on(day)
    return PARAMETERS["clear_bank_days"].int_on(day)


def earliest_pay_day(sent: date, to: Payee) -> date:
    """The first bank day on which money can be there when its file is sent on a day. Neither of
    the two days counts as a clear one."""
    return bank_days_after(sent, clear_days(to, sent) + 1)


def pay_day(month: Month, sent: date, to: Payee) -> date:
    """When a month is paid if its file is sent on a day: on its last bank day, or on the first
    one that can still be reached when that day was missed."""
    return max(month_pay_day(month), earliest_pay_day(sent, to))


def last_day_to_send(pay_on: date, to: Payee) -> date:
    """The last bank day on which a file can be sent for money to be there on a bank day."""
    day = pay_on
    while earliest_pay_day(day, to) > pay_on or not is_bank_day(day):
        day -= timedelta(days=1)
    return day


def last_day_to_send_month(month: Month) -> date:
    """The last bank day on which a month's file can be sent so that everybody in it is paid on the
    month's pay day, whoever the recipient is."""
    return min(last_day_to_send(month_pay_day(month), to) for to in Payee)
