"""Quotes as words of the text that they stand in, for the file of a citizen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from helhed.apps.assessments.queries import THEME, theme_name
from helhed.apps.cases.models import Quote
from helhed.apps.cases.quoting import quotes_in
from helhed.apps.desk.queries.thing import Said, Thing
from helhed.apps.layout.web.templatetags.helhed import day
from helhed.rules.cases.aktindsigt import LEFT_OUT
from helhed.rules.cases.citat import FIELDS, Target


def with_quotes(things: Sequence[Thing], held: Collection[UUID]) -> list[Thing]:
    """Things with the quotes that stand in them and their sources. The words of a source that is
    held back are held back where they are quoted too."""
    back = {str(id) for id in held}
    found: dict[UUID, list[Quote]] = {}
    for target in Target:
        ids = [thing.id for thing in things if thing.kind.value == target.value]
        found |= quotes_in(target, ids) if ids else {}
    return [_with(thing, found[thing.id], back) if thing.id in found else thing for thing in things]


def _with(thing: Thing, rows: Sequence[Quote], back: Collection[str]) -> Thing:
    """A thing with its quotes. Words that were handed on stand in it already: of those only the
    source is told, and they are left out when it is held back."""
    parts = list(thing.parts)
    for row in rows:
        if row.is_copied and row.source in back:
            parts = [(label, _without(text, row.passage)) for label, text in parts]
    return replace(thing, parts=(*parts, *(_part(row, back) for row in rows)))


def _without(text: str, passage: str) -> str:
    return text.replace("\r\n", "\n").replace(passage.replace("\r\n", "\n"), _(LEFT_OUT))


def _part(row: Quote, back: Collection[str]) -> Said:
    where = _(place_name(row.target_kind, row.field))
    if row.is_copied:
        label = _("Hvor ordene i »%(where)s« kommer fra") % {"where": where}
    else:
        label = _("Citat i »%(where)s«") % {"where": where}
    if row.source in back:
        return label, _(LEFT_OUT)
    said = " · ".join(filter(None, (_(row.said), row.part and _(row.part))))
    source = ", ".join(filter(None, (said, day(row.written_on), row.written_by)))
    return label, source if row.is_copied else f"»{row.passage}«\n({source})"


def place_name(kind: str, field: str) -> str:
    """What the place is called in which a quote stands: of an assessment perhaps a theme."""
    if field.startswith(THEME):
        return theme_name(field.removeprefix(THEME))
    return FIELDS[Target.of(kind)].get(field, "")
