"""Ønske: what a provider asks for in an order beside a question: that the citizen is away, or that
the help is made more, less, longer, or stopped.

Whether the place is paid while a citizen is away is agreed between the two sides, not set by law;
so the provider says what was agreed, and the caseworker answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Period
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.orders.samtale import Ask


class WishKind(CodeList):
    """What is asked for: four kinds of absence, and four kinds of change."""

    ILL = "ill", screen_text("Indlagt på sygehus")
    TRAVELS = "travels", screen_text("På ferie eller rejse")
    FAMILY = "family", screen_text("Hos familie eller venner")
    AWAY = "away", screen_text("Væk af en anden grund")
    MORE = "more", screen_text("Mere hjælp")
    LESS = "less", screen_text("Mindre hjælp")
    EXTEND = "extend", screen_text("Længere hjælp")
    STOP = "stop", screen_text("Stop af hjælpen")

    @property
    def ask(self) -> Ask:
        return Ask.ABSENCE if self in ABSENCES else Ask.CHANGE


ABSENCES = (WishKind.ILL, WishKind.TRAVELS, WishKind.FAMILY, WishKind.AWAY)
CHANGES = (WishKind.MORE, WishKind.LESS, WishKind.EXTEND, WishKind.STOP)


class UnableToWish(UnableTo):
    """A provider cannot ask for a change or tell of an absence as it stands."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. Of an absence: its days and whether the place is paid meanwhile; of more
    or less help: from which day and how much, in the grant's own unit; of the other two: the last
    day that is wished for."""

    kind: WishKind
    start: date | None = None
    end: date | None = None
    is_paid: bool | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """The order that a wish is about: where it stands, since when it runs, what is granted."""

    state: OrderState
    started: date | None
    granted: Period
    quantity: Decimal


def check_wish(wish: Wish, order: Running, why: str) -> None:
    """Raises UnableToWish when something is missing or the days do not fit."""
    if order.state is not OrderState.STARTED:
        raise UnableToWish(screen_text("Hjælpen er ikke i gang. Skriv i samtalen i stedet."))
    if wish.start is not None and wish.end is not None and wish.end < wish.start:
        raise UnableToWish(screen_text("Sidste dag ligger før første dag."))
    if wish.kind in ABSENCES:
        _check_absence(wish, order)
        return
    if not why.strip():
        raise UnableToWish(screen_text("Skriv hvorfor."))
    if wish.kind in (WishKind.MORE, WishKind.LESS):
        _check_amount(wish, order)
    else:
        _check_last_day(wish, order)


def _check_absence(wish: Wish, order: Running) -> None:
    if wish.start is None:
        raise UnableToWish(screen_text("Skriv den første dag, borgeren er væk."))
    if wish.is_paid is None:
        raise UnableToWish(screen_text("Vælg, om pladsen er betalt, mens borgeren er væk."))
    if order.started is not None and wish.start < order.started:
        raise UnableToWish(screen_text("Fraværet kan ikke begynde, før hjælpen er startet."))
    if wish.start not in order.granted:
        raise UnableToWish(screen_text("Fraværet begynder, efter at bevillingen er slut."))


def _check_amount(wish: Wish, order: Running) -> None:
    if wish.start is None or wish.start not in order.granted:
        raise UnableToWish(screen_text("Skriv en første dag, der er bevilget."))
    if wish.quantity is None or wish.quantity <= 0:
        raise UnableToWish(screen_text("Skriv, hvor meget hjælp der er brug for."))
    is_more = wish.quantity > order.quantity
    if wish.quantity == order.quantity or is_more is not (wish.kind is WishKind.MORE):
        text = screen_text("Der er bestilt %(quantity)s. Skriv et tal, der passer til ønsket.")
        raise UnableToWish(text, quantity=f"{order.quantity.normalize():f}".replace(".", ","))


def _check_last_day(wish: Wish, order: Running) -> None:
    if wish.end is None:
        raise UnableToWish(screen_text("Skriv den sidste dag."))
    if wish.kind is WishKind.STOP:
        if wish.end not in order.granted:
            raise UnableToWish(screen_text("Skriv en sidste dag, der er bevilget."))
        return
    if order.granted.end is None:
        raise UnableToWish(screen_text("Hjælpen løber allerede uden slutdag."))
    if wish.end <= order.granted.end:
        raise UnableToWish(screen_text("Skriv en dag efter den, bevillingen slutter."))


def rests(wish: Wish) -> Period | None:
    """The days on which the grant rests when the wish is met: those of an absence during which
    the place is not paid. None when it does not rest."""
    if wish.kind in ABSENCES and wish.start is not None and wish.is_paid is False:
        return Period(wish.start, wish.end)
    return None
