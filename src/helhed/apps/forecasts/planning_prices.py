"""What a place costs in a plan: in each path and quarter what own and bought places cost in the
forecast itself, so that prices grow and are as uncertain as there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helhed.apps.budgets.queries import service_name
from helhed.apps.forecasts.making import UnableToCount
from helhed.apps.forecasts.places import BOUGHT
from helhed.forecast.episodes.follow import Followed
from helhed.forecast.episodes.numbers import Ints
from helhed.forecast.episodes.setting import TICKS
from helhed.kernel.words import screen_text
from helhed.placing import PricePaths
from helhed.placing.outlook import Oere
from helhed.rules.forecasts.pladsplan import QUARTERS
from helhed.rules.offers.ejerforhold import Ownership

MONTHS_OF_A_QUARTER, QUARTERS_OF_A_YEAR = 3, 4
OWN = Ownership.OWN.value
NO_BOUGHT = screen_text(
    "Ingen er i købte pladser i prognosens første år, så prisen på en købt plads kendes ikke:"
    " %(services)s. Bestil planen igen uden."
)
NO_OWN = screen_text(
    "Ingen er i egne pladser i prognosens første år, så prisen på en egen plads kendes ikke:"
    " %(services)s. Bestil planen igen uden."
)


@dataclass(frozen=True, slots=True)
class Paid:
    """What a full-time place costs a quarter (øre, ``[path, service, quarter]``), own and bought,
    and what the forecast pays for all of them, ``[path]``."""

    own: Oere
    bought: Oere
    in_all: Oere

    def first(self, n: int) -> tuple[int, int]:
        """The mean prices of a service in the first year, own and bought."""
        return self._year(n, slice(None, QUARTERS_OF_A_YEAR))

    def last(self, n: int) -> tuple[int, int]:
        """The mean prices of a service in the last year, own and bought."""
        return self._year(n, slice(-QUARTERS_OF_A_YEAR, None))

    def _year(self, n: int, quarters: slice) -> tuple[int, int]:
        own, bought = (float(p[:, n, quarters].mean()) for p in (self.own, self.bought))
        return round(own), round(bought)

    def split(self, fixed_share: int) -> PricePaths:
        """The same as an outlook has it: of an own place so many percent are there, used or not."""
        standing = self.own * fixed_share / 100
        return PricePaths(standing, self.own - standing, self.bought)


def paid_for(found: Followed, services: Sequence[str]) -> Paid:
    """What places cost. A service that is never bought cannot be planned: what it would cost
    outside is not known. Raises UnableToCount, which names every such service."""
    bought = _prices(found, services, BOUGHT, NO_BOUGHT)
    own = _prices(found, services, (OWN,), NO_OWN)
    of = [n for one in services for n in states_of(found, one, (OWN, *BOUGHT))]
    in_all = found.paths.oere[:, _months(found), of].sum(axis=(1, 2)).astype(float)
    return Paid(own, bought, in_all)


def states_of(found: Followed, service: str, owners: Sequence[str]) -> list[int]:
    """The numbers of the states of a service with some owners."""
    return [
        number
        for number, state in enumerate(found.model.states)
        if state.service == service and state.owner in owners
    ]


def by_quarter(found: Followed, of: Sequence[int], what: Oere | Ints) -> Oere:
    """A figure of each month and state, summed over some states and each quarter ``[path,
    quarter]``."""
    months = what[:, _months(found), of].sum(axis=2)
    summed = months.reshape(len(months), QUARTERS, MONTHS_OF_A_QUARTER).sum(axis=2)
    return np.asarray(summed, dtype=float)


def _months(found: Followed) -> slice:
    return slice(found.skipped, found.skipped + MONTHS_OF_A_QUARTER * QUARTERS)


def _prices(
    found: Followed, services: Sequence[str], owners: Sequence[str], otherwise: str
) -> Oere:
    prices = {service: _of_service(found, service, owners) for service in services}
    missing = [service_name(service) for service, price in prices.items() if price is None]
    if missing:
        raise UnableToCount(otherwise, services=", ".join(missing))
    return np.stack([price for price in prices.values() if price is not None], axis=1)


def _of_service(found: Followed, service: str, owners: Sequence[str]) -> Oere | None:
    """The price of a place a quarter ``[path, quarter]``; None where nobody is there in the first
    year."""
    of = states_of(found, service, owners)
    places = by_quarter(found, of, found.paths.ticks) / TICKS
    oere = by_quarter(found, of, found.paths.oere)
    if not places[:, :QUARTERS_OF_A_YEAR].sum() > 0:
        return None
    usual = _filled(oere.sum(axis=0), places.sum(axis=0))
    own = np.divide(oere, places, out=np.tile(usual, (len(oere), 1)), where=places > 0)
    return MONTHS_OF_A_QUARTER * own


def _filled(oere: Oere, places: Oere) -> Oere:
    """The price of all paths together, quarter by quarter: what a path costs in which nobody is
    there. Where nobody is in any, it is that of the quarter before, and first that of the first
    somebody is in."""
    there = np.flatnonzero(places > 0)
    at = np.maximum(np.searchsorted(there, np.arange(len(places)), side="right") - 1, 0)
    price: Oere = oere[there[at]] / places[there[at]]
    return price
