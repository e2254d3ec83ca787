"""Lists that name no citizen leave a row in the log too: who looked, and who took it out."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse

from helhed.apps.access.web.pages import Request
from helhed.apps.audit.actions import read_table
from helhed.apps.layout.web.tables import Shown, Source, Table, show


def show_logged(
    request: Request, table: Table, source: Callable[[], Source], caption: str
) -> Shown:
    """A list of people who are no citizens, or of what they did: every look is logged, in the
    transaction that reads it."""
    with transaction.atomic():
        shown = show(request, table, source(), caption)
        read_table(request.actor, table.name, **shown.facts)
    return shown


def exported(request: Request, shown: Shown, **ids: str) -> HttpResponse | None:
    """The file, when a list about nobody is taken out as one, which is logged; that somebody
    looks at such a list is not. ``ids`` tell whose list it is, when it is something's."""
    if shown.export:
        with transaction.atomic():
            read_table(request.actor, shown.table.name, **shown.facts, **ids)
    return shown.export
