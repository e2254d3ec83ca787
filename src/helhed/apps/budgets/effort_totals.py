"""What each service costs on each account in each unit, kept month by month, so that a page of a
year sums a few rows and not the years of all grants.

The database notes each account and unit of a year in which a grant's year changed, in the same
transaction, however it is written (``triggers``). Whoever asks for a year gets it summed as it is
now: what is noted is summed again first, the whole year when very much changed. So what is read is
never older than the rows it comes from. A migration that builds one of the watched tables anew on
SQLite takes its triggers away and calls ``install`` again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, OuterRef

from helhed.apps.budgets.models import EffortTotal, SummedYear, ToSumAgain
from helhed.apps.decisions.models import CommitmentYear, Grant
from helhed.apps.decisions.totals import stored_id
from helhed.apps.decisions.triggers import Trigger, put
from helhed.apps.decisions.years import MONTHS
from helhed.apps.payments.models import PostingYear

NOTES = "budgets_tosumagain"
MANY = 200
"""Noted accounts and units from which the whole year is summed anew, which takes no longer then."""
_WATCHED = ("decisions_commitmentyear", "payments_postingyear")
_EVENTS = {
    "insert": ("INSERT", "NEW"),
    "before": ("UPDATE", "OLD"),
    "update": ("UPDATE", "NEW"),
    "delete": ("DELETE", "OLD"),
}


def triggers() -> Iterator[Trigger]:
    """All triggers that the kept totals rest on."""
    insert = f"INSERT INTO {NOTES} (year, account, unit)"
    for table in _WATCHED:
        for name, (event, row) in _EVENTS.items():
            does = f"{insert} VALUES ({row}.year, {row}.account, {row}.unit_id);"
            yield Trigger(f"budgets_{table}_{name}", table, event, does)
        does = (
            f"{insert} SELECT year, account, unit_id FROM {table} "  # noqa: S608
            "WHERE grant_id = NEW.id AND NEW.service <> OLD.service;"
        )
        yield Trigger(f"budgets_{table}_service", "decisions_grant", "UPDATE OF service", does)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put all triggers in place, those that are there already too."""
    put(connection, triggers())


def keep(year: int) -> None:
    """See to it that the kept totals of a year are what its rows say now."""
    noted = ToSumAgain.objects.filter(year=OuterRef("year"))
    if SummedYear.objects.filter(~Exists(noted), year=year).exists():
        return
    with transaction.atomic():
        _, is_new = SummedYear.objects.get_or_create(year=year)
        SummedYear.objects.select_for_update().get(year=year)
        notes = list(ToSumAgain.objects.filter(year=year).values_list("id", "account", "unit"))
        cells = {(account, unit) for _, account, unit in notes}
        _forget(year, [id for id, _, _ in notes])
        if is_new or len(cells) > MANY:
            _sum_again(year, "", [])
        elif cells:
            units, accounts = ({unit for _, unit in cells}, {account for account, _ in cells})
            where = f" AND unit_id IN ({_places(units)}) AND account IN ({_places(accounts)})"
            _sum_again(year, where, [*map(stored_id, units), *accounts])


def _forget(year: int, notes: Collection[int]) -> None:
    """Take away the notes that were read; what is noted meanwhile stays noted. The ids of a year
    lie among those of others, so they are named, a few at a time."""
    ids = list(notes)
    for low in range(0, len(ids), 10_000):
        ToSumAgain.objects.filter(year=year, id__in=ids[low : low + 10_000]).delete()


def _sum_again(year: int, where: str, values: list[Any]) -> None:
    """Sum what is on the named accounts in the named units, or a whole year, from its rows."""
    kept, grant = EffortTotal._meta.db_table, Grant._meta.db_table
    committed, posted = CommitmentYear._meta.db_table, PostingYear._meta.db_table
    months = ", ".join(MONTHS)
    sums = ", ".join(f"SUM({name})" for name in MONTHS)
    names = f"year, account, unit_id, service, is_posted, is_helped, days, {months}"
    helped = (
        f"COALESCE((SELECT c.days > 0 FROM {committed} c WHERE c.grant_id = one.grant_id "  # noqa: S608
        "AND c.year = one.year AND c.account = one.account AND c.unit_id = one.unit_id), false)"
    )
    arms = []
    for table, is_posted, is_helped, days in (
        (committed, "false", "days > 0", "days"),
        (posted, "true", helped, "0"),
    ):
        arms.append(
            f"SELECT grant_id, account, unit_id, {is_posted} AS is_posted, "  # noqa: S608
            f"{is_helped} AS is_helped, {days} AS days, {months} "
            f"FROM {table} one WHERE year = %s{where}"
        )
    statement = (
        f"INSERT INTO {kept} ({names}) SELECT %s, part.account, part.unit_id, g.service, "  # noqa: S608
        f"is_posted, is_helped, SUM(days), {sums} FROM ({' UNION ALL '.join(arms)}) AS part "
        f"JOIN {grant} g ON g.id = part.grant_id "
        "GROUP BY part.account, part.unit_id, g.service, is_posted, is_helped"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {kept} WHERE year = %s{where}", [year, *values])  # noqa: S608
        cursor.execute(statement, [year, year, *values, year, *values])


def _places(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))
