"""The known corrections of a year, kept until something changes that they are counted from.

To find them the years of all grants are compared with what was posted, and every page of the
budget asks. So what was found is kept, and the database notes by itself, in the same transaction,
that a row it was found from came, changed or went. What is read is never older than these rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists

from helhed.apps.decisions.triggers import Trigger, put
from helhed.apps.payments.models import KeptCorrections, ToCompareAgain

NOTES = "payments_tocompareagain"
_WATCHED = (
    "payments_paymentline",
    "payments_paymentplan",
    "payments_posting",
    "payments_postingyear",
    "payments_difference",
    "payments_invoice",
    "decisions_commitment",
    "decisions_commitmentyear",
    "decisions_grant",
    "decisions_suspension",
    "offers_rateamount",
    "orders_order",
    "catalogue_parametercorrection",
)
"""Tables of which every row matters that comes, changes or goes."""
_SQLITE = f"SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM {NOTES})"  # noqa: S608
"""There is one writer at a time, so one note is enough for all until somebody reads it."""
_POSTGRESQL = (
    "SELECT txid_current() WHERE NOT EXISTS "  # noqa: S608
    f'(SELECT 1 FROM {NOTES} WHERE "transaction" = txid_current())'
)
"""Each transaction has its own: what another wrote may be forgotten before this one ends."""


def triggers(vendor: str) -> Iterator[Trigger]:
    """All triggers that the kept corrections rest on."""
    noted = _SQLITE if vendor == "sqlite" else _POSTGRESQL
    does = f'INSERT INTO {NOTES} ("transaction") {noted};'
    for table in _WATCHED:
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


def begin() -> None:
    """Forget what was noted, and what was kept before it; what is noted from now on stays noted.
    One at a time: or what another counted before a change could be kept after it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = KeptCorrections._meta.db_table
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
    noted, _ = ToCompareAgain.objects.all().delete()
    if noted:
        KeptCorrections.objects.all().delete()


def keep(year: int, state: str, rows: list[list[Any]]) -> None:
    """Keep what was counted of a year."""
    KeptCorrections.objects.update_or_create(year=year, defaults={"state": state, "rows": rows})
