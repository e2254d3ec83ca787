"""How the rates of own houses were built, from budgets and from who really lived there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl

from helhed.kernel.money import round_half_away_from_zero
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers import takst as rules
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind
from helhed.synth.market_rows import main_name
from helhed.synth.people import paid_elsewhere
from helhed.synth.shape import NEVER, day, ids, moments, table
from helhed.synth.world import World

FIRST, LAST_CLOSED, THIS, NEXT = 2022, 2025, 2026, 2027
FIRST_SHOWN = 2024
SHARE_OVERHEAD, SHARE_DEPRECIATION, SHARE_INTEREST = 7, 4, 2
"""How much of the cost is indirect, depreciation and interest, in percent."""
SHARE_SET_ASIDE, SHARE_WAITING = 0.4, 0.7
KR = 100
Stay = tuple[int, int, bool]
"""From which day to which, and whether another municipality pays."""
Lived = list[tuple[int, list[Stay]]]
"""Places: from which day each exists, and the stays in it."""


@dataclass(slots=True)
class Built:
    """The rates of one house over the years; ``others`` are days of citizens of others."""

    rate: int
    taksts: dict[int, rules.Takst] = field(default_factory=dict)
    accounts: list[rules.YearAccount] = field(default_factory=list)
    others: dict[int, int] = field(default_factory=dict)
    is_waiting: bool = True


def built(world: World) -> list[Built]:
    """Every own house with places and a price per day or month, from its first year on."""
    stays = _stays(world)
    found = []
    for number, rate in enumerate(world.book.rates):
        if rate.offer not in stays or rate.base >= 0 or rate.agreed is not None:
            continue
        if rate.name != main_name(world.market.offers[rate.offer].need):
            continue
        if rate.kind in (PriceKind.DAY, PriceKind.MONTH) and rate.owner is Ownership.OWN:
            found.append(_house(world, number, stays[rate.offer]))
    return found


def _stays(world: World) -> dict[int, Lived]:
    """Of each own house the places."""
    market, courses = world.market, world.courses
    others = paid_elsewhere(world.chance, len(world.people.birth))[world.people.of_course]
    slots: dict[int, tuple[int, list[Stay]]] = {
        number: (slot.opens, [])
        for number, slot in enumerate(market.slots)
        if slot.offer >= 0 and slot.need.size and slot.owner is Ownership.OWN
    }
    listed = zip(courses.slot, courses.start, world.last, others, strict=True)
    for slot, start, last, is_others in listed:
        if int(slot) in slots:
            slots[int(slot)][1].append((int(start), int(last), bool(is_others)))
    found: dict[int, Lived] = {}
    for number, place in slots.items():
        found.setdefault(market.slots[number].offer, []).append(place)
    return found


def _house(world: World, number: int, places: Lived) -> Built:
    rate = world.book.rates[number]
    assert rate.offer >= 0
    kind = OfferKind.of(world.market.offers[rate.offer].kind)
    prices = {start: oere for oere, start, _, _ in world.book.amounts(number)}
    draws = world.chance.draw(2 + NEXT - FIRST, "takst", number).tolist()
    made = Built(number, is_waiting=draws[0] < SHARE_WAITING)
    applied: dict[int, int] = {}
    for year in range(FIRST, NEXT + 1):
        used, there, of_others = _days(places, year)
        extra = rules.correction(made.accounts, applied, year)
        occupancy = rules.proposed_occupancy(kind, made.accounts, year).percent
        units = _units(rate.kind, year, there, occupancy or Decimal(95))
        if not there or not units:
            continue
        price = prices[day(date(year, 1, 1))]
        total = round_half_away_from_zero(price * units) - extra
        if year == NEXT and year - 1 in made.taksts:
            grown = _places(there) / made.taksts[year - 1].places * Decimal("1.03")
            total = int(made.taksts[year - 1].basis.total * grown) // (1000 * KR) * 1000 * KR
        made.taksts[year] = rules.build(
            _basis(total), extra, _places(there), occupancy or Decimal(95),
            unit=rules.Unit(rate.kind.value), year=year,
        )  # fmt: skip
        applied[year] = extra
        if year <= LAST_CLOSED:
            off = draws[1 + year - FIRST]
            _close(made, year, used, there, price, rate.kind, off, keep=draws[-1])
            made.others[year] = of_others
    return made


def _days(places: Lived, year: int) -> tuple[int, int, int]:
    """Days of a year on which places were used, on which they existed, and of those used the days
    for which another municipality pays."""
    first, last = day(date(year, 1, 1)), day(date(year, 12, 31))
    used = there = of_others = 0
    for opens, stays in places:
        there += max(0, last - max(first, opens) + 1)
        for start, end, is_others in stays:
            days = max(0, min(last, end) - max(first, start, opens) + 1)
            used += days
            of_others += days if is_others else 0
    return min(used, there), there, min(of_others, used, there)


def _places(place_days: int) -> Decimal:
    return max(Decimal("0.1"), round(Decimal(place_days) / 365, 1))


def _units(kind: PriceKind, year: int, there: int, occupancy: Decimal) -> Fraction:
    return (
        rules.units_a_year(rules.Unit(kind.value), year)
        * Fraction(_places(there))
        * Fraction(occupancy)
        / 100
    )


def _basis(total: int) -> rules.Basis:
    """A cost in its parts; what is left over is direct."""
    parts = [
        total * share // 100 // (1000 * KR) * 1000 * KR
        for share in (SHARE_OVERHEAD, SHARE_DEPRECIATION, SHARE_INTEREST)
    ]
    return rules.Basis(total - sum(parts), *parts)


def _close(
    made: Built,
    year: int,
    used: int,
    there: int,
    price: int,
    kind: PriceKind,
    off: float,
    *,
    keep: float,
) -> None:
    """A year's account: a fifth of the cost follows how full the house was."""
    takst = made.taksts[year]
    full = Fraction(100 * used, there) / Fraction(takst.occupancy)
    cost = takst.basis.total * (4 + full) / 5 * Fraction(round(970 + 60 * off), 1000)
    paid = Fraction(used) if kind is PriceKind.DAY else Fraction(used * 12, 365)
    plain = rules.YearAccount(
        year=year,
        basis=takst.basis.total,
        correction=takst.correction,
        cost=round_half_away_from_zero(cost),
        income=round_half_away_from_zero(price * paid),
        days=used,
        place_days=there,
    )
    aside = 0
    if keep < SHARE_SET_ASIDE:
        settled = rules.settlements([*made.accounts, plain])[-1]
        aside = rules.most_set_aside(plain, settled.reserve)
    made.accounts.append(_with_aside(plain, aside))


def _with_aside(plain: rules.YearAccount, aside: int) -> rules.YearAccount:
    return rules.YearAccount(
        *(plain.year, plain.basis, plain.correction, plain.cost, plain.income),
        *(plain.days, plain.place_days, aside),
    )


def _shown(houses: list[Built]) -> Iterator[tuple[Built, int, rules.Takst]]:
    for house in houses:
        for year, takst in house.taksts.items():
            if FIRST_SHOWN <= year < NEXT or (year == NEXT and house.is_waiting):
                yield house, year, takst


def taksts(world: World, houses: list[Built]) -> pl.DataFrame:
    """The rates of 2024 to 2026, approved, and next year's, most of
    which are built and wait for somebody's approval."""
    listed = list(_shown(houses))
    key = ids(world.seed, "rates", range(len(world.book.rates)))
    waits = [year == NEXT for _, year, _ in listed]
    made = np.array([day(date(min(year - 1, 2026), 9, 14)) for _, year, _ in listed], np.int64)
    approved = np.where(waits, NEVER, made + 9)
    by, another = (world.user[world.staff.named(f"oekonomi-{n}")] for n in (1, 2))
    return table(
        "taksts",
        {
            "id": ids(world.seed, "taksts", [f"{h.rate}/{year}" for h, year, _ in listed]),
            "rate": [key[house.rate] for house, _, _ in listed],
            "year": np.array([year for _, year, _ in listed], np.int64),
            **{
                part: np.array([getattr(t.basis, part) for _, _, t in listed], np.int64)
                for part in ("direct", "overhead", "depreciation", "interest")
            },
            "number": [f"{t.places:f}" for _, _, t in listed],
            "occupancy": [f"{t.occupancy:f}" for _, _, t in listed],
            "deviation": [
                "" if rules.proposed_occupancy(_kind(world, h), h.accounts, y).percent else NOTE
                for h, y, _ in listed
            ],
            "correction": np.array([t.correction for _, _, t in listed], np.int64),
            "oere": np.array([t.oere for _, _, t in listed], np.int64),
            "state": ["draft" if wait else "approved" for wait in waits],
            "made_by": [by] * len(listed),
            "made_at": moments(made, np.full(len(listed), 560)),
            "approved_by": pl.Series(
                [None if wait else another for wait in waits], dtype=pl.String
            ),
            "approved_at": moments(approved, np.full(len(listed), 640)),
        },
    )


NOTE = "Styringsgruppen, nyt tilbud uden regnskab"


def _kind(world: World, house: Built) -> OfferKind:
    return OfferKind.of(world.market.offers[world.book.rates[house.rate].offer].kind)


def takst_accounts(world: World, houses: list[Built]) -> pl.DataFrame:
    """What each year of each house became."""
    listed = [(house, one) for house in houses for one in house.accounts]
    key = ids(world.seed, "rates", range(len(world.book.rates)))
    written = np.array([day(date(one.year + 1, 3, 20)) for _, one in listed], np.int64)
    numbers = ("year", "basis", "correction", "cost", "income", "days", "place_days", "set_aside")
    return table(
        "takst_accounts",
        {
            "id": ids(world.seed, "takst_accounts", [f"{h.rate}/{o.year}" for h, o in listed]),
            "rate": [key[house.rate] for house, _ in listed],
            **{
                name: np.array([getattr(one, name) for _, one in listed], np.int64)
                for name in numbers
            },
            "other_days": np.array([house.others[one.year] for house, one in listed], np.int64),
            "recorded_at": moments(written, np.full(len(listed), 600)),
            "recorded_by": [world.user[world.staff.named("oekonomi-2")]] * len(listed),
        },
    )
