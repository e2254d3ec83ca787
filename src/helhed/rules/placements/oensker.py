"""Ønsker: which offers a citizen wishes, who said so, and who is to be together or apart."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text

NOT_THERE, LAST_WISH = 0, 3


class UnableToWish(UnableTo):
    """A wish for a place cannot be written as asked."""


class Teller(CodeList):
    """Who said what the citizen wishes."""

    CITIZEN = "citizen", screen_text("Borgeren selv")
    GUARDIAN = "guardian", screen_text("Værge eller forældre")
    CASEWORKER = "caseworker", screen_text("Rådgiveren, efter samtale")


class Bond(CodeList):
    """Whether two are to be in the same offer or not."""

    TOGETHER = "together", screen_text("Samme tilbud")
    APART = "apart", screen_text("Ikke samme tilbud")


def check_wishes(wishes: Iterable[tuple[UUID, int]]) -> None:
    """Raises UnableToWish when an offer is named twice, or two offers are the same wish."""
    offers: set[UUID] = set()
    taken: set[int] = set()
    for offer, wish in wishes:
        if offer in offers:
            raise UnableToWish(screen_text("Det samme tilbud er nævnt to gange."))
        if wish != NOT_THERE and wish in taken:
            raise UnableToWish(screen_text("To tilbud kan ikke være det samme ønske."))
        offers.add(offer)
        taken.add(wish)
