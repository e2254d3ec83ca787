"""Numbers of refund that were changed: when, by whom, and what waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.apps.catalogue.queries import (
    corrections,
    every_parameter_file,
    parameter_as_it_came,
    stored,
)
from helhed.apps.payments.queries.second import Matter, asked_for
from helhed.apps.refunds.access import may_house, require_house
from helhed.apps.refunds.effect import Effect, effect_of
from helhed.apps.refunds.models import NumberChange
from helhed.kernel.dated import DatedValue, NoValueThatDay, Parameter, Scalar
from helhed.kernel.period import Period
from helhed.rules.access.rights import Action
from helhed.rules.refunds.graenser import ChangeState

FOLDER = "refunds/"


@dataclass(frozen=True, slots=True)
class Written:
    """A number that the house wrote: which, what it is from when to when, whence, by whom, when,
    and who agreed when it moved what was claimed."""

    parameter: Parameter
    value: Scalar
    period: Period
    source: str
    who: str
    at: datetime
    approved_by: str
    months: int
    oere: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits for another, and the number it is of."""

    row: NumberChange
    parameter: Parameter
    value: Scalar
    period: Period
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A change that is asked for: what the number is on its first day now, what it would be, and
    what it moves (None when it waits no longer, or cannot be counted)."""

    row: NumberChange
    parameter: Parameter
    now: DatedValue | None
    value: Scalar
    period: Period
    effect: Effect | None
    state: ChangeState
    is_own: bool


def numbers_changed(year: int) -> list[Written]:
    """The numbers of refund that the house wrote for days of a year, the last first."""
    rows = ParameterCorrection.objects.filter(_in_year(year), file__startswith=FOLDER)
    found = rows.select_related("recorded_by", "change__decided_by")
    named = {(one.name, key): one[key] for one in every_parameter_file() for key in one}
    return [
        Written(
            named[row.file, row.key],
            stored(row.value),
            Period(row.valid_from, row.valid_to),
            row.source,
            row.recorded_by.name if row.recorded_by else "",
            row.recorded_at,
            *_agreed(row),
        )
        for row in found.order_by("-recorded_at", "-id")
        if (row.file, row.key) in named
    ]


def _agreed(row: ParameterCorrection) -> tuple[str, int, int]:
    change: NumberChange | None = getattr(row, "change", None)
    if change is None:
        return "", 0, 0
    return change.decided_by.name if change.decided_by else "", change.months, change.oere


def _in_year(year: int) -> Q:
    ends = Q(valid_to__isnull=True) | Q(valid_to__gte=date(year, 1, 1))
    return ends & Q(valid_from__lte=date(year, 12, 31))


def numbers_waiting(actor: Actor, file: str = "", key: str = "") -> list[Waiting]:
    """Changes that wait for a second person, the oldest first; of one number when it is named."""
    rows = NumberChange.objects.filter(state=ChangeState.WAITING.value).select_related("asked_by")
    if file:
        rows = rows.filter(file=file, key=key)
    may = may_house(actor, Action.APPROVE_REFUND)
    return [
        Waiting(
            row,
            parameter_as_it_came(row.file, row.key),
            stored(row.value),
            Period(row.valid_from, row.valid_to),
            may and row.asked_by_id != actor.id,
        )
        for row in rows.order_by("asked_at", "id")
    ]


def numbers_to_approve(actor: Actor) -> list[QuerySet[NumberChange, Any]]:
    """The changes that the actor can be the second person of, for the list of all such; none for
    whoever may not approve."""
    if not may_house(actor, Action.APPROVE_REFUND):
        return []
    waiting = NumberChange.objects.filter(
        Q(asked_by__isnull=True) | ~Q(asked_by=actor.id), state=ChangeState.WAITING.value
    )
    who = Coalesce("asked_by__name", Value(""))
    columns = ("id", F("key"), F("oere"), who, F("file"), "asked_at")
    return [asked_for(waiting, Matter.NUMBER, *columns)]


def waiting_of(actor: Actor, file: str, key: str) -> Waiting | None:
    """The change of a number that waits for a second person. Raises UnableToLetIn."""
    require(actor, Action.ADMINISTER, NOBODYS)
    return next(iter(numbers_waiting(actor, file, key)), None)


def change_page(actor: Actor, change: UUID) -> ChangePage:
    """A change with what it moves now. Raises UnableToLetIn, Http404."""
    require_house(actor, Action.APPROVE_REFUND)
    found = NumberChange.objects.select_related("asked_by", "decided_by")
    row = found.filter(id=change).first()
    if row is None:
        raise Http404
    came, effect = parameter_as_it_came(row.file, row.key), None
    if row.state == ChangeState.WAITING.value:
        try:
            effect = effect_of(row.as_correction())
        except NoValueThatDay:
            effect = None
    holds = corrections().of(row.file, came)
    now = next((value for value in holds.values if row.valid_from in value.period), None)
    return ChangePage(
        row,
        came,
        now,
        stored(row.value),
        Period(row.valid_from, row.valid_to),
        effect,
        ChangeState.of(row.state),
        row.asked_by_id == actor.id,
    )
