"""Assessments as texts: what is searched for in them, and what they are called where words of them
are quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from helhed.apps.assessments.models import Assessment
from helhed.apps.cases.quoting import Origin
from helhed.apps.cases.word_index import AT_ONCE, Text
from helhed.rules.assessments.udredning import AssessmentKind
from helhed.rules.cases.citat import Source

ASSESSMENT = "assessment"


def of_assessment(row: Assessment) -> Text:
    """An assessment: what is written in it and on its themes."""
    told = [row.purpose, row.own_words, row.parents_words, row.resources, row.overall]
    told.append(row.support_need_reason)
    for note in row.notes.all():
        told += [note.own_words, note.professional]
    day = row.finished_on or row.started_on
    return Text(ASSESSMENT, row.id, row.case_id, day, "\n".join(told))


def origin_of(row: Assessment) -> Origin:
    """A finished assessment as the source of words that are handed on."""
    by = row.started_by.name if row.started_by else ""
    day = row.finished_on or row.started_on
    return Origin(Source.ASSESSMENT, row.id, AssessmentKind(row.kind).label, day, by)


def of_cases(cases: Sequence[UUID] | None = None) -> Iterator[Text]:
    """Every assessment of some cases, or of all."""
    rows = Assessment.objects.all() if cases is None else Assessment.objects.filter(case__in=cases)
    for row in rows.prefetch_related("notes").order_by("id").iterator(AT_ONCE):
        yield of_assessment(row)
