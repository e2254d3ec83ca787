"""Faktura: whether a provider's invoice fits what was ordered and delivered, within tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.kernel.words import CodeList, screen_text
from helhed.rules.payments.bankdag import PARAMETERS
from helhed.rules.payments.udbetaling import PayRunState


class InvoiceState(CodeList):
    """Where an invoice stands; one that differs waits for a person."""

    MATCHED = "matched", screen_text("Stemmer")
    DIFFERS = "differs", screen_text("Afviger")
    ACCEPTED = "accepted", screen_text("Accepteret")
    ASKED = "asked", screen_text("Venter på en anden")
    REFUSED = "refused", screen_text("Afvist")

    @property
    def waits(self) -> bool:
        """Whether a person must answer it."""
        return self in (InvoiceState.DIFFERS, InvoiceState.ASKED)


class InvoiceFinding(CodeList):
    """What was found when an invoice was held against order and delivery."""

    FITS = "fits", screen_text("Mængde og beløb stemmer")
    NO_GRANT = "no_grant", screen_text("Ingen bevilling hos leverandøren")
    NOT_DELIVERED = "not_delivered", screen_text("Ikke leveret i perioden")
    QUANTITY = "quantity", screen_text("Mængden afviger fra det leverede")
    AMOUNT = "amount", screen_text("Beløbet afviger fra prisen")
    OVERLAPS = "overlaps", screen_text("Perioden er faktureret før")
    NOT_AS_ORDERED = (
        "not_ordered",
        screen_text("Stemmer med det leverede, der ikke er som bestilt"),
    )
    NO_PRICE = "no_price", screen_text("Taksten mangler en pris i perioden")

    @property
    def state(self) -> InvoiceState:
        return InvoiceState.MATCHED if self is InvoiceFinding.FITS else InvoiceState.DIFFERS


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was delivered in the invoice's period: quantity in the grant's own unit, øre; and what
    is paid for it by the order."""

    quantity: Fraction
    oere: int
    paid_oere: int


def deviation(finding: InvoiceFinding, oere: int, paid: int | None, today: date) -> int | None:
    """What accepting an invoice pays beside what is paid by the order, in øre: nothing within
    tolerance. None when it cannot be accepted: nothing was delivered for it to deviate from, or
    its days are invoiced already."""
    outside = (InvoiceFinding.OVERLAPS, InvoiceFinding.NOT_DELIVERED)
    if paid is None or finding in outside:
        return None
    left = oere - paid
    within = abs(left) <= PARAMETERS["invoice_amount_tolerance"].int_on(today)
    return 0 if within else left


def accepted_alone(today: date) -> int:
    """How far one person may let an invoice deviate, in øre."""
    return PARAMETERS["invoice_accepted_alone"].int_on(today)


def needs_second(oere: int, today: date) -> bool:
    """Whether two people must accept a deviation, in øre."""
    return abs(oere) > accepted_alone(today)


def may_undo(state: InvoiceState, run: PayRunState | None, was_rejected: bool) -> bool:
    """Whether accepting an invoice can be taken back: while what it deviates by waits (``run``
    None), or lies in a run that nobody has approved. What was sent is asked back instead, also when
    the ledger rejected it (``was_rejected``) and it waits again."""
    is_unsent = (run is None or run.is_open) and not was_rejected
    return state is InvoiceState.ACCEPTED and is_unsent


def billed_too_much(beside: int, paid: int, delivered: int) -> int:
    """How much of what was paid ``beside`` the order for an accepted invoice was for something
    that was not delivered, in øre: never more than that, and never less than nothing. ``paid``:
    what the order pays for the invoice's days; ``delivered``: what was delivered on them costs."""
    return max(0, min(beside, paid + beside - delivered))


def judge(
    quantity: Fraction, oere: int, delivered: Delivered | None, overlaps: bool, today: date
) -> InvoiceFinding:
    """What an invoice is found to be. ``delivered`` None: the provider delivers no such grant."""
    if delivered is None:
        return InvoiceFinding.NO_GRANT
    if overlaps:
        return InvoiceFinding.OVERLAPS
    if delivered.quantity == 0:
        return InvoiceFinding.NOT_DELIVERED
    promille = PARAMETERS["invoice_quantity_tolerance"].int_on(today)
    if abs(quantity - delivered.quantity) * 1000 > promille * delivered.quantity:
        return InvoiceFinding.QUANTITY
    most = PARAMETERS["invoice_amount_tolerance"].int_on(today)
    if abs(oere - delivered.oere) > most:
        return InvoiceFinding.AMOUNT
    if abs(oere - delivered.paid_oere) > most:
        return InvoiceFinding.NOT_AS_ORDERED
    return InvoiceFinding.FITS
