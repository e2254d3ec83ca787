"""What can be claimed of the state now, and was not: what is kept, less what the claims took.

The database holds the two together and answers with what differs, so that however many years are
open, only what a claim would take is read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from helhed.apps.decisions.totals import stored_id
from helhed.apps.payments.models import Difference
from helhed.apps.refunds.kept import keep_all
from helhed.apps.refunds.models import (
    HouseholdMember,
    PayerLawTotal,
    PayerTotal,
    RefundClaimLine,
)
from helhed.kernel.period import Month
from helhed.rules.payments.afstemning import DifferenceKind, DifferenceState
from helhed.rules.refunds.hjemtagning import Key
from helhed.rules.refunds.opgoerelse import Payer, Scheme


@dataclass(frozen=True, slots=True)
class Claimable:
    """A payer's month by a law: the cost that counts, the refund now, what claims took of it
    before (øre), how many did, and in which department the payer costs most."""

    key: Key
    basis: int
    now: int
    before: int
    turn: int
    department: str

    @property
    def oere(self) -> int:
        """What the next claim takes; below 0 when too much was claimed."""
        return self.now - self.before


def claimable(years: Collection[int], through: Month, but: UUID | None = None) -> list[Claimable]:
    """What the next claim of some years takes through a month, in order; ``but``: as if that claim
    was not there. What was claimed of a month that cannot be counted now stands. Raises
    NoValueThatDay for a year without limits. What a posting is unclear in, is held out."""
    kept, _ = _found(years, through, but)
    return kept


def held_out(years: Collection[int], through: Month) -> list[Claimable]:
    """What would be claimed but for a difference with the ledger that is not cleared up yet, in
    which more may be posted than was paid. Raises NoValueThatDay."""
    _, held = _found(years, through, None)
    return held


def _found(
    years: Collection[int], through: Month, but: UUID | None
) -> tuple[list[Claimable], list[Claimable]]:
    """What can be claimed, and what is held out, each in order."""
    if not years:
        return [], []
    keep_all(years)
    with connection.cursor() as cursor:
        cursor.execute(*_statement(years, through, but))
        found = sorted((_row(row) for row in cursor.fetchall()), key=lambda one: one.key)
    unclear = _unclear() if found else set()
    is_held = [(one.key.payer, one.key.month) in unclear for one in found]
    return (
        [one for one, held in zip(found, is_held, strict=True) if not held],
        [one for one, held in zip(found, is_held, strict=True) if held],
    )


def _unclear() -> set[tuple[Payer, Month]]:
    """The months of payers in which a posting is unclear, so that more may be posted than paid."""
    kinds = [kind.value for kind in DifferenceKind if kind.overstates]
    rows = Difference.objects.filter(state=DifferenceState.OPEN.value, kind__in=kinds)
    told = {
        (citizen or other, Month.of(month or posted))
        for citizen, month, other, posted in rows.values_list(
            "line__grant__citizen", "line__month", "posting__grant__citizen", "posting__month"
        )
        if citizen or other
    }
    homes = HouseholdMember.objects.filter(citizen__in={citizen for citizen, _ in told})
    of = {(member.citizen_id, member.household_id) for member in homes}
    return {(Payer(False, str(citizen)), month) for citizen, month in told} | {
        (Payer(True, str(home)), month)
        for citizen, month in told
        for member, home in of
        if member == citizen
    }


def _statement(years: Collection[int], through: Month, but: UUID | None) -> tuple[str, list[Any]]:
    """What is kept and what was claimed, summed by payer, month and law, where they differ."""
    kept, payer = PayerLawTotal._meta.db_table, PayerTotal._meta.db_table
    lines, last = RefundClaimLine._meta.db_table, str(through.first)
    listed = sorted(years)
    of_years = ", ".join(["%s"] * len(listed))
    in_years = " OR ".join(["line.month BETWEEN %s AND %s"] * len(listed))
    not_that = "AND line.claim_id <> %s " if but else ""
    statement = (
        "SELECT citizen, household, month, scheme, SUM(basis), SUM(now), SUM(before), MAX(turn), "  # noqa: S608
        "MAX(here), MAX(there) FROM ("
        "SELECT p.citizen_id AS citizen, p.household_id AS household, k.month AS month, "
        "k.scheme AS scheme, k.basis_oere AS basis, k.oere AS now, 0 AS before, 0 AS turn, "
        "k.department AS here, '' AS there, "
        "CASE WHEN k.is_uncounted THEN 1 ELSE 0 END AS uncounted "
        f"FROM {kept} k JOIN {payer} p ON p.id = k.payer_id "
        f"WHERE p.year IN ({of_years}) AND k.month <= %s "
        "UNION ALL SELECT line.citizen_id, line.household_id, line.month, line.scheme, 0, 0, "
        "line.oere, line.turn, '', line.department, 0 "
        f"FROM {lines} line WHERE line.month <= %s AND ({in_years}) {not_that}"
        ") both_of_them GROUP BY citizen, household, month, scheme "
        "HAVING SUM(now) <> SUM(before) AND MAX(uncounted) = 0"
    )
    spans = [str(date(year, month, 1)) for year in listed for month in (1, 12)]
    return statement, [*listed, last, last, *spans, *([stored_id(but)] if but else [])]


def _row(row: tuple[Any, ...]) -> Claimable:
    citizen, household, month, scheme, basis, now, before, turn, here, there = row
    payer = Payer(household is not None, str(UUID(str(household or citizen))))
    first = month if isinstance(month, date) else date.fromisoformat(month)
    key = Key(payer, Month.of(first), Scheme.of(scheme))
    return Claimable(key, int(basis), int(now), int(before), turn, here or there)
