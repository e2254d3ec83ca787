"""Which citizens had a change on a day, and what of them was touched.

Two things tell of a change: the log of what was written, and the days that stand in the rows
themselves (a grant ends on its last day though nobody writes anything then).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import F, Max, QuerySet

from helhed.apps.assessments.models import Assessment
from helhed.apps.audit.models import Entry
from helhed.apps.cases.models import Case
from helhed.apps.decisions.models import Grant, GrantChange, Suspension
from helhed.apps.efforts.models import Effort
from helhed.apps.plans.models import FollowUp, Plan
from helhed.kernel.clock import DANISH_TIME
from helhed.rules.assessments.udredning import AssessmentKind
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import Department
from helhed.rules.plans.plan import PlanOffer
from helhed.rules.reports.ffb_ydelser import reported_services

TOLD = (
    *("assessment.add_theme", "assessment.drop_theme", "assessment.start", "assessment.write"),
    *("assessment.finish", "plan.write", "plan.follow_up", "goal.add", "goal.change"),
    *("citizen.identify", "decision.granted", "grant.end", "grant.drop"),
    *("grant.suspend", "grant.resume", "grant.unsuspend"),
    *("effort.add", "effort.change", "effort.drop", "effort.end"),
)
"""The acts that change something that a report tells."""


TOLD_KINDS = (AssessmentKind.VUM.value, AssessmentKind.NEED.value)
"""Assessments that a report tells: of adults, whole or of the need of support alone."""


@dataclass(slots=True)
class Touched:
    """The rows of a citizen that were written on a day, and the acts."""

    rows: set[UUID] = field(default_factory=set)
    acts: set[str] = field(default_factory=set)


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a Danish day and of the next one."""
    first = datetime.combine(day, time(), tzinfo=DANISH_TIME)
    return first, datetime.combine(day + timedelta(days=1), time(), tzinfo=DANISH_TIME)


def touched_on(
    citizens: Sequence[UUID], day: date, since: Mapping[UUID, datetime]
) -> dict[UUID, Touched]:
    """What the log says was written on a day, by citizen; after a moment where one is given."""
    found: dict[UUID, Touched] = {}
    written = _written(day).filter(citizen__in=citizens)
    for citizen, row, act, at in written.values_list("citizen", "object_id", "action", "at"):
        if citizen is None or (citizen in since and at <= since[citizen]):
            continue
        one = found.setdefault(citizen, Touched())
        one.acts.add(act)
        if row is not None:
            one.rows.add(row)
    return found


def last_written(citizens: Sequence[UUID], day: date) -> dict[UUID, dict[UUID, datetime]]:
    """When each row of a citizen was last written until the end of a day, as the log says."""
    found: dict[UUID, dict[UUID, datetime]] = {}
    written = Entry.objects.filter(
        citizen__in=citizens, at__lt=bounds(day)[1], is_write=True, action__in=TOLD
    )
    latest = written.exclude(object_id=None).values_list("citizen", "object_id")
    for citizen, row, at in latest.annotate(last=Max("at")).order_by():
        if citizen is not None and row is not None:
            found.setdefault(citizen, {})[row] = at
    return found


def _written(day: date) -> QuerySet[Entry, tuple[UUID | None, UUID | None, str]]:
    low, high = bounds(day)
    written = Entry.objects.filter(at__gte=low, at__lt=high, is_write=True, action__in=TOLD)
    return written.exclude(citizen=None).values_list("citizen", "object_id", "action")


def changed_after(day: date, since: Mapping[UUID, datetime]) -> list[UUID]:
    """Those of some citizens on whom something was written on a day after a moment, by id."""
    if not since:
        return []
    written = _written(day).filter(at__gt=min(since.values()))
    listed = written.values_list("citizen", "at")
    return sorted(
        {key for key, at in listed if key is not None and key in since and at > since[key]}
    )


def changed_citizens(day: date) -> list[UUID]:
    """The citizens with a case among adults on whom there may be something to tell, by id."""
    found = {citizen for citizen, _, _ in _written(day) if citizen is not None}
    for rows in _dated(day):
        found.update(rows)
    adults = Case.objects.filter(department=Department.ADULTS.value, opened_on__lte=day)
    return sorted(set(adults.filter(citizen__in=found).values_list("citizen_id", flat=True)))


def _dated(day: date) -> Iterable[Iterable[UUID]]:
    low, high = bounds(day)
    assessed = Assessment.objects.filter(kind__in=TOLD_KINDS)
    grants = Grant.objects.filter(state=GrantState.GRANTED.value, service__in=reported_services())
    wanted = Plan.objects.filter(offer=PlanOffer.WANTED.value)
    changes = GrantChange.objects.filter(recorded_at__gte=low, recorded_at__lt=high)
    decided = grants.filter(decision__decided_at__gte=low, decision__decided_at__lt=high)
    yield assessed.filter(started_on=day).values_list("case__citizen_id", flat=True)
    yield assessed.filter(finished_on=day).values_list("case__citizen_id", flat=True)
    yield wanted.filter(started_on=day).values_list("case__citizen_id", flat=True)
    yield FollowUp.objects.filter(held_on=day).values_list("plan__case__citizen_id", flat=True)
    yield grants.filter(start=day).values_list("citizen_id", flat=True)
    yield grants.filter(end=day).values_list("citizen_id", flat=True)
    yield grants.filter(runs_to=day).values_list("citizen_id", flat=True)
    yield decided.values_list("citizen_id", flat=True)
    pauses = Suspension.objects.filter(grant__in=grants)
    yield pauses.filter(start=day).values_list("grant__citizen_id", flat=True)
    yield pauses.filter(end=day - timedelta(days=1)).values_list("grant__citizen_id", flat=True)
    efforts = Effort.objects.filter(decisions__decided_at__isnull=False)
    whose = "recommendation__case__citizen_id"
    yield efforts.filter(starts_on=day).values_list(whose, flat=True)
    yield efforts.filter(ends_on=day).values_list(whose, flat=True)
    yield efforts.filter(
        decisions__decided_at__gte=low, decisions__decided_at__lt=high
    ).values_list(whose, flat=True)
    yield changes.values_list("grant__citizen_id", flat=True)


def changed_days(until: date, most: int = 400) -> list[date]:
    """The latest days until one on which something that is reported changed, newest first;
    ``most`` of them.

    Days of the rows themselves: what only the log tells is found when a day is made.
    """
    found: set[date] = set()
    assessed = Assessment.objects.filter(
        kind__in=TOLD_KINDS, case__department=Department.ADULTS.value
    )
    grants = Grant.objects.filter(state=GrantState.GRANTED.value, service__in=reported_services())
    held = FollowUp.objects.filter(plan__case__department=Department.ADULTS.value)
    for rows, name in (
        (assessed, "started_on"),
        (assessed, "finished_on"),
        (grants, "start"),
        (grants, "end"),
        (grants, "runs_to"),
        (held, "held_on"),
    ):
        days = rows.filter(**{f"{name}__lte": until}).annotate(change_day=F(name))
        listed = days.order_by("-change_day").values_list("change_day", flat=True).distinct()
        found.update(listed[:most])
    decided = grants.filter(decision__decided_at__isnull=False).order_by("-decision__decided_at")
    for moment in decided.values_list("decision__decided_at", flat=True)[: most * 20]:
        if moment is not None and (day := moment.astimezone(DANISH_TIME).date()) <= until:
            found.add(day)
    return sorted(found, reverse=True)[:most]
