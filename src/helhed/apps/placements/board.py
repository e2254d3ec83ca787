"""The board: offers × places × months, who is where, and how full every house is.

All that a page needs is read in a handful of statements, however many rows it has: the offers of
the page, their places, the stays in those places, and whom of them the reader may see by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read_citizens
from helhed.apps.cases.access import citizens_within
from helhed.apps.citizens.models import Citizen
from helhed.apps.offers.models import Offer, Place
from helhed.apps.offers.queries import running_on
from helhed.apps.placements.access import known_to, require_board
from helhed.apps.placements.models import Placement
from helhed.apps.placements.queries import free_places, overlapping, period_of, vacant
from helhed.kernel.period import Month, Period, months_after
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind
from helhed.rules.placements.belaegning import Occupancy, by_month

MONTHS_SHOWN = 12
OFFERS_A_PAGE = 12
MONTHS_SOON = 3


@dataclass(frozen=True)
class BoardFilter:
    """What to show: from which month, of which offers, and perhaps only those with free places
    (``now``, or ``soon``: three months from today)."""

    month: Month
    offer: UUID | None = None
    kind: str = ""
    ownership: str = ""
    free: str = ""
    page: int = 1

    @cached_property
    def months(self) -> list[Month]:
        return [self.month.plus(n) for n in range(MONTHS_SHOWN)]

    @cached_property
    def window(self) -> Period:
        return Period(self.month.first, self.months[-1].last)


@dataclass(frozen=True, slots=True)
class StayShown:
    """Somebody in a cell; without a name for a reader who may not see the citizen. Days outside
    the months of the board are left out: ``since`` and ``until`` are empty then."""

    who: str
    citizen: UUID | None
    since: date | None
    until: date | None
    is_planned: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Some months that follow each other with the same people in a place. ``style`` is taken,
    part, planned, free or gone (the place does not exist)."""

    months: int
    style: str
    stays: list[StayShown]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A place and its months."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class BoardOffer:
    """An offer with its places, how many are free today, and how full it is month by month."""

    id: UUID
    name: str
    kind: str
    provider: str
    ownership: str
    places: int
    free: int
    rows: list[BoardRow]
    occupancy: list[Occupancy]


@dataclass(frozen=True, slots=True)
class Board:
    """The board as one request asked for it. The three counts are over every offer that the
    filters let through; ``occupancy`` is of the offers on this page."""

    months: list[Month]
    offers: list[BoardOffer]
    occupancy: list[Occupancy]
    offer_count: int
    place_count: int
    taken_count: int
    free_count: int
    page: int
    pages: int

    @property
    def percent_taken(self) -> float | None:
        return 100 * self.taken_count / self.place_count if self.place_count else None


def board(actor: Actor, wanted: BoardFilter) -> Board:
    """The board; everybody who is shown by name is logged."""
    with transaction.atomic():
        require_board(actor)
        offers = _offers(wanted, actor.today)
        count = offers.count()
        pages = max(1, -(-count // OFFERS_A_PAGE))
        page = min(max(1, wanted.page), pages)
        low = (page - 1) * OFFERS_A_PAGE
        shown = list(offers.select_related("provider")[low : low + OFFERS_A_PAGE])
        built, seen = _built(actor, wanted, shown)
        running = Place.objects.filter(running_on(actor.today), offer__in=offers.values("id"))
        places = running.count()
        taken = running.filter(Exists(_stays_on(actor.today))).count()
        read_citizens(actor, "board.read", seen)
        return Board(
            wanted.months,
            built,
            _together(built, wanted.months),
            count,
            places,
            taken,
            places - taken,
            page,
            pages,
        )


def _together(offers: Sequence[BoardOffer], months: Sequence[Month]) -> list[Occupancy]:
    """How full all the offers are together, month by month."""
    in_months = [[offer.occupancy[n] for offer in offers] for n in range(len(months))]
    return [
        Occupancy(sum(one.taken_days for one in here), sum(one.place_days for one in here))
        for here in in_months
    ]


def _stays_on(day: date) -> QuerySet[Placement, Placement]:
    return Placement.objects.filter(running_on(day), place=OuterRef("pk"))


def _offers(wanted: BoardFilter, today: date) -> QuerySet[Offer, Offer]:
    """The offers that have places in the months shown, and that the filters let through."""
    places = Place.objects.filter(overlapping(wanted.window), offer=OuterRef("pk"))
    found = _fitting(wanted).filter(Exists(places)).order_by("name_key", "id")
    if wanted.free:
        found = found.filter(Exists(_free(wanted.free, today).filter(offer=OuterRef("pk"))))
    return found


def _fitting(wanted: BoardFilter) -> QuerySet[Offer, Offer]:
    found = Offer.objects.all()
    if wanted.offer:
        found = found.filter(id=wanted.offer)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.ownership:
        found = found.filter(provider__ownership=wanted.ownership)
    return found


def _free(when: str, today: date) -> QuerySet[Place, Place]:
    day = months_after(today, MONTHS_SOON) if when == "soon" else today
    return vacant(Period(day, day))


Lived = list[tuple[Period, list[Period]]]


def _built(
    actor: Actor, wanted: BoardFilter, offers: Sequence[Offer]
) -> tuple[list[BoardOffer], list[UUID]]:
    """Offers as the board shows them, and whom it names."""
    places, stays = _places(wanted, offers), _stays(wanted, offers)
    known = known_to(actor, {stay.citizen_id for some in stays.values() for stay in some})
    open_places = _open_places(wanted, actor.today, offers)
    now = _now(offers, actor.today)
    built, seen = [], []
    for offer in offers:
        rows = []
        for place in places[offer.id]:
            if open_places is not None and place.id not in open_places:
                continue
            in_place = stays[place.id]
            cells = _cells(place, in_place, wanted, actor.today, known)
            rows.append(BoardRow(place.name, cells))
            seen += [stay.citizen_id for stay in in_place if stay.citizen_id in known]
        lived: Lived = [
            (period_of(place), [period_of(stay) for stay in stays[place.id]])
            for place in places[offer.id]
        ]
        built.append(_offer(offer, rows, lived, wanted, now))
    return built, seen


def _places(wanted: BoardFilter, offers: Sequence[Offer]) -> dict[UUID, list[Place]]:
    rows = Place.objects.filter(overlapping(wanted.window), offer__in=offers)
    found = defaultdict(list)
    for place in sorted(rows, key=lambda place: _by_number(place.name)):
        found[place.offer_id].append(place)
    return found


def _by_number(name: str) -> tuple[int, str]:
    """Places 1, 2 … 10 in the order of their numbers, and names after them."""
    digits = "".join(sign for sign in name if sign.isdecimal())
    return (int(digits) if digits else 10**9, name)


def _stays(wanted: BoardFilter, offers: Sequence[Offer]) -> dict[UUID, list[Placement]]:
    rows = Placement.objects.filter(overlapping(wanted.window), place__offer__in=offers)
    found = defaultdict(list)
    for stay in rows.select_related("citizen").order_by("start", "id"):
        found[stay.place_id].append(stay)
    return found


def _open_places(wanted: BoardFilter, today: date, offers: Sequence[Offer]) -> set[UUID] | None:
    """The only places to show when those that are free were asked for."""
    if not wanted.free:
        return None
    found = _free(wanted.free, today).filter(offer__in=offers)
    return set(found.values_list("id", flat=True))


def _offer(
    offer: Offer, rows: list[BoardRow], lived: Lived, wanted: BoardFilter, now: Now
) -> BoardOffer:
    return BoardOffer(
        offer.id,
        offer.name,
        OfferKind.of(offer.kind).label,
        offer.provider.name,
        Ownership(offer.provider.ownership).label,
        now.places.get(offer.id, 0),
        now.free.get(offer.id, 0),
        rows,
        by_month(lived, wanted.months),
    )


@dataclass(frozen=True, slots=True)
class Now:
    """How many places offers have today, and how many of them are free."""

    places: dict[UUID, int]
    free: dict[UUID, int]


def _now(offers: Sequence[Offer], today: date) -> Now:
    running = Place.objects.filter(running_on(today), offer__in=offers).order_by()
    counted = running.values_list("offer").annotate(n=Count("id")).values_list("offer", "n")
    return Now(dict(counted), free_places([offer.id for offer in offers], today))


def _cells(
    place: Place,
    stays: Sequence[Placement],
    wanted: BoardFilter,
    today: date,
    known: set[UUID],
) -> list[Cell]:
    """The months of a place, those with the same people in it drawn together."""
    there = _touched(place.start, place.end)
    touched = [(stay, _touched(stay.start, stay.end)) for stay in stays]
    in_months = [
        (month in there, tuple(stay for stay, months in touched if month in months), month)
        for month in (_index(month.first) for month in wanted.months)
    ]
    cells, low = [], 0
    for (is_there, here), group in groupby(in_months, key=lambda one: one[:2]):
        high = low + sum(1 for _ in group)
        style = _style(is_there, here, period_of(place), wanted.months[low:high], today)
        shown = [_shown(stay, wanted, today, known) for stay in here]
        cells.append(Cell(high - low, style, shown))
        low = high
    return cells


def _index(day: date) -> int:
    """The number of a day's month, so that months can be counted with."""
    return day.year * 12 + day.month


def _touched(start: date, end: date | None) -> range:
    """The months that a period touches, by their numbers."""
    return range(_index(start), _index(end or date.max) + 1)


def _style(
    is_there: bool,
    stays: Sequence[Placement],
    exists: Period,
    months: Sequence[Month],
    today: date,
) -> str:
    if not stays:
        return "free" if is_there else "gone"
    if all(stay.start > today for stay in stays):
        return "planned"
    counted = by_month([(exists, [period_of(stay) for stay in stays])], months)
    return "taken" if any(month.is_full for month in counted) else "part"


def _shown(stay: Placement, wanted: BoardFilter, today: date, known: set[UUID]) -> StayShown:
    named = stay.citizen_id in known
    return StayShown(
        stay.citizen.name if named else "",
        stay.citizen_id if named else None,
        stay.start if stay.start in wanted.window else None,
        stay.end if stay.end is not None and stay.end in wanted.window else None,
        stay.start > today,
    )


def stays_listed(actor: Actor, wanted: BoardFilter) -> QuerySet[Placement, Any]:
    """The stays in the months of the board as a flat list; the caller logs whom it names."""
    require_board(actor)
    within = citizens_within(actor.reach(Action.SEE_CITIZEN))
    named = Citizen.objects.filter(within, pk=OuterRef("citizen_id"))
    found = Placement.objects.filter(overlapping(wanted.window))
    found = found.filter(place__offer__in=_fitting(wanted).values("id"))
    return found.select_related("citizen", "place__offer__provider").annotate(
        may_name=Exists(named)
    )


def stay_row(stay: Any, today: date) -> dict[str, Any]:
    """A stay as a row of the list; its query found out whether the citizen may be named."""
    offer = stay.place.offer
    return {
        "id": stay.id,
        "citizen_id": stay.citizen_id if stay.may_name else None,
        "citizen": stay.citizen.name if stay.may_name else screen_text("Optaget"),
        "offer_id": offer.id,
        "offer": offer.name,
        "place": stay.place.name,
        "kind": OfferKind.of(offer.kind).label,
        "provider": offer.provider.name,
        "ownership": Ownership(offer.provider.ownership).label,
        "start": stay.start,
        "end": stay.end,
        "when": _when(period_of(stay), today),
    }


def _when(period: Period, today: date) -> str:
    if today in period:
        return screen_text("Nu")
    return screen_text("Planlagt") if period.start > today else screen_text("Slut")


def named(rows: Iterable[dict[str, Any]]) -> list[UUID]:
    """The citizens whom rows of the list name."""
    return [row["citizen_id"] for row in rows if row["citizen_id"] is not None]
