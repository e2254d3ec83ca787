"""The first rows of a long list, with how many there are of it, in one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Count, Model, Q, QuerySet, Window

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class First(Generic[Row]):
    """The rows shown, how many there are in all, and how many of all are late."""

    rows: list[Row]
    count: int
    late: int


def first(rows: QuerySet[Row, Row], most: int, late: Q | None = None) -> First[Row]:
    """The first ``most`` rows as they are ordered, counted over all."""
    counts = {"count_of_all": Window(Count("pk"))}
    if late is not None:
        counts["count_of_late"] = Window(Count("pk", filter=late))
    found = list(rows.annotate(**counts)[:most])
    if not found:
        return First([], 0, 0)
    head = vars(found[0])
    return First(found, head["count_of_all"], head.get("count_of_late", 0))
