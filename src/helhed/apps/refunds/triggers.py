"""What makes a citizen's refund another, watched by the database itself.

Whoever writes a row that refund is counted from leaves a note of the citizen in the same
transaction, however the row is written: by an action, a job, a file that is read in. So no act can
forget it. A migration that builds one of these tables anew on SQLite takes its triggers away and
calls ``install`` again; a test holds that all are there.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from helhed.apps.decisions.triggers import Trigger, put

NOTES = "refunds_tocountagain"
_OF_GRANT = "SELECT citizen_id FROM decisions_grant WHERE id = {row}.grant_id"
_OF_CITIZEN = "SELECT {row}.citizen_id WHERE {row}.citizen_id IS NOT NULL"
_OF_LINE = (
    "SELECT {row}.citizen_id, CAST(SUBSTR(CAST({row}.month AS TEXT), 1, 4) AS INTEGER)"
    " WHERE {row}.citizen_id IS NOT NULL"
)
"""What was claimed matters in the year of its month only."""
_OF_UNIT = "SELECT citizen_id FROM decisions_grant WHERE unit_id = {row}.id"
_OF_DECISION = "SELECT citizen_id FROM decisions_grant WHERE decision_id = {row}.id"
_OF_CASE = (
    "SELECT g.citizen_id FROM decisions_grant g JOIN decisions_decision d ON d.id = g.decision_id"
    " WHERE d.case_id = {row}.id"
)
_OF_HOUSEHOLD = (
    "SELECT {row}.citizen_id UNION SELECT citizen_id FROM refunds_householdmember"
    " WHERE household_id = {row}.household_id"
)
_WHOLE = {
    "payments_posting": _OF_GRANT,
    "decisions_commitmentyear": _OF_GRANT,
    "refunds_income": _OF_GRANT,
    "decisions_grant": _OF_CITIZEN,
    "decisions_ownpayment": _OF_GRANT,
    "decisions_suspension": _OF_GRANT,
    "refunds_refundfact": _OF_CITIZEN,
    "refunds_payingduty": _OF_CITIZEN,
    "refunds_refundclaimline": _OF_LINE,
    "refunds_householdmember": _OF_HOUSEHOLD,
}
"""Tables of which every row that comes, changes or goes matters, and whose citizen it is of."""
_COLUMNS = {
    "citizens_citizen": ("birth_date", "SELECT {row}.id"),
    "decisions_decision": ("decided_at, prepared_on, case_id", _OF_DECISION),
    "cases_case": ("number", _OF_CASE),
    "access_unit": ("department", _OF_UNIT),
}
"""Tables of which a change of some columns matters."""
_CORRECTIONS = "catalogue_parametercorrection"


def triggers() -> Iterator[Trigger]:
    """All triggers that the kept refund rests on."""
    for table, select in _WHOLE.items():
        yield _note(table, "insert", "INSERT", select, "NEW")
        yield _note(table, "before", "UPDATE", select, "OLD")
        yield _note(table, "update", "UPDATE", select, "NEW")
        yield _note(table, "delete", "DELETE", select, "OLD")
    for table, (columns, select) in _COLUMNS.items():
        yield _note(table, "update", f"UPDATE OF {columns}", select, "NEW")
    for event in ("INSERT", "UPDATE", "DELETE"):
        name = f"refunds_{_CORRECTIONS}_{event.lower()}"
        yield Trigger(name, _CORRECTIONS, event, "UPDATE refunds_countedyear SET state = '';")


def _note(table: str, name: str, event: str, select: str, row: str) -> Trigger:
    columns = "citizen, year" if select is _OF_LINE else "citizen"
    does = f"INSERT INTO {NOTES} ({columns}) {select.format(row=row)};"
    return Trigger(f"refunds_{table}_{name}", table, event, does)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put all triggers in place, those that are there already too. A table that a later migration
    makes is watched from there on."""
    put(connection, triggers())
