"""Indeksering: rates are raised once a year, from 1 January, by a percentage per kind of owner.

The percentage is the municipality's own choice, mostly KL's estimate of prices and wages (P/L);
what it proposes stands in ``parameters/indeksering.toml``. Rounded to whole øre by the kernel's
rule. A rate is indexed once a year: doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from helhed.kernel.dated import DatedValue, load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.pris import DatedAmount, amount_on
from helhed.rules.offers.procenttillaeg import share_of

PARAMETERS = load_parameters(__package__, "indeksering.toml")
MUNICIPALITY = "municipality"
"""Rates without an offer: what the municipality pays citizens."""
LOWEST, HIGHEST = Decimal(-20), Decimal(30)


class UnableToIndex(UnableTo):
    """Rates cannot be indexed as asked."""


class IndexationState(CodeList):
    """How far a run has come."""

    DRAFT = "draft", screen_text("Kladde")
    APPROVED = "approved", screen_text("Gennemført")
    DROPPED = "dropped", screen_text("Kasseret")
    WITHDRAWN = "withdrawn", screen_text("Tilbagekaldt")


class Skipped(Enum):
    """Why a rate is not raised in a year."""

    ALREADY = "already"
    WRITTEN = "written"
    NO_PRICE = "no_price"
    FOLLOWS = "follows"

    @property
    def label(self) -> str:
        return _SKIPPED[self]


_SKIPPED = {
    Skipped.ALREADY: screen_text("Er allerede indekseret for året"),
    Skipped.WRITTEN: screen_text("Har allerede en pris fra 1. januar"),
    Skipped.NO_PRICE: screen_text("Har ingen pris den 31. december"),
    Skipped.FOLLOWS: screen_text("Følger sin grundtakst"),
}


@dataclass(frozen=True, slots=True)
class Indexed:
    """What indexing does to one rate: øre before and after, or why nothing."""

    before: int | None
    after: int | None
    skipped: Skipped | None


def owner_words(owner: str) -> str:
    """The words for whose rates are indexed."""
    if owner == MUNICIPALITY:
        return screen_text("Kommunens egne satser")
    return Ownership(owner).label


def proposed(owner: str, year: int) -> DatedValue:
    """The percentage proposed for a year, with source and certainty. Raises NoValueThatDay."""
    return PARAMETERS[owner].dated(date(year, 1, 1))


def check(percent: Decimal, year: int, today: date) -> None:
    """Raises UnableToIndex for a percentage out of all bounds, or a year that is not near."""
    if not LOWEST <= percent <= HIGHEST or percent == 0:
        text = screen_text("Skriv en procent mellem −20 og 30, og ikke 0.")
        raise UnableToIndex(text)
    if year not in (today.year, today.year + 1):
        raise UnableToIndex(screen_text("Vælg i år eller næste år."))


def raised(oere: int, percent: Decimal) -> int:
    """An amount raised by so many percent, in whole øre, half away from zero."""
    return share_of(oere, 100 + percent)


def index(
    amounts: Iterable[DatedAmount],
    percent: Decimal,
    year: int,
    *,
    already: bool = False,
    follows: bool = False,
) -> Indexed:
    """What a rate becomes from 1 January of a year. ``already``: it was indexed for the year;
    ``follows``: its amounts come from another rate."""
    listed = list(amounts)
    before = amount_on(listed, date(year - 1, 12, 31))
    first = date(year, 1, 1)
    if follows:
        return Indexed(before, None, Skipped.FOLLOWS)
    if already:
        return Indexed(before, None, Skipped.ALREADY)
    if any(one.start == first for one in listed):
        return Indexed(before, None, Skipped.WRITTEN)
    if before is None:
        return Indexed(None, None, Skipped.NO_PRICE)
    return Indexed(before, raised(before, percent), None)
