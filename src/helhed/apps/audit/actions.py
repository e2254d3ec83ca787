"""Writing the log. A row stands in the same transaction as what it tells of, or nothing does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection, models

from helhed.apps.audit.models import Entry


class Doer(Protocol):
    """Whoever does something: a person in a role, or the house itself."""

    @property
    def id(self) -> UUID | None: ...

    @property
    def role_key(self) -> str: ...

    def now(self) -> datetime: ...


class LoggedOutsideTransaction(RuntimeError):
    """The log row would not stand or fall with what it tells of."""


def wrote(
    doer: Doer, action: str, row: models.Model, citizen: UUID | None = None, **facts: object
) -> None:
    """Log that a row was made or changed. ``facts`` hold ids, dates and field names only."""
    _add([_entry(doer, action, row, citizen, True, facts)])


def read(
    doer: Doer, action: str, row: models.Model, citizen: UUID | None = None, **facts: object
) -> None:
    """Log that somebody looked at a row."""
    _add([_entry(doer, action, row, citizen, False, facts)])


def read_citizens(doer: Doer, action: str, citizens: Iterable[UUID], **facts: object) -> None:
    """Log that a list showed these citizens: one row for each, in one statement."""
    _add([_about(doer, action, citizen, False, facts) for citizen in dict.fromkeys(citizens)])


def read_table(doer: Doer, table: str, **facts: object) -> None:
    """Log that a list of other things than citizens was looked at; with ``facts`` of its file,
    that it was taken out."""
    _add(
        [
            Entry(
                at=doer.now(),
                actor=doer.id,
                role=doer.role_key,
                action="table.export" if facts else "table.read",
                is_write=False,
                object_type="table",
                facts={"table": table, **facts},
            )
        ]
    )


def wrote_citizens(doer: Doer, action: str, citizens: Iterable[UUID], **facts: object) -> None:
    """Log that these citizens were written at once: one row for each."""
    _add([_about(doer, action, citizen, True, facts) for citizen in dict.fromkeys(citizens)])


def _about(
    doer: Doer, action: str, citizen: UUID, is_write: bool, facts: dict[str, object]
) -> Entry:
    return Entry(
        at=doer.now(),
        actor=doer.id,
        role=doer.role_key,
        action=action,
        is_write=is_write,
        object_type="citizen",
        object_id=citizen,
        citizen=citizen,
        facts=facts,
    )


def refused(
    doer: Doer,
    action: str,
    *,
    object_type: str = "",
    object_id: UUID | None = None,
    citizen: UUID | None = None,
    **facts: object,
) -> None:
    """Log that somebody was turned away, and from what as far as they named it."""
    _add(
        [
            Entry(
                at=doer.now(),
                actor=doer.id,
                role=doer.role_key,
                action=f"refused.{action}",
                is_write=False,
                object_type=object_type,
                object_id=object_id,
                citizen=citizen,
                facts=facts,
            )
        ]
    )


def _entry(
    doer: Doer,
    action: str,
    row: models.Model,
    citizen: UUID | None,
    is_write: bool,
    facts: dict[str, object],
) -> Entry:
    object_id = row.pk if isinstance(row.pk, UUID) else None
    if object_id is None:
        facts = {**facts, "key": str(row.pk)}
    return Entry(
        at=doer.now(),
        actor=doer.id,
        role=doer.role_key,
        action=action,
        is_write=is_write,
        object_type=row._meta.model_name or "",
        object_id=object_id,
        citizen=citizen,
        facts=facts,
    )


def _add(entries: list[Entry]) -> None:
    if not connection.in_atomic_block:
        raise LoggedOutsideTransaction(entries[0].action if entries else "nothing")
    Entry.objects.bulk_create(entries, batch_size=500)
