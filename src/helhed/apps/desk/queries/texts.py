"""The search in what was written: the newest first, only what somebody may see.

What is asked for is never logged: it is often a name or an illness. That somebody searched is,
and each citizen whose texts were shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import read_citizens, read_table
from helhed.apps.cases.models import Case
from helhed.apps.cases.word_index import Hit, find
from helhed.apps.desk.queries.thing import Thing, ThingKind
from helhed.apps.desk.queries.things import read_things
from helhed.kernel.search import Piece, asked_for, excerpt
from helhed.rules.access.rights import Action

SHOWN = 20


@dataclass(frozen=True, slots=True)
class TextFound:
    """One thing that was found, its words marked in pieces that are not escaped yet."""

    said: str
    title: list[Piece]
    text: list[Piece]
    day: date
    href: str
    number: str
    citizen: UUID
    name: str


@dataclass(frozen=True, slots=True)
class TextsFound:
    """A page of what was found; ``after`` is where the next page begins."""

    rows: list[TextFound]
    after: int | None


def search_texts(actor: Actor, question: str, before: int | None = None) -> TextsFound:
    """The texts that hold every word of a question, logged."""
    with transaction.atomic():
        require_at_all(actor, Action.SEE_CASE)
        asked = asked_for(question)
        hits = find(actor.reach(Action.SEE_CASE), asked, before=before, most=SHOWN + 1)
        shown = hits[:SHOWN]
        read_table(actor, "texts")
        things = _things(shown)
        rows = Case.objects.filter(id__in={hit.case for hit in shown}).select_related("citizen")
        cases = {row.id: row for row in rows}
        read_citizens(actor, "text.search", [row.citizen_id for row in cases.values()])
        found = []
        for hit in shown:
            thing, case = things[hit.of], cases[hit.case]
            found.append(
                TextFound(
                    thing.said,
                    excerpt(thing.title, asked),
                    excerpt(thing.text, asked),
                    thing.day,
                    thing.href,
                    case.number,
                    case.citizen_id,
                    case.citizen.name,
                )
            )
        return TextsFound(found, shown[-1].key if len(hits) > SHOWN else None)


def _things(hits: Iterable[Hit]) -> dict[UUID, Thing]:
    by_kind: dict[ThingKind, list[UUID]] = {}
    for hit in hits:
        by_kind.setdefault(ThingKind(hit.kind), []).append(hit.of)
    found: dict[UUID, Thing] = {}
    for kind, ids in by_kind.items():
        found |= read_things(kind, ids)
    return found
