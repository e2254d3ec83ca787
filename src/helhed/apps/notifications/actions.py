"""Receiving a notification, judging it within 24 hours, answering it, and what it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, require
from helhed.apps.access.models import Unit
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.actions.opening import open_case
from helhed.apps.cases.actions.tasks import put_task
from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen
from helhed.apps.citizens.numbers import holder
from helhed.apps.citizens.queries import age_on
from helhed.apps.notifications.access import require_notification
from helhed.apps.notifications.models import Notification
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.cpr import Cpr
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import danish_sort_key, screen_text
from helhed.rules.access.rights import Action, Matter
from helhed.rules.cases.sag import CaseArea, OpenedThrough
from helhed.rules.decisions.ydelser import Department
from helhed.rules.notifications.underretning import (
    EXAMINATION,
    OF_AGE,
    SCREENING,
    Outcome,
    clocks,
    examination_due,
)
from helhed.rules.notifications.underretter import Concern, NotifierKind


class UnableToReceive(UnableTo):
    """A notification cannot be received as it was written."""


class UnableToJudge(UnableTo):
    """A notification cannot be judged, answered or closed as asked."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came in."""

    unit: UUID
    received_at: datetime
    notifier_kind: NotifierKind
    notifier_name: str
    concern: Concern
    text: str


def receive(
    actor: Actor, *, cpr: Cpr, name: str, municipality: str, report: Report
) -> Notification:
    """Take in a notification about a child, who is registered when new to the house.

    Raises UnableToReceive.
    """
    with transaction.atomic():
        unit = Unit.objects.get(id=report.unit)
        matter = Matter(frozenset([unit.id]), frozenset([unit.department]))
        require(actor, Action.HANDLE_NOTIFICATION, matter)
        if unit.department != Department.CHILDREN.value:
            raise UnableToReceive(screen_text("Vælg et team, der arbejder med børn."))
        if not report.text.strip():
            raise UnableToReceive(screen_text("Skriv, hvad bekymringen er."))
        if report.received_at > actor.now():
            raise UnableToReceive(screen_text("Modtagelsen ligger i fremtiden. Ret tidspunktet."))
        if age_on(cpr.birth_date, report.received_at.astimezone(DANISH_TIME).date()) >= OF_AGE:
            raise UnableToReceive(screen_text("CPR-nummeret er en voksens. Skriv barnets."))
        child = _child(actor, cpr, name, municipality)
        due = clocks(report.received_at)
        notification = Notification.objects.create(
            citizen=child,
            unit=unit,
            received_at=report.received_at,
            notifier_kind=report.notifier_kind.value,
            notifier_name=report.notifier_name.strip(),
            concern=report.concern.value,
            text=report.text.strip(),
            assess_before=due.assess_before,
            receipt_by=due.receipt_by,
        )
        wrote(actor, "notification.receive", notification, child.id)
    return notification


def _child(actor: Actor, cpr: Cpr, name: str, municipality: str) -> Citizen:
    known = holder(cpr)
    if known is not None:
        return known
    if not name.strip():
        raise UnableToReceive(screen_text("Barnet er nyt i systemet. Skriv også barnets navn."))
    child = Citizen.objects.create(
        cpr=cpr.number,
        name=name.strip(),
        name_key=danish_sort_key(name),
        birth_date=cpr.birth_date,
        sex=cpr.sex.value,
        acting_municipality=municipality,
        paying_municipality=municipality,
    )
    wrote(actor, "citizen.register", child, child.id)
    return child


def judge(actor: Actor, *, notification: UUID, in_danger: bool, words: str) -> None:
    """Note whether the child's health or development is in danger, and whether to act at once."""
    with transaction.atomic():
        row = _held(actor, notification)
        if row.assessed_at is not None:
            raise UnableToJudge(screen_text("Underretningen er allerede vurderet."))
        if not words.strip():
            raise UnableToJudge(screen_text("Skriv, hvad vurderingen bygger på."))
        row.in_danger, row.assessment = in_danger, words.strip()
        row.assessed_at, row.assessed_by = actor.now(), actor.user
        row.save(update_fields=["in_danger", "assessment", "assessed_at", "assessed_by"])
        wrote(actor, "notification.judge", row, row.citizen_id)


def send_receipt(actor: Actor, *, notification: UUID) -> None:
    """Note that the notifier was told that the notification has come."""
    with transaction.atomic():
        row = _held(actor, notification)
        if row.receipt_sent_at is not None:
            raise UnableToJudge(screen_text("Der er allerede kvitteret."))
        if row.notifier_kind == NotifierKind.ANONYMOUS:
            raise UnableToJudge(
                screen_text("Underretteren er anonym og kan ikke få en kvittering.")
            )
        row.receipt_sent_at, row.receipt_sent_by = actor.now(), actor.user
        row.save(update_fields=["receipt_sent_at", "receipt_sent_by"])
        wrote(actor, "notification.receipt", row, row.citizen_id)


def decide_outcome(
    actor: Actor, *, notification: UUID, outcome: Outcome, reason: str, area: CaseArea
) -> Case | None:
    """Decide what a notification leads to; opens the child's case when that is what it leads to.

    Returns the case that it went into, if any. Raises UnableToJudge, UnableToOpenCase.
    """
    with transaction.atomic():
        row = _held(actor, notification)
        if row.assessed_at is None:
            text = screen_text("Vurdér først, om barnet er i fare (inden for 24 timer).")
            raise UnableToJudge(text)
        if row.outcome:
            raise UnableToJudge(screen_text("Der er allerede truffet et valg. Det står i loggen."))
        if not reason.strip():
            raise UnableToJudge(screen_text("Skriv, hvorfor I vælger det."))
        case = _case_for(actor, row, outcome, area)
        row.outcome, row.outcome_reason, row.case = outcome.value, reason.strip(), case
        row.outcome_at, row.outcome_by = actor.now(), actor.user
        row.save(update_fields=["outcome", "outcome_reason", "case", "outcome_at", "outcome_by"])
        wrote(actor, "notification.outcome", row, row.citizen_id, outcome=outcome.value)
    return case


def _held(actor: Actor, notification: UUID) -> Notification:
    row = Notification.objects.select_for_update().get(id=notification)
    require_notification(actor, Action.HANDLE_NOTIFICATION, row)
    return row


def _case_for(actor: Actor, row: Notification, outcome: Outcome, area: CaseArea) -> Case | None:
    children = Department.CHILDREN.value
    open_already = Case.objects.filter(
        citizen=row.citizen_id, department=children, closed_on=None
    ).first()
    if outcome is Outcome.COVERED_BY_OPEN_CASE and open_already is None:
        raise UnableToJudge(screen_text("Barnet har ingen åben sag. Vælg noget andet."))
    if not outcome.opens_case:
        return open_already if outcome is Outcome.COVERED_BY_OPEN_CASE else None
    case = open_already or open_case(
        actor,
        citizen=row.citizen_id,
        unit=row.unit_id,
        area=area,
        opened_through=OpenedThrough.NOTIFICATION,
        reason=row.text,
        responsible=actor.id,
    )
    received = row.received_at.astimezone(DANISH_TIME).date()
    if outcome is Outcome.EXAMINATION:
        title = screen_text("Afslut den børnefaglige undersøgelse")
        put_task(actor, case, title, examination_due(received), EXAMINATION)
    else:
        put_task(
            actor, case, screen_text("Afslut afdækningen"), examination_due(received), SCREENING
        )
    return case
