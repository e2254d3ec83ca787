"""Providers, offers, places and rates as rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import polars as pl

from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import PriceKind, Service, supplementary_to
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.procenttillaeg import share_of
from helhed.synth.chance import Chance
from helhed.synth.need import Need, needs, one_offs
from helhed.synth.offers import OPENED, Market
from helhed.synth.prices import amounts, factor
from helhed.synth.shape import NEVER, chosen, dates, ids, moments, table
from helhed.synth.town import BY_KEY, CODE, unit_ids
from helhed.synth.words import addresses, phones, said

EXTRA = {
    "ekstra_timer_bo": (screen_text("Støttetime"), 505.0),
    "transport_dag": (screen_text("Befordring"), 2150.0),
    "indflytning": (screen_text("Indflytning og inventar"), 18_500.0),
    "kost_logi": (screen_text("Kost og logi"), 213.0),
    "transport_anbragt": (screen_text("Transport og samvær"), 2400.0),
}
"""What goes with a main service: the name of its rate, and kr. of 2024."""
MAIN_NAME = {
    PriceKind.DAY: screen_text("Døgntakst"),
    PriceKind.MONTH: screen_text("Månedspris"),
    PriceKind.WEEKLY_HOURS: screen_text("Timepris"),
    PriceKind.ONE_OFF: screen_text("Stykpris"),
}
FEE_NAME = screen_text("Vederlag (pr. normalvederlag)")
DEARER, DEARER_BY = screen_text("Døgntakst, særligt behov"), 130
"""What a place for those who need more costs, in percent of the day rate."""
FAMILY_CARE = ("plejefamilie", "netvaerkspleje")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate before it becomes a row; ``offer`` −1 is the municipality's own. With a ``base`` it
    is DEARER_BY percent of that rate."""

    offer: int
    service: str
    name: str
    kind: PriceKind
    price: float
    owner: Ownership | None
    base: int = -1
    agreed: Agreed | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """For whom a price was agreed, from which day, with whom, when and on which paper."""

    person: int
    start: int
    by: str
    on: int
    paper: str


@dataclass(slots=True)
class RateBook:
    """All rates, found by offer (or service) and name."""

    rates: list[Rate] = field(default_factory=list)
    number: dict[tuple[int, str, str], int] = field(default_factory=dict)

    def add(self, rate: Rate) -> None:
        self.number[rate.offer, rate.service, rate.name] = len(self.rates)
        self.rates.append(rate)

    def amounts(self, number: int) -> list[tuple[int, int, int, int]]:
        """(øre, first day, last day, day it was written down) of a rate, in order."""
        rate = self.rates[number]
        if rate.base >= 0:
            percent = Decimal(DEARER_BY)
            return [(share_of(o, percent), a, b, w) for o, a, b, w in self.amounts(rate.base)]
        found = amounts(rate.price, rate.owner)
        if rate.agreed is None:
            return found
        start, on = rate.agreed.start, rate.agreed.on
        held = [one for one in found if one[2] >= start]
        return [(o, max(a, start), b, max(on, w)) for o, a, b, w in held]

    def of_offer(self, offer: int, name: str) -> int:
        """The number of an offer's rate. Raises KeyError."""
        return self.number[offer, "", name]

    def of_house(self, service: str, name: str) -> int:
        """The number of one of the municipality's own rates. Raises KeyError."""
        return self.number[-1, service, name]


def main_name(need: Need) -> str:
    """What the rate of a service is called."""
    return FEE_NAME if need.key in FAMILY_CARE else MAIN_NAME[need.kind]


def extras_of(chosen: Service) -> list[Service]:
    """The services that are given beside a main service here."""
    return [s for s in supplementary_to(chosen) if s.key in EXTRA]


def rate_book(chance: Chance, market: Market) -> RateBook:
    """Rates of every offer, and the municipality's own of what is paid to citizens."""
    book = RateBook()
    for number, offer in enumerate(market.offers):
        need, owner = offer.need, offer.owner
        price = need.price * factor(chance, number, owner, house=need.size is not None)
        name = main_name(need)
        book.add(Rate(number, "", name, need.kind, price, owner))
        if name == MAIN_NAME[PriceKind.DAY] and need.size is not None:
            base = book.of_offer(number, name)
            book.add(Rate(number, "", DEARER, need.kind, price, owner, base))
        for extra in extras_of(need.service):
            named, kroner = EXTRA[extra.key]
            book.add(Rate(number, "", named, extra.kinds[0], kroner, owner))
    for need in needs():
        if not need.owners:
            name = need.service.name
            book.add(Rate(-1, need.key, name, need.kind, need.price, None))
    for item in one_offs():
        book.add(Rate(-1, item.service.key, item.name, PriceKind.ONE_OFF, item.price, None))
    return book


def _cvr(number: int, owner: Ownership) -> str:
    """A number that no company can have: none begins with 0. Own houses and families have none."""
    has_none = owner in (Ownership.OWN, Ownership.FOSTER_FAMILY)
    return "" if has_none else f"0{7_000_000 + number}"


def providers(chance: Chance, market: Market) -> pl.DataFrame:
    units = unit_ids(chance.seed)
    listed = market.providers
    return table(
        "providers",
        {
            "id": ids(chance.seed, "providers", range(len(listed))),
            "name": [BY_KEY[p.centre].name if p.centre else p.name for p in listed],
            "ownership": [p.owner.value for p in listed],
            "cvr": [_cvr(n, one.owner) for n, one in enumerate(listed)],
            "municipality_code": [CODE if p.centre else p.municipality for p in listed],
            "unit": pl.Series([units.get(p.centre) for p in listed], dtype=pl.String),
            "phone": phones(chance, "providers", len(listed)),
            "email": "",
        },
    )


def provider_of_centre(chance: Chance, market: Market) -> dict[str, str]:
    """The id of the own provider of each centre."""
    key = ids(chance.seed, "providers", range(len(market.providers)))
    return {p.centre: key[n] for n, p in enumerate(market.providers) if p.centre}


def offers(chance: Chance, market: Market) -> pl.DataFrame:
    listed = market.offers
    key = ids(chance.seed, "providers", range(len(market.providers)))
    return table(
        "offers",
        {
            "id": ids(chance.seed, "offers", range(len(listed))),
            "provider": [key[offer.provider] for offer in listed],
            "name": [offer.name for offer in listed],
            "kind": [offer.kind for offer in listed],
            "address": addresses(chance, "offers", len(listed)),
            "district": [o.district for o in listed],
            "about": said(chance.draw(len(listed), "offers", "about"), "offer_about"),
            "start": dates(np.full(len(listed), OPENED)),
            "end": dates(np.full(len(listed), NEVER)),
        },
    )


def place_slots(market: Market) -> list[int]:
    """The slots that are places in a house or a family."""
    return [n for n, slot in enumerate(market.slots) if slot.offer >= 0 and slot.need.size]


def places(chance: Chance, market: Market) -> pl.DataFrame:
    slots = [market.slots[n] for n in place_slots(market)]
    key = ids(chance.seed, "offers", range(len(market.offers)))
    return table(
        "places",
        {
            "id": ids(chance.seed, "places", place_slots(market)),
            "offer": [key[slot.offer] for slot in slots],
            "name": [f"Plads {slot.number}" for slot in slots],
            "start": dates(np.array([slot.opens for slot in slots])),
            "end": dates(np.full(len(slots), NEVER)),
        },
    )


def rates(chance: Chance, book: RateBook) -> pl.DataFrame:
    key = ids(chance.seed, "offers", range(1 + max((r.offer for r in book.rates), default=0)))
    own = ids(chance.seed, "rates", range(len(book.rates)))
    people = [r.agreed.person if r.agreed else -1 for r in book.rates]
    citizen = ids(chance.seed, "citizens", range(1 + max(people, default=0)))
    return table(
        "rates",
        {
            "id": own,
            "offer": pl.Series(
                [key[r.offer] if r.offer >= 0 else None for r in book.rates], dtype=pl.String
            ),
            "service": pl.Series([r.service or None for r in book.rates], dtype=pl.String),
            "name": [r.name for r in book.rates],
            "kind": [r.kind.value for r in book.rates],
            "base": chosen(own, np.array([r.base for r in book.rates])),
            "percent": pl.Series(
                [str(DEARER_BY) if r.base >= 0 else None for r in book.rates], dtype=pl.String
            ),
            "citizen": chosen(citizen, np.array(people)),
            "agreed_by": [r.agreed.by if r.agreed else "" for r in book.rates],
            "agreed_on": dates(np.array([r.agreed.on if r.agreed else NEVER for r in book.rates])),
            "agreement": [r.agreed.paper if r.agreed else "" for r in book.rates],
        },
    )


def rate_amounts(chance: Chance, book: RateBook) -> pl.DataFrame:
    """One amount per rate and year."""
    key = ids(chance.seed, "rates", range(len(book.rates)))
    rows = [(n, *amount) for n in range(len(book.rates)) for amount in book.amounts(n)]
    rate, oere, start, end, written = (np.array(column) for column in zip(*rows, strict=True))
    return table(
        "rate_amounts",
        {
            "id": ids(
                chance.seed, "rate_amounts", [f"{r}/{s}" for r, s in zip(rate, start, strict=True)]
            ),
            "rate": [key[n] for n in rate.tolist()],
            "oere": oere,
            "start": dates(start),
            "end": dates(end),
            "recorded_at": moments(written, np.full(len(rows), 600)),
            "recorded_by": pl.Series([None] * len(rows), dtype=pl.String),
        },
    )
