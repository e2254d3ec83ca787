"""What frames are: the sums of their changes, counted by the database each time they are asked."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum, Value

from helhed.apps.budgets.models import Frame, FrameChange
from helhed.rules.budgets.ramme import NOTHING, FrameKind, FrameSum

FrameKey = tuple[str, UUID, int]
"""Account, unit and year."""
_KEY = ("account_id", "unit_id", "year")


def frame_sums(frames: QuerySet[Frame, Frame]) -> dict[FrameKey, FrameSum]:
    """The sums of frames; one question however many."""
    found: defaultdict[FrameKey, FrameSum] = defaultdict(lambda: NOTHING)
    inside = FrameChange.objects.filter(frame__in=frames).order_by()
    key = [f"frame__{name}" for name in _KEY]
    came = inside.values_list(*key, "kind").annotate(sum=Sum("oere"))
    given = FrameChange.objects.filter(taken_from__in=frames).order_by()
    key = [f"taken_from__{name}" for name in _KEY]
    went = given.values_list(*key, Value(FrameKind.MOVED.value)).annotate(sum=-Sum("oere"))
    for *cell, kind, oere in came.union(went, all=True):
        found[_cell(cell)] += _of(FrameKind.of(kind), oere)
    return dict(found)


def sum_of(frame: Frame) -> FrameSum:
    """The sum of one frame."""
    found = frame_sums(Frame.objects.filter(id=frame.id))
    return found.get((frame.account_id, frame.unit_id, frame.year), NOTHING)


def _cell(values: list[Any]) -> FrameKey:
    account, unit, year = values
    return account, unit, year


def _of(kind: FrameKind, oere: int) -> FrameSum:
    match kind:
        case FrameKind.ORIGINAL:
            return FrameSum(original=oere)
        case FrameKind.ADDITIONAL:
            return FrameSum(additional=oere)
        case FrameKind.MOVED:
            return FrameSum(moved=oere)
