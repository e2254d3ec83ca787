"""Need against places by kind of offer and district, now and at the ends of the next quarters.

Those who have an own place, those who have a bought one and those who wait for one are counted
apart, by the citizen's district; own places are counted by the offer's. Who waits is held against
the own places that are free in the same kind and district only: places to spare elsewhere cover
nobody. The quarters hold what is known of stays and the queue of today, and no newcomers: those are
the forecast's. Whoever calls has asked for permission.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Least

from helhed.apps.decisions.models import Grant
from helhed.apps.matching.needing import Needed, Wished, citizen, needed_in
from helhed.apps.matching.offered import Offered, offered
from helhed.apps.matching.waiting import Waiting, waiting
from helhed.apps.matching.weighing import weights
from helhed.apps.offers.models import Offer, Place
from helhed.apps.offers.queries import running_on
from helhed.apps.orders.models import Order
from helhed.apps.placements.models import Placement
from helhed.kernel.period import Month
from helhed.placing.facts import Citizen, Weights
from helhed.placing.match import Distances, weigh
from helhed.rules.access.rights import Reach
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.tilbudshjemmel import place_services
from helhed.rules.decisions.ydelser import Department, service
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.orders.bestilling import OrderState

QUARTERS = 4
LATEST = Value(date.max)
Cell = tuple[str, str]
"""Kind of offer and district."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody who lives in an offer, or is to, from day to day. ``at`` is the offer's district;
    ``has_place`` says whether it is a place that the house knows."""

    id: UUID
    citizen: UUID
    name: str
    case: UUID | None
    paragraph: str
    kind: str
    district: str
    offer: UUID
    offer_name: str
    at: str
    is_own: bool
    start: date
    end: date | None
    has_place: bool = True

    def runs_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Bought:
    """Somebody in a bought place, and an own offer with a free place that gives what is needed."""

    stay: Stay
    own: Offered


@dataclass(slots=True)
class Cover:
    """One kind in one district on each of the days: those who have an own place, those who have a
    bought one, and those who wait; own places there, and how many of them are free (None: there is
    an own offer whose places nobody has written); and how many are bought though an own fits."""

    kind: str
    district: str
    waits: int = 0
    fits: int = 0
    own: list[int] = field(default_factory=list)
    bought: list[int] = field(default_factory=list)
    places: list[int | None] = field(default_factory=list)
    free: list[int | None] = field(default_factory=list)

    def lacks(self, at: int) -> int | None:
        """How many who wait there is no free own place for, in this kind and district; never below
        0. None when it is not known."""
        free = self.free[at]
        if not self.waits:
            return 0
        return None if free is None else max(0, self.waits - free)


def days(today: date) -> list[date]:
    """Today and the last days of the next quarters; a quarter that ends today is over."""
    found, month = [today], Month.of(today)
    while len(found) <= QUARTERS:
        if month.month % 3 == 0 and month.last > today:
            found.append(month.last)
        month = month.plus(1)
    return found


def kinds_of(department: Department | None = None) -> list[str]:
    """The kinds of offer with places, of a department or of both."""
    return sorted({kind for one in place_services(department) for kind in one.offers})


def cover(today: date, department: Department | None = None) -> tuple[list[Cover], list[Bought]]:
    """Every kind and district that has need or places, and who is bought though an own fits."""
    kinds = kinds_of(department)
    stays = stays_in(kinds, today)
    waits = Counter(_cell(one) for one in waiting(Reach(everything=True), today))
    waits = Counter({cell: count for cell, count in waits.items() if cell[0] in kinds})
    places, unknown = _own_places(kinds, today), _unknown(kinds, today)
    bought = _though_own_fits([s for s in stays if s.runs_on(today)], kinds, today)
    fits = Counter((one.stay.kind, one.stay.district) for one in bought)
    cells = {(s.kind, s.district) for s in stays} | waits.keys() | unknown
    rows = {
        cell: Cover(*cell, waits=waits[cell], fits=fits[cell])
        for cell in sorted(cells | {cell for cell, _, _ in places})
    }
    for day in days(today):
        here = [stay for stay in stays if stay.runs_on(day)]
        homes = Counter((stay.kind, stay.district, stay.is_own) for stay in here)
        taken = Counter((s.kind, s.at) for s in here if s.is_own and s.has_place)
        there = Counter(cell for cell, start, end in places if _runs(start, end, day))
        for cell, row in rows.items():
            row.own.append(homes[*cell, True])
            row.bought.append(homes[*cell, False])
            is_known = cell not in unknown
            row.places.append(there[cell] if is_known else None)
            row.free.append(max(0, there[cell] - taken[cell]) if is_known else None)
    return list(rows.values()), bought


def _runs(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day <= end)


def _cell(one: Waiting) -> Cell:
    return service(one.service).offers[0], one.case.citizen.district


def stays_in(kinds: Collection[str], today: date) -> list[Stay]:
    """Those who live in offers of some kinds today, or are known to later: those who have a place,
    and those to whom an offer is delivered whose places nobody has written."""
    reaches = Q(end__isnull=True) | Q(end__gte=today)
    placed = Placement.objects.filter(reaches, place__offer__kind__in=kinds).annotate(
        own=Q(place__offer__provider__ownership=Ownership.OWN.value)
    )
    names = (
        *("id", "citizen_id", "citizen__name", "grant__decision__case_id", "grant__citation"),
        *("place__offer__kind", "citizen__district", "place__offer_id", "place__offer__name"),
        *("place__offer__district", "own", "start", "end"),
    )
    found = [Stay(*row) for row in placed.values_list(*names)]
    begun = Order.objects.filter(grant=OuterRef("pk"), state=OrderState.STARTED.value)
    written = Place.objects.filter(offer=OuterRef("offer"))
    runs_on = Q(runs_to__isnull=True) | Q(runs_to__gte=today)
    delivered = Grant.objects.filter(
        reaches,
        runs_on,
        Exists(begun),
        ~Exists(written),
        main=None,
        offer__kind__in=kinds,
        service__in=[one.key for one in place_services()],
        state=GrantState.GRANTED.value,
        start__isnull=False,
    ).annotate(
        own=Q(offer__provider__ownership=Ownership.OWN.value),
        last=Least(Coalesce("end", LATEST), Coalesce("runs_to", LATEST)),
    )
    theirs = (
        *("id", "citizen_id", "citizen__name", "decision__case_id", "citation", "offer__kind"),
        *("citizen__district", "offer_id", "offer__name", "offer__district", "own", "start"),
    )
    for row in delivered.values_list(*theirs, "last"):
        stay = replace(Stay(*row), has_place=False)
        found.append(replace(stay, end=None) if stay.end == date.max else stay)
    return found


Own = list[tuple[Cell, date, date | None]]


def _own_places(kinds: Collection[str], today: date) -> Own:
    rows = Place.objects.filter(
        Q(end__isnull=True) | Q(end__gte=today),
        offer__kind__in=kinds,
        offer__provider__ownership=Ownership.OWN.value,
    )
    names = ("offer__kind", "offer__district", "start", "end")
    return [((kind, at), start, end) for kind, at, start, end in rows.values_list(*names)]


def _unknown(kinds: Collection[str], today: date) -> set[Cell]:
    """The kinds and districts in which an own offer has places that nobody has written."""
    rows = Offer.objects.filter(
        running_on(today),
        ~Exists(Place.objects.filter(offer=OuterRef("pk"))),
        kind__in=kinds,
        provider__ownership=Ownership.OWN.value,
    )
    return set(rows.values_list("kind", "district"))


def _though_own_fits(stays: Iterable[Stay], kinds: Collection[str], today: date) -> list[Bought]:
    """Those in bought places for whom an own offer of the same kind has a free place, takes the
    target group, and gives the support needed in every theme. Without a finished assessment nothing
    tells what is needed, and nobody is counted."""
    outside = [stay for stay in stays if not stay.is_own and stay.case is not None]
    needed = needed_in([stay.case for stay in outside if stay.case is not None])
    own = [one for one in offered(kinds, today) if one.is_own and one.free and one.price]
    points, found = weights(today), []
    for stay in outside:
        need = needed.get(stay.case) if stay.case is not None else None
        fitting = _fitting(stay, need, own, points, today) if need and need.levels else None
        if fitting is not None:
            found.append(Bought(stay, fitting))
    return found


def _fitting(
    stay: Stay, need: Needed, own: list[Offered], points: Weights, today: date
) -> Offered | None:
    person = _person(stay, need, today)
    best: tuple[int, Offered] | None = None
    for one in own:
        if one.row.kind != stay.kind:
            continue
        weighed = weigh(person, one.facts(), Distances({}), points)
        gives = all(
            one.abilities.levels.get(theme, 0) >= level for theme, level in need.levels.items()
        )
        if gives and not weighed.against and (best is None or weighed.points > best[0]):
            best = weighed.points, one
    return best[1] if best else None


def _person(stay: Stay, need: Needed, today: date) -> Citizen:
    days = (today, today)
    return citizen(str(stay.id), stay.paragraph, need, Wished(), days, 0, stay.district, today)
