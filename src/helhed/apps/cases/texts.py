"""What is searched for in the journal and among the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from helhed.apps.cases.models import Document, JournalEntry
from helhed.apps.cases.word_index import Text

JOURNAL, DOCUMENT = "journal", "document"


def of_entry(row: JournalEntry) -> Text:
    """A journal entry: its heading and its words."""
    return Text(JOURNAL, row.id, row.case_id, row.happened_on, f"{row.title}\n{row.text}")


def of_document(row: Document) -> Text:
    """A document: its title and the name of its file."""
    return Text(DOCUMENT, row.id, row.case_id, row.dated, f"{row.title}\n{row.file_name}")


def of_cases(cases: Sequence[UUID] | None = None) -> Iterator[Text]:
    """Everything that is searched for in some cases, or in all."""
    entries, documents = JournalEntry.objects.all(), Document.objects.filter(misfiled_on=None)
    if cases is not None:
        entries, documents = entries.filter(case__in=cases), documents.filter(case__in=cases)
    yield from map(of_entry, entries.order_by("id").iterator())
    yield from map(of_document, documents.order_by("id").iterator())
