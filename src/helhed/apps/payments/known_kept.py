"""The known corrections of a year, kept until something changes that they are counted from.

To find them the years of all grants are compared with what was posted, and every page of the
budget asks. So what was found is kept, and the database notes by itself, in the same transaction,
of which grant a row it was found from came, changed or went. Only those grants are counted again,
and what is read is never older than these rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists

from helhed.apps.decisions.triggers import Trigger, put
from helhed.apps.payments.models import KeptCorrections, ToCompareAgain

NOTES = "payments_tocompareagain"
_OF_LINE = "SELECT grant_id AS of_grant FROM payments_paymentline WHERE id = "
_OF_POSTING = "SELECT grant_id AS of_grant FROM payments_posting WHERE id = "
_ITS_OWN = "SELECT {row}.grant_id AS of_grant"
_WATCHED = {
    "payments_paymentline": _ITS_OWN,
    "payments_paymentplan": _ITS_OWN,
    "payments_posting": _ITS_OWN,
    "payments_postingyear": _ITS_OWN,
    "payments_difference": f"{_OF_LINE}{{row}}.line_id UNION {_OF_POSTING}{{row}}.posting_id"
    f" UNION {_OF_LINE}{{row}}.reversal_id",
    "payments_invoice": f"{_ITS_OWN} UNION {_OF_LINE}{{row}}.correction_id",
    "decisions_commitment": _ITS_OWN,
    "decisions_commitmentyear": _ITS_OWN,
    "decisions_grant": "SELECT {row}.id AS of_grant",
    "decisions_suspension": _ITS_OWN,
    "orders_order": _ITS_OWN,
}
"""Tables of which every row matters that comes, changes or goes, and of which grant it is."""
_OF_ALL = ("offers_rateamount", "catalogue_parametercorrection")
"""Tables of which a row can matter to any grant."""
MOST_AGAIN = 200
"""When more grants than so many changed, all are counted again."""


def triggers(vendor: str) -> Iterator[Trigger]:
    """All triggers that the kept corrections rest on."""
    # SQLite has one writer at a time. In PostgreSQL each transaction has its own notes: what
    # another wrote may be forgotten before this one ends.
    now = "0" if vendor == "sqlite" else "txid_current()"
    for table, of in _WATCHED.items():
        for name, event, row in (
            ("insert", "INSERT", "NEW"),
            ("before", "UPDATE", "OLD"),
            ("update", "UPDATE", "NEW"),
            ("delete", "DELETE", "OLD"),
        ):
            does = (
                f'INSERT INTO {NOTES} ("transaction", of_grant) SELECT {now}, found.of_grant '  # noqa: S608
                f"FROM ({of.format(row=row)}) found "
                "WHERE found.of_grant IS NOT NULL AND NOT EXISTS (SELECT 1 "
                f"FROM {NOTES} noted WHERE noted.of_grant = found.of_grant "
                f'AND noted."transaction" = {now});'
            )
            yield Trigger(f"payments_known_{table}_{name}", table, event, does)
    does = (
        f'INSERT INTO {NOTES} ("transaction") SELECT {now} WHERE NOT EXISTS (SELECT 1 '  # noqa: S608
        f'FROM {NOTES} noted WHERE noted.of_grant IS NULL AND noted."transaction" = {now});'
    )
    for table in _OF_ALL:
        for event in ("INSERT", "UPDATE", "DELETE"):
            yield Trigger(f"payments_known_{table}_{event.lower()}", table, event, does)
    yield Trigger("payments_known_access_unit", "access_unit", "UPDATE OF department", does)


def install(house: BaseDatabaseWrapper) -> None:
    """Put all triggers in place, those that are there already too."""
    put(house, triggers(house.vendor))


def kept(states: Mapping[int, str]) -> list[list[Any]] | None:
    """What is kept of years, when it is of their states and nothing changed since."""
    rows = KeptCorrections.objects.filter(~Exists(ToCompareAgain.objects.all()), year__in=states)
    found = {row.year: row for row in rows}
    if any(year not in found or found[year].state != state for year, state in states.items()):
        return None
    return [one for year in states for one in found[year].rows]


def begin() -> set[UUID] | None:
    """Forget what was noted, and say of which grants; None when it can be of any. What is noted
    from now on stays noted. One at a time: or what another counted before a change could be kept
    after it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table = KeptCorrections._meta.db_table
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"DELETE FROM {NOTES} RETURNING of_grant")  # noqa: S608
        found = {of for (of,) in cursor.fetchall()}
    if None in found or len(found) > MOST_AGAIN:
        KeptCorrections.objects.all().delete()
        return None
    return {UUID(str(of)) for of in found}


def years_kept() -> dict[int, tuple[str, list[list[Any]]]]:
    """What is kept, by year, with its state."""
    return {row.year: (row.state, row.rows) for row in KeptCorrections.objects.all()}


def keep(year: int, state: str, rows: list[list[Any]]) -> None:
    """Keep what was counted of a year."""
    KeptCorrections.objects.update_or_create(year=year, defaults={"state": state, "rows": rows})


def forget(years: Collection[int]) -> None:
    """Forget what is kept of some years."""
    KeptCorrections.objects.filter(year__in=years).delete()
