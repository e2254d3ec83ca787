"""What waits for a second person: what one has asked for or prepared, and another must agree to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce

from helhed.apps.access.access import Actor
from helhed.apps.offers.access import may_offers
from helhed.apps.offers.models import Indexation, Takst
from helhed.apps.payments.access import may_run
from helhed.apps.payments.closing import closed
from helhed.apps.payments.models import Claim, Invoice, PayRun
from helhed.apps.payments.queries.runs import to_approve
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department
from helhed.rules.offers.indeksering import IndexationState
from helhed.rules.offers.takst import TakstState
from helhed.rules.payments.faktura import InvoiceState
from helhed.rules.payments.krav import ClaimState


class Matter(StrEnum):
    """What another asks for, in the order in which it is shown."""

    INVOICE = "1"
    CLAIM = "2"
    MONTH = "3"
    TAKST = "4"
    INDEXATION = "5"
    NUMBER = "6"
    CLOSE_YEAR = "7"
    OPEN_YEAR = "8"


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that another asks for or has prepared: of what (an invoice's number, a case's, a
    month's first day, an offer's name, whose rates are indexed, a number's key, or a year), by
    whom, why and when; and its øre: what an invoice asks for, what is left of a claim, what a rate
    was built to, what a number moves. Of new prices ``why`` is their year, of a number its file,
    and the ``id`` of a built rate is that of the rate."""

    matter: Matter
    id: UUID
    of: str
    oere: int
    who: str
    why: str
    at: datetime


@dataclass(slots=True)
class Second:
    """What the actor can be the second person of, the oldest first; never what is the actor's
    own."""

    runs: list[PayRun]
    asked: list[Asked] = field(default_factory=list)


def second(actor: Actor, *more: QuerySet[Any, Any]) -> Second:
    """What waits for the actor as the second person, in two questions; ``more``: what other rooms
    have ``asked_for``, already without what is not the actor's."""
    found = Second(to_approve(actor))
    parts = list(more)
    departments = [
        one.value for one in Department if may_run(actor, Action.RECONCILE_PAYMENT, one.value)
    ]
    if departments:
        by_another = Q(asked_by__isnull=False) & ~Q(asked_by=actor.id)
        asked = [_invoices(departments), _claims(departments), _months()]
        parts += [part.filter(by_another) for part in asked]
    if may_offers(actor, Action.SET_RATE):
        not_by_me = Q(made_by__isnull=True) | ~Q(made_by=actor.id)
        parts += [part.filter(not_by_me) for part in (_taksts(), _indexations())]
    if parts:
        first, *others = (part.order_by() for part in parts)
        rows = sorted(first.union(*others, all=True), key=lambda row: (row[0], row[-1], row[1]))
        found.asked = [Asked(Matter(row[0]), *row[1:]) for row in rows]
    return found


def _invoices(departments: list[str]) -> QuerySet[Invoice, Any]:
    whose = Q(unit__department__in=departments) | Q(unit__isnull=True)
    rows = Invoice.objects.filter(whose, state=InvoiceState.ASKED.value)
    return _listed(rows, Matter.INVOICE, F("number"), F("oere"), "explanation", "received_at")


def _claims(departments: list[str]) -> QuerySet[Claim, Any]:
    """Each with what would be let go."""
    rows = Claim.objects.filter(
        line__unit__department__in=departments,
        state__in=(ClaimState.OPEN.value, ClaimState.AGREED.value),
    )
    left = F("oere") - Coalesce(Sum("instalments__paid_oere"), 0)
    number = F("line__grant__decision__case__number")
    return _listed(rows, Matter.CLAIM, number, left, "ask_reason", "asked_at")


def _months() -> QuerySet[Any, Any]:
    month = Cast("month", CharField())
    return _listed(closed(), Matter.MONTH, month, Value(0), "open_reason", "asked_at")


def _taksts() -> QuerySet[Takst, Any]:
    """Rates that were built from budgets and not set yet."""
    rows = Takst.objects.filter(state=TakstState.DRAFT.value)
    return _prepared(rows, Matter.TAKST, "rate_id", "rate__offer__name", F("oere"))


def _indexations() -> QuerySet[Indexation, Any]:
    rows = Indexation.objects.filter(state=IndexationState.DRAFT.value)
    return _prepared(rows, Matter.INDEXATION, "id", "owner", Value(0))


def _prepared(
    rows: QuerySet[Any, Any], matter: Matter, key: str, of: str, oere: Any
) -> QuerySet[Any, Any]:
    who = Coalesce("made_by__name", Value(""))
    return asked_for(rows, matter, key, F(of), oere, who, F("year"), "made_at")


def _listed(
    rows: QuerySet[Any, Any], matter: Matter, of: Any, oere: Any, why: str, at: str
) -> QuerySet[Any, Any]:
    return asked_for(rows, matter, "id", of, oere, F("asked_by__name"), F(why), at)


def asked_for(
    rows: QuerySet[Any, Any],
    matter: Matter,
    *columns: Any,
) -> QuerySet[Any, Any]:
    """The columns that a union of all kinds has in common: ``id``, ``of``, ``oere``, ``who``,
    ``why`` and ``at`` of what is ``Asked``."""
    key, of, oere, who, why, at = columns
    return rows.values_list(
        Value(matter.value, output_field=CharField()),
        key,
        Cast(of, CharField()),
        Cast(oere, BigIntegerField()),
        Cast(who, CharField()),
        Cast(why, CharField()),
        at,
    )
