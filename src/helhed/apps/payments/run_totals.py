"""What the lines of each run sum to, kept beside them.

A year of a large municipality is 150,000 lines; a list of runs that counts them each time it is
opened takes all its time for that. Whoever changes
which lines a run has writes its totals anew, in the same transaction.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from helhed.apps.decisions.totals import stored_id
from helhed.apps.payments.models import PaymentLine, PaymentPlan, PayRun, RunTotal
from helhed.apps.payments.pairs import PAIRED
from helhed.rules.payments.bankdag import Payee


def write_totals(run: PayRun) -> None:
    """Sum the lines of a run that was just made, or whose lines became others."""
    RunTotal.objects.filter(run=run).delete()
    _sum("WHERE line.run_id = %s", [stored_id(run.id)])


def write_all_anew() -> None:
    """Sum the lines of every run, after many were written at once."""
    RunTotal.objects.all().delete()
    _sum("WHERE line.run_id IS NOT NULL", [])


def _sum(where: str, values: list[Any]) -> None:
    # Kinds and recipients are the house's own words; nothing that a person wrote is put in here.
    pair = ", ".join(f"'{kind}'" for kind in PAIRED)
    recipient = (
        f"CASE WHEN line.kind IN ({pair}) THEN '{Payee.NONCASH.value}' ELSE plan.recipient END"
    )
    line, plan = PaymentLine._meta.db_table, PaymentPlan._meta.db_table
    statement = (
        f"INSERT INTO {RunTotal._meta.db_table} "  # noqa: S608
        "(run_id, unit_id, account, recipient, kind, lines, oere) "
        f"SELECT line.run_id, line.unit_id, line.account, {recipient}, line.kind, "
        "COUNT(*), SUM(line.oere) "
        f"FROM {line} line JOIN {plan} plan ON plan.id = line.plan_id {where} "
        f"GROUP BY line.run_id, line.unit_id, line.account, {recipient}, line.kind"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
