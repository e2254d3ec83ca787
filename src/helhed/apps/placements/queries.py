"""Reading who is where: of one citizen, of one order, and which places are free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.models import Place
from helhed.apps.offers.queries import running_on
from helhed.apps.orders.access import require_a_side
from helhed.apps.orders.granted import granted_period
from helhed.apps.orders.lines import started_order
from helhed.apps.orders.models import Order
from helhed.apps.orders.queries import order_or_404
from helhed.apps.placements.access import may_place, require_placing, require_start, require_stay
from helhed.apps.placements.models import Placement
from helhed.kernel.period import Period
from helhed.rules.decisions.ydelser import service
from helhed.rules.orders.bestilling import OrderState


@dataclass(frozen=True, slots=True)
class PlacementShown:
    """Where a citizen is, was or is to be."""

    id: UUID
    place: str
    offer: str
    offer_id: UUID
    start: date
    end: date | None


def period_of(stay: Placement | Place) -> Period:
    """The days of a stay, or those on which a place exists."""
    return Period(stay.start, stay.end)


def placements_of(citizen: UUID) -> list[PlacementShown]:
    """Where a citizen has been, is and is to be, the newest first; the caller asks and logs."""
    return _shown(Placement.objects.filter(citizen=citizen))


def _shown(found: QuerySet[Placement, Placement]) -> list[PlacementShown]:
    rows = found.select_related("place__offer").order_by("-start", "-id")
    return [
        PlacementShown(
            row.id, row.place.name, row.place.offer.name, row.place.offer_id, row.start, row.end
        )
        for row in rows
    ]


def overlapping(period: Period) -> Q:
    """Rows whose days share one with a period."""
    found = Q(end__isnull=True) | Q(end__gte=period.start)
    return found if period.end is None else found & Q(start__lte=period.end)


def vacant(period: Period) -> QuerySet[Place, Place]:
    """The places that exist in the whole of a period and in which nobody is on any day of it."""
    taken = Placement.objects.filter(overlapping(period), place=OuterRef("pk"))
    closes = Q(end__isnull=True)
    if period.end is not None:
        closes |= Q(end__gte=period.end)
    return Place.objects.filter(closes, ~Exists(taken), start__lte=period.start)


def free_places(offers: Iterable[UUID], day: date) -> dict[UUID, int]:
    """How many places are free on a day, per offer; an offer without any is not there."""
    found = vacant(Period(day, day)).filter(offer__in=list(offers)).order_by()
    return dict(found.values_list("offer").annotate(free=Count("id")).values_list("offer", "free"))


def has_places(offer: UUID | None, day: date) -> bool:
    """Whether an offer counts places on a day, so that whoever starts there takes one."""
    return Place.objects.filter(running_on(day), offer=offer).exists()


def planned_stay(grant: Grant, day: date) -> Placement | None:
    """The stay that waits for an order to start, lasting to a day at least. Stays of an earlier
    order of the same grant, which was stopped, are over and done with."""
    reaches = Q(end__isnull=True) | Q(end__gte=day)
    found = Placement.objects.filter(reaches, grant=grant)
    stopped = grant.orders.aggregate(last=Max("stopped_on"))["last"]
    if stopped is not None:
        found = found.filter(start__gt=stopped)
    return found.select_related("place").order_by("start").first()


@dataclass(frozen=True, slots=True)
class PlacingPage:
    """An order that somebody is about to start, place, stop or take back."""

    order: UUID
    state: OrderState
    citizen: str
    service: str
    offer: str
    wanted_start: date
    granted: Period
    started_on: date | None
    takes_place: bool
    free: list[tuple[str, str]]
    places: list[tuple[str, str]]
    planned: Placement | None
    stays: list[PlacementShown]
    may_place: bool

    @property
    def is_waiting(self) -> bool:
        return self.state is OrderState.ACCEPTED

    @property
    def is_running(self) -> bool:
        return self.state is OrderState.STARTED


def placing_page(
    actor: Actor, order: UUID, day: date | None = None, end: date | None = None
) -> PlacingPage:
    """An order with the places that are free from one day to another, or until the grant ends,
    for whoever may place; logged."""
    with transaction.atomic():
        row = order_or_404(order)
        require_placing(actor, row)
        return _placing(actor, row, day, end)


def start_page(actor: Actor, order: UUID, day: date | None = None) -> PlacingPage:
    """An order that its provider is about to start, logged."""
    with transaction.atomic():
        row = order_or_404(order)
        require_start(actor, row)
        return _placing(actor, row, day)


def move_page(actor: Actor, order: UUID) -> PlacingPage:
    """An order that one of its sides is about to stop or take back, logged."""
    with transaction.atomic():
        row = order_or_404(order)
        require_a_side(actor, row)
        return _placing(actor, row, None)


def _placing(actor: Actor, row: Order, day: date | None, end: date | None = None) -> PlacingPage:
    read(actor, "order.read", row, row.grant.citizen_id)
    granted = granted_period(row.grant)
    first = max(day or actor.today, granted.start)
    is_waiting = row.state == OrderState.ACCEPTED.value
    planned = planned_stay(row.grant, actor.today) if is_waiting else None
    last = end if end is not None and end >= first else granted.end
    free = _choices(row.grant.offer_id, Period(first, last) if first in granted else None)
    if planned is not None:
        kept = (str(planned.place_id), planned.place.name)
        free = [kept, *(choice for choice in free if choice != kept)]
    places = _places(row.grant.offer_id)
    return PlacingPage(
        row.id,
        OrderState(row.state),
        row.grant.citizen.name,
        service(row.grant.service).name,
        row.grant.offer.name if row.grant.offer else "",
        row.wanted_start,
        granted,
        row.started_on,
        bool(places),
        free,
        places,
        planned,
        _shown(Placement.objects.filter(grant=row.grant_id)),
        may_place(actor, row),
    )


def _places(offer: UUID | None) -> list[tuple[str, str]]:
    found = Place.objects.filter(offer=offer).order_by("name")
    return [(str(place), name) for place, name in found.values_list("id", "name")]


def _choices(offer: UUID | None, period: Period | None) -> list[tuple[str, str]]:
    if period is None:
        return []
    found = vacant(period).filter(offer=offer).order_by("name")
    return [(str(place), name) for place, name in found.values_list("id", "name")]


@dataclass(frozen=True, slots=True)
class StayPage:
    """Somebody who is to be moved to another place in the same offer."""

    stay: UUID
    citizen: str
    place: str
    offer: str
    offer_id: UUID
    period: Period
    free: list[tuple[str, str]]
    places: list[tuple[str, str]]
    order: UUID | None


def stay_page(actor: Actor, stay: UUID, day: date | None = None) -> StayPage:
    """A stay with the places in its offer that are free from a day until it ends, logged."""
    with transaction.atomic():
        rows = Placement.objects.select_related("citizen", "place__offer", "grant__decision__case")
        row = rows.filter(id=stay).first()
        if row is None:
            raise Http404
        require_stay(actor, row)
        read(actor, "placement.read", row, row.citizen_id)
        first = max(day or actor.today, row.start)
        period = period_of(row)
        order = started_order(row.grant_id) if row.grant_id else None
        return StayPage(
            row.id,
            row.citizen.name,
            row.place.name,
            row.place.offer.name,
            row.place.offer_id,
            period,
            _choices(row.place.offer_id, Period(first, row.end) if first in period else None),
            [place for place in _places(row.place.offer_id) if place[0] != str(row.place_id)],
            order.id if order else None,
        )
