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
    yes_no,
)
from helhed.rules.payments.afstemning import DifferenceKind, DifferenceState
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.faktura import InvoiceFinding, InvoiceState
from helhed.rules.payments.krav import ClaimState
from helhed.rules.payments.linjer import LineKind
from helhed.rules.payments.rytme import Rhythm
from helhed.rules.payments.udbetaling import PayRunState

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
            code("recipient", Payee.codes(), "to whom"),
            code("rhythm", Rhythm.codes(), "how often"),
            day("start", "first day paid for"),
            day("end", "last day paid for", required=False),
        ),
        span=Span("start", "end"),
    ),
    Table(
        "plan_dates",
        "the days on which plans with days of their own are paid",
        (key(), ref("plan", "payment_plans", "of which plan"), day("day", "paid on which day")),
        together=(("plan", "day"),),
    ),
    Table(
        "closed_periods",
        "months into which nothing is paid any more, until they are opened again",
        (
            key(),
            Column("month", Kind.MONTH, "which month"),
            ref("closed_by", "users", "who closed it", required=False),
            moment("closed_at", "when"),
            text("reason", "why, when something was missing", 200),
            ref("opened_by", "users", "who opened it again", required=False),
            moment("opened_at", "when", required=False),
            text("open_reason", "why it was opened again", 200),
        ),
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
            ref("reviewed_by", "users", "who looked it through", required=False),
            moment("reviewed_at", "when", required=False),
            ref("approved_by", "users", "who approved it", required=False),
            moment("approved_at", "when", required=False),
            moment("sent_at", "when it went to the ledger", required=False),
            moment("receipted_at", "when the ledger said it had it", required=False),
        ),
        together=(("department", "month"),),
    ),
    Table(
        "payments",
        "what each plan was paid on each pay day, and what was corrected later",
        (
            key(),
            ref("run", "pay_runs", "in which run; empty while it waits", required=False),
            ref("plan", "payment_plans", "of which plan"),
            Column("month", Kind.MONTH, "for which month"),
            code("kind", LineKind.codes(), "why it is there"),
            day("due_on", "pay day of the plan"),
            day("pay_on", "day the bank was asked for", required=False),
            oere("oere", "how much"),
            text("account", "on which account", 24, required=True),
            ref("unit", "units", "for which unit"),
            yes_no("waited", "whether it waited for its run"),
            text("hold_reason", "why it is held back", 200),
            ref("held_by", "users", "who holds it", required=False),
            moment("held_at", "since when", required=False),
            text("note", "note", 200),
        ),
        together=(("plan", "month", "due_on", "kind"),),
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
                to="payments",
            ),
            ref("grant", "grants", "the grant it is of", required=False),
            text("account", "on which account", 24, required=True),
            ref("unit", "units", "for which unit"),
            Column("month", Kind.MONTH, "for which month"),
            day("posted_on", "when it was posted"),
            oere("oere", "how much"),
            text("text", "text of the posting", 120),
            text("number", "number in the ledger", 40),
        ),
    ),
    Table(
        "payment_differences",
        "where what was paid and what the ledger posted are not the same",
        (
            key(),
            Column(
                "payment",
                Kind.REFERENCE,
                "of which payment",
                required=False,
                unique=True,
                to="payments",
            ),
            Column(
                "posting",
                Kind.REFERENCE,
                "or of which posting without one",
                required=False,
                unique=True,
                to="postings",
            ),
            ref("unit", "units", "for which unit"),
            code("kind", DifferenceKind.codes(), "what kind"),
            code("state", DifferenceState.codes(), "where it stands"),
            oere("found_oere", "how much when it was found"),
            oere("oere", "how much is outstanding: paid less posted"),
            ref("owner", "users", "who sees to it", required=False),
            text("explanation", "why", 300),
            moment("found_at", "when it was found"),
            moment("closed_at", "when it was solved or explained", required=False),
            ref("closed_by", "users", "by whom", required=False),
        ),
    ),
    Table(
        "claims",
        "what was paid too much and must come back",
        (
            key(),
            Column(
                "payment", Kind.REFERENCE, "the payment that books it", unique=True, to="payments"
            ),
            oere("oere", "how much"),
            code("state", ClaimState.codes(), "where it stands"),
            text("explanation", "on which decision it rests, or why it was let go", 300),
            moment("opened_at", "when it arose"),
            ref("decided_by", "users", "who decided", required=False),
            moment("decided_at", "when", required=False),
        ),
    ),
    Table(
        "instalments",
        "the instalments of claims",
        (
            key(),
            ref("claim", "claims", "of which claim"),
            day("due_on", "to be paid on"),
            oere("oere", "how much"),
            oere("paid_oere", "how much was paid"),
            day("paid_on", "when it was last paid", required=False),
        ),
        together=(("claim", "due_on"),),
    ),
    Table(
        "invoices",
        "providers' invoices, held against what was delivered",
        (
            key(),
            ref("provider", "providers", "whose"),
            text("number", "number of the provider", 40, required=True),
            ref("grant", "grants", "for which grant", required=False),
            ref("unit", "units", "for which unit", required=False),
            day("start", "first day invoiced"),
            day("end", "last day invoiced"),
            Column(
                "quantity", Kind.DECIMAL, "how much of the grant's unit", low=0, high=99_999_999
            ),
            oere("oere", "how much"),
            Column(
                "delivered_quantity",
                Kind.DECIMAL,
                "what was delivered",
                required=False,
                low=0,
                high=99_999_999,
            ),
            Column(
                "delivered_oere",
                Kind.OERE,
                "what that costs",
                required=False,
                low=-(10**15),
                high=10**15,
            ),
            code("finding", InvoiceFinding.codes(), "what was found"),
            code("state", InvoiceState.codes(), "where it stands"),
            ref("owner", "users", "who sees to it", required=False),
            text("explanation", "why", 300),
            moment("received_at", "when it came"),
            moment("closed_at", "when it was judged", required=False),
        ),
        span=Span("start", "end"),
        together=(("provider", "number"),),
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
