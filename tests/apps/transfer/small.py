"""A small house in declared tables: a few rows of everything, made from the declarations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.frames import schema
from helhed.exchange.tables import BY_NAME, TABLES
from helhed.kernel.identifiers import uuid_for

ROWS = 3
FIRST = date(2024, 1, 1)
HISTORY = [name for name in BY_NAME if not BY_NAME[name].derived]

FIXED: dict[str, dict[str, list[Any]]] = {
    "municipality": {"code": ["0999"], "name": ["Prøvekommunen"], "is_demo": [True],
                     "fixed_today": [date(2026, 11, 23)]},
    "units": {"key": ["a", "b", "c"], "parent": [None, 0, 1], "cost_place": ["0001"] * 3},
    "users": {"email": ["a@example.dk", "", ""]},
    "employees": {"hours_share": [100, 80, 50], "user": [0, None, None]},
    "rule_changes": {
        "service": ["botilbud_107", "ekstra_timer_bo", "plejefamilie"],
        "citation": ["SEL § 107", "SEL § 107", "BL § 46"],
        "areas": ["disability|exposed", "disability", "child_at_risk"], "steps": ["", "", "4|5"],
        "follows": ["", "botilbud_107|botilbud_108", ""], "level": [3, 1, 7],
        "function": ["5.38.52", "as_main", "5.28.22"], "grouping": ["001", "as_main", "002"],
        "groupings": ["disability=003", "", ""],
    },
    "parameter_corrections": {
        "file": ["decisions/kompetence"] * 3, "key": ["head", "team_leader", "visitation"],
        "value": ["ingen grænse", "1000000", "2000000"],
    },
    "refund_number_changes": {
        "file": ["refunds/refusion"] * 3, "key": ["step_1_from", "step_2_from", "step_3_from"],
        "value": ["970000", "1900000", "2400000"], "state": ["waiting", "approved", "refused"],
        "asked_by": [0, 0, 0], "decided_by": [None, 1, 0], "correction": [None, 1, None],
    },
    "citizens": {
        "cpr": ["0101014001", None, "2902924000"],
        "birth_date": [date(2001, 1, 1), date(1990, 5, 5), date(1992, 2, 29)],
        "name": ['Åse "Ø" Æble', "Bo, Bo\nBo", "=Cæsar"],
        "died_on": [None, None, date(2026, 5, 1)],
    },
    "number_corrections": {
        "old_number": ["0101014002", "0505904000", "2902924001"],
        "new_number": ["0101014001", "0505904001", "2902924000"],
    },
    "relations": {"other": [1, None, None], "name": ["", "Mor", "Far"]},
    "journal": {"signed_at": [datetime(2024, 1, 2, 3, 4, 5, 678901, UTC), None, None],
                "amends": [None, 0, None], "title": ["Samtale", "", "Møde"],
                "text": ["Ja", "Nej", ""]},
    "documents": {"sha256": ["0" * 64, "1" * 64, "f" * 64]},
    "assessments": {"support_need": [-1, 4, None], "carried_from": [None, 0, None]},
    "providers": {"cvr": ["12345678", "", ""], "unit": [0, None, None]},
    "order_tolerances": {"per_mille": [100, None, 0], "hours": [None, "1.5", "0"]},
    "handed_parts": {"told": ["Vi går tur", "", ""],
                     "told_at": [datetime(2024, 1, 2, tzinfo=UTC), None, None],
                     "told_by": [0, None, None]},
    "plan_parts": {"kind": ["network", "citizen", "other"], "who": ["Mor", "", "Jobcentret"],
                   "goal": [0, None, None]},
    "rates": {"offer": [0, None, 1], "service": [None, "stoette_85", None],
              "kind": ["day", "weekly_hours", "month"], "citizen": [None, None, 2],
              "agreed_on": [None, None, FIRST]},
    "indexations": {"percent": ["2.8", "3", "-1"], "made_by": [0, 0, 0],
                    "approved_by": [1, None, None]},
    "place_bonds": {"other": [1, 2, 0]},
    "place_choices": {"offer": [0, 1, 2], "first": [0, 0, 2], "rank": [1, 3, None],
                      "why": [None, "close", None], "reason": ["", "Tæt på mor", ""]},
    "taksts": {"number": ["10", "12.5", "0.1"], "occupancy": ["95", "98.125", "100"],
               "rate": [0, 1, 2], "made_by": [0, 0, 0], "approved_by": [1, None, None]},
    "takst_accounts": {"rate": [0, 1, 2], "days": [700, 0, 1], "other_days": [700, 0, 0]},
    "vat_shares": {"percent": ["5.66", "0", "25"]},
    "rate_amounts": {"oere": [150_000, 40_000, 3_000_000], "start": [FIRST] * 3, "end": [None] * 3},
    "decisions": {"state": ["granted", "draft", "granted"], "prepared_by": [0, 0, None],
                  "decided_by": [1, None, 1], "citation": ["SEL § 107", "", "SEL § 108"]},
    "grants": {
        "service": ["botilbud_107", "stoette_85", "botilbud_108"],
        "state": ["granted", "draft", "granted"], "kind": ["day", "weekly_hours", "month"],
        "rate": [0, 1, 2], "quantity": ["1", "7.5", "1"], "main": [None] * 3,
        "start": [FIRST, None, FIRST], "end": [None, None, date(2025, 6, 30)],
        "account": ["5.38.52.1.4.001.40", "", "5.38.50.1.4.001.40"],
    },
    "expected_changes": {
        "change": ["replace", "end", "new"], "grant": [0, 2, None], "main": [None, None, 0],
        "service": ["botilbud_107", "botilbud_108", "botilbud_107"],
        "kind": ["day", "month", "day"],
        "rate": [0, None, 0], "quantity": ["2", None, "1"], "offer": [0, 1, 0],
        "start": [date(2026, 12, 1), None, date(2026, 12, 1)], "line": [None] * 3,
        "end": [None, date(2026, 6, 30), None], "state": ["expected", "dropped", "expected"],
        "account": ["5.38.52.1.4.001.40", "5.38.50.1.4.001.40", "5.38.52.1.4.001.40"],
        "prepared_by": [0, 0, 0], "decided_by": [None, 1, None],
    },
    "delivered_periods": {"quantity": ["30", "7.125", "0"], "ordered": ["31", "8", "1"],
                          "start": [FIRST] * 3, "end": [date(2024, 1, 31)] * 3},
    "incomes": {"withdrawn_why": [""] * 3},
    "suspensions": {"start": [date(2024, 2, 1)] * 3, "end": [date(2024, 2, 9)] * 3},
    "payment_differences": {"payment": [0, 1, None], "posting": [None, None, 2],
                            "reversal": [None] * 3},
    "closed_refund_years": {"asked_by": [0, None, 0], "closed_by": [1, None, None],
                            "open_asked_by": [0, None, None], "opened_by": [1, None, None]},
    "closed_periods": {"asked_by": [0, None, 0], "opened_by": [1, None, None]},
    "invoices": {"correction": [None] * 3, "quantity": ["30", "7.5", "1"],
                 "start": [FIRST] * 3, "end": [FIRST] * 3},
    "accounts": {"code": ["5.38.52.1.4.001.40", "5.38.50.1.4.001.40", "5.38.39.1.1.003.94"]},
    "frame_changes": {"kind": ["original", "additional", "moved"], "taken_from": [None, None, 0],
                      "oere": [500, -100, 300]},
    "budget_versions": {"state": ["draft", "adopted", "draft"], "made_by": [0, 0, None],
                        "adopted_by": [None, 1, None],
                        "adopted_at": [None, datetime(2024, 2, 1, 12, tzinfo=UTC), None]},
    "population_projections": {"figures": ["age,2026,2027\n17,900,\n18,,880\n"] * 3},
    "pay_runs": {"state": ["posted", "draft", "draft"], "made_by": [0, 0, 0],
                 "approved_by": [1, None, None]},
    "refund_claims": {"state": ["receipted", "sent", "draft"], "made_by": [0, 0, 0],
                      "approved_by": [1, 1, None], "number": ["R-2024-001", "R-2024-002", "R-3"]},
    "settlement_claims": {"start": [FIRST] * 3, "end": [date(2024, 1, 31)] * 3},
    "refund_claim_lines": {"citizen": [0, None, 2], "household": [None, 1, None],
                           "refund_oere": [500, 900, 0], "before_oere": [0, 400, 100],
                           "turn": [1, 2, 2],
                           "oere": [500, 500, -100]},
}  # fmt: skip


def frames() -> dict[str, pl.DataFrame]:
    """Every declared table that is read, by name."""
    return {table.name: _frame(table) for table in TABLES if not table.derived}


def key(table: str, row: int) -> str:
    """The key of a row."""
    given = FIXED.get(table, {}).get("code")
    return given[row] if given else str(uuid_for("small", table, row))


def _frame(table: Table) -> pl.DataFrame:
    fixed = FIXED.get(table.name, {})
    rows = len(next(iter(fixed.values()))) if fixed else ROWS
    values = {
        column.name: [_value(table, column, row, fixed) for row in range(rows)]
        for column in table.columns
    }
    return pl.DataFrame(values, schema=schema(table))


def _value(table: Table, column: Column, row: int, fixed: dict[str, list[Any]]) -> Any:
    given = fixed.get(column.name)
    if given is not None:
        value = given[row]
        is_row = column.kind is Kind.REFERENCE and isinstance(value, int)
        return key(column.to, value) if is_row else value
    if not column.required and column.kind not in (Kind.TEXT, Kind.REFERENCE):
        return None
    if not column.required and column.to == table.name:
        return None
    return _of_kind(table, column, row)


def _of_kind(table: Table, column: Column, row: int) -> Any:
    match column.kind:
        case Kind.KEY:
            return key(table.name, row)
        case Kind.REFERENCE:
            return key(column.to, row)
        case Kind.TEXT if column.among:
            codes = table.column(column.by).codes
            return key(dict(column.among)[codes[row % len(codes)]], row)
        case Kind.TEXT:
            return f"{column.name} {row}æ"[-(column.most or 99) :]
        case Kind.CODE:
            return column.codes[row % len(column.codes)]
        case Kind.DATE:
            return FIRST + timedelta(days=row)
        case Kind.MONTH:
            return date(2024, 1 + row, 1)
        case Kind.MOMENT:
            return datetime(2024, 1, 1 + row, 12, tzinfo=UTC)
        case Kind.WHOLE:
            return max(column.low or 0, min(column.high or 9, 2024 + row))
        case Kind.OERE:
            return 100 * row
        case Kind.YES_NO:
            return row == 0
    return None
