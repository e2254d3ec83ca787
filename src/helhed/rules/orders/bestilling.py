"""The states of an order, and which move is whose.

The authority sends and takes back; the provider accepts, rejects with a reason and starts; both
can stop what runs. Every move is a message with an answer (the pattern of the Dutch iWmo standard).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text


class OrderState(Enum):
    """Where an order stands."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    STARTED = "started"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def awaits_provider(self) -> bool:
        return self in (OrderState.SENT, OrderState.ACCEPTED)

    @property
    def is_alive(self) -> bool:
        """Whether the order can still lead to something, so that no other is needed."""
        return self in _ALIVE


_LABELS = {
    OrderState.DRAFT: screen_text("Kladde"),
    OrderState.SENT: screen_text("Sendt, afventer svar"),
    OrderState.ACCEPTED: screen_text("Accepteret, afventer start"),
    OrderState.REJECTED: screen_text("Afvist"),
    OrderState.STARTED: screen_text("I gang"),
    OrderState.STOPPED: screen_text("Stoppet"),
    OrderState.WITHDRAWN: screen_text("Trukket tilbage"),
}


_ALIVE = frozenset({OrderState.DRAFT, OrderState.SENT, OrderState.ACCEPTED, OrderState.STARTED})


class Side(Enum):
    """Who makes a move."""

    AUTHORITY = "authority"
    PROVIDER = "provider"

    @property
    def label(self) -> str:
        return _SIDE_LABELS[self]

    @property
    def other(self) -> Side:
        return Side.PROVIDER if self is Side.AUTHORITY else Side.AUTHORITY


_SIDE_LABELS = {
    Side.AUTHORITY: screen_text("Kommunen"),
    Side.PROVIDER: screen_text("Udføreren"),
}


class Move(Enum):
    """What can be done to an order."""

    SEND = "send"
    ACCEPT = "accept"
    REJECT = "reject"
    START = "start"
    STOP = "stop"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        return _MOVE_LABELS[self]

    @property
    def done(self) -> str:
        """What is said when it has been made."""
        return _MOVES_DONE[self]


_MOVE_LABELS = {
    Move.SEND: screen_text("Send bestilling"),
    Move.ACCEPT: screen_text("Accepter"),
    Move.REJECT: screen_text("Afvis"),
    Move.START: screen_text("Start"),
    Move.STOP: screen_text("Stop"),
    Move.WITHDRAW: screen_text("Træk tilbage"),
}


_MOVES_DONE = {
    Move.SEND: screen_text("Bestillingen er sendt"),
    Move.ACCEPT: screen_text("Bestillingen er accepteret"),
    Move.REJECT: screen_text("Bestillingen er afvist"),
    Move.START: screen_text("Hjælpen er startet"),
    Move.STOP: screen_text("Hjælpen er stoppet"),
    Move.WITHDRAW: screen_text("Bestillingen er trukket tilbage"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A move that is allowed: from where, to where, whose, and whether it must say why."""

    move: Move
    old: OrderState
    new: OrderState
    side: Side
    needs_reason: bool = False
    needs_date: bool = False


STEPS = (
    Step(Move.SEND, OrderState.DRAFT, OrderState.SENT, Side.AUTHORITY),
    Step(Move.ACCEPT, OrderState.SENT, OrderState.ACCEPTED, Side.PROVIDER),
    Step(Move.REJECT, OrderState.SENT, OrderState.REJECTED, Side.PROVIDER, needs_reason=True),
    Step(Move.WITHDRAW, OrderState.SENT, OrderState.WITHDRAWN, Side.AUTHORITY, needs_reason=True),
    Step(
        Move.WITHDRAW, OrderState.ACCEPTED, OrderState.WITHDRAWN, Side.AUTHORITY, needs_reason=True
    ),
    Step(Move.START, OrderState.ACCEPTED, OrderState.STARTED, Side.PROVIDER, needs_date=True),
    *(
        Step(
            Move.STOP,
            OrderState.STARTED,
            OrderState.STOPPED,
            side,
            needs_reason=True,
            needs_date=True,
        )
        for side in Side
    ),
)


class UnableToMoveOrder(UnableTo):
    """An order cannot make the move asked for from where it stands, or lacks its reason."""


def step(state: OrderState, move: Move, side: Side, reason: str = "") -> Step:
    """The step that a move is. Raises UnableToMoveOrder when it is not allowed."""
    for candidate in STEPS:
        if (candidate.old, candidate.move, candidate.side) == (state, move, side):
            if candidate.needs_reason and not reason.strip():
                raise UnableToMoveOrder(screen_text("Skriv hvorfor."))
            return candidate
    text = screen_text("Bestillingen er »%(state)s«, så »%(move)s« kan ikke bruges nu.")
    raise UnableToMoveOrder(text, state=state.label, move=move.label)


def moves_open_to(state: OrderState, side: Side) -> list[Step]:
    """What one side can do with an order now."""
    return [candidate for candidate in STEPS if (candidate.old, candidate.side) == (state, side)]
