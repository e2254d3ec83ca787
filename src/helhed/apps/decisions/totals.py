"""Sums per account, unit and month, kept beside the rows that they sum.

A year of a large municipality is 200,000 rows; a page that sums them each time it is opened
takes all its time for that. So whoever writes rows adds what moved to the totals, in the same
transaction. The totals can always be made ``anew`` from the rows, and tests compare the two.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Sum

from helhed.apps.decisions.models import MonthTotal

Key = tuple[date, str, UUID]


def sums(rows: QuerySet[Any, Any]) -> Counter[Key]:
    """What rows with account, unit, month and øre sum to, in øre."""
    listed = rows.order_by().values_list("month", "account", "unit_id").annotate(sum=Sum("oere"))
    return Counter({(month, account, unit): oere for month, account, unit, oere in listed})


def add(totals: type[MonthTotal], moved: Counter[Key]) -> None:
    """Add what moved to the totals. In one order always, so that two writers never wait for
    each other in a circle."""
    rows = [
        (stored_id(unit), account, month.isoformat(), oere)
        for (month, account, unit), oere in sorted(moved.items())
        if oere
    ]
    table = totals._meta.db_table
    statement = (
        f"INSERT INTO {table} (unit_id, account, month, oere) VALUES (%s, %s, %s, %s) "  # noqa: S608
        f"ON CONFLICT (month, account, unit_id) DO UPDATE SET oere = {table}.oere + excluded.oere"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def anew(totals: type[MonthTotal], rows: type[Any]) -> None:
    """Make totals from all rows, after many were written at once."""
    table, source = totals._meta.db_table, rows._meta.db_table
    statement = (
        f"INSERT INTO {table} (month, account, unit_id, oere) "  # noqa: S608
        f"SELECT month, account, unit_id, SUM(oere) FROM {source} GROUP BY month, account, unit_id"
    )
    totals.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(statement)


def stored_id(value: UUID | None) -> str | None:
    """An id as the driver of this database stores it."""
    if value is None:
        return None
    return value.hex if connection.vendor == "sqlite" else str(value)
