"""Which grants' years are otherwise than a kept month has them, found by the database.

Of some ten thousand grants a few hundred move in a month. Only those have to be read and
explained: a grant of which all that is committed, expected and its volume are the same, on the
same accounts in the same units, gives no reason at all (``rules.budgets.flytning.moved``). What
is told here may hold a few too many, and never one too few.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from helhed.apps.budgets.activity import Part
from helhed.apps.budgets.models import KeptGrant, KeptMonth
from helhed.apps.decisions.models import CommitmentYear, Grant
from helhed.apps.decisions.totals import stored_id
from helhed.apps.decisions.years import MONTHS
from helhed.apps.payments.models import PostingYear

FIGURES = ("committed_oere", "expected_oere", "volume")
_CELL = "{a}.grant_id = {b}.grant_id AND {a}.account = {b}.account AND {a}.unit_id = {b}.unit_id"


def moved_rows(
    rows: QuerySet[KeptGrant, KeptGrant], other: KeptMonth
) -> QuerySet[KeptGrant, KeptGrant]:
    """Those of kept rows that another month does not have alike; all that are of no grant."""
    same = {name: OuterRef(name) for name in ("grant", "account", "unit", *FIGURES)}
    return rows.filter(Q(grant=None) | ~Exists(KeptGrant.objects.filter(kept=other, **same)))


def moved_grants(kept: KeptMonth, parts: Iterable[Part]) -> set[UUID]:
    """The grants whose year, as it is now, a kept month does not have alike."""
    selects: list[str] = []
    values: list[Any] = []
    for part in parts:
        for statement, given in (_otherwise(kept, part), *_not_kept(kept, part)):
            selects.append(statement)
            values += given
    if not selects:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(selects), values)
        return {UUID(str(grant)) for (grant,) in cursor.fetchall()}


def _otherwise(kept: KeptMonth, part: Part) -> tuple[str, list[Any]]:
    """What was kept and is another amount or volume now, or is not there any more."""
    whole, ahead = _sum("now", MONTHS), _sum("now", MONTHS[part.closed :])
    paid = _sum("paid", MONTHS[: part.closed])
    within, units = _within("kept", part)
    tables = (KeptGrant, Grant, CommitmentYear, PostingYear)
    kept_table, grants, committed, posted = (table._meta.db_table for table in tables)
    statement = (
        f"SELECT kept.grant_id FROM {kept_table} kept "  # noqa: S608
        f"JOIN {grants} one ON one.id = kept.grant_id "
        f"LEFT JOIN {committed} now ON {_CELL.format(a='now', b='kept')} AND now.year = %s "
        f"LEFT JOIN {posted} paid ON {_CELL.format(a='paid', b='kept')} AND paid.year = %s "
        f"WHERE kept.kept_id = %s AND {within} AND (kept.committed_oere <> {whole} "
        f"OR kept.expected_oere <> {ahead} + {paid} "
        "OR kept.volume <> COALESCE(now.days, 0) * COALESCE(one.quantity, 0) * 1000)"
    )
    return statement, [part.year, part.year, stored_id(kept.id), *units]


def _not_kept(kept: KeptMonth, part: Part) -> list[tuple[str, list[Any]]]:
    """What is committed or paid now where nothing was kept."""
    found = []
    for table, months in ((CommitmentYear, MONTHS), (PostingYear, MONTHS[: part.closed])):
        within, units = _within("now", part)
        statement = (
            f"SELECT now.grant_id FROM {table._meta.db_table} now "  # noqa: S608
            f"WHERE now.year = %s AND {within} AND NOT EXISTS (SELECT 1 FROM "
            f"{KeptGrant._meta.db_table} kept WHERE kept.kept_id = %s "
            f"AND {_CELL.format(a='kept', b='now')})"
        )
        if months:
            found.append((statement, [part.year, *units, stored_id(kept.id)]))
    return found


def _within(table: str, part: Part) -> tuple[str, list[Any]]:
    places = ", ".join(["%s"] * len(part.units))
    units = [stored_id(unit) for unit in part.units]
    account = f" AND {table}.account = %s" if part.account else ""
    return f"{table}.unit_id IN ({places}){account}", [*units, *([part.account] * bool(account))]


def _sum(table: str, months: Iterable[str]) -> str:
    return "COALESCE(" + " + ".join(["0", *(f"{table}.{month}" for month in months)]) + ", 0)"
