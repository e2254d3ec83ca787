"""Levels and support need over time, from assessments and follow-ups of a case; who calls has
asked for the right and logs the look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, F, Q, QuerySet, SmallIntegerField, Value
from django.db.models.functions import Cast

from helhed.apps.assessments.models import Assessment, ThemeNote
from helhed.apps.cases.models import Case
from helhed.apps.plans.models import GoalResult
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb
from helhed.rules.plans.niveauer import Judged, Movement, movement

NEED = "need"
"""The key of the support need, which belongs to no theme."""
IN_ASSESSMENT = screen_text("udredning")
AT_FOLLOW_UP = screen_text("opfølgning")


@dataclass(frozen=True, slots=True)
class LevelsShown:
    """What was judged of one theme, or of the support need, the oldest first; ``name`` is words
    to translate."""

    key: str
    name: str
    points: list[Judged]

    @property
    def last(self) -> Judged:
        return self.points[-1]

    @property
    def moved(self) -> Movement | None:
        """Which way it went from the first judgement to the last; none of a single one."""
        if len(self.points) < 2:
            return None
        return movement(self.points[0].level, self.last.level)


def levels_of(case: UUID) -> list[LevelsShown]:
    """The levels of a case over time, the support need first, then theme by theme in the order of
    the method. What was only carried forward was not judged again, and is no point."""
    return levels_of_cases(Case.objects.filter(id=case)).get(case, [])


def levels_of_cases(cases: QuerySet[Case]) -> dict[UUID, list[LevelsShown]]:
    """The same of many cases, in one question."""
    found: dict[UUID, dict[str, list[Judged]]] = {}
    rows = _needs(cases).union(_notes(cases), _results(cases), all=True)
    for case, key, day, level, by, told_in in rows:
        points = found.setdefault(case, {}).setdefault(key, [])
        points.append(Judged(day, level, by or "", told_in))
    order = [NEED, *(c.code for theme in ffb.themes() for c in theme.subthemes)]
    return {
        case: [
            LevelsShown(key, _name(key), sorted(of_case[key], key=_in_time))
            for key in order
            if key in of_case
        ]
        for case, of_case in found.items()
    }


def by_key(levels: list[LevelsShown]) -> Mapping[str, LevelsShown]:
    """Levels by FFB subtheme, or by ``NEED``."""
    return {one.key: one for one in levels}


def _in_time(point: Judged) -> tuple[date, bool, int]:
    """By day; on one day the assessment comes before the follow-up that builds on it."""
    return (point.day, point.told_in == AT_FOLLOW_UP, point.level)


def _name(key: str) -> str:
    if key == NEED:
        return screen_text("Støttebehov")
    return ffb.concept(ffb.Kind.THEME, key).name


def _needs(cases: QuerySet[Case]) -> QuerySet[Any, Any]:
    """Support needs that an assessment judged itself, not only carried forward."""
    is_new = Q(support_need_at__isnull=True) | Q(started_at__isnull=True)
    is_new |= Q(support_need_at__gte=F("started_at"))
    rows = Assessment.objects.filter(
        is_new, case__in=cases, finished_on__isnull=False, support_need__gte=0
    )
    return _points(rows, "case_id", Value(NEED), "finished_on", "support_need", "finished_by__name")


def _notes(cases: QuerySet[Case]) -> QuerySet[Any, Any]:
    rows = ThemeNote.objects.filter(
        assessment__case__in=cases,
        assessment__finished_on__isnull=False,
        level__gte=0,
        is_carried=False,
    )
    by = "assessment__finished_by__name"
    return _points(
        rows, "assessment__case_id", F("subtheme"), "assessment__finished_on", "level", by
    )


def _results(cases: QuerySet[Case]) -> QuerySet[Any, Any]:
    rows = GoalResult.objects.filter(
        follow_up__plan__case__in=cases, level__gte=0, goal__primary_theme__gt=""
    )
    case, day, by = "follow_up__plan__case_id", "follow_up__held_on", "follow_up__held_by__name"
    theme = F("goal__primary_theme")
    return _points(rows, case, theme, day, "level", by, told_in=AT_FOLLOW_UP)


def _points(
    rows: QuerySet[Any],
    case: str,
    theme: Value | F,
    day: str,
    number: str,
    by: str,
    told_in: str = IN_ASSESSMENT,
) -> QuerySet[Any, Any]:
    """Rows as (case, theme, day, level, who, where), so that they can be asked for together."""
    return rows.order_by().values_list(
        F(case),
        Cast(theme, CharField(max_length=36)),
        Cast(F(day), DateField()),
        Cast(F(number), SmallIntegerField()),
        F(by),
        Value(told_in, output_field=CharField()),
    )
