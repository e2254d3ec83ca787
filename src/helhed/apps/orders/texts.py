"""What is searched for in orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils import timezone

from helhed.apps.cases.word_index import AT_ONCE, Text
from helhed.apps.orders.models import Order

ORDER = "order"


def of_order(row: Order) -> Text:
    """An order: its purpose, what the provider is told, what the two sides wrote, the notes
    that the provider shared, the parts of the plan she was handed, and what was said of what was
    delivered and agreed."""
    shared = [note.text for note in row.notes.all() if note.shared_at is not None]
    remarks = [text for one in row.delivered.all() for text in (one.text, one.explanation)]
    told = [row.purpose, row.needs, *(one.text for one in row.messages.all()), *shared, *remarks]
    told += [text for part in row.handed.all() for text in (part.asked, part.told)]
    told += [one.text for one in row.tolerances.all()]
    day = timezone.localtime(row.sent_at or row.made_at).date()
    return Text(ORDER, row.id, row.case_id, day, "\n".join(told))


def of_cases(cases: Sequence[UUID] | None = None) -> Iterator[Text]:
    """Every order of some cases, or of all."""
    rows = Order.objects.all() if cases is None else Order.objects.filter(case__in=cases)
    for row in (
        rows.prefetch_related("messages", "notes", "delivered", "handed", "tolerances")
        .order_by("id")
        .iterator(AT_ONCE)
    ):
        yield of_order(row)
