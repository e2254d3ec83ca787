"""Betalingslinjer: what kinds there are, and how a month's amount is split on pay days.

The amount of a month is computed once, by the price engine. Splitting it moves no øre in or out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from helhed.kernel.money import split_by_weight
from helhed.kernel.period import Month, Period
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.payments.bankdag import Payee, month_pay_day
from helhed.rules.payments.rytme import Rhythm, parts, pay_days


class LineKind(CodeList):
    """Why a line is there; corrections stand apart from what is paid as planned."""

    ORDINARY = "ordinary", screen_text("Løbende")
    BACK_PAY = "back_pay", screen_text("Efterbetaling")
    CLAW_BACK = "claw_back", screen_text("Modregning")
    CLAIM = "claim", screen_text("Krav om tilbagebetaling")
    REPOST_OUT = "repost_out", screen_text("Omkontering fra")
    REPOST_IN = "repost_in", screen_text("Omkontering til")
    INVOICE = "invoice", screen_text("Fakturaafvigelse")
    REVERSAL = "reversal", screen_text("Tilbageførsel")


PAIR = (LineKind.REPOST_OUT, LineKind.REPOST_IN)
"""The two lines that move an amount between accounts; one is nothing without the other."""


def paid_to(kind: LineKind, recipient: Payee) -> Payee:
    """Who gets the money of a line: whom its plan pays, but of what is only moved between accounts
    nobody gets any."""
    return Payee.NONCASH if kind in PAIR else recipient


@dataclass(frozen=True, slots=True)
class Part:
    """What is paid on one pay day, in øre."""

    due_on: date
    oere: int


def correction_kind(oere: int, recipient: Payee) -> LineKind:
    """What a correction of a closed month is: more is paid after; too much is set off against
    what the recipient gets, but a citizen's help is never cut short without a decision, so there
    it is a claim."""
    if oere >= 0:
        return LineKind.BACK_PAY
    return LineKind.CLAIM if recipient is Payee.PERSON else LineKind.CLAW_BACK


def split(
    oere: int,
    month: Month,
    rhythm: Rhythm,
    paid: Sequence[Period],
    dates: tuple[date, ...] = (),
) -> list[Part]:
    """A month's amount on the pay days of a plan, by how many paid days each covers.

    ``paid`` are the days that are paid for. Parts without any are left out; the others sum to
    the amount exactly.
    """
    if rhythm is Rhythm.MONTHLY:
        return [Part(month_pay_day(month), oere)]
    if rhythm is Rhythm.ONCE:
        dates = tuple(one.start for one in paid)
    days = pay_days(rhythm, month, dates)
    weights = [_overlap(part, paid) for part in parts(month, days)]
    listed = list(zip(days, weights, strict=True))
    listed = [(day, weight) for day, weight in listed if weight] or [(days[-1], 1)]
    amounts = split_by_weight(oere, [weight for _, weight in listed])
    return [Part(day, part) for (day, _), part in zip(listed, amounts, strict=True) if part]


def _overlap(part: Period, paid: Sequence[Period]) -> int:
    found = [one.intersect(part) for one in paid]
    return sum((one.end - one.start).days + 1 for one in found if one and one.end)


def counts_in(month: Month, run: Month) -> Month:
    """The month in whose budget an amount counts: the month that it is for; when that year is
    over, the month of the run that carries it."""
    return month if month.year == run.year else max(month, run)
