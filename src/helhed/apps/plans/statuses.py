"""What providers told of goals between follow-ups; the room of orders asks for the right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from helhed.apps.access.access import Actor
from helhed.apps.plans.models import Goal, GoalStatus
from helhed.rules.plans.status import Progress, Told

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class StatusShown:
    """What was told of a goal; ``progress`` is words to translate."""

    told_on: date
    told_from: str
    by: str
    progress: str
    progress_key: str
    own_score: int | None
    text: str


def put_statuses(actor: Actor, told: Iterable[Told], told_from: str) -> list[GoalStatus]:
    """Write down what is told of some goals, as part of an act that asked for its right."""
    return [
        GoalStatus.objects.create(
            goal_id=one.goal,
            told_at=actor.now(),
            told_on=actor.today,
            told_by=actor.user,
            told_from=told_from,
            progress=one.progress.value,
            own_score=one.own_score,
            text=one.text.strip()[:20_000],
        )
        for one in told
    ]


def statuses_of(goals: Collection[UUID]) -> dict[UUID, list[StatusShown]]:
    """The newest that was told of each of some goals, in one statement."""
    found: dict[UUID, list[StatusShown]] = {}
    if not goals:
        return found
    rows = GoalStatus.objects.filter(goal__in=goals).select_related("told_by")
    for row in rows.order_by("-told_at", "-id"):
        told = found.setdefault(row.goal_id, [])
        if len(told) < MOST_SHOWN:
            told.append(_shown(row))
    return found


def _shown(row: GoalStatus) -> StatusShown:
    return StatusShown(
        row.told_on,
        row.told_from,
        row.told_by.name if row.told_by else "",
        Progress.of(row.progress).label,
        row.progress,
        row.own_score,
        row.text,
    )


def goals_worked_on(order_goals: Iterable[Goal]) -> list[Goal]:
    """The goals of which something can be told: those that are still worked on."""
    return [goal for goal in order_goals if goal.state == "active"]
