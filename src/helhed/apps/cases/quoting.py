"""Quotes by what they stand in, for the rooms whose texts hold them. Whoever asks has asked for
the right and logs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from helhed.apps.cases.models import Quote
from helhed.rules.cases.citat import Target


def quotes_in(target: Target, ids: Collection[UUID]) -> dict[UUID, list[Quote]]:
    """The quotes in some texts, in the order in which they were quoted, in one statement."""
    rows = Quote.objects.filter(target_kind=target.value, target__in=[str(id) for id in ids])
    found: dict[UUID, list[Quote]] = defaultdict(list)
    for row in rows.select_related("quoted_by").order_by("quoted_at", "id"):
        found[UUID(row.target)].append(row)
    return found


def quoted_words(target: Target, of: UUID) -> dict[str, str]:
    """What the quotes of one text say, field by field."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in quotes_in(target, [of])[of]:
        words[row.field].append(row.passage)
    return {field: "\n".join(said) for field, said in words.items()}


def drop_quotes(target: Target, of: UUID) -> None:
    """The text that they stand in is thrown away, and they with it; their sources stand."""
    Quote.objects.filter(target_kind=target.value, target=str(of)).delete()
