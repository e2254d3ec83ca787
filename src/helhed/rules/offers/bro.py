"""Bro til regnskabet: line by line from what a rate was built on to what its year became.

The rate covers all cost of a year, direct and indirect (BL § 195; quoted), so in the budget the
year evens out. Every line tells what moved it away from that: days, prices, cost. What is left is
the year's over- or under-coverage, and less what is set aside (Nordjysk Socialaftale; quoted) it
is carried to the rate two years later. The lines sum to the øre, for each is a step between two
rounded marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.period import Period
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.offers.pris import DatedAmount
from helhed.rules.offers.takst import (
    PARAMETERS,
    Settlement,
    Takst,
    Unit,
    YearAccount,
    units_a_year,
)


class Step(CodeList):
    """What moves a year away from its budget."""

    ROUNDING = "rounding", screen_text("Taksten blev rundet til hele øre")
    PLACES = "places", screen_text("Flere eller færre pladsdøgn")
    OCCUPANCY = "occupancy", screen_text("Højere eller lavere belægning")
    PRICES = "prices", screen_text("Prisen blev rettet i året")
    OTHER_INCOME = "other_income", screen_text("Andre indtægter end døgn gange pris")
    COST = "cost", screen_text("Omkostninger under eller over budgettet")
    CORRECTION = "correction", screen_text("Korrektionen skrevet anderledes i regnskabet")
    SET_ASIDE = "set_aside", screen_text("Hensat af overskuddet")
    RESERVE = "reserve", screen_text("Brugt af det, der var hensat")
    EXPIRED = "expired", screen_text("Hensat for længe siden, gives tilbage")


ALWAYS_TOLD = frozenset({Step.PLACES, Step.OCCUPANCY, Step.COST})


class Measure(Enum):
    """What a line's two numbers are."""

    DAYS = "days"
    PERCENT = "percent"
    OERE = "oere"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """One step: what the rate counted with and what it became, as its measure says, and what that
    moved in øre, where more (+) is over-coverage."""

    step: Step
    oere: int
    measure: Measure = Measure.NONE
    planned: Decimal | int | None = None
    became: Decimal | int | None = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """From the budget of a rate to the accounts of its year.

    ``income`` leads from the budget to ``earned`` (income less what the rate was to earn), and
    ``cost`` on to ``result``, the over-coverage (+) or under-coverage (−). ``kept`` leads to
    ``carried``: what the rate of ``lands_in`` gives back (+) or asks for (−). ``others`` are the
    days of citizens for whom another municipality pays, ``price`` the mean of a day.
    """

    year: int
    lands_in: int
    days_planned: Decimal
    days: int
    others: int
    price: Fraction
    income: tuple[Line, ...]
    cost: tuple[Line, ...]
    kept: tuple[Line, ...]

    @property
    def earned(self) -> int:
        return sum(line.oere for line in self.income)

    @property
    def result(self) -> int:
        return self.earned + sum(line.oere for line in self.cost)

    @property
    def carried(self) -> int:
        return self.result + sum(line.oere for line in self.kept)

    @property
    def worth_of_others(self) -> int:
        """What the days of others' citizens brought in at the price of the year, in øre; it is
        among the days and prices."""
        return round_half_away_from_zero(self.others * self.price)


def bridge(
    takst: Takst,
    account: YearAccount,
    settled: Settlement,
    prices: Sequence[DatedAmount],
    *,
    unit: Unit,
    others: int = 0,
) -> Bridge:
    """The bridge of a year that is closed. ``prices`` are those that held in the year: where it
    changed, the days are taken to lie evenly. Raises UnableToBuildTakst without place-days."""
    year = account.year
    a_place = _days_a_place(year)
    a_day = Fraction(units_a_year(unit, year), a_place)
    planned = a_place * Fraction(takst.places)
    full = Fraction(takst.occupancy) / 100
    price = takst.oere * a_day
    paid = _mean(prices, year, takst.oere) * a_day
    marks = [
        Fraction(takst.to_charge),
        planned * full * price,
        account.place_days * full * price,
        account.days * price,
        account.days * paid,
        Fraction(account.income),
    ]
    moved = [after - before for before, after in pairwise(map(round_half_away_from_zero, marks))]
    income = (
        Line(Step.ROUNDING, moved[0]),
        _line(Step.PLACES, moved[1], Measure.DAYS, planned, account.place_days),
        _line(Step.OCCUPANCY, moved[2], Measure.PERCENT, takst.occupancy, account.occupancy),
        _line(Step.PRICES, moved[3], Measure.OERE, price, paid),
        Line(Step.OTHER_INCOME, moved[4]),
    )
    total, extra = takst.basis.total, takst.correction
    cost = (
        _line(Step.COST, total - account.cost, Measure.OERE, total, account.cost),
        _line(Step.CORRECTION, extra - account.correction, Measure.OERE, extra, account.correction),
    )
    kept = (
        Line(Step.SET_ASIDE, -settled.set_aside),
        Line(Step.RESERVE, settled.from_reserve),
        Line(Step.EXPIRED, settled.expired),
    )
    return Bridge(
        *(year, lands_in(year), _tenths(planned * full), account.days, others, paid),
        *(_told(income), _told(cost), _told(kept)),
    )


def lands_in(year: int) -> int:
    """The year in whose rate a year's result comes back."""
    return year + PARAMETERS["correction_years"].int_on(date(year, 12, 31))


def _days_a_place(year: int) -> int:
    return PARAMETERS["days_a_year"].int_on(date(year, 1, 1))


def _line(
    step: Step,
    oere: int,
    measure: Measure,
    planned: Fraction | Decimal | int,
    became: Fraction | Decimal | int,
) -> Line:
    return Line(step, oere, measure, _shown(planned, measure), _shown(became, measure))


def _shown(exact: Fraction | Decimal | int, measure: Measure) -> Decimal | int:
    """A number to be shown: amounts in whole øre, the others with a decimal."""
    value = Fraction(exact)
    if measure is Measure.OERE:
        return round_half_away_from_zero(value)
    return _tenths(value)


def _tenths(exact: Fraction) -> Decimal:
    return Decimal(round_half_away_from_zero(exact * 10)) / 10


def _told(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that moved something, and those that are always told."""
    return tuple(line for line in lines if line.oere or line.step in ALWAYS_TOLD)


def _mean(prices: Sequence[DatedAmount], year: int, otherwise: int) -> Fraction:
    """The mean price of the days of a year that have one."""
    whole = Period.of_year(year)
    days = total = 0
    for price in prices:
        held = Period(price.start, price.end).intersect(whole)
        if held is not None:
            days += held.length
            total += held.length * price.oere
    return Fraction(total, days) if days else Fraction(otherwise)
