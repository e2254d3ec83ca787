"""Krav om tilbagebetaling: what somebody was paid too much, and how it comes back in instalments.

Whether a citizen may be asked for it is a decision of its own (SEL § 91, BL § 185 for help that was
received against better knowledge); until it is made the claim stands open, and nothing is taken. A
company owes by its contract. An own unit owes nothing: between units it is posted back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.money import split_by_weight
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.payments.bankdag import Payee, month_pay_day

MOST_INSTALMENTS = 120


class ClaimState(CodeList):
    """Where a claim stands."""

    OPEN = "open", screen_text("Ikke aftalt")
    AGREED = "agreed", screen_text("Aftalt")
    SETTLED = "settled", screen_text("Betalt tilbage")
    WRITTEN_OFF = "written_off", screen_text("Eftergivet")


WAY_BACK = {
    Payee.PERSON: screen_text(
        "Borgeren skylder beløbet, når der er truffet afgørelse om tilbagebetaling. Indtil da "
        "trækkes intet."
    ),
    Payee.COMPANY: screen_text(
        "Virksomheden skylder beløbet. Det betales tilbage på én gang eller i rater, efter aftale."
    ),
    Payee.PAYROLL: screen_text(
        "Modtageren får løn og skylder beløbet. Aftal med lønkontoret, hvordan det betales tilbage."
    ),
    Payee.INTERNAL: screen_text("En intern enhed har fået beløbet. Det føres tilbage."),
    Payee.NONCASH: screen_text("Beløbet er kun bogført. Det føres tilbage."),
}
"""How what each kind of recipient got too much comes back."""


def is_owed(recipient: Payee) -> bool:
    """Whether a recipient owes what it got too much; between own units it is posted back."""
    return recipient.moves_money


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
