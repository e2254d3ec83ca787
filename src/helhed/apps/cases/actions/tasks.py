"""Tasks: what is to be done, by whom, before when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write, require_case
from helhed.apps.cases.models import Case, Task
from helhed.kernel.finding import UnableTo
from helhed.kernel.law import Citation
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


class UnableToAddTask(UnableTo):
    """A task cannot be added as asked."""


def add_task(
    actor: Actor, *, case: UUID, title: str, due: date, assigned_to: UUID | None = None
) -> Task:
    """Add a task to a case. Raises UnableToAddTask."""
    with transaction.atomic():
        row = case_to_write(actor, Action.EDIT_CASE, case)
        if not title.strip():
            raise UnableToAddTask(screen_text("Skriv, hvad der skal gøres."))
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


def finish_task(actor: Actor, *, task: UUID) -> None:
    """Mark a task as done today."""
    with transaction.atomic():
        row = Task.objects.select_for_update().select_related("case").get(id=task)
        require_case(actor, Action.EDIT_CASE, row.case)
        if row.done_on is None:
            row.done_on, row.done_by = actor.today, actor.user
            row.save(update_fields=["done_on", "done_by"])
            wrote(actor, "task.finish", row, row.case.citizen_id)
