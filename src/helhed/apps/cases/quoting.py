"""Quotes by what they stand in, for the rooms whose texts hold them. Whoever asks has asked for
the right and logs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from helhed.apps.access.access import Actor
from helhed.apps.cases.models import Case, Quote
from helhed.kernel.identifiers import uuid7
from helhed.rules.cases.citat import MOST_LETTERS, Source, Target, fingerprint

Fields = Mapping[str, str]
"""The field of an earlier text, and the field of the later one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A text that words are handed on from, as it is called where it is quoted."""

    kind: Source
    id: UUID
    said: str
    on: date
    by: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """Words that are handed on into a field; ``text`` is the part of the source that they stand
    in, the words themselves when nothing is said."""

    origin: Origin
    part: str
    field: str
    words: str
    text: str = ""


def quotes_in(target: Target, ids: Collection[UUID]) -> dict[UUID, list[Quote]]:
    """The quotes in some texts, in the order in which they were quoted, in one statement."""
    rows = Quote.objects.filter(target_kind=target.value, target__in=[str(id) for id in ids])
    found: dict[UUID, list[Quote]] = defaultdict(list)
    for row in rows.select_related("quoted_by").order_by("quoted_at", "id"):
        found[UUID(row.target)].append(row)
    return found


def quoted_words(target: Target, of: UUID) -> dict[str, str]:
    """What the quotes of one text say, field by field; words that were handed on stand in the
    field itself."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in _set_in(target, of):
        words[row.field].append(row.passage)
    return {field: "\n".join(said) for field, said in words.items()}


def told_words(target: Target, of: UUID) -> dict[str, str]:
    """The same for readers outside the house, each passage with the kind and the day of its
    source and no more of it, in Danish."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in _set_in(target, of):
        kind, on = Source.of(row.source_kind).label, row.written_on
        words[row.field].append(f"»{row.passage}« ({kind}, {on.day}.{on.month}.{on.year})")
    return {field: "\n".join(said) for field, said in words.items()}


def _set_in(target: Target, of: UUID) -> Iterator[Quote]:
    return (row for row in quotes_in(target, [of])[of] if not row.is_copied)


def keep_sources(
    actor: Actor, case: Case, target: Target, of: UUID, handed: Sequence[Handed]
) -> None:
    """Keep where words come from that one text handed on to the next, within the act that did so;
    nothing is kept of empty words."""
    Quote.objects.bulk_create(
        Quote(
            case=case,
            source_kind=one.origin.kind.value,
            source=str(one.origin.id),
            said=one.origin.said[:200],
            part=one.part[:200],
            passage=one.words.strip(),
            version=fingerprint(one.text or one.words),
            written_by=one.origin.by[:160],
            written_on=one.origin.on,
            target_kind=target.value,
            target=str(of),
            field=one.field,
            is_copied=True,
            quoted_at=actor.now(),
            quoted_by=actor.user,
        )
        for one in handed
        if 0 < len(one.words.strip()) <= MOST_LETTERS
    )


def carry_quotes(
    actor: Actor, earlier: tuple[Target, UUID], later: tuple[Target, UUID], fields: Fields
) -> None:
    """The quotes of an earlier text stand in the one that begins from it too, with the sources
    that they have; ``fields`` tells where each goes, and what is not named stays behind."""
    (kind, id), (target, of) = earlier, later
    there = {(row.source, row.passage, row.field) for row in quotes_in(target, [of])[of]}
    carried = []
    for row in quotes_in(kind, [id])[id]:
        field = fields.get(row.field)
        if field is None or row.is_copied or (row.source, row.passage, field) in there:
            continue
        row.id, row.target_kind, row.target, row.field = uuid7(), target.value, str(of), field
        row.quoted_at, row.quoted_by = actor.now(), actor.user
        carried.append(row)
    Quote.objects.bulk_create(carried)


def drop_quotes(target: Target, of: UUID, field: str = "") -> None:
    """The text that they stand in is thrown away, or what begins with ``field`` in it, and they
    with it; their sources stand."""
    rows = Quote.objects.filter(target_kind=target.value, target=str(of))
    rows.filter(field__startswith=field).delete()
