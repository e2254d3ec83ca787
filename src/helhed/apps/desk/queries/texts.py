"""The search in what was written: the newest first, only what somebody may see.

What is asked for is never logged: it is often a name or an illness. That somebody searched is,
and each citizen whose texts were shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import read_citizens, read_table
from helhed.apps.cases import texts
from helhed.apps.cases.models import Case, Document, JournalEntry
from helhed.apps.cases.word_index import Hit, find
from helhed.kernel.search import Piece, asked_for, excerpt
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import EntryKind

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that was found, as its own room tells it; ``said`` is a word to translate."""

    said: str
    title: str
    text: str
    day: date
    href: str


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
        sources = _sources(shown)
        rows = Case.objects.filter(id__in={hit.case for hit in shown}).select_related("citizen")
        cases = {row.id: row for row in rows}
        read_citizens(actor, "text.search", [row.citizen_id for row in cases.values()])
        found = []
        for hit in shown:
            source, case = sources[hit.of], cases[hit.case]
            found.append(
                TextFound(
                    source.said,
                    excerpt(source.title, asked),
                    excerpt(source.text, asked),
                    source.day,
                    source.href,
                    case.number,
                    case.citizen_id,
                    case.citizen.name,
                )
            )
        return TextsFound(found, shown[-1].key if len(hits) > SHOWN else None)


def _sources(hits: Iterable[Hit]) -> dict[UUID, Source]:
    by_kind: dict[str, list[UUID]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit.of)
    found: dict[UUID, Source] = {}
    for kind, things in by_kind.items():
        found |= _READ[kind](things)
    return found


def _entries(things: list[UUID]) -> dict[UUID, Source]:
    return {
        row.id: Source(
            EntryKind.of(row.kind).label,
            row.title,
            row.text,
            row.happened_on,
            f"{reverse('cases:journal', args=[row.case_id])}#n{row.id}",
        )
        for row in JournalEntry.objects.filter(id__in=things)
    }


def _documents(things: list[UUID]) -> dict[UUID, Source]:
    return {
        row.id: Source(
            screen_text("Dokument"),
            row.title,
            row.file_name,
            row.dated,
            reverse("cases:document", args=[row.id]),
        )
        for row in Document.objects.filter(id__in=things)
    }


_READ: dict[str, Callable[[list[UUID]], dict[UUID, Source]]] = {
    texts.JOURNAL: _entries,
    texts.DOCUMENT: _documents,
}
