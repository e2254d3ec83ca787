"""Krav om tilbagebetaling: what a citizen was paid too much, and how it comes back in instalments.

Whether it may be asked for is a decision of its own (SEL § 91, BL § 185 for help that was received
against better knowledge); until it is made the claim stands open, and nothing is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.money import split_by_weight
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.payments.bankdag import month_pay_day

MOST_INSTALMENTS = 120


class ClaimState(CodeList):
    """Where a claim stands."""

    OPEN = "open", screen_text("Ikke aftalt")
    AGREED = "agreed", screen_text("Aftalt")
    SETTLED = "settled", screen_text("Betalt tilbage")
    WRITTEN_OFF = "written_off", screen_text("Eftergivet")


class UnableToPlanInstalments(UnableTo):
    """A claim cannot be split into the instalments that were asked for."""


@dataclass(frozen=True, slots=True)
class PlannedInstalment:
    """What is to come back on a day, in øre."""

    due_on: date
    oere: int


def instalments(oere: int, count: int, first: Month) -> list[PlannedInstalment]:
    """An amount in equal monthly instalments that sum to it; each on the month's last bank day.

    Raises UnableToPlanInstalments.
    """
    if not 1 <= count <= MOST_INSTALMENTS:
        text = screen_text("Vælg mellem 1 og %(most)s rater.")
        raise UnableToPlanInstalments(text, most=MOST_INSTALMENTS)
    if oere < count:
        raise UnableToPlanInstalments(screen_text("Der er flere rater end øre. Vælg færre rater."))
    amounts = split_by_weight(oere, [1] * count)
    return [PlannedInstalment(month_pay_day(first.plus(n)), part) for n, part in enumerate(amounts)]
