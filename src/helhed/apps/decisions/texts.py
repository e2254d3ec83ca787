"""Decisions as texts: what is searched for in them, and what they are called where words of them
are quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils import timezone

from helhed.apps.cases.quoting import Origin
from helhed.apps.cases.word_index import AT_ONCE, Text
from helhed.apps.decisions.models import Decision
from helhed.rules.cases.citat import Source
from helhed.rules.decisions.ydelser import service

DECISION = "decision"


def of_decision(row: Decision) -> Text:
    """A decision: purpose, facts, reasons, hearing and what the citizen holds of it."""
    told = (row.purpose, row.facts, row.reasons, row.hearing_note, row.citizens_view)
    decided = row.decided_at and timezone.localtime(row.decided_at).date()
    day = decided or row.prepared_on
    return Text(DECISION, row.id, row.case_id, day, "\n".join((*told, row.childs_view)))


def origin_of(row: Decision) -> Origin:
    """A decision as the source of words that are handed on."""
    granted = row.grants.order_by("recorded_at", "id").values_list("service", flat=True)
    services = ", ".join(service(key).name for key in granted)
    title = " · ".join(filter(None, (services, row.citation)))
    said = ": ".join(filter(None, (Source.DECISION.label, title)))
    day = row.decided_at and timezone.localtime(row.decided_at).date()
    by = row.decided_by.name if row.decided_by else ""
    return Origin(Source.DECISION, row.id, said, day or row.prepared_on, by)


def of_cases(cases: Sequence[UUID] | None = None) -> Iterator[Text]:
    """Every decision of some cases, or of all."""
    rows = Decision.objects.all() if cases is None else Decision.objects.filter(case__in=cases)
    yield from map(of_decision, rows.order_by("id").iterator(AT_ONCE))
