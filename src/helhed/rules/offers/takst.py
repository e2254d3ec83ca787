"""Takst: the rate of an own offer is all its cost in the long run over the days it is used.

The cost is direct and indirect (overhead), depreciation and interest (BL § 195; quoted). It is
divided by 365 × places × occupancy, where occupancy is the mean of two years' accounts within the
bounds that municipalities agreed (KKR Nordjylland, styringsaftale). What a year earned too much or
too little comes back in the rate two years later; a surplus may instead be set aside up to 5
percent of the basis, to be used within 5 years. Numbers stand in ``parameters/takst.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction

from helhed.kernel.dated import load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.money import kroner, round_half_away_from_zero
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.offers.tilbud import OfferKind

PARAMETERS = load_parameters(__package__, "takst.toml")
MONTHS_A_YEAR = 12
SHORT = frozenset({OfferKind.RESPITE, OfferKind.CRISIS_CENTRE, OfferKind.SHELTER})
"""Short stays, urgent places and respite; which kinds those are is our own reading."""
COUNTED_IN_CITIZENS = frozenset({OfferKind.ADDICTION})
_PLACES = Decimal("0.001")


class UnableToBuildTakst(UnableTo):
    """A rate of an own offer cannot be built from what is written."""


class Unit(Enum):
    """What a built rate is per."""

    DAY = "day"
    MONTH = "month"


class TakstState(CodeList):
    """How far the rate of a year has come."""

    DRAFT = "draft", screen_text("Kladde")
    APPROVED = "approved", screen_text("Godkendt")
    DROPPED = "dropped", screen_text("Kasseret")
    WITHDRAWN = "withdrawn", screen_text("Tilbagekaldt")


def _number(key: str, year: int) -> int:
    return PARAMETERS[key].int_on(date(year, 1, 1))


@dataclass(frozen=True, slots=True)
class Basis:
    """The budgeted cost of a year in øre, as the budget form asks for it."""

    direct: int
    overhead: int
    depreciation: int
    interest: int

    @property
    def total(self) -> int:
        """Takstberegningsgrundlaget: everything that the rate must cover."""
        return self.direct + self.overhead + self.depreciation + self.interest


@dataclass(frozen=True, slots=True)
class YearAccount:
    """What a year became: ``basis`` and ``correction`` are those of the year's rate, ``days`` the
    days on which somebody lived there, ``set_aside`` what was kept of a surplus; øre."""

    year: int
    basis: int
    correction: int
    cost: int
    income: int
    days: int
    place_days: int
    set_aside: int = 0

    @property
    def result(self) -> int:
        """Earned too much (+) or too little (−), less what was a correction of an earlier year."""
        return self.income - self.cost - self.correction

    @property
    def occupancy(self) -> Decimal:
        """Days used of days offered, in percent. Raises UnableToBuildTakst without places."""
        if self.place_days <= 0:
            text = screen_text("Regnskabet for %(year)s har ingen pladsdøgn. Skriv dem først.")
            raise UnableToBuildTakst(text, year=self.year)
        return _rounded(Fraction(100 * self.days, self.place_days))


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a year's result: into or out of the reserve, and into the rate later.

    ``to_takst`` makes the later rate dearer (+) or cheaper (−); ``reserve`` is what is left.
    """

    year: int
    result: int
    set_aside: int
    from_reserve: int
    expired: int
    to_takst: int
    reserve: int


def most_set_aside(account: YearAccount, reserve: int) -> int:
    """How much of a year's surplus may be set aside when so much is set aside already."""
    limit = account.basis * _number("reserve", account.year) // 100
    return max(0, min(account.result, limit - reserve))


def settlements(accounts: Iterable[YearAccount]) -> list[Settlement]:
    """What became of every year's result, in order of time.

    A deficit takes of the reserve first, the oldest of it; what was not used in time goes back to
    those who pay. Raises UnableToBuildTakst when more is set aside than may be.
    """
    lots: list[tuple[int, int]] = []
    found = []
    for account in sorted(accounts, key=lambda one: one.year):
        expired = _expire(lots, account.year)
        kept = sum(oere for _, oere in lots)
        most = most_set_aside(account, kept)
        if not 0 <= account.set_aside <= most:
            text = screen_text("Der kan højst hensættes %(most)s kr. for %(year)s.")
            raise UnableToBuildTakst(text, most=kroner(most), year=account.year)
        used = _take(lots, max(0, -account.result))
        if account.set_aside:
            lots.append((account.year, account.set_aside))
        to_takst = account.set_aside - used - expired - account.result
        left = sum(oere for _, oere in lots)
        found.append(
            Settlement(
                *(account.year, account.result, account.set_aside, used, expired, to_takst, left)
            )
        )
    return found


def _expire(lots: list[tuple[int, int]], year: int) -> int:
    old = [lot for lot in lots if lot[0] + _number("reserve_years", year) < year]
    for lot in old:
        lots.remove(lot)
    return sum(oere for _, oere in old)


def _take(lots: list[tuple[int, int]], wanted: int) -> int:
    taken = 0
    while lots and taken < wanted:
        year, oere = lots.pop(0)
        part = min(oere, wanted - taken)
        taken += part
        if part < oere:
            lots.insert(0, (year, oere - part))
    return taken


def correction(accounts: Sequence[YearAccount], applied: dict[int, int], year: int) -> int:
    """What the rate of a year must make up for: what earlier accounts sent on, less what earlier
    rates (``applied``, by year) took. So an account that is corrected late is made up for too."""
    wait = _number("correction_years", year)
    closed = [one for one in accounts if one.year <= year - wait]
    if not closed:
        return 0
    first = min(one.year for one in closed) + wait
    before = {one.year: one.correction for one in accounts} | applied
    sent = sum(one.to_takst for one in settlements(closed))
    return sent - sum(oere for when, oere in before.items() if first <= when < year)


@dataclass(frozen=True, slots=True)
class Occupancy:
    """The occupancy that a rate is built on, in percent: the ``mean`` of the years' accounts
    within the bounds; no mean without accounts."""

    percent: Decimal | None
    mean: Decimal | None
    years: tuple[int, ...]
    low: int
    high: int


def proposed_occupancy(kind: OfferKind, accounts: Iterable[YearAccount], year: int) -> Occupancy:
    """The occupancy of the two newest closed years, within the bounds of the agreement.

    The oldest agreement read used the accounts of 2010 and 2011 for the rate of 2013.
    """
    wait = _number("correction_years", year)
    known = [one for one in accounts if year - wait - 1 <= one.year <= year - wait]
    low = _number("occupancy_low_short" if kind in SHORT else "occupancy_low", year)
    high = _number("occupancy_high", year)
    years = tuple(sorted(one.year for one in known))
    if not known:
        return Occupancy(None, None, years, low, high)
    mean = _rounded(sum((Fraction(one.occupancy) for one in known), Fraction()) / len(known))
    return Occupancy(min(max(mean, Decimal(low)), Decimal(high)), mean, years, low, high)


def _rounded(exact: Fraction) -> Decimal:
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value.quantize(_PLACES, rounding=ROUND_HALF_UP)


def places_of(kind: OfferKind, number: Decimal, year: int) -> Decimal:
    """The places that a rate is built on: ten citizens in treatment for addiction are one."""
    if kind in COUNTED_IN_CITIZENS:
        return number / _number("citizens_a_place", year)
    return number


@dataclass(frozen=True, slots=True)
class Takst:
    """A rate with every step that led to it; øre, but ``units`` days (or months) that are paid."""

    basis: Basis
    correction: int
    places: Decimal
    occupancy: Decimal
    units: Fraction
    oere: int

    @property
    def to_charge(self) -> int:
        """What the year is to earn: its cost, and what earlier years are owed or owe."""
        return self.basis.total + self.correction

    @property
    def without_correction(self) -> int:
        """The rate, had earlier years evened out."""
        return round_half_away_from_zero(self.basis.total / self.units)


def units_a_year(unit: Unit, year: int) -> int:
    """How many units of a rate a place is paid for in a year."""
    return _number("days_a_year", year) if unit is Unit.DAY else MONTHS_A_YEAR


def build(
    basis: Basis,
    correction: int,
    places: Decimal,
    occupancy: Decimal,
    *,
    unit: Unit,
    year: int,
) -> Takst:
    """The rate of a year: cost and correction over 365 × places × occupancy, in whole øre.

    Raises UnableToBuildTakst for a budget without cost, places or occupancy, or a rate below 0.
    """
    if min(basis.direct, basis.overhead, basis.depreciation, basis.interest) < 0:
        raise UnableToBuildTakst(screen_text("Beløbene i budgettet kan ikke være under 0."))
    if basis.total <= 0:
        raise UnableToBuildTakst(screen_text("Skriv budgettets omkostninger."))
    if places <= 0:
        raise UnableToBuildTakst(screen_text("Skriv, hvor mange pladser tilbuddet har."))
    if not 0 < occupancy <= 100:
        text = screen_text("Belægningen skal være over 0 og højst 100 procent.")
        raise UnableToBuildTakst(text)
    units = units_a_year(unit, year) * Fraction(places) * Fraction(occupancy) / 100
    oere = round_half_away_from_zero((basis.total + correction) / units)
    if oere <= 0:
        text = screen_text("Overskuddet er større end omkostningerne. Del det over flere år.")
        raise UnableToBuildTakst(text)
    return Takst(basis, correction, places, occupancy, units, oere)
