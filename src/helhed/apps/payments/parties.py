"""Who is paid, or owes what was paid too much: by name and number, as letters and pages tell it."""

from __future__ import annotations

from dataclasses import dataclass

from helhed.apps.payments.models import PaymentLine, PaymentPlan
from helhed.kernel.words import screen_text
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.linjer import LineKind, paid_to

PARTY_OF = ("plan__grant__citizen", "plan__grant__offer__provider__unit")
"""What ``party`` reads of a line, for ``select_related``."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who is at the other end of a payment. ``number``: the CVR of a company that has one."""

    kind: Payee
    name: str
    number: str = ""


DEBTORS = {
    Payee.COMPANY: screen_text("Virksomhed"),
    Payee.PERSON: screen_text("Borger"),
    Payee.PAYROLL: screen_text("Lønmodtager"),
    Payee.INTERNAL: screen_text("Intern enhed"),
    Payee.NONCASH: screen_text("Kun bogføring"),
}
"""What each kind of recipient is called when it has got too much."""


def payee_of(line: PaymentLine) -> Payee:
    """Who gets the money of a line: whom its plan pays; nobody when it only moves an amount."""
    return paid_to(LineKind.of(line.kind), Payee.of(line.plan.recipient))


def party_of(line: PaymentLine) -> Party:
    """Who a line pays. What only moves an amount pays nobody."""
    found = party(line.plan)
    return found if payee_of(line) is found.kind else Party(Payee.NONCASH, found.name)


def party(plan: PaymentPlan) -> Party:
    """Who a plan pays: the citizen, who delivers, or the own unit whose house it is."""
    to, grant = Payee.of(plan.recipient), plan.grant
    provider = grant.offer.provider if grant.offer else None
    if to is Payee.PERSON or provider is None:
        return Party(to, grant.citizen.name)
    if to is Payee.INTERNAL and provider.unit is not None:
        return Party(to, provider.unit.name)
    return Party(to, provider.name, provider.cvr if to is Payee.COMPANY else "")
