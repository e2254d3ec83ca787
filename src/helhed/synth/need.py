"""What the municipality gives and how much of it, as ``data/services.csv`` and its sisters say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from helhed.rules.decisions.ydelser import PriceKind, Service, service
from helhed.rules.offers.ejerforhold import Ownership
from helhed.synth.words import rows

NEW_PERSON = ""


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Ages from low up to high (not included), in years, and how much the band weighs."""

    low: int
    high: int
    weight: float


@dataclass(frozen=True, slots=True)
class Need:
    """One service: how many have it at a time, for how long, from whom, at what price.

    ``active`` at scale 1; ``years`` the mean length; ``price`` in kr. of 2024 at an own offer;
    ``size`` the places of a house, empty when there are no places; ``hosts`` the services whose
    receivers also get this one.
    """

    service: Service
    active: float
    owners: dict[Ownership, float]
    years: float
    occupancy: float
    growth: float
    ages: tuple[AgeBand, ...]
    planned: float
    low: float
    high: float
    price: float
    size: tuple[int, int] | None
    hosts: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.service.key

    @property
    def kind(self) -> PriceKind:
        """The way it is priced here: by the month where that is allowed."""
        kinds = self.service.kinds
        return PriceKind.MONTH if PriceKind.MONTH in kinds else kinds[0]


@dataclass(frozen=True, slots=True)
class OneOff:
    """Something granted once: how many a year at scale 1, and its price in kr. of 2024."""

    service: Service
    per_year: float
    name: str
    price: float
    ages: tuple[AgeBand, ...]


@cache
def needs() -> tuple[Need, ...]:
    """Every service that runs, in the order of the file: hosts before those who follow."""
    return tuple(_need(row) for row in rows("services.csv"))


@cache
def one_offs() -> tuple[OneOff, ...]:
    """Everything that is granted once."""
    return tuple(
        OneOff(
            service(row["service"]),
            float(row["per_year"]),
            row["name"],
            float(row["price"]),
            _ages(row["age"]),
        )
        for row in rows("one_offs.csv")
    )


def _need(row: dict[str, str]) -> Need:
    owners = {owner: float(row[owner.value]) for owner in Ownership}
    low, _, high = row["places"].partition("-")
    return Need(
        service(row["service"]),
        float(row["active"]),
        {owner: share for owner, share in owners.items() if share},
        float(row["years"]),
        float(row["occupancy"]),
        float(row["growth"]),
        _ages(row["age"]),
        float(row["planned"]),
        float(row["low"]),
        float(row["high"]),
        float(row["price"]),
        (int(low), int(high)) if low else None,
        tuple(row["host"].split("|")) if row["host"] else (),
    )


def _ages(text: str) -> tuple[AgeBand, ...]:
    found = []
    for part in text.split("|"):
        span, weight = part.split(":")
        low, high = span.split("-")
        found.append(AgeBand(int(low), int(high), float(weight)))
    return tuple(found)
