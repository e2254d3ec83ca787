"""Accounts, payments, postings, commitments."""

from __future__ import annotations

from helhed.exchange.columns import Column, Kind, Span, Table
from helhed.exchange.tables.budgets import BUDGETS
from helhed.exchange.tables.shorthand import (
    DEPARTMENTS,
    code,
    day,
    key,
    moment,
    oere,
    ref,
    text,
)
from helhed.rules.payments.udbetaling import PayRunState, Recipient

MONEY = (
    Table(
        "accounts",
        "accounts of the budget",
        (
            Column("code", Kind.KEY, "like 5.38.52.1.4.001.40", unique=True, most=24),
            text("name", "name", 160, required=True),
            code("department", DEPARTMENTS, "whose"),
        ),
        key="code",
    ),
    *BUDGETS,
    Table(
        "payment_plans",
        "that grants are paid, and to whom",
        (
            key(),
            Column("grant", Kind.REFERENCE, "which grant", unique=True, to="grants"),
            code("recipient", Recipient.codes(), "to whom"),
            day("start", "first day paid for"),
            day("end", "last day paid for", required=False),
        ),
        span=Span("start", "end"),
    ),
    Table(
        "pay_runs",
        "months paid",
        (
            key(),
            code("department", DEPARTMENTS, "of which department"),
            Column("month", Kind.MONTH, "which month"),
            code("state", PayRunState.codes(), "where it stands"),
            ref("made_by", "users", "who made it", required=False),
            moment("made_at", "when"),
            ref("approved_by", "users", "who approved it", required=False),
            moment("approved_at", "when", required=False),
        ),
        together=(("department", "month"),),
    ),
    Table(
        "payments",
        "what each plan was paid for each month",
        (
            key(),
            ref("run", "pay_runs", "in which run"),
            ref("plan", "payment_plans", "of which plan"),
            Column("month", Kind.MONTH, "for which month"),
            oere("oere", "how much"),
            text("account", "on which account", 24, required=True),
            ref("unit", "units", "for which unit"),
        ),
        together=(("plan", "month"),),
    ),
    Table(
        "postings",
        "what the ledger says",
        (
            key(),
            Column(
                "payment",
                Kind.REFERENCE,
                "the payment posted",
                required=False,
                unique=True,
                to="payments",
            ),
            ref("grant", "grants", "the grant it is of", required=False),
            text("account", "on which account", 24, required=True),
            ref("unit", "units", "for which unit"),
            Column("month", Kind.MONTH, "for which month"),
            day("posted_on", "when it was posted"),
            oere("oere", "how much"),
            text("text", "text of the posting", 120),
        ),
    ),
    Table(
        "commitments",
        "what each grant costs each month, as the price engine counts it",
        (
            ref("grant", "grants", "which grant"),
            Column("month", Kind.MONTH, "which month"),
            text("account", "on which account", 24, required=True),
            ref("unit", "units", "for which unit"),
            oere("oere", "how much"),
        ),
        key="",
        together=(("grant", "month"),),
        derived=True,
    ),
)
