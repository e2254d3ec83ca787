"""Everything on a citizen as one file, for the citizen who asks to see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.access.queries import municipality
from helhed.apps.audit.actions import read_citizens
from helhed.apps.cases.actions.documents import BY_ENDING
from helhed.apps.cases.contents import path_of
from helhed.apps.cases.models import Document
from helhed.apps.cases.queries import CaseHead, cases_of_citizen, citizen_or_404
from helhed.apps.citizens.numbers import FormerNumber, former_numbers
from helhed.apps.citizens.queries import Person, names_around, person
from helhed.apps.desk.queries.quoted import with_quotes
from helhed.apps.desk.queries.thing import Thing, ThingKind
from helhed.apps.desk.queries.things import keys, read_all
from helhed.rules.access.rights import Action
from helhed.rules.cases.aktindsigt import Ground, TakeOut, answer_by

_ENDINGS = {content_type: ending for ending, content_type in BY_ENDING.items()}


@dataclass(frozen=True, slots=True)
class Held:
    """What is held back: whole things, each with why, and phrases in all the others."""

    things: dict[UUID, Ground]
    phrases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case of the file; things in the order in which they happened."""

    head: CaseHead
    things: list[Thing]


@dataclass(frozen=True, slots=True)
class Attached:
    """A document that goes with the file."""

    number: int
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class CitizenFile:
    """The whole file. ``held`` tells how many things are held back for each ground, ``taken_out``
    how often a phrase was; ``closed`` are cases that whoever makes the file may not see."""

    municipality: str
    person: Person
    cases: list[CaseFile]
    held: dict[Ground, int]
    taken_out: int
    closed: int
    made_at: datetime
    made_by: str
    files: dict[UUID, Attached]
    former: list[FormerNumber] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileToMake:
    """What can be held back: things, and ``others``, the names of those around the citizen."""

    person: Person
    things: list[Thing]
    others: list[str]
    closed: int
    answer_by: date


def file_to_make(actor: Actor, citizen: UUID) -> FileToMake:
    """What there is to choose from before the file is made, logged. Raises Http404."""
    with transaction.atomic():
        row = citizen_or_404(actor, Action.WRITE_JOURNAL, citizen)
        read_citizens(actor, "citizen.file_read", [row.id])
        seen, closed = _cases(actor, citizen)
        things = read_all(keys([head.id for head in seen])[::-1], in_full=False)
        others = names_around(citizen)
        return FileToMake(person(row, actor.today), things, others, closed, answer_by(actor.today))


def citizen_file(actor: Actor, citizen: UUID, held: Held) -> CitizenFile:
    """The file of a citizen without what is held back, logged as taken out. Raises Http404."""
    with transaction.atomic():
        row = citizen_or_404(actor, Action.WRITE_JOURNAL, citizen)
        seen, closed = _cases(actor, citizen)
        things = read_all(keys([head.id for head in seen])[::-1])
        kept = [thing for thing in things if thing.id not in held.things]
        grounds = [held.things[thing.id] for thing in things if thing.id in held.things]
        facts = {"things": len(kept), "held": len(grounds)}
        read_citizens(actor, "citizen.file", [row.id], **facts)
        taking = TakeOut(held.phrases)
        quoting = with_quotes(kept, held.things)
        clean = [_without(thing, taking) for thing in quoting]
        town = municipality()
        return CitizenFile(
            town.name if town else "",
            person(row, actor.today),
            [_case(head, clean) for head in sorted(seen, key=lambda head: head.opened_on)],
            {ground: grounds.count(ground) for ground in Ground if ground in grounds},
            taking.times,
            closed,
            actor.now(),
            actor.user.name,
            _files(clean),
            former_numbers(citizen),
        )


def _cases(actor: Actor, citizen: UUID) -> tuple[list[CaseHead], int]:
    """The cases that somebody may see, and how many more there are."""
    listed = cases_of_citizen(actor, citizen)
    seen = [head for head, may_open in listed if may_open]
    return seen, len(listed) - len(seen)


def _case(head: CaseHead, things: list[Thing]) -> CaseFile:
    return CaseFile(head, [thing for thing in things if thing.case == head.id])


def _without(thing: Thing, taking: TakeOut) -> Thing:
    parts = tuple((taking.of(label), taking.of(text)) for label, text in thing.parts)
    return replace(thing, title=taking.of(thing.title), parts=parts)


def _files(things: Sequence[Thing]) -> dict[UUID, Attached]:
    """The documents of the file whose contents are there, numbered; of the names that somebody
    once gave the files no more is used than the kind tells."""
    ids = [thing.id for thing in things if thing.kind is ThingKind.DOCUMENT]
    rows = {row.id: row for row in Document.objects.filter(id__in=ids)}
    there = [rows[id] for id in ids if path_of(rows[id].sha256).is_file()]
    return {
        row.id: Attached(number, _name(number, row.content_type), path_of(row.sha256))
        for number, row in enumerate(there, start=1)
    }


def _name(number: int, content_type: str) -> str:
    return f"bilag-{number:03d}{_ENDINGS.get(content_type, '')}"
