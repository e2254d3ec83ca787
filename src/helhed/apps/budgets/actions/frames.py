"""Setting what is set aside, adding to it, and moving it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Unit
from helhed.apps.audit.actions import wrote
from helhed.apps.budgets.access import require_unit
from helhed.apps.budgets.models import Account, Frame, FrameChange
from helhed.apps.budgets.sums import sum_of
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.ramme import FrameKind, is_too_late
from helhed.rules.decisions.ydelser import Department


class UnableToSetFrame(UnableTo):
    """A frame cannot be set as asked."""


def set_frame(
    actor: Actor, *, account: str, unit: UUID, year: int, oere: int, reason: str
) -> Frame:
    """Set the original budget of an account in a unit for a year, in øre.

    Raises UnableToSetFrame.
    """
    with transaction.atomic():
        where, booked = _place(actor, account, unit)
        _in_time(actor, FrameKind.ORIGINAL, year)
        if oere < 0:
            raise UnableToSetFrame(screen_text("Rammen kan ikke være under 0 kr."))
        frame, _ = Frame.objects.get_or_create(account=booked, unit=where, year=year)
        now = sum_of(frame)
        before = now.original
        if now.corrected - before + oere < 0:
            raise UnableToSetFrame(
                screen_text("Der er taget så meget fra rammen, at den ville komme under 0 kr.")
            )
        _change(actor, frame, FrameKind.ORIGINAL, oere - before, reason)
        wrote(actor, "frame.set", frame, year=year, old_oere=before, new_oere=oere)
    return frame


def add_to_frame(
    actor: Actor, *, account: str, unit: UUID, year: int, oere: int, reason: str
) -> Frame:
    """Grant more (or less, below 0) during the year, in øre. Raises UnableToSetFrame."""
    with transaction.atomic():
        where, booked = _place(actor, account, unit)
        _in_time(actor, FrameKind.ADDITIONAL, year)
        frame, _ = Frame.objects.get_or_create(account=booked, unit=where, year=year)
        if oere == 0:
            raise UnableToSetFrame(screen_text("Skriv et andet beløb end 0 kr."))
        if sum_of(frame).corrected + oere < 0:
            raise UnableToSetFrame(screen_text("Rammen kan ikke være under 0 kr."))
        _change(actor, frame, FrameKind.ADDITIONAL, oere, reason)
        wrote(actor, "frame.add", frame, year=year, oere=oere)
    return frame


def move_between_frames(
    actor: Actor,
    *,
    year: int,
    from_account: str,
    from_unit: UUID,
    account: str,
    unit: UUID,
    oere: int,
    reason: str,
) -> FrameChange:
    """Move øre from one frame to another of the same year; the sum of the frames stays.

    Raises UnableToSetFrame.
    """
    with transaction.atomic():
        giver, giving = _place(actor, from_account, from_unit, NOT_FROM)
        where, booked = _place(actor, account, unit, NOT_TO)
        if oere <= 0:
            raise UnableToSetFrame(screen_text("Skriv et beløb over 0 kr."))
        _in_time(actor, FrameKind.MOVED, year)
        source = Frame.objects.filter(account=giving, unit=giver, year=year).first()
        if source is None:
            raise UnableToSetFrame(
                screen_text("Den ramme, du vil flytte fra, er ikke sat i %(year)s."), year=year
            )
        if (giving, giver) == (booked, where):
            raise UnableToSetFrame(screen_text("Vælg to forskellige rammer."))
        if sum_of(source).corrected < oere:
            raise UnableToSetFrame(screen_text("Der er ikke så meget i den ramme, du flytter fra."))
        frame, _ = Frame.objects.get_or_create(account=booked, unit=where, year=year)
        made = _change(actor, frame, FrameKind.MOVED, oere, reason, source)
        wrote(actor, "frame.move", frame, year=year, oere=oere, taken_from=str(source.id))
    return made


def _in_time(actor: Actor, kind: FrameKind, year: int) -> None:
    """Raises UnableToSetFrame for a year that is over."""
    if is_too_late(kind, year, actor.today.year):
        told = (
            screen_text(
                "%(year)s er forbi, så det oprindelige budget ligger fast. Skriv en"
                " tillægsbevilling, hvis året ikke er afsluttet endnu."
            )
            if kind is FrameKind.ORIGINAL
            else screen_text("%(year)s er afsluttet, så årets rammer ændres ikke mere.")
        )
        raise UnableToSetFrame(told, year=year)


NOT_ONE = screen_text(
    "Kontoen hører til %(account)s og enheden til %(unit)s. Vælg begge fra samme afdeling."
)
NOT_FROM = screen_text(
    "Det, du flytter fra: kontoen hører til %(account)s og enheden til %(unit)s. Vælg begge fra"
    " samme afdeling."
)
NOT_TO = screen_text(
    "Det, du flytter til: kontoen hører til %(account)s og enheden til %(unit)s. Vælg begge fra"
    " samme afdeling."
)


def _place(actor: Actor, account: str, unit: UUID, not_one: str = NOT_ONE) -> tuple[Unit, Account]:
    """The unit and account of a frame, when the actor may set it; ``not_one`` is said when they
    belong to two departments. Raises UnableToSetFrame."""
    where = Unit.objects.select_for_update().filter(id=unit).first()
    booked = Account.objects.filter(code=account).first()
    if where is None or booked is None:
        raise UnableToSetFrame(screen_text("Vælg en konto og en enhed fra listerne."))
    require_unit(actor, Action.SET_BUDGET, where)
    if booked.department != where.department:
        labels = {
            "account": Department(booked.department).label,
            "unit": Department(where.department).label,
        }
        raise UnableToSetFrame(not_one, **labels)
    return where, booked


def _change(
    actor: Actor,
    frame: Frame,
    kind: FrameKind,
    oere: int,
    reason: str,
    taken_from: Frame | None = None,
) -> FrameChange:
    if not reason.strip():
        raise UnableToSetFrame(screen_text("Skriv hvorfor."))
    return FrameChange.objects.create(
        frame=frame,
        kind=kind.value,
        taken_from=taken_from,
        oere=oere,
        reason=reason.strip(),
        recorded_at=actor.now(),
        recorded_by=actor.user,
    )
