"""Need against places by kind of offer and district, now and at the ends of the next quarters.

Need is those who live in an offer of the kind, by what is known of their stays, and those who wait
for one, by the citizen's district. Places are the municipality's own, by the offer's district. What
is needed beyond them is bought, or waits. Whoever calls has asked for permission.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from helhed.apps.matching.needing import Needed, Wished, citizen, needed_in
from helhed.apps.matching.offered import Offered, offered
from helhed.apps.matching.waiting import Waiting, waiting
from helhed.apps.matching.weighing import weights
from helhed.apps.offers.models import Place
from helhed.apps.placements.models import Placement
from helhed.kernel.period import Month
from helhed.placing.facts import Citizen, Weights
from helhed.placing.match import Distances, weigh
from helhed.rules.access.rights import Reach
from helhed.rules.decisions.tilbudshjemmel import place_services
from helhed.rules.decisions.ydelser import service
from helhed.rules.offers.ejerforhold import Ownership

QUARTERS = 4
Cell = tuple[str, str]
"""Kind of offer and district."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody who lives in an offer, or is to, from day to day."""

    id: UUID
    citizen: UUID
    name: str
    case: UUID | None
    paragraph: str
    kind: str
    district: str
    offer: UUID
    offer_name: str
    is_own: bool
    start: date
    end: date | None

    def runs_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Bought:
    """Somebody in a bought place, and an own offer with a free place that gives what is needed."""

    stay: Stay
    own: Offered


@dataclass(slots=True)
class Cover:
    """One kind in one district on each of the days: those who live there, those who wait, own
    places, and bought places that are used; and how many are bought though an own offer fits."""

    kind: str
    district: str
    lives: list[int] = field(default_factory=list)
    waits: int = 0
    own: list[int] = field(default_factory=list)
    bought: list[int] = field(default_factory=list)
    fits: int = 0

    def lacks(self, at: int) -> int:
        """How many more are in need than there are own places for; below 0 places are left."""
        return self.lives[at] + self.waits - self.own[at]


def days(today: date) -> list[date]:
    """Today and the last days of the next quarters; a quarter that ends today is over."""
    found, month = [today], Month.of(today)
    while len(found) <= QUARTERS:
        if month.month % 3 == 0 and month.last > today:
            found.append(month.last)
        month = month.plus(1)
    return found


def cover(today: date) -> tuple[list[Cover], list[Bought]]:
    """Every kind and district that has need or places, and who is bought though an own fits."""
    kinds = sorted({kind for one in place_services() for kind in one.offers})
    at = days(today)
    stays = _stays(kinds, today)
    waits = Counter(_cell(one) for one in waiting(Reach(everything=True), today))
    places = _own_places(kinds, today)
    bought = _though_own_fits([s for s in stays if s.runs_on(today)], kinds, today)
    fits = Counter((one.stay.kind, one.stay.district) for one in bought)
    cells = {(s.kind, s.district) for s in stays} | waits.keys() | {cell for cell, _, _ in places}
    rows = []
    for kind, district in sorted(cells):
        row = Cover(kind, district, waits=waits[kind, district], fits=fits[kind, district])
        here = [s for s in stays if (s.kind, s.district) == (kind, district)]
        for day in at:
            row.lives.append(sum(stay.runs_on(day) for stay in here))
            row.bought.append(sum(stay.runs_on(day) and not stay.is_own for stay in here))
            row.own.append(_there(places, (kind, district), day))
        rows.append(row)
    return rows, bought


def _cell(one: Waiting) -> Cell:
    return service(one.service).offers[0], one.case.citizen.district


def _stays(kinds: list[str], today: date) -> list[Stay]:
    reaches = Q(end__isnull=True) | Q(end__gte=today)
    rows = Placement.objects.filter(reaches, place__offer__kind__in=kinds)
    names = (
        *("id", "citizen_id", "citizen__name", "grant__decision__case_id", "grant__citation"),
        *("place__offer__kind", "citizen__district", "place__offer_id", "place__offer__name"),
    )
    owner = "place__offer__provider__ownership"
    return [
        Stay(id, who, name, case, law or "", kind, district, offer, offer_name, own, start, end)
        for id, who, name, case, law, kind, district, offer, offer_name, own, start, end in (
            rows.annotate(own=Q(**{owner: Ownership.OWN.value})).values_list(
                *names, "own", "start", "end"
            )
        )
    ]


Own = list[tuple[Cell, date, date | None]]


def _own_places(kinds: list[str], today: date) -> Own:
    rows = Place.objects.filter(
        Q(end__isnull=True) | Q(end__gte=today),
        offer__kind__in=kinds,
        offer__provider__ownership=Ownership.OWN.value,
    )
    names = ("offer__kind", "offer__district", "start", "end")
    return [((kind, at), start, end) for kind, at, start, end in rows.values_list(*names)]


def _there(places: Own, cell: Cell, day: date) -> int:
    return sum(
        of == cell and start <= day and (end is None or day <= end) for of, start, end in places
    )


def _though_own_fits(stays: Iterable[Stay], kinds: list[str], today: date) -> list[Bought]:
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
