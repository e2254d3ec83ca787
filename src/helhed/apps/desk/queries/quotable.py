"""Quotes in a text and what became of their sources; what can be quoted in it.

What can be quoted is what the timeline shows of the same case, so whoever may not read a text is
never offered it: a provider's note that is not shared, a document, another case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import may_write, require_case
from helhed.apps.cases.models import JournalEntry, Quote
from helhed.apps.cases.queries import CaseHead, head_of
from helhed.apps.cases.quoting import quotes_in
from helhed.apps.desk.queries.places import Place, place_of
from helhed.apps.desk.queries.thing import Thing, ThingKind
from helhed.apps.desk.queries.things import keys, read_all, read_things
from helhed.rules.access.rights import Action
from helhed.rules.cases.citat import Source, Standing, Target, fingerprint, passages
from helhed.rules.cases.citat import standing as standing_of

SHOWN = 15


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A quote; ``href`` leads to its source, and is empty when the source is gone. One that
    ``is_copied`` tells where words of the text itself come from."""

    id: UUID
    field: str
    passage: str
    said: str
    part: str
    by: str
    on: date
    standing: Standing
    href: str
    quoted_by: str
    quoted_at: datetime
    is_copied: bool
    stays: bool
    """Whether it cannot be taken out: the words were handed on, and stand in the text."""


@dataclass(frozen=True, slots=True)
class QuotesPage:
    """The quotes of a text, field by field."""

    place: Place
    head: CaseHead
    fields: list[tuple[str, list[QuoteShown]]]
    may_quote: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A passage that can be quoted; ``mark`` names it to the act."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class QuotableThing:
    """A thing with the passages of each of its parts."""

    thing: Thing
    parts: list[tuple[str, list[Offered]]]


@dataclass(frozen=True, slots=True)
class PickerPage:
    """What can be quoted in a text, one kind at a time, the newest first."""

    place: Place
    head: CaseHead
    things: list[QuotableThing]
    kinds: list[Source]
    kind: Source | None
    page: int
    pages: int


def quotes_page(actor: Actor, target: Target, of: UUID) -> QuotesPage:
    """The quotes of a text with what became of their sources, logged. Raises Http404."""
    with transaction.atomic():
        place = place_of(target, of)
        require_case(actor, Action.SEE_CASE, place.case)
        read(actor, "quote.read", place.row, place.case.citizen_id)
        listed = shown(place, quotes_in(target, [of])[of])
        fields = [
            (words, [one for one in listed if one.field == field])
            for field, words in place.fields.items()
        ]
        may_quote = place.is_open and may_write(actor, place.right, place.case)
        return QuotesPage(
            place, head_of(place.case), [(w, some) for w, some in fields if some], may_quote
        )


def shown(place: Place, quotes: Sequence[Quote]) -> list[QuoteShown]:
    """Quotes with what became of their sources, in as many statements for one as for many of the
    same kinds."""
    now = _sources(quotes)
    entries = [row.source for row in quotes if row.source_kind == Source.JOURNAL.value]
    amended = _amended(entries) if entries else set()
    return [_shown(place, row, now.get(row.source), row.source in amended) for row in quotes]


def _shown(place: Place, row: Quote, source: Thing | None, is_amended: bool) -> QuoteShown:
    texts = [text for _label, text in source.parts] if source and source.stands else None
    return QuoteShown(
        row.id,
        row.field,
        row.passage,
        row.said,
        row.part,
        row.written_by,
        row.written_on,
        standing_of(row.passage, row.version, texts, is_amended=is_amended),
        source.href if source else "",
        row.quoted_by.name if row.quoted_by else "",
        row.quoted_at,
        row.is_copied,
        place.holds(row),
    )


def _sources(quotes: Iterable[Quote]) -> dict[str, Thing]:
    """The sources as they are now, in the language in which they were quoted."""
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for row in quotes:
        by_kind[row.source_kind].add(_id(row.source))
    with override("da"):
        return {
            str(id): thing
            for kind, ids in by_kind.items()
            for id, thing in read_things(ThingKind(kind), ids).items()
        }


def _id(text: str) -> UUID:
    """A source by its id; one that names none leads to nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _amended(entries: Iterable[str]) -> set[str]:
    rows = JournalEntry.objects.filter(
        amends__in={_id(one) for one in entries}, signed_at__isnull=False
    )
    return {str(id) for id in rows.values_list("amends", flat=True)}


def picker_page(
    actor: Actor, target: Target, of: UUID, kind: Source | None, page: int
) -> PickerPage:
    """What can be quoted in a text, of one kind (the first there is when none is asked for),
    logged. Raises Http404, UnableToLetIn."""
    with transaction.atomic():
        place = place_of(target, of)
        require_case(actor, place.right, place.case)
        require_case(actor, Action.SEE_CASE, place.case)
        read(actor, "case.read", place.case, place.case.citizen_id)
        wanted = [
            key for key in keys([place.case.id]) if key[1] != of and key[2].value in Source.codes()
        ]
        there = {key[2].value for key in wanted}
        kinds = [one for one in Source if one.value in there]
        kind = kind or (kinds[0] if kinds else None)
        wanted = [key for key in wanted if kind is not None and key[2].value == kind.value]
        pages = max(-(-len(wanted) // SHOWN), 1)
        page = min(max(page, 1), pages)
        with override("da"):
            things = read_all(wanted[(page - 1) * SHOWN : page * SHOWN])
        listed = [found for thing in things if (found := quotable(thing)).parts]
        return PickerPage(place, head_of(place.case), listed, kinds, kind, page, pages)


def quotable(thing: Thing) -> QuotableThing:
    """A thing with what can be quoted of it: nothing while it is a draft or taken back."""
    parts = [
        (label, [Offered(f"{thing.kind.value} {thing.id} {fingerprint(one)}", one) for one in some])
        for label, text in (thing.parts if thing.stands else ())
        if (some := passages(text))
    ]
    return QuotableThing(thing, parts)
