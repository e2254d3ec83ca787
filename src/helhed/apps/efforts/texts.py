"""Recommendations as texts that are searched for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from helhed.apps.cases.word_index import AT_ONCE, Text
from helhed.apps.efforts.models import Recommendation

RECOMMENDATION = "recommendation"


def of_recommendation(row: Recommendation) -> Text:
    """A recommendation: what and why, what the citizen says to it, its efforts and alternatives."""
    told = [row.text, row.citizens_words]
    for effort in row.efforts.all():
        told += [effort.extent, effort.reason]
    day = row.handed_on or row.made_on
    return Text(RECOMMENDATION, row.id, row.case_id, day, "\n".join(told))


def of_cases(cases: Sequence[UUID] | None = None) -> Iterator[Text]:
    """Every recommendation of some cases, or of all."""
    rows = Recommendation.objects.prefetch_related("efforts")
    if cases is not None:
        rows = rows.filter(case__in=cases)
    yield from map(of_recommendation, rows.order_by("id").iterator(AT_ONCE))
