"""Questions and wishes in the conversation of an order: each has an answer and a state.

The pattern is that of the Dutch iWmo standard, in which every message is answered. How long the
other side has is the house's own standard, the same as for the order itself (``svarfrist``).
"""

from __future__ import annotations

from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.orders.bestilling import Side
from helhed.rules.orders.svarfrist import is_late


class Ask(CodeList):
    """What a message asks for."""

    QUESTION = "question", screen_text("Spørgsmål")
    CHANGE = "change", screen_text("Ønske om ændring")
    ABSENCE = "absence", screen_text("Fravær")
    STATUS = "status", screen_text("Status på målene")
    DELIVERED = "told", screen_text("Påmindelse om levering")


class AskState(CodeList):
    """Where a question or a wish stands."""

    OPEN = "open", screen_text("Venter på svar")
    ANSWERED = "answered", screen_text("Besvaret")
    YES = "yes", screen_text("Ja")
    NO = "no", screen_text("Nej")


class UnableToAnswer(UnableTo):
    """A message cannot be answered as asked."""


IN_WORDS = (Ask.QUESTION, Ask.CHANGE)
"""What either side can ask for in words alone; the others have an act of their own."""


def answers_to(ask: Ask, *, is_untold: bool) -> tuple[AskState, ...]:
    """The answers that there are: a wish is met or not, all else is answered. A reminder of what
    was delivered is answered by telling it, and not in words while it is untold."""
    if ask is Ask.DELIVERED and is_untold:
        return ()
    is_wish = ask in (Ask.CHANGE, Ask.ABSENCE)
    return (AskState.YES, AskState.NO) if is_wish else (AskState.ANSWERED,)


def check_answer(
    ask: Ask | None,
    state: AskState | None,
    asked_by: Side,
    side: Side,
    answer: AskState,
    text: str,
    *,
    is_untold: bool = False,
) -> None:
    """Raises UnableToAnswer when one side cannot answer a message so."""
    if ask is None or state is None:
        raise UnableToAnswer(screen_text("Beskeden beder ikke om et svar."))
    if state is not AskState.OPEN:
        raise UnableToAnswer(screen_text("Der er allerede svaret."))
    if side is asked_by:
        raise UnableToAnswer(screen_text("Det er den anden part, der skal svare."))
    if ask is Ask.DELIVERED and is_untold:
        raise UnableToAnswer(screen_text("Skriv, hvad der er leveret. Det er svaret."))
    if answer not in answers_to(ask, is_untold=is_untold):
        raise UnableToAnswer(screen_text("Vælg et svar."))
    if answer is not AskState.YES and not text.strip():
        raise UnableToAnswer(screen_text("Skriv et svar."))


def is_overdue(state: AskState | None, asked: date, today: date) -> bool:
    """Whether an answer should have come."""
    return state is AskState.OPEN and is_late(asked, today)
