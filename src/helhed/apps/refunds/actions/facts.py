"""What refund must be told: facts of a citizen and households."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.citizens.models import Citizen
from helhed.apps.refunds.access import require_house
from helhed.apps.refunds.models import Household, HouseholdMember, RefundFact
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.refunds.forhold import FactKind


class UnableToNoteForRefund(UnableTo):
    """Something that changes the refund cannot be written as it was given."""


def note_fact(actor: Actor, *, citizen: UUID, kind: FactKind, start: date, note: str) -> RefundFact:
    """Write a fact of a citizen, or correct its day. Raises UnableToNoteForRefund."""
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        who = _citizen(citizen)
        if not note.strip():
            raise UnableToNoteForRefund(screen_text("Skriv, hvor det står."))
        if start > actor.today:
            raise UnableToNoteForRefund(screen_text("Dagen ligger i fremtiden."))
        told, _ = RefundFact.objects.update_or_create(
            citizen=who,
            kind=kind.value,
            defaults={
                "start": start,
                "note": note.strip()[:200],
                "recorded_at": actor.now(),
                "recorded_by": actor.user,
            },
        )
        wrote(actor, "refundfact.note", told, who.id, kind=kind.value, start=start.isoformat())
    return told


def drop_fact(actor: Actor, *, fact: UUID) -> None:
    """Take a fact away that was wrong. Raises UnableToNoteForRefund."""
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        row = RefundFact.objects.select_for_update().filter(id=fact).first()
        if row is None:
            raise UnableToNoteForRefund(screen_text("Oplysningen er allerede fjernet."))
        wrote(actor, "refundfact.drop", row, row.citizen_id, kind=row.kind)
        row.delete()


def join_household(actor: Actor, *, citizen: UUID, sibling: str, start: date) -> HouseholdMember:
    """Put a child in the household of another child, named by a case number; a household is made
    when the other has none. Raises UnableToNoteForRefund."""
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        child = _citizen(citizen)
        other = Citizen.objects.filter(cases__number=sibling.strip()).first()
        if other is None or other.id == child.id:
            raise UnableToNoteForRefund(screen_text("Skriv sagsnummeret på et andet barn."))
        theirs = HouseholdMember.objects.filter(citizen=other, end__isnull=True).first()
        if theirs is None:
            home = Household.objects.create(name=sibling.strip())
            theirs = HouseholdMember.objects.create(household=home, citizen=other, start=start)
            wrote(actor, "household.join", theirs, other.id, start=start.isoformat())
        now = HouseholdMember.objects.select_for_update().filter(citizen=child, end__isnull=True)
        for earlier in now:
            _end(earlier, start - timedelta(days=1))
        row = HouseholdMember.objects.create(
            household_id=theirs.household_id, citizen=child, start=start
        )
        wrote(actor, "household.join", row, child.id, start=start.isoformat())
    return row


def leave_household(actor: Actor, *, member: UUID, end: date) -> None:
    """End a child's time in a household. Raises UnableToNoteForRefund."""
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        row = HouseholdMember.objects.select_for_update().filter(id=member).first()
        if row is None:
            raise UnableToNoteForRefund(screen_text("Barnet er ikke i husstanden."))
        _end(row, end)
        wrote(actor, "household.leave", row, row.citizen_id, end=end.isoformat())


def _end(row: HouseholdMember, end: date) -> None:
    if end < row.start:
        text = screen_text("Dagen ligger før, barnet kom ind i husstanden.")
        raise UnableToNoteForRefund(text)
    row.end = end
    row.save(update_fields=["end"])


def _citizen(citizen: UUID) -> Citizen:
    found = Citizen.objects.select_for_update().filter(id=citizen).first()
    if found is None:
        raise UnableToNoteForRefund(screen_text("Borgeren findes ikke."))
    return found
