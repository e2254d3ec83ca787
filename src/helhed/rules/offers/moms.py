"""Momsandel: how much of a private provider's price is VAT that the municipality gets back.

Municipal rates carry no VAT; private ones do and are about 6 percent higher for it, and the
municipality is refunded (opholdsstedet-bogense.dk: quoted). The share is written per provider and
dated. A provider without a written share has an *unknown* share: it is told so, never taken as 0.

What commitments and payments count is the whole price, for that is what leaves the bank and what
the ledger answers. The VAT part comes back through the municipality's VAT refund scheme, which is
another account and nobody's grant; so it is shown beside the price and never deducted from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.procenttillaeg import share_of


class UnableToSetVat(UnableTo):
    """A VAT share cannot be set as asked."""


@dataclass(frozen=True, slots=True)
class SplitPrice:
    """A price in øre, and the two parts that make it."""

    gross: int
    vat: int

    @property
    def net(self) -> int:
        """What the price costs when the VAT has come back."""
        return self.gross - self.vat


def has_vat(owner: Ownership) -> bool:
    """Whether prices of an owner carry VAT at all: only those of private providers do."""
    return owner is Ownership.PRIVATE


def check_share(owner: Ownership, percent: Decimal) -> None:
    """Raises UnableToSetVat for an owner without VAT, or a share that is none."""
    if not has_vat(owner):
        text = screen_text("Kun private leverandører har moms i prisen.")
        raise UnableToSetVat(text)
    if not 0 <= percent < 100:
        text = screen_text("Momsandelen er mindst 0 og under 100 procent af prisen.")
        raise UnableToSetVat(text)


def split(gross: int, owner: Ownership, percent: Decimal | None) -> SplitPrice | None:
    """A price in VAT and net; None when a private provider's share is not written.

    ``percent`` is the share of the price itself, so a price that VAT has made 6 percent higher
    has a share of 6/106.
    """
    if not has_vat(owner):
        return SplitPrice(gross, 0)
    if percent is None:
        return None
    return SplitPrice(gross, share_of(gross, percent))
