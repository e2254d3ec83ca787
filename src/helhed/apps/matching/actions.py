"""Writing what is needed and wished, choosing an offer, and who is to be together or apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from helhed.apps.access.access import Actor, require
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write, matter_of, require_citizen
from helhed.apps.cases.models import Case
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.models import Grant
from helhed.apps.matching.finding import RankedOffer, find
from helhed.apps.matching.models import PlaceBond, PlaceChoice, PlaceNeed, PlaceWish
from helhed.apps.matching.queries.find import lines_of
from helhed.apps.offers.models import Offer
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.tilbudshjemmel import place_services
from helhed.rules.decisions.ydelser import Department, Service
from helhed.rules.placements.hast import HIGHEST
from helhed.rules.placements.oensker import (
    LAST_WISH,
    NOT_THERE,
    Bond,
    Teller,
    UnableToWish,
    check_wishes,
)
from helhed.rules.placements.valg import WhyNotFirst


class UnableToChoosePlace(UnableTo):
    """An offer cannot be chosen for a citizen as asked."""


class UnableToNeedPlace(UnableTo):
    """What a place is needed for cannot be written as asked."""


class UnableToBind(UnableTo):
    """Two cannot be put together or kept apart as asked."""


def write_need(
    actor: Actor, *, case: UUID, service: str, since: date, latest: date, urgency: int | None
) -> PlaceNeed:
    """Write that a case needs a place: since when, by when, how urgent. Only those who share
    places out say how urgent. Raises UnableToNeedPlace."""
    with transaction.atomic():
        row = case_to_write(actor, Action.PREPARE_DECISION, case)
        chosen = _service(row, service)
        before = PlaceNeed.objects.filter(case=row, service=chosen.key).first()
        if urgency != (before.urgency if before else None):
            require(actor, Action.SHARE_PLACES, matter_of(row))
        if latest < since:
            raise UnableToNeedPlace(screen_text("Den seneste dag ligger før den første."))
        if urgency is not None and not 0 <= urgency <= HIGHEST:
            raise UnableToNeedPlace(screen_text("Hast er et tal fra 0 til 4."))
        need, _ = PlaceNeed.objects.update_or_create(
            case=row,
            service=chosen.key,
            defaults={
                "since": since,
                "latest": latest,
                "urgency": urgency,
                "ended_on": None,
                "recorded_at": actor.now(),
                "recorded_by": actor.user,
            },
        )
        wrote(actor, "place_need.write", need, row.citizen_id, service=chosen.key)
    return need


def end_need(actor: Actor, *, case: UUID, service: str) -> None:
    """Write that a case does not wait for a place of a service any more."""
    with transaction.atomic():
        row = case_to_write(actor, Action.PREPARE_DECISION, case)
        need = PlaceNeed.objects.filter(case=row, service=service, ended_on=None).first()
        if need is None:
            raise UnableToNeedPlace(screen_text("Sagen står ikke på ventelisten."))
        need.ended_on = actor.today
        need.save(update_fields=["ended_on"])
        wrote(actor, "place_need.write", need, row.citizen_id, ended=True)


def write_wishes(
    actor: Actor, *, case: UUID, service: str, wishes: Sequence[tuple[UUID, int]], told_by: Teller
) -> None:
    """Write which offers of a service the citizen wishes (1 to 3) and does not want (0), in the
    place of what was written before. Raises UnableToWish."""
    with transaction.atomic():
        row = case_to_write(actor, Action.PREPARE_DECISION, case)
        chosen = _service(row, service)
        check_wishes(wishes)
        offers = {offer for offer, _ in wishes}
        fitting = Offer.objects.filter(id__in=offers, kind__in=chosen.offers).count()
        if fitting != len(offers) or any(not NOT_THERE <= wish <= LAST_WISH for _, wish in wishes):
            raise UnableToWish(screen_text("Vælg tilbud fra listen."))
        PlaceWish.objects.filter(case=row, offer__kind__in=chosen.offers).delete()
        taken = set(PlaceWish.objects.filter(case=row).values_list("wish", flat=True))
        if any(wish in taken for _, wish in wishes if wish != NOT_THERE):
            text = screen_text("Et tilbud af en anden slags er allerede det ønske. Ret det først.")
            raise UnableToWish(text)
        for offer, wish in wishes:
            PlaceWish.objects.create(
                case=row,
                offer_id=offer,
                wish=wish,
                told_by=told_by.value,
                recorded_at=actor.now(),
                recorded_by=actor.user,
            )
        wrote(actor, "place_wish.write", row, row.citizen_id, offers=len(wishes))


def choose(
    actor: Actor, *, case: UUID, service: str, offer: UUID, why: WhyNotFirst | None, reason: str
) -> PlaceChoice:
    """Choose an offer from the ranked list: it goes into the draft of a decision, a new one when
    there is none for the service; nobody is placed by it. ``why`` is the kind of reason that
    another than the first is chosen, ``reason`` the same in words; of the first neither is kept.

    Of those that are even at the top each is the first.

    Raises UnableToChoosePlace when the offer cannot be used, or why it is another than the first
    is not said, or not written.
    """
    with transaction.atomic():
        row = case_to_write(actor, Action.PREPARE_DECISION, case)
        chosen = _service(row, service)
        line = next((one for one in lines_of(row) if one.service == chosen.key), None)
        citation = (line.citation if line else "") or str(chosen.citations[0])
        found = find(actor, row, chosen, citation, line.start if line else None)
        one = found.offer(offer)
        if one is None or one.ranked.rank is None:
            raise UnableToChoosePlace(
                screen_text("Tilbuddet kan ikke bruges. Se hvorfor på listen.")
            )
        first = one if one.ranked.rank == 1 else found.usable[0]
        if one is first:
            why, reason = None, ""
        elif why is None or not reason.strip():
            text = screen_text(
                "Vælg og skriv, hvorfor det er et andet tilbud end det første på listen."
            )
            raise UnableToChoosePlace(text)
        line = line or _new_line(actor, row, chosen)
        assert one.offer.price is not None, "only offers with a price are ranked"
        prepare.choose_rate(actor, grant=line.id, rate=one.offer.price.rate)
        return _keep(actor, row, line, (one, first), why, reason)


def add_bond(actor: Actor, *, citizen: UUID, other: UUID, bond: Bond, reason: str) -> PlaceBond:
    """Write that two are to be in the same offer, or not. Raises UnableToBind."""
    with transaction.atomic():
        for one in (citizen, other):
            require_citizen(actor, Action.SHARE_PLACES, one)
        if citizen == other:
            raise UnableToBind(screen_text("Vælg to forskellige borgere."))
        if not reason.strip():
            raise UnableToBind(screen_text("Skriv hvorfor."))
        either = Q(citizen=citizen, other=other) | Q(citizen=other, other=citizen)
        if PlaceBond.objects.filter(either, ended_on=None).exists():
            raise UnableToBind(screen_text("De to står der allerede. Ophæv det først."))
        row = PlaceBond.objects.create(
            citizen_id=citizen,
            other_id=other,
            bond=bond.value,
            reason=reason.strip()[:300],
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        wrote(actor, "place_bond.add", row, citizen)
    return row


def end_bond(actor: Actor, *, bond: UUID) -> None:
    """Write that it does not hold any more. Raises UnableToBind."""
    with transaction.atomic():
        row = PlaceBond.objects.select_for_update().filter(id=bond).first()
        if row is None:
            raise Http404
        for one in (row.citizen_id, row.other_id):
            require_citizen(actor, Action.SHARE_PLACES, one)
        if row.ended_on is not None:
            raise UnableToBind(screen_text("Det er allerede ophævet."))
        row.ended_on = actor.today
        row.save(update_fields=["ended_on"])
        wrote(actor, "place_bond.end", row, row.citizen_id)


def _keep(
    actor: Actor,
    row: Case,
    line: Grant,
    chosen: tuple[RankedOffer, RankedOffer],
    why: WhyNotFirst | None,
    reason: str,
) -> PlaceChoice:
    one, first = chosen
    made = PlaceChoice.objects.create(
        case=row,
        service=line.service,
        offer_id=one.offer.id,
        rank=one.ranked.rank,
        points=one.ranked.points,
        first_id=first.offer.id,
        first_points=first.ranked.points,
        why=why.value if why else "",
        reason=reason.strip()[:300],
        decision_id=line.decision_id,
        chosen_at=actor.now(),
        chosen_by=actor.user,
    )
    is_first = one is first
    wrote(actor, "place_choice.make", made, row.citizen_id, rank=one.ranked.rank, first=is_first)
    return made


def _new_line(actor: Actor, row: Case, chosen: Service) -> Grant:
    decision = prepare.begin_empty(actor, case=row.id)
    return prepare.add_line(actor, decision=decision.id, key=chosen.key)


def _service(case: Case, key: str) -> Service:
    for one in place_services(Department(case.department)):
        if one.key == key:
            return one
    raise UnableToNeedPlace(screen_text("Ydelsen er ikke en plads. Vælg en fra listen."))
