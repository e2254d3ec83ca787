"""Whose a CPR number is, and which numbers a citizen had before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from helhed.apps.citizens.models import Citizen, NumberCorrection
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.cpr import Cpr, NotACprNumber
from helhed.rules.citizens.nummer import STILL_THEIRS, CorrectionKind, CorrectionState

DONE = CorrectionState.DONE.value


@dataclass(frozen=True, slots=True)
class FormerNumber:
    """A number that a citizen had: written as people write it, in which period, why not now."""

    cpr: str
    start: date | None
    end: date
    kind: str


def holder(number: Cpr) -> Citizen | None:
    """The citizen whose number it is, now or before: a number that was typed wrong was never
    theirs."""
    now = Citizen.objects.filter(cpr=number.number).first()
    if now is not None:
        return now
    before = NumberCorrection.objects.filter(
        old_number=number.number, state=DONE, kind__in=STILL_THEIRS
    )
    found = before.select_related("citizen").order_by("-settled_at").first()
    return found.citizen if found else None


def has_number(number: Cpr) -> Q:
    """The citizens that the house knows, or knew, under a number, as a filter."""
    before = NumberCorrection.objects.filter(old_number=number.number, state=DONE)
    return Q(cpr=number.number) | Q(pk__in=before.values("citizen"))


def corrections_of(citizens: Collection[UUID]) -> QuerySet[NumberCorrection, NumberCorrection]:
    """The corrections that were made of some citizens' numbers, oldest first."""
    rows = NumberCorrection.objects.filter(citizen__in=citizens, state=DONE)
    return rows.order_by("settled_at", "id")


def former_numbers(citizen: UUID) -> list[FormerNumber]:
    """The numbers that a citizen had before, the newest first."""
    return numbers_of(citizen)[0]


def numbers_of(citizen: UUID) -> tuple[list[FormerNumber], NumberCorrection | None]:
    """The numbers that a citizen had before, the newest first, and the correction that waits."""
    rows = list(NumberCorrection.objects.filter(citizen=citizen).order_by("-settled_at"))
    done = [_former(row, row.settled_at) for row in rows if row.state == DONE and row.settled_at]
    waits = (row for row in rows if row.state == CorrectionState.ASKED.value)
    return done, next(waits, None)


def found_by_former(words: str, citizens: Collection[UUID]) -> dict[UUID, FormerNumber]:
    """Of citizens that a search found: the number of before that it found them by, when it did."""
    try:
        number = Cpr.parse(words.strip()).number
    except NotACprNumber:
        return {}
    rows = NumberCorrection.objects.filter(old_number=number, state=DONE, citizen__in=citizens)
    theirs = rows.exclude(citizen__cpr=number).order_by("settled_at")
    return {row.citizen_id: _former(row, row.settled_at) for row in theirs if row.settled_at}


def _former(row: NumberCorrection, until: datetime) -> FormerNumber:
    return FormerNumber(
        Cpr(row.old_number).formatted,
        row.used_from,
        until.astimezone(DANISH_TIME).date(),
        CorrectionKind.of(row.kind).label,
    )
