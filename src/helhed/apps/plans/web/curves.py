"""Levels over time drawn as curves."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from helhed.apps.layout.web.curves import Curve, level_curve
from helhed.apps.layout.web.templatetags.helhed import day
from helhed.apps.plans.levels import LevelsShown
from helhed.rules.plans.niveauer import Judged


def drawn(levels: Iterable[LevelsShown]) -> list[tuple[LevelsShown, Curve]]:
    """Each theme with its curve."""
    return [
        (one, level_curve([(point.day, point.level, _said(point)) for point in one.points]))
        for one in levels
    ]


def _said(point: Judged) -> str:
    said = gettext("%(day)s: %(level)s") % {"day": day(point.day), "level": point.level}
    return f"{said}, {point.by}" if point.by else said
