"""Delplan: a part of the citizen's plan that a provider is handed and writes.

SEL § 141: the plan tells what the help is for and how; a provider that a citizen lives or is with
can be handed the part that she carries out. The authority keeps the plan.
"""

from __future__ import annotations

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.orders.bestilling import OrderState

MOST_TEXT = 20_000
TAKEN = (OrderState.ACCEPTED, OrderState.STARTED)


class UnableToHandPart(UnableTo):
    """A part of the plan cannot be handed over, written or taken back."""


def check_asked(asked: str, state: OrderState) -> None:
    """Raises UnableToHandPart when nothing is asked, or no provider has taken the order."""
    if state not in TAKEN:
        text = screen_text("Udføreren skal have sagt ja til bestillingen, før I deler planen.")
        raise UnableToHandPart(text)
    _check_text(asked, screen_text("Skriv, hvilken del af planen udføreren skal skrive."))


def check_part(text: str, state: OrderState, is_taken_back: bool) -> None:
    """Raises UnableToHandPart when nothing is written, the help is over, or the part was taken
    back."""
    if is_taken_back:
        raise UnableToHandPart(screen_text("Kommunen har taget delen tilbage. Spørg i samtalen."))
    if state not in TAKEN:
        raise UnableToHandPart(screen_text("Hjælpen er slut. Skriv i samtalen i stedet."))
    _check_text(text, screen_text("Skriv jeres del af planen."))


def _check_text(text: str, lacks: str) -> None:
    if not text.strip():
        raise UnableToHandPart(lacks)
    if len(text) > MOST_TEXT:
        raise UnableToHandPart(screen_text("Teksten er for lang. Del den i to."))
