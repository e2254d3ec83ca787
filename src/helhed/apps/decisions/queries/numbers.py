"""Corrections of CPR numbers: what waits for a second person, and one of them whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import citizens_within, require_citizen
from helhed.apps.citizens.models import Citizen, NumberCorrection
from helhed.kernel.cpr import Cpr
from helhed.kernel.finding import Finding
from helhed.rules.access.rights import Action
from helhed.rules.citizens.nummer import CorrectionKind, CorrectionState, warnings


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """A correction with both numbers, and what to look at twice."""

    row: NumberCorrection
    old: str
    new: str
    kind: str
    state: str
    warnings: list[Finding]
    is_own: bool
    waits: bool


def corrections_waiting(actor: Actor) -> QuerySet[NumberCorrection, NumberCorrection]:
    """The corrections that wait for somebody, of the citizens that the actor may change."""
    require_at_all(actor, Action.EDIT_CITIZEN)
    theirs = Citizen.objects.filter(citizens_within(actor.reach(Action.EDIT_CITIZEN)))
    found = NumberCorrection.objects.filter(
        state=CorrectionState.ASKED.value, citizen__in=theirs.values("pk")
    )
    return found.select_related("citizen", "asked_by")


def correction_row(row: NumberCorrection) -> dict[str, Any]:
    """A correction as a row of the list; no number stands in a list."""
    return {
        "id": row.id,
        "citizen_id": row.citizen_id,
        "citizen": row.citizen.name,
        "kind": CorrectionKind.of(row.kind).label,
        "asked_by": row.asked_by.name if row.asked_by else "",
        "asked_at": row.asked_at,
    }


def waiting_of(citizen: UUID) -> NumberCorrection | None:
    """The correction of a citizen's number that waits, when there is one."""
    found = NumberCorrection.objects.filter(citizen=citizen, state=CorrectionState.ASKED.value)
    return found.first()


def correction_page(actor: Actor, correction: UUID) -> CorrectionPage:
    """One correction, logged. Raises Http404, UnableToLetIn."""
    with transaction.atomic():
        rows = NumberCorrection.objects.select_related("citizen", "asked_by", "settled_by")
        row = rows.filter(id=correction).first()
        if row is None:
            raise Http404
        require_citizen(actor, Action.EDIT_CITIZEN, row.citizen_id)
        read(actor, "citizen.number_read", row, row.citizen_id)
    old, new = Cpr(row.old_number), Cpr(row.new_number)
    return CorrectionPage(
        row,
        old.formatted,
        new.formatted,
        CorrectionKind.of(row.kind).label,
        CorrectionState.of(row.state).label,
        warnings(old, new),
        row.asked_by_id == actor.id,
        row.state == CorrectionState.ASKED,
    )
