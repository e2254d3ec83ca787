"""Faktura: whether a provider's invoice fits what was ordered and delivered, within tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.kernel.words import CodeList, screen_text
from helhed.rules.payments.bankdag import PARAMETERS


class InvoiceState(CodeList):
    """Where an invoice stands; one that differs waits for a person."""

    MATCHED = "matched", screen_text("Stemmer")
    DIFFERS = "differs", screen_text("Afviger")
    ACCEPTED = "accepted", screen_text("Accepteret")
    REFUSED = "refused", screen_text("Afvist")


class InvoiceFinding(CodeList):
    """What was found when an invoice was held against order and delivery."""

    FITS = "fits", screen_text("Mængde og beløb stemmer")
    NO_GRANT = "no_grant", screen_text("Ingen bevilling hos leverandøren")
    NOT_DELIVERED = "not_delivered", screen_text("Ikke leveret i perioden")
    QUANTITY = "quantity", screen_text("Mængden afviger fra det leverede")
    AMOUNT = "amount", screen_text("Beløbet afviger fra prisen")
    OVERLAPS = "overlaps", screen_text("Perioden er faktureret før")
    NO_PRICE = "no_price", screen_text("Taksten mangler en pris i perioden")

    @property
    def state(self) -> InvoiceState:
        return InvoiceState.MATCHED if self is InvoiceFinding.FITS else InvoiceState.DIFFERS


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was delivered in the invoice's period: quantity in the grant's own unit, øre."""

    quantity: Fraction
    oere: int


def is_payable(finding: InvoiceFinding, oere: int, delivered: int | None, today: date) -> bool:
    """Whether an invoice asks for what is paid for what was delivered, within tolerance; in øre.
    What is paid follows the grant and not the invoice, so only such an invoice can be accepted."""
    if delivered is None or finding in (InvoiceFinding.OVERLAPS, InvoiceFinding.NOT_DELIVERED):
        return False
    return abs(oere - delivered) <= PARAMETERS["invoice_amount_tolerance"].int_on(today)


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
    if abs(oere - delivered.oere) > PARAMETERS["invoice_amount_tolerance"].int_on(today):
        return InvoiceFinding.AMOUNT
    return InvoiceFinding.FITS
