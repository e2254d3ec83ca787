"""The meeting that looks at decisions before they are approved: its agenda, its advice, its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, require
from helhed.apps.access.models import Unit
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.actions.tasks import put_task
from helhed.apps.decisions.access import meeting_matter, require_decision
from helhed.apps.decisions.models import Decision, PanelMeeting, PanelPoint
from helhed.kernel.words import screen_text
from helhed.kernel.workdays import add_workdays
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.visitationsmoede import (
    Advice,
    MeetingState,
    UnableToMeet,
    check_advice,
    check_can_close,
    check_meeting_day,
)

WORKDAYS_TO_FOLLOW = 5


def plan_meeting(actor: Actor, *, unit: UUID, day: date) -> PanelMeeting:
    """Plan a meeting of a unit. Raises UnableToMeet for a day gone by or taken."""
    with transaction.atomic():
        of = Unit.objects.get(id=unit)
        require(actor, Action.APPROVE_DECISION, meeting_matter(of))
        check_meeting_day(day, actor.today)
        if PanelMeeting.objects.filter(unit=of, day=day).exists():
            raise UnableToMeet(screen_text("Der er allerede et møde den dag. Brug det."))
        meeting = PanelMeeting.objects.create(unit=of, day=day)
        wrote(actor, "panel.plan", meeting, None, day=day.isoformat())
    return meeting


def cancel_meeting(actor: Actor, *, meeting: UUID) -> None:
    """Take a planned meeting out. Raises UnableToMeet while something is on its agenda."""
    with transaction.atomic():
        row = _planned(actor, meeting)
        if row.points.exists():
            text = screen_text("Der er punkter på dagsordenen. Udsæt dem, og luk mødet.")
            raise UnableToMeet(text)
        wrote(actor, "panel.cancel", row, None, day=row.day.isoformat())
        row.delete()


def put_on(actor: Actor, *, decision: UUID, meeting: UUID, question: str) -> PanelPoint:
    """Put a decision on the agenda of a meeting that is still to come. Raises UnableToMeet."""
    with transaction.atomic():
        row = (
            Decision.objects.select_for_update(of=("self",)).select_related("case").get(id=decision)
        )
        require_decision(actor, Action.PREPARE_DECISION, row)
        at = (
            PanelMeeting.objects.select_for_update(of=("self",))
            .select_related("unit")
            .get(id=meeting)
        )
        _require_fits(row, at)
        if not question.strip():
            raise UnableToMeet(screen_text("Skriv, hvad mødet skal tage stilling til."))
        if row.points.filter(advice=Advice.NONE.value).exists():
            raise UnableToMeet(screen_text("Afgørelsen er allerede på en dagsorden."))
        if at.points.filter(decision=row).exists():
            raise UnableToMeet(screen_text("Mødet har allerede set på den. Vælg et senere møde."))
        point = PanelPoint.objects.create(
            meeting=at,
            decision=row,
            question=question.strip(),
            put_by=actor.user,
            put_at=actor.now(),
        )
        wrote(actor, "panel.put", point, row.case.citizen_id, meeting=str(at.id))
    return point


def _require_fits(row: Decision, at: PanelMeeting) -> None:
    if DecisionState(row.state) not in (DecisionState.DRAFT, DecisionState.SUBMITTED):
        raise UnableToMeet(screen_text("Afgørelsen er truffet. Mødet ser på det, der er i gang."))
    if at.state != MeetingState.PLANNED.value:
        raise UnableToMeet(screen_text("Mødet er holdt. Vælg et møde, der kommer."))
    if not Unit.objects.filter(id=row.case.unit_id, path__startswith=at.unit.path).exists():
        raise UnableToMeet(screen_text("Mødet er for et andet team. Vælg et af dit eget teams."))


def take_off(actor: Actor, *, point: UUID) -> UUID:
    """Take a decision off an agenda before it was looked at; gives the decision.

    Raises UnableToMeet when it has got its answer.
    """
    with transaction.atomic():
        row = _point(point)
        require_decision(actor, Action.PREPARE_DECISION, row.decision)
        if row.advice != Advice.NONE.value:
            raise UnableToMeet(screen_text("Mødet har svaret. Svaret bliver stående."))
        wrote(actor, "panel.take", row, row.decision.case.citizen_id, meeting=str(row.meeting_id))
        row.delete()
    return row.decision_id


def advise(actor: Actor, *, point: UUID, advice: Advice, words: str) -> UUID:
    """Write down what the meeting says to a decision; gives the meeting. Raises UnableToMeet."""
    with transaction.atomic():
        row = _point(point)
        meeting = _planned(actor, row.meeting_id)
        require_decision(actor, Action.APPROVE_DECISION, row.decision)
        check_advice(advice, words)
        row.advice, row.words = advice.value, words.strip()
        row.save(update_fields=["advice", "words"])
        wrote(actor, "panel.advise", row, row.decision.case.citizen_id, advice=advice.value)
    return meeting.id


TO_DO: Mapping[Advice, str] = {
    Advice.OTHERWISE: screen_text("Visitationsmødet anbefaler det ikke sådan. Læs, hvad det siger"),
    Advice.MORE: screen_text(
        "Visitationsmødet vil have sagen belyst mere. Læs, hvad det spørger om"
    ),
    Advice.POSTPONED: screen_text("Visitationsmødet nåede ikke sagen. Sæt den på en ny dagsorden"),
}


def close_meeting(actor: Actor, *, meeting: UUID, present: str) -> None:
    """Close a meeting: its minutes stand, and each caseworker gets what is to be done as a task.

    Raises UnableToMeet while a point has no answer, or nobody was there.
    """
    with transaction.atomic():
        row = _planned(actor, meeting)
        points = list(row.points.select_related("decision__case"))
        check_can_close((Advice.of(point.advice) for point in points), row.day, actor.today)
        if not present.strip():
            raise UnableToMeet(screen_text("Skriv, hvem der var med."))
        row.state, row.present = MeetingState.HELD.value, present.strip()[:300]
        row.closed_by, row.closed_at = actor.user, actor.now()
        row.save(update_fields=["state", "present", "closed_by", "closed_at"])
        due = add_workdays(actor.today, WORKDAYS_TO_FOLLOW)
        for point in points:
            todo = TO_DO.get(Advice.of(point.advice))
            if todo and point.decision.case.closed_on is None:
                put_task(actor, point.decision.case, todo, due, None)
        wrote(actor, "panel.close", row, None, points=len(points))


def _point(point: UUID) -> PanelPoint:
    rows = PanelPoint.objects.select_for_update(of=("self",)).select_related("decision__case")
    return rows.get(id=point)


def _planned(actor: Actor, meeting: UUID) -> PanelMeeting:
    rows = PanelMeeting.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.get(id=meeting)
    require(actor, Action.APPROVE_DECISION, meeting_matter(row.unit))
    if row.state != MeetingState.PLANNED.value:
        raise UnableToMeet(screen_text("Mødet er holdt, og referatet er lukket."))
    return row
