"""Levels and support need over time, from assessments and follow-ups of a case; who calls has
asked for the right and logs the look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from helhed.apps.assessments.models import Assessment
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
    found: dict[str, list[Judged]] = {}
    _assessed(case, found)
    _followed(case, found)
    order = [NEED, *(c.code for theme in ffb.themes() for c in theme.subthemes)]
    return [
        LevelsShown(key, _name(key), sorted(found[key], key=lambda point: point.day))
        for key in order
        if key in found
    ]


def by_key(levels: list[LevelsShown]) -> Mapping[str, LevelsShown]:
    """Levels by FFB subtheme, or by ``NEED``."""
    return {one.key: one for one in levels}


def _name(key: str) -> str:
    if key == NEED:
        return screen_text("Støttebehov")
    return ffb.concept(ffb.Kind.THEME, key).name


def _assessed(case: UUID, found: dict[str, list[Judged]]) -> None:
    rows = Assessment.objects.filter(case=case, finished_on__isnull=False).values_list(
        "id",
        "finished_on",
        "finished_by__name",
        "support_need",
        "support_need_at",
        "started_at",
        "notes__subtheme",
        "notes__level",
        "notes__is_carried",
    )
    seen = set()
    rows = rows.order_by("finished_on", "started_on", "id")
    for id_, day, by, need, need_at, begun, subtheme, level, is_carried in rows:
        if day is None:
            continue
        is_new = need_at is None or begun is None or need_at >= begun
        if id_ not in seen and is_new and need is not None and need >= 0:
            found.setdefault(NEED, []).append(Judged(day, need, by or "", IN_ASSESSMENT))
        seen.add(id_)
        if level is not None and level >= 0 and not is_carried and subtheme:
            found.setdefault(subtheme, []).append(Judged(day, level, by or "", IN_ASSESSMENT))


def _followed(case: UUID, found: dict[str, list[Judged]]) -> None:
    rows = GoalResult.objects.filter(
        follow_up__plan__case=case, level__gte=0, goal__primary_theme__gt=""
    ).values_list("goal__primary_theme", "follow_up__held_on", "level", "follow_up__held_by__name")
    for theme, day, level, by in rows.order_by("follow_up__held_on", "follow_up", "id"):
        found.setdefault(theme, []).append(Judged(day, level or 0, by or "", AT_FOLLOW_UP))
