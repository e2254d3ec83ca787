"""New prices that one has prepared and another must set: rates built from budgets, and
indexations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from helhed.apps.access.access import Actor
from helhed.apps.offers.access import may_offers
from helhed.apps.offers.models import Indexation, Takst
from helhed.rules.access.rights import Action
from helhed.rules.offers.indeksering import IndexationState
from helhed.rules.offers.takst import TakstState


class Prepared(StrEnum):
    """What waits, in the order in which it is shown."""

    TAKST = "1"
    INDEXATION = "2"


@dataclass(frozen=True, slots=True)
class PriceWaiting:
    """A draft: ``id`` is the rate of a built rate, or the indexation; ``of`` the offer's name, or
    whose rates are indexed."""

    what: Prepared
    id: UUID
    year: int
    of: str
    who: str
    at: datetime


def prices_waiting(actor: Actor) -> list[list[PriceWaiting]]:
    """What others have prepared and the actor may set, each indexation for itself, and the rates
    of a year together; the nearest year first. One question, and none without the right."""
    if not may_offers(actor, Action.SET_RATE):
        return []
    anothers = Q(made_by__isnull=True) | ~Q(made_by=actor.id)
    taksts = Takst.objects.filter(anothers, state=TakstState.DRAFT.value)
    runs = Indexation.objects.filter(anothers, state=IndexationState.DRAFT.value)
    rows = _listed(taksts, Prepared.TAKST, "rate_id", "rate__offer__name").union(
        _listed(runs, Prepared.INDEXATION, "id", "owner"), all=True
    )
    groups: dict[tuple[Any, ...], list[PriceWaiting]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row[2], row[0], row[-1], str(row[1]))):
        one = PriceWaiting(Prepared(row[0]), row[1], row[2], row[3], row[4] or "", row[5])
        together = () if one.what is Prepared.TAKST else (one.id,)
        groups[one.year, one.what, *together].append(one)
    return list(groups.values())


def _listed(
    rows: QuerySet[Any, Any], what: Prepared, key: str, of: str
) -> QuerySet[Any, tuple[Any, ...]]:
    return rows.order_by().values_list(
        Value(what.value, output_field=CharField()),
        key,
        "year",
        Cast(F(of), CharField()),
        "made_by__name",
        "made_at",
    )
