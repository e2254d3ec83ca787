"""Starting, planning, moving and stopping: the acts by which somebody takes or leaves a place.

Whoever puts somebody in a place first holds the citizen and the places until the transaction
ends, always in that order, so two people at two desks cannot give the same place away.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.actions.tasks import put_task
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.models import Place
from helhed.apps.orders.access import require_order
from helhed.apps.orders.actions import advance, locked
from helhed.apps.orders.granted import granted_period
from helhed.apps.placements.access import require_placing, require_start, require_stay
from helhed.apps.placements.models import Placement
from helhed.apps.placements.queries import has_places, period_of, planned_stay
from helhed.kernel.period import ONE_DAY, Period
from helhed.kernel.words import screen_text
from helhed.kernel.workdays import add_workdays
from helhed.rules.access.rights import Action
from helhed.rules.orders.bestilling import Move, OrderState
from helhed.rules.orders.ivaerksaettelse import check_start, check_stop
from helhed.rules.placements.plads import UnableToPlace, check_place

WORKDAYS_TO_DECIDE = 3


def start_in_place(actor: Actor, *, order: UUID, day: date, place: UUID | None) -> None:
    """Start an accepted order on a day; in a place, when the offer has places.

    A stay that was planned for it becomes the real one. Raises UnableToStartOn, UnableToPlace,
    UnableToMoveOrder.
    """
    with transaction.atomic():
        row = locked(order)
        require_start(actor, row)
        granted = granted_period(row.grant)
        advance(actor, row, Move.START, day=day)
        check_start(day, actor.today, granted)
        if has_places(row.grant.offer_id, day):
            if place is None:
                raise UnableToPlace(screen_text("Vælg den plads, borgeren får."))
            planned = planned_stay(row.grant, day)
            end = planned.end if planned else granted.end
            _settle(actor, row.grant, place, Period(day, end), planned)


def plan(actor: Actor, *, order: UUID, place: UUID, start: date, end: date | None) -> Placement:
    """Keep a place for an order that is accepted and not yet started; an earlier plan gives way.

    Raises UnableToPlace.
    """
    with transaction.atomic():
        row = locked(order)
        require_placing(actor, row)
        if row.state != OrderState.ACCEPTED.value:
            raise UnableToPlace(
                screen_text("Udføreren skal have sagt ja, og hjælpen ikke startet.")
            )
        granted = granted_period(row.grant)
        if end is not None and end < start:
            raise UnableToPlace(screen_text("Sidste dag ligger før første dag."))
        wanted = Period(start, end or granted.end) if start in granted else None
        if wanted is None or not granted.covers(wanted):
            raise UnableToPlace(screen_text("Bevillingen dækker ikke hele perioden."))
        return _settle(actor, row.grant, place, wanted, planned_stay(row.grant, actor.today))


def move(actor: Actor, *, stay: UUID, place: UUID, day: date) -> Placement:
    """Move somebody to another place in the same offer from a day on. Raises UnableToPlace."""
    with transaction.atomic():
        row = _stay(stay)
        require_stay(actor, row)
        places = _hold(row.citizen_id, [row.place_id, place])
        row.refresh_from_db(fields=["place", "start", "end"])
        old, new = places.get(row.place_id), places.get(place)
        if old is None or new is None or new.offer_id != old.offer_id or new.id == old.id:
            raise UnableToPlace(screen_text("Vælg en anden plads i samme tilbud."))
        if day not in period_of(row):
            raise UnableToPlace(screen_text("Vælg en dag, hvor borgeren har den plads."))
        wanted = Period(day, row.end)
        _check(row.citizen_id, new, wanted, [row.id])
        if day == row.start:
            row.place = new
            row.save(update_fields=["place"])
            wrote(actor, "placement.move", row, row.citizen_id, to=str(new.id))
            return row
        row.end = day - ONE_DAY
        row.save(update_fields=["end"])
        wrote(actor, "placement.end", row, row.citizen_id, end=row.end.isoformat())
        return _add(actor, row.citizen_id, row.grant_id, new, wanted)


def stop(actor: Actor, *, order: UUID, day: date, reason: str) -> None:
    """Stop what runs, ``day`` being its last day: the place is free from the day after, and the
    caseworker is asked whether the grant ends. Raises UnableToMoveOrder, UnableToStopOn."""
    with transaction.atomic():
        row = locked(order)
        advance(actor, row, Move.STOP, reason=reason, day=day)
        check_stop(day, row.started_on or day)
        _leave(actor, row.grant, day)
        title = screen_text("Hjælpen er stoppet: beslut, om bevillingen skal ophøre")
        due = add_workdays(actor.today, WORKDAYS_TO_DECIDE)
        put_task(actor, row.grant.decision.case, title, due, None)


def withdraw(actor: Actor, *, order: UUID, reason: str) -> None:
    """Take an order back that has not started, and whatever place was kept for it.

    Raises UnableToMoveOrder.
    """
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.SEND_ORDER, row)
        advance(actor, row, Move.WITHDRAW, reason=reason)
        planned = planned_stay(row.grant, actor.today)
        if planned is not None:
            _cancel(actor, planned)


def drop_plan(actor: Actor, *, order: UUID) -> None:
    """Give up the place that was kept for an order."""
    with transaction.atomic():
        row = locked(order)
        require_placing(actor, row)
        planned = planned_stay(row.grant, actor.today)
        if row.state != OrderState.ACCEPTED.value or planned is None:
            raise UnableToPlace(screen_text("Der er ingen planlagt plads at opgive."))
        _cancel(actor, planned)


def _settle(
    actor: Actor, grant: Grant, place: UUID, wanted: Period, planned: Placement | None
) -> Placement:
    """Put the citizen of a grant in a place of its offer, in the planned stay when there is one."""
    chosen = _hold(grant.citizen_id, [place]).get(place)
    if chosen is None or chosen.offer_id != grant.offer_id:
        raise UnableToPlace(screen_text("Vælg en plads i det tilbud, der er bestilt."))
    _check(grant.citizen_id, chosen, wanted, [planned.id] if planned else [])
    if planned is None:
        return _add(actor, grant.citizen_id, grant.id, chosen, wanted)
    planned.place, planned.start, planned.end = chosen, wanted.start, wanted.end
    planned.save(update_fields=["place", "start", "end"])
    wrote(actor, "placement.settle", planned, grant.citizen_id, start=wanted.start.isoformat())
    return planned


def _leave(actor: Actor, grant: Grant, day: date) -> None:
    """End what runs on a day, and cancel what was to begin after it."""
    reaches = Q(end__isnull=True) | Q(end__gt=day)
    for stay in grant.placements.select_for_update().filter(reaches):
        if stay.start > day:
            _cancel(actor, stay)
            continue
        stay.end = day
        stay.save(update_fields=["end"])
        wrote(actor, "placement.end", stay, stay.citizen_id, end=day.isoformat())


def _cancel(actor: Actor, stay: Placement) -> None:
    """Strike a stay that never came to be."""
    wrote(actor, "placement.cancel", stay, stay.citizen_id)
    stay.delete()


def _add(
    actor: Actor, citizen: UUID, grant: UUID | None, place: Place, wanted: Period
) -> Placement:
    stay = Placement.objects.create(
        citizen_id=citizen,
        place=place,
        grant_id=grant,
        start=wanted.start,
        end=wanted.end,
        recorded_at=actor.now(),
        recorded_by=actor.user,
    )
    wrote(actor, "placement.add", stay, citizen, place=str(place.id))
    return stay


def _hold(citizen: UUID, places: Collection[UUID]) -> dict[UUID, Place]:
    """Keep others from giving a place to the citizen, or these places to anybody, meanwhile."""
    list(Citizen.objects.select_for_update().filter(id=citizen).values_list("id"))
    rows = Place.objects.select_for_update(of=("self",)).select_related("offer")
    return {place.id: place for place in rows.filter(id__in=places).order_by("id")}


def _check(citizen: UUID, place: Place, wanted: Period, ignoring: Collection[UUID]) -> None:
    """Raises UnableToPlace when a stay does not fit the place or the citizen."""
    others = Placement.objects.exclude(id__in=ignoring).filter(
        Q(end__isnull=True) | Q(end__gte=wanted.start)
    )
    taken = others.filter(place=place).exclude(citizen=citizen)
    own = others.filter(citizen=citizen, place__offer__kind=place.offer.kind)
    check_place(
        Period(place.start, place.end),
        [period_of(stay) for stay in taken],
        [period_of(stay) for stay in own],
        wanted,
    )


def _stay(stay: UUID) -> Placement:
    rows = Placement.objects.select_for_update(of=("self",))
    row = rows.select_related("grant__decision__case").filter(id=stay).first()
    if row is None:
        raise Http404
    return row
