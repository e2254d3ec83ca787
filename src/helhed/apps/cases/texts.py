"""What is searched for in the journal and among the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import transaction

from helhed.apps.cases.models import Document, JournalEntry, Searchable
from helhed.apps.cases.word_index import Text, keep_all

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


def rebuild() -> None:
    """Write the words of everything anew."""
    with transaction.atomic():
        Searchable.objects.all().delete()
        keep_all(of_cases())


def rewrite(cases: Sequence[UUID]) -> None:
    """Write the words of everything in some cases anew."""
    with transaction.atomic():
        Searchable.objects.filter(case__in=cases).delete()
        keep_all(of_cases(cases))


def write_when_missing() -> None:
    """Write the words of a house that had texts before they were searched for."""
    if not Searchable.objects.exists() and JournalEntry.objects.exists():
        rebuild()
