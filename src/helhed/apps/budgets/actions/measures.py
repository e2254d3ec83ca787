"""Deciding a measure, naming the grants that it is counted on, and saying where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Unit, User
from helhed.apps.audit.actions import wrote
from helhed.apps.budgets.access import require_unit
from helhed.apps.budgets.models import Measure, MeasureGrant, MeasureTarget
from helhed.apps.decisions.models import Grant
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.tiltag import MeasureState


class UnableToWriteMeasure(UnableTo):
    """A measure cannot be written as asked."""


def make_measure(
    actor: Actor,
    *,
    name: str,
    unit: UUID,
    owner: UUID,
    decided_on: date,
    decision: str,
    start: date,
    targets: Mapping[int, int],
) -> Measure:
    """Write a decided measure and what it is to save each year, in øre.

    Raises UnableToWriteMeasure.
    """
    with transaction.atomic():
        where = Unit.objects.filter(id=unit).first()
        answerable = User.objects.filter(id=owner, is_active=True).first()
        if where is None or answerable is None:
            raise UnableToWriteMeasure(screen_text("Vælg en enhed og en ansvarlig fra listerne."))
        require_unit(actor, Action.SET_BUDGET, where)
        if not name.strip() or not decision.strip():
            raise UnableToWriteMeasure(
                screen_text("Giv tiltaget et navn, og skriv, hvad der er besluttet.")
            )
        if not any(oere > 0 for oere in targets.values()):
            raise UnableToWriteMeasure(screen_text("Skriv, hvor meget tiltaget skal spare."))
        made = Measure.objects.create(
            name=name.strip(),
            unit=where,
            owner=answerable,
            decided_on=decided_on,
            decision=decision.strip(),
            start=start,
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        MeasureTarget.objects.bulk_create(
            MeasureTarget(measure=made, year=year, oere=oere) for year, oere in targets.items()
        )
        wrote(actor, "measure.make", made, years=sorted(targets))
    return made


def name_grants(
    actor: Actor,
    *,
    measure: UUID,
    before: UUID | None,
    after: UUID | None,
    baseline_oere: int | None,
) -> MeasureGrant:
    """Name what a measure is counted on: the grant that ends, the one that comes instead, or one
    of them with what it would have cost per day in øre. Raises UnableToWriteMeasure.
    """
    with transaction.atomic():
        found = _measure(actor, measure)
        grants = Grant.objects.filter(state="granted", unit__path__startswith=found.unit.path)
        for grant in (before, after):
            if grant and not grants.filter(id=grant).exists():
                raise UnableToWriteMeasure(
                    screen_text("Bevillingen hører ikke til tiltagets enhed. Vælg en anden.")
                )
        if before is None and after is None:
            raise UnableToWriteMeasure(screen_text("Vælg mindst en bevilling."))
        if before == after:
            raise UnableToWriteMeasure(screen_text("Vælg to forskellige bevillinger."))
        if before is None and not baseline_oere:
            raise UnableToWriteMeasure(
                screen_text("Skriv, hvad hjælpen ellers ville have kostet pr. dag.")
            )
        named = MeasureGrant.objects.filter(measure=found)
        if (before and named.filter(before=before).exists()) or (
            after and named.filter(after=after).exists()
        ):
            raise UnableToWriteMeasure(screen_text("Tiltaget nævner allerede bevillingen."))
        made = MeasureGrant.objects.create(
            measure=found, before_id=before, after_id=after, baseline_oere=baseline_oere
        )
        wrote(actor, "measure.grant", made, before=str(before), after=str(after))
    return made


def drop_grants(actor: Actor, *, named: UUID) -> None:
    """Take a pair out of a measure again. Raises UnableToWriteMeasure."""
    with transaction.atomic():
        pair = MeasureGrant.objects.filter(id=named).first()
        if pair is None:
            raise UnableToWriteMeasure(screen_text("Bevillingen er allerede taget ud."))
        _measure(actor, pair.measure_id)
        wrote(actor, "measure.drop", pair, before=str(pair.before_id), after=str(pair.after_id))
        pair.delete()


def say_state(actor: Actor, *, measure: UUID, state: str, note: str) -> Measure:
    """Say where a measure stands, in words; empty lets the figures say it again.

    The one who is answerable may, and who may set the budget. Raises UnableToWriteMeasure.
    """
    with transaction.atomic():
        found = Measure.objects.select_for_update(of=("self",)).filter(id=measure).first()
        if found is None:
            raise UnableToWriteMeasure(screen_text("Tiltaget findes ikke."))
        is_owner = found.owner_id == actor.user.id
        require_unit(actor, Action.SEE_BUDGET if is_owner else Action.SET_BUDGET, found.unit)
        if state and not note.strip():
            raise UnableToWriteMeasure(screen_text("Skriv hvorfor."))
        found.state = MeasureState.of(state).value if state else ""
        found.state_note = note.strip()
        found.save()
        wrote(actor, "measure.state", found, state=found.state)
    return found


def _measure(actor: Actor, measure: UUID) -> Measure:
    """A measure that the actor may write. Raises UnableToWriteMeasure."""
    found = Measure.objects.select_related("unit").filter(id=measure).first()
    if found is None:
        raise UnableToWriteMeasure(screen_text("Tiltaget findes ikke."))
    require_unit(actor, Action.SET_BUDGET, found.unit)
    return found
