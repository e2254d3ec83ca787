"""Quoting a passage of one text in another, and taking a quote out again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import override

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write, require_case
from helhed.apps.cases.models import Quote
from helhed.apps.desk.queries.places import Place, place_of
from helhed.apps.desk.queries.thing import Thing, ThingKind
from helhed.apps.desk.queries.things import read_things
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.citat import (
    Source,
    Target,
    UnableToQuote,
    check_field,
    chosen,
    fingerprint,
)


def quote(actor: Actor, *, target: Target, of: UUID, field: str, mark: str) -> Quote:
    """Let a passage stand in a text, with its source as it is now; ``mark`` names the passage as
    the picker does.

    Raises UnableToQuote, UnableToLetIn, UnableToWriteInClosedCase, Http404.
    """
    with transaction.atomic():
        place = _place(actor, target, of)
        require_case(actor, Action.SEE_CASE, place.case)
        check_field(place.fields, field)
        source, passage_mark = _source(place, mark)
        passage, text = chosen(passage_mark, [text for _label, text in source.parts])
        others = Quote.objects.filter(target_kind=target.value, target=str(of), field=field)
        if others.filter(source=str(source.id), passage=passage).exists():
            raise UnableToQuote(screen_text("Citatet står der allerede."))
        [label, *_more] = [label for label, held in source.parts if held == text]
        row = Quote.objects.create(
            case=place.case,
            source_kind=source.kind.value,
            source=str(source.id),
            said=_called(source),
            part=label[:200],
            passage=passage,
            version=fingerprint(text),
            written_by=source.by[:160],
            written_on=source.day,
            target_kind=target.value,
            target=str(of),
            field=field,
            quoted_at=actor.now(),
            quoted_by=actor.user,
        )
        wrote(actor, "quote.make", row, place.case.citizen_id, of=str(of), source=row.source)
    return row


def _called(source: Thing) -> str:
    """What a source is called: what was decided or ordered by its kind, not by where it stands."""
    moves = source.kind in (ThingKind.DECISION, ThingKind.ORDER)
    said = Source.of(source.kind.value).label if moves else source.said
    return ": ".join(filter(None, (said, source.title)))[:200]


def unquote(actor: Actor, *, quote: UUID) -> Quote:
    """Take a quote out of a text that is still written in; its source stands. Returns it as it
    was. Raises UnableToQuote, Http404."""
    with transaction.atomic():
        row = Quote.objects.filter(id=quote).first()
        if row is None:
            raise Http404
        place = _place(actor, Target.of(row.target_kind), UUID(row.target))
        if place.holds(row):
            raise UnableToQuote(screen_text("Kilden følger de ord, der står i teksten."))
        wrote(actor, "quote.drop", row, place.case.citizen_id, of=row.target, source=row.source)
        Quote.objects.filter(id=quote).delete()
    return row


def _place(actor: Actor, target: Target, of: UUID) -> Place:
    """A text that the actor may write in now. Raises UnableToQuote, UnableToLetIn."""
    place = place_of(target, of, held=True)
    case_to_write(actor, place.right, place.case.id)
    if not place.is_open:
        raise UnableToQuote(screen_text("Der kan ikke skrives her mere, så citaterne står fast."))
    return place


def _source(place: Place, mark: str) -> tuple[Thing, str]:
    """The thing that a mark names, when it lies in the same case and can be quoted."""
    gone = UnableToQuote(screen_text("Kilden er ændret, siden du så den. Vælg igen."))
    told, id, passage_mark = mark.split(" ") if mark.count(" ") == 2 else ("", "", "")
    try:
        kind, key = ThingKind(Source.of(told).value), UUID(id)
    except ValueError:
        raise gone from None
    with override("da"):
        source = read_things(kind, [key]).get(key)
    if source is None or not source.stands or source.case != place.case.id or key == place.id:
        raise gone
    return source, passage_mark
