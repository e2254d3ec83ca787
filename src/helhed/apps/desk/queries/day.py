"""A person's day: what waits, the most urgent first, for each right that the person has."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from helhed.apps.access.access import Actor, may_at_all
from helhed.apps.audit.actions import read_citizens
from helhed.apps.cases.queries import count_my_cases, my_tasks
from helhed.apps.decisions.queries import awaiting_approval, my_drafts
from helhed.apps.desk.queries.day_money import money
from helhed.apps.desk.queries.day_of_orders import answers, orders
from helhed.apps.desk.queries.day_parts import MOST, DayPage, Item, Section, Tile, is_past
from helhed.apps.layout.web.templatetags.helhed import counted
from helhed.apps.layout.web.templatetags.helhed import day as said_day
from helhed.apps.layout.web.templatetags.helhed import moment as said_moment
from helhed.apps.notifications.access import receives_notifications
from helhed.apps.notifications.queries import waiting as notifications_waiting
from helhed.apps.plans.queries import due_follow_ups
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.notifications.underretter import Concern

FOLLOW_UPS_AHEAD = timedelta(days=14)


def day_page(actor: Actor) -> DayPage:
    """What waits for the actor; every citizen named is logged."""
    found = DayPage()
    with transaction.atomic():
        if receives_notifications(actor):
            _notifications(actor, found)
        if may_at_all(actor, Action.EDIT_CASE):
            _casework(actor, found)
        if may_at_all(actor, Action.APPROVE_DECISION):
            _approvals(actor, found)
        if may_at_all(actor, Action.PREPARE_DECISION):
            _drafts(actor, found)
            answers(actor, found)
        if may_at_all(actor, Action.ANSWER_ORDER):
            orders(actor, found)
        money(actor, found)
        if may_at_all(actor, Action.ADMINISTER):
            _administration(found)
        read_citizens(actor, "day.read", found.citizens)
    return found


def _notifications(actor: Actor, found: DayPage) -> None:
    first = notifications_waiting(actor, MOST)
    rows, open_ones = first.rows, screen_text("åbne underretninger")
    href = reverse("notifications:list") + "?state=open"
    found.tiles.append(Tile(counted(first.count), open_ones, href, first.late > 0))
    found.citizens += [row.citizen_id for row in rows]
    now = actor.now()
    items = []
    for row in rows:
        unjudged = row.assessed_at is None
        items.append(
            Item(
                row.citizen.name,
                reverse("notifications:one", args=[row.id]),
                gettext("vurderes inden %(when)s") % {"when": said_moment(row.assess_before)}
                if unjudged
                else gettext("vurderet"),
                f"{gettext(Concern.of(row.concern).label)} · {row.unit.name}",
                unjudged and row.assess_before < now,
            )
        )
    empty = screen_text("Ingen underretninger venter.")
    found.sections.append(Section(screen_text("Underretninger"), items, empty, href))


def _casework(actor: Actor, found: DayPage) -> None:
    cases = count_my_cases(actor)
    tasks = my_tasks(actor, MOST)
    mine = reverse("cases:list") + "?state=open&mine=1"
    found.tiles.append(Tile(counted(cases), screen_text("sager har du"), mine))
    found.tiles.append(Tile(counted(tasks.count), screen_text("opgaver venter"), "#opgaver"))
    if tasks.late:
        words = screen_text("opgaver er over fristen")
        found.tiles.append(Tile(counted(tasks.late), words, "#opgaver", is_late=True))
    found.citizens += [task.case.citizen_id for task in tasks.rows]
    items = [
        Item(
            gettext(task.title),
            reverse("desk:case", args=[task.case_id]),
            said_day(task.due),
            " · ".join(part for part in (task.case.citizen.name, task.law) if part),
            task.due < actor.today,
        )
        for task in tasks.rows
    ]
    empty = screen_text("Ingen opgaver venter på dig.")
    found.sections.append(Section(screen_text("Mine opgaver"), items, empty, anchor="opgaver"))
    _follow_ups(actor, found)


def _follow_ups(actor: Actor, found: DayPage) -> None:
    plans = due_follow_ups(actor, actor.today + FOLLOW_UPS_AHEAD, MOST)
    found.citizens += [plan.case.citizen_id for plan in plans]
    items = [
        Item(
            plan.case.citizen.name,
            reverse("plans:one", args=[plan.id]),
            said_day(plan.next_follow_up),
            plan.case.number,
            is_past(plan.next_follow_up, actor.today),
        )
        for plan in plans
    ]
    empty = screen_text("Ingen opfølgninger de næste to uger.")
    found.sections.append(Section(screen_text("Opfølgninger"), items, empty))


def _approvals(actor: Actor, found: DayPage) -> None:
    href = reverse("decisions:list") + "?state=submitted"
    words = screen_text("afgørelser venter på din godkendelse")
    first = awaiting_approval(actor, MOST)
    rows = first.rows
    found.tiles.append(Tile(counted(first.count), words, href))
    found.citizens += [row.case.citizen_id for row in rows]
    items = [
        Item(
            row.case.citizen.name,
            reverse("decisions:one", args=[row.id]),
            said_day(row.submitted_at),
            " · ".join(
                part
                for part in (row.citation, row.prepared_by.name if row.prepared_by else "")
                if part
            ),
        )
        for row in rows
    ]
    empty = screen_text("Ingen afgørelser venter på dig.")
    found.sections.append(Section(screen_text("Til godkendelse"), items, empty, href))


def _drafts(actor: Actor, found: DayPage) -> None:
    rows = my_drafts(actor, MOST)
    found.citizens += [row.case.citizen_id for row in rows]
    items = [
        Item(
            row.case.citizen.name,
            reverse("decisions:one", args=[row.id]),
            said_day(row.prepared_on),
            gettext("Sendt tilbage: %(why)s") % {"why": row.returned_reason}
            if row.returned_reason
            else row.citation,
            bool(row.returned_reason),
        )
        for row in rows
    ]
    empty = screen_text("Du har ingen afgørelser under arbejde.")
    title = screen_text("Mine afgørelser under arbejde")
    found.sections.append(Section(title, items, empty))


def _administration(found: DayPage) -> None:
    items = [
        Item(gettext("Brugere og roller"), reverse("desk:users")),
        Item(gettext("Log"), reverse("desk:log")),
        Item(gettext("Ikke bekræftede tal og koder"), reverse("desk:unverified")),
        Item(gettext("Data ind og ud"), reverse("transfer:overview")),
    ]
    found.sections.append(Section(screen_text("Administration"), items, ""))
