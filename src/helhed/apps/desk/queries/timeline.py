"""Everything on a citizen in the order of days, across the cases that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read_citizens
from helhed.apps.cases.queries import cases_of_citizen, citizen_or_404
from helhed.apps.desk.queries.thing import Thing, ThingKind
from helhed.apps.desk.queries.things import keys, read_all
from helhed.rules.access.rights import Action

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of what happened, the newest first; ``closed`` are cases that are not shown."""

    id: UUID
    name: str
    things: list[Thing]
    numbers: dict[UUID, str]
    counts: dict[str, int]
    page: int
    pages: int
    closed: int


def timeline(actor: Actor, citizen: UUID, kind: ThingKind | None, page: int) -> Timeline:
    """One page of a citizen's timeline, logged. Raises Http404."""
    with transaction.atomic():
        row = citizen_or_404(actor, Action.SEE_CASE, citizen)
        read_citizens(actor, "citizen.timeline", [row.id])
        cases = cases_of_citizen(actor, citizen)
        seen = [head for head, may_open in cases if may_open]
        found = keys([head.id for head in seen])
        counts = {one.value: sum(at is one for _, _, at in found) for one in ThingKind}
        wanted = [key for key in found if kind in (None, key[2])]
        pages = max(1, -(-len(wanted) // A_PAGE))
        page = min(max(1, page), pages)
        things = read_all(wanted[(page - 1) * A_PAGE : page * A_PAGE], in_full=False)
        numbers = {head.id: head.number for head in seen}
        closed = len(cases) - len(seen)
        return Timeline(row.id, row.name, things, numbers, counts, page, pages, closed)
