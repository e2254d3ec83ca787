"""Egenbetaling: what a citizen pays for a stay in a home or a shelter (SEL § 163).

A council takes payment for stays under SEL §§ 107-110. What follows was read in the ministry's
yearly rates, where each amount is named with "SEL § 163 stk. 3": of a long stay (§ 108) 10 percent
of the yearly income up to a limit and 20 percent above, in a crisis centre (§ 109) and a shelter
(§ 110) a rate a day. That § 107 may be counted by income too is from memory, and so is that a
council may set another amount; both are decided citizen by citizen, so nothing is taken unasked.

What is decided is an amount: a day's or a month's, in øre. A new year's rates or income are a new
decision from a day on. A month's amount is shared by the days of the month that the help runs and
does not rest (the house's own rule), and rounded once, half away from zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.kernel.dated import load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.law import Citation
from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.period import Month, Period
from helhed.kernel.words import CodeList, screen_text

PARAMETERS = load_parameters(__package__, "egenbetaling.toml")
LAW = Citation("SEL", "§ 163")
MOST_INCOME = 10_000_000_00
MOST_OF_A_MONTH = 100_000_00
"""Øre; far above what anybody pays, and below what a key that sticks gives (the house's own)."""


class UnableToTakePayment(UnableTo):
    """A citizen's own payment cannot be as asked."""


class PaymentBasis(CodeList):
    """How a citizen's own payment was found."""

    DAY_RATE = "day_rate", screen_text("Døgnsats")
    INCOME = "income", screen_text("Efter årsindkomst")
    SET = "set", screen_text("Fastsat beløb om måneden")

    @property
    def is_by_day(self) -> bool:
        """Whether the amount is a day's, and not a month's."""
        return self is PaymentBasis.DAY_RATE


_HOMES = (PaymentBasis.INCOME, PaymentBasis.SET)
_SHELTERS = (PaymentBasis.DAY_RATE, PaymentBasis.SET)
_BASES = {
    "SEL § 107": _HOMES,
    "SEL § 108": _HOMES,
    "SEL § 109": _SHELTERS,
    "SEL § 110": _SHELTERS,
}
_RATES = {"SEL § 109": "crisis_centre_day", "SEL § 110": "shelter_day"}


def bases(citation: str, *, is_main: bool) -> tuple[PaymentBasis, ...]:
    """How a citizen may pay for a grant under a paragraph; empty when nothing is paid. What follows
    a main service is paid for with it."""
    return _BASES.get(citation, ()) if is_main else ()


def amount(
    citation: str, basis: PaymentBasis, day: date, income: int | None, told: int | None
) -> int:
    """What is paid a day or a month, in øre, by what holds on a day: ``income`` is the citizen's
    yearly income and ``told`` the amount that was set, each in øre where its basis asks for it.

    Raises UnableToTakePayment, and NoValueThatDay for a day without rates.
    """
    if basis not in bases(citation, is_main=True):
        text = screen_text("Der betales ikke sådan for hjælp efter %(citation)s.")
        raise UnableToTakePayment(text, citation=citation)
    if basis is PaymentBasis.DAY_RATE:
        return PARAMETERS[_RATES[citation]].int_on(day)
    if basis is PaymentBasis.INCOME:
        return of_income(_within(income, MOST_INCOME, screen_text("Skriv årsindkomsten.")), day)
    return _within(told, MOST_OF_A_MONTH, screen_text("Skriv beløbet om måneden."))


def of_income(income: int, day: date) -> int:
    """A month's payment of a yearly income, both in øre. Raises NoValueThatDay."""
    limit = 100 * PARAMETERS["income_limit"].int_on(day)
    low, high = (PARAMETERS[key].int_on(day) for key in ("share_below", "share_above"))
    yearly = Fraction(low * min(income, limit) + high * max(0, income - limit), 100)
    return round_half_away_from_zero(yearly / 12)


def _within(oere: int | None, most: int, missing: str) -> int:
    if oere is None:
        raise UnableToTakePayment(missing)
    if not 0 <= oere <= most:
        text = screen_text("Beløbet skal være fra 0 til %(most)s kr. Se, om kommaet er rigtigt.")
        raise UnableToTakePayment(text, most=most // 100)
    return oere


@dataclass(frozen=True, slots=True)
class Payment:
    """A decided payment: how it was found, øre a day or a month, and the days on which it holds."""

    basis: PaymentBasis
    oere: int
    days: Period


def month_payment(payments: Iterable[Payment], present: Iterable[Period], month: Month) -> int:
    """What is paid for a month, in øre: of each payment for the days on which it holds and the
    citizen is there; ``present`` are the days that the help runs and does not rest, none twice."""
    there = list(present)
    return sum(
        _of(one, sum(_length(one.days, period, month) for period in there), month)
        for one in payments
    )


def _length(days: Period, present: Period, month: Month) -> int:
    both = days.intersect(present)
    within = both.clip_to_month(month) if both else None
    return within.length if within else 0


def _of(payment: Payment, days: int, month: Month) -> int:
    if payment.basis.is_by_day:
        return payment.oere * days
    return round_half_away_from_zero(Fraction(payment.oere * days, month.length))
