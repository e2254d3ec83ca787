"""Quotes as words of the text that they stand in, for the file of a citizen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from helhed.apps.cases.models import Quote
from helhed.apps.cases.quoting import quotes_in
from helhed.apps.desk.queries.things import Said, Thing
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
    return [
        replace(thing, parts=(*thing.parts, *(_part(row, back) for row in found[thing.id])))
        if thing.id in found
        else thing
        for thing in things
    ]


def _part(row: Quote, back: Collection[str]) -> Said:
    where = FIELDS[Target.of(row.target_kind)].get(row.field, "")
    label = _("Citat i »%(where)s«") % {"where": _(where)}
    if row.source in back:
        return label, _(LEFT_OUT)
    said = " · ".join(filter(None, (_(row.said), row.part and _(row.part))))
    source = ", ".join(filter(None, (said, day(row.written_on), row.written_by)))
    return label, f"»{row.passage}«\n({source})"
