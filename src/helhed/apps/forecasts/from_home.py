"""How far from home a plan's changes take citizens: from the districts where those who live in
places now belong, to the districts where places are bought, or come.

Who must leave is taken to get a bought place where such places are bought now. Who moves in gets
where the places come: the district that is told, or for places that are made of others where those
stand. A district that is not known, a distance that nobody has written and a protected address are
unknown, and never 0 metres.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from helhed.apps.decisions.models import Grant
from helhed.apps.offers.queries import metres_between, running_on
from helhed.placing import Distances, Far
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.forecasts.pladsplan import AskedChange
from helhed.rules.offers.ejerforhold import Ownership

Districts = Counter[str]
"""How many citizens or places each district has; ``""`` is not known."""


@dataclass(slots=True)
class Living:
    """Those who live in the places of one service, own or bought: where they belong, and where the
    places lie."""

    homes: Districts = field(default_factory=Counter)
    places: Districts = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class FromHome:
    """Where those who live in places belong, by service and whether the place is own."""

    living: Mapping[tuple[str, bool], Living]
    between: Distances

    def out(self, change: AskedChange) -> Far:
        """How far from home those get who must leave a place of the change."""
        own, bought = (self._of(change.from_service, is_own) for is_own in (True, False))
        return mean_far(own.homes, bought.places, self.between)

    def into(self, change: AskedChange) -> Far:
        """How far from home those get who move from a bought place into one that comes."""
        bought = self._of(change.to_service, False)
        made_of = self._of(change.from_service, True).places
        there = Counter({change.district: 1}) if change.district else made_of
        return mean_far(bought.homes, there, self.between)

    def _of(self, service: str, is_own: bool) -> Living:
        return self.living.get((service, is_own), Living())


def from_home(services: Collection[str], day: date) -> FromHome:
    """Those who live in places of some services on a day, in one question and the distances in
    another."""
    names = (
        "service",
        "offer__provider__ownership",
        "citizen__district",
        "citizen__address_is_protected",
        "offer__district",
    )
    rows = Grant.objects.filter(
        running_on(day),
        state=GrantState.GRANTED.value,
        main__isnull=True,
        offer__isnull=False,
        service__in=services,
    )
    living: dict[tuple[str, bool], Living] = {}
    counted = rows.order_by().values_list(*names).annotate(n=Count("id"))
    for service, owner, home, is_protected, place, n in counted.values_list(*names, "n"):
        one = living.setdefault((service, owner == Ownership.OWN.value), Living())
        one.homes["" if is_protected else home] += n
        one.places[place] += n
    return FromHome(living, Distances(metres_between()))


def mean_far(homes: Districts, places: Districts, between: Distances) -> Far:
    """The mean distance from some homes to some places, each home beside each place, and the share
    of these pairs of which it is not known."""
    known = metres = 0
    for home, persons in homes.items():
        for place, many in places.items():
            far = between.between(home, place)
            if far is not None:
                known += persons * many
                metres += persons * many * far
    pairs = homes.total() * places.total()
    return Far(round(metres / known), 1 - known / pairs) if known else Far()
