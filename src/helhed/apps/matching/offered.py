"""Offers as the engine of placing knows them: what they can, cost, and when a place is free.

Whoever calls has asked for permission. Everything is read in a handful of statements, however many
offers there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q

from helhed.apps.offers.models import Offer, Place, RateAmount
from helhed.apps.offers.queries import NOTHING, Abilities, abilities_of, running_on
from helhed.kernel.period import ONE_DAY
from helhed.placing import facts
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.tilbudshjemmel import paragraphs_of
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind
from helhed.rules.placements.doegnpris import a_day, a_year
from helhed.rules.placements.vaegte import soon_days

BY_TIME = (PriceKind.DAY.value, PriceKind.MONTH.value)


@dataclass(frozen=True, slots=True)
class Price:
    """What an offer costs: its rate, and that rate's amount in øre today."""

    rate: UUID
    name: str
    kind: PriceKind
    oere: int

    @property
    def a_day(self) -> int:
        found = a_day(self.kind, self.oere)
        assert found is not None, "only rates by time are read"
        return found

    @property
    def a_year(self) -> int:
        found = a_year(self.kind, self.oere)
        assert found is not None, "only rates by time are read"
        return found


@dataclass(frozen=True)
class Offered:
    """An offer with its price (None: no price today), how many places it has today (None: nobody
    has ever written its places), and on which days places are free: today or later, soonest first,
    within the days that count as soon."""

    row: Offer
    price: Price | None
    places: int | None
    free: tuple[date, ...]
    abilities: Abilities

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def is_own(self) -> bool:
        return self.row.provider.ownership == Ownership.OWN.value

    @property
    def ownership(self) -> str:
        return Ownership(self.row.provider.ownership).label

    @property
    def kind(self) -> str:
        return OfferKind.of(self.row.kind).label

    @property
    def knows_places(self) -> bool:
        """Whether the house knows which places it has; else nothing tells whether one is free."""
        return self.places is not None

    @cached_property
    def key(self) -> str:
        return str(self.row.id)

    def facts(self, result: facts.Result | None = None) -> facts.Offer:
        """The offer as the engine knows it. Raises LookupError without a price."""
        if self.price is None:
            raise LookupError(f"offer {self.row.id} has no price today")
        return facts.Offer(
            self.key,
            paragraphs_of(self.row.kind),
            self.abilities.groups,
            self.abilities.levels,
            len(self.free) if self.knows_places else None,
            self.free[0] if self.free else None,
            self.price.a_day,
            self.row.district,
            result,
        )


def offered(kinds: Collection[str], today: date) -> list[Offered]:
    """The offers of some kinds that exist today, by name."""
    rows = Offer.objects.filter(running_on(today), kind__in=kinds).select_related("provider")
    known = Exists(Place.objects.filter(offer=OuterRef("pk")))
    listed = list(rows.annotate(knows_places=known).order_by("name_key", "id"))
    ids = [row.id for row in listed]
    prices, places, abilities = _prices(ids, today), _places(ids, today), abilities_of(ids, today)
    soon = today + timedelta(days=soon_days(today))
    return [
        Offered(
            row,
            prices.get(row.id),
            _there(row, places[row.id], today),
            tuple(sorted(day for place in places[row.id] if (day := place.free(today, soon)))),
            abilities.get(row.id, NOTHING),
        )
        for row in listed
    ]


def _there(row: Offer, places: Collection[_Place], today: date) -> int | None:
    knows: bool = getattr(row, "knows_places", False)
    return sum(place.is_there(today) for place in places) if knows else None


@dataclass(slots=True)
class _Place:
    """A place and the last days of the stays that reach today; None: open."""

    start: date
    end: date | None
    stays: list[date | None]

    def is_there(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def free(self, today: date, soon: date) -> date | None:
        """The day from which nobody has the place; None when that is later than ``soon`` or the
        place is gone by then."""
        first = max(today, self.start)
        for last in self.stays:
            if last is None:
                return None
            first = max(first, last + ONE_DAY)
        return first if first <= soon and (self.end is None or first <= self.end) else None


def _places(offers: Collection[UUID], today: date) -> Mapping[UUID, list[_Place]]:
    reaching = Q(placements__end__isnull=True) | Q(placements__end__gte=today)
    rows = Place.objects.filter(Q(end__isnull=True) | Q(end__gte=today), offer__in=offers)
    rows = rows.annotate(stay=FilteredRelation("placements", condition=reaching))
    found: dict[UUID, dict[UUID, _Place]] = defaultdict(dict)
    names = ("offer_id", "id", "start", "end", "stay__start", "stay__end")
    for offer, place, start, end, since, last in rows.values_list(*names):
        one = found[offer].setdefault(place, _Place(start, end, []))
        if since is not None:
            one.stays.append(last)
    return defaultdict(list, {offer: list(places.values()) for offer, places in found.items()})


def _prices(offers: Collection[UUID], today: date) -> dict[UUID, Price]:
    """The rate by which most are granted a place in each offer, or else the dearest: of rates that
    hold for everybody, and are no percentage of another."""
    rows = RateAmount.objects.filter(
        running_on(today),
        rate__offer__in=offers,
        rate__citizen=None,
        rate__base=None,
        rate__kind__in=BY_TIME,
    )
    mains = Q(rate__grants__main=None, rate__grants__state=GrantState.GRANTED.value)
    counted = rows.annotate(used=Count("rate__grants", filter=mains))
    names = ("rate__offer_id", "rate_id", "rate__name", "rate__kind", "oere", "used")
    best: dict[UUID, tuple[tuple[int, int], Price]] = {}
    for offer, rate, name, kind, oere, used in counted.values_list(*names):
        if offer not in best or best[offer][0] < (used, oere):
            best[offer] = (used, oere), Price(rate, name, PriceKind(kind), oere)
    return {offer: price for offer, (_, price) in best.items()}
