"""Tasks: what is to be done, by whom, before when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write, require_case
from helhed.apps.cases.models import Case, Task
from helhed.apps.cases.queries import caseworkers_of
from helhed.kernel.finding import UnableTo
from helhed.kernel.law import Citation
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


class UnableToAddTask(UnableTo):
    """A task cannot be added as asked."""


class UnableToChangeTask(UnableTo):
    """A task cannot be changed as asked."""


def add_task(
    actor: Actor, *, case: UUID, title: str, due: date, assigned_to: UUID | None = None
) -> Task:
    """Add a task to a case. Raises UnableToAddTask."""
    with transaction.atomic():
        row = case_to_write(actor, Action.EDIT_CASE, case)
        if not title.strip():
            raise UnableToAddTask(screen_text("Skriv, hvad der skal gøres."))
        if due < actor.today:
            raise UnableToAddTask(screen_text("Vælg i dag eller en dag senere."))
        return put_task(actor, row, title, due, None, assigned_to)


def put_task(
    actor: Actor,
    case: Case,
    title: str,
    due: date,
    law: Citation | None,
    assigned_to: UUID | None = None,
) -> Task:
    """Add a task inside an act that has asked for its own right."""
    task = Task.objects.create(
        case=case,
        title=title.strip()[:160],
        due=due,
        law=str(law) if law else "",
        assigned_to_id=assigned_to or case.responsible_id,
        made_at=actor.now(),
    )
    wrote(actor, "task.add", task, case.citizen_id, due=due.isoformat())
    return task


def change_task(actor: Actor, *, task: UUID, title: str, due: date, assigned_to: UUID) -> None:
    """Change a task that is not done, or give it to another of the team.

    A day that an act sets cannot be moved. Raises UnableToChangeTask.
    """
    with transaction.atomic():
        row = Task.objects.select_for_update().get(id=task)
        case = case_to_write(actor, Action.EDIT_CASE, row.case_id)
        if row.done_on is not None:
            raise UnableToChangeTask(screen_text("Opgaven er udført. Lav en ny."))
        if not title.strip():
            raise UnableToChangeTask(screen_text("Skriv, hvad der skal gøres."))
        if due != row.due and row.law:
            raise UnableToChangeTask(screen_text("Fristen følger af loven og kan ikke flyttes."))
        if due != row.due and due < actor.today:
            raise UnableToChangeTask(screen_text("Vælg i dag eller en dag senere."))
        if not _may_take(row, case, assigned_to, actor.today):
            raise UnableToChangeTask(screen_text("Vælg en, der arbejder i teamet i dag."))
        row.title, row.due, row.assigned_to_id = title.strip()[:160], due, assigned_to
        row.save(update_fields=["title", "due", "assigned_to"])
        wrote(actor, "task.change", row, case.citizen_id, due=due.isoformat(), to=str(assigned_to))


def _may_take(task: Task, case: Case, who: UUID, today: date) -> bool:
    return who == task.assigned_to_id or any(
        p.id == who for p in caseworkers_of(case.unit_id, today)
    )


def finish_task(actor: Actor, *, task: UUID) -> None:
    """Mark a task as done today."""
    with transaction.atomic():
        row = Task.objects.select_for_update().select_related("case").get(id=task)
        require_case(actor, Action.EDIT_CASE, row.case)
        if row.done_on is None:
            row.done_on, row.done_by = actor.today, actor.user
            row.save(update_fields=["done_on", "done_by"])
            wrote(actor, "task.finish", row, row.case.citizen_id)
