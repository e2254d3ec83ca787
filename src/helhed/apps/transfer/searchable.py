"""The words of everything that is searched for, written anew from the texts themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from uuid import UUID

import polars as pl
from django.db import transaction

from helhed.apps.assessments import texts as assessments
from helhed.apps.cases import texts as cases
from helhed.apps.cases.models import Searchable
from helhed.apps.cases.word_index import Text, keep_all
from helhed.apps.decisions import texts as decisions
from helhed.apps.efforts import texts as efforts
from helhed.apps.orders import texts as orders
from helhed.apps.plans import texts as plans
from helhed.apps.transfer.fields import HOMES
from helhed.apps.transfer.following import chunks

Told = Callable[[Sequence[UUID] | None], Iterator[Text]]
_TOLD: tuple[tuple[tuple[str, ...], Told], ...] = (
    ((cases.JOURNAL, cases.DOCUMENT), cases.of_cases),
    ((assessments.ASSESSMENT,), assessments.of_cases),
    ((efforts.RECOMMENDATION,), efforts.of_cases),
    ((plans.PLAN, plans.FOLLOW_UP), plans.of_cases),
    ((decisions.DECISION,), decisions.of_cases),
    ((orders.ORDER,), orders.of_cases),
)
"""The kinds of texts, and who tells them of some cases or of all."""

_WAY_TO_THE_CASE = {
    "cases": "id",
    "journal": "case",
    "documents": "case",
    "assessments": "case",
    "theme_notes": "assessment__case",
    "recommendations": "case",
    "efforts": "recommendation__case",
    "plans": "case",
    "goals": "plan__case",
    "plan_parts": "plan__case",
    "follow_ups": "plan__case",
    "goal_results": "follow_up__plan__case",
    "decisions": "case",
    "orders": "case",
    "order_messages": "order__case",
    "handed_parts": "order__case",
    "order_tolerances": "order__case",
}
"""Tables that hold what is searched for, or on which it lies where somebody may see it."""
FEW_CASES = 5_000


def write_words(frames: Mapping[str, pl.DataFrame]) -> None:
    """Write the words of what is searched for anew, in the cases that came in or of which
    something did. The rows are in the database already."""
    touched: set[UUID] = set()
    for table, way in _WAY_TO_THE_CASE.items():
        if table not in frames:
            continue
        rows = HOMES[table].model._default_manager
        for some in chunks(frames[table]["id"].to_list()):
            touched.update(rows.filter(id__in=some).values_list(way, flat=True))
            if len(touched) > FEW_CASES:
                rebuild()
                return
    for cases_of in chunks(sorted(touched)):
        rewrite(cases_of)


def rebuild() -> None:
    """Write the words of everything anew."""
    with transaction.atomic():
        Searchable.objects.all().delete()
        keep_all(chain.from_iterable(told(None) for _kinds, told in _TOLD))


def rewrite(some: Sequence[UUID]) -> None:
    """Write the words of everything in some cases anew."""
    with transaction.atomic():
        Searchable.objects.filter(case__in=some).delete()
        keep_all(chain.from_iterable(told(some) for _kinds, told in _TOLD))


def write_when_missing() -> None:
    """Write the words of a house that had texts before texts of their kind were searched for."""
    for kinds, told in _TOLD:
        if not Searchable.objects.filter(kind__in=kinds).exists():
            with transaction.atomic():
                keep_all(told(None))
