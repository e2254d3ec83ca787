"""Setting what is set aside."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Unit
from helhed.apps.audit.actions import wrote
from helhed.apps.budgets.access import require_unit
from helhed.apps.budgets.models import Account, Frame, FrameChange
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


class UnableToSetFrame(UnableTo):
    """A frame cannot be set as asked."""


def set_frame(
    actor: Actor, *, account: str, unit: UUID, year: int, oere: int, reason: str
) -> Frame:
    """Set the frame of an account in a unit for a year, in øre. Raises UnableToSetFrame."""
    with transaction.atomic():
        where = Unit.objects.select_for_update().filter(id=unit).first()
        booked = Account.objects.filter(code=account).first()
        if where is None or booked is None:
            raise UnableToSetFrame(screen_text("Vælg en konto og en enhed fra listerne."))
        require_unit(actor, Action.SET_BUDGET, where)
        if booked.department != where.department:
            raise UnableToSetFrame(screen_text("Kontoen og enheden hører til hver sin afdeling."))
        if oere < 0:
            raise UnableToSetFrame(screen_text("Rammen kan ikke være under 0 kr."))
        if not reason.strip():
            raise UnableToSetFrame(screen_text("Skriv hvorfor."))
        frame = Frame.objects.filter(account=booked, unit=where, year=year).first()
        old = frame.oere if frame else None
        if frame is None:
            frame = Frame(account=booked, unit=where, year=year)
        frame.oere = oere
        frame.save()
        FrameChange.objects.create(
            frame=frame,
            old_oere=old,
            new_oere=oere,
            reason=reason.strip(),
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        wrote(actor, "frame.set", frame, year=year, old_oere=old, new_oere=oere)
    return frame
