"""Households, facts, incomes, duties to pay, claims on the state."""

from __future__ import annotations

from helhed.exchange.columns import Column, Kind, Span, Table
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
from helhed.rules.refunds.forhold import FactKind, IncomeKind
from helhed.rules.refunds.hjemtagning import RefundClaimState
from helhed.rules.refunds.mellemkommunal import DutyBasis
from helhed.rules.refunds.opgoerelse import Scheme

REFUNDS = (
    Table(
        "households",
        "children whose costs are summed",
        (key(), text("name", "what it is called, such as a case number", 120, required=True)),
    ),
    Table(
        "household_members",
        "who belongs to which household when",
        (
            key(),
            ref("household", "households", "which household"),
            ref("citizen", "citizens", "which child"),
            day("start", "first day"),
            day("end", "last day", required=False),
        ),
        span=Span("start", "end", per=("citizen",)),
    ),
    Table(
        "refund_facts",
        "what changes a citizen's refund",
        (
            key(),
            ref("citizen", "citizens", "whose"),
            code("kind", FactKind.codes(), "what"),
            day("start", "from which day"),
            text("note", "where it stands", 200, required=True),
            moment("recorded_at", "when it was written"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
        together=(("citizen", "kind"),),
    ),
    Table(
        "incomes",
        "what came in of a grant in a month",
        (
            key(),
            ref("grant", "grants", "of which grant"),
            code("kind", IncomeKind.codes(), "from whom"),
            Column("month", Kind.MONTH, "for which month"),
            oere("oere", "how much; below 0 takes an earlier row back"),
            text("note", "note", 200),
            moment("recorded_at", "when it was written"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
    ),
    Table(
        "paying_duties",
        "that another municipality pays for a citizen",
        (
            key(),
            ref("citizen", "citizens", "for whom"),
            text("acting", "the municipality that acts", 4, required=True),
            text("paying", "the municipality that pays", 4, required=True),
            text("residence", "the municipality of residence", 4, required=True),
            code("basis", DutyBasis.codes(), "by which rule"),
            day("start", "first day"),
            day("end", "last day", required=False),
            text("note", "note", 200),
            moment("recorded_at", "when it was written"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
        span=Span("start", "end", per=("citizen",)),
    ),
    Table(
        "closed_refund_years",
        "account years of which nothing more is claimed",
        (
            key(),
            Column("year", Kind.WHOLE, "which year", unique=True, low=2000, high=2100),
            moment("closed_at", "when"),
            ref("closed_by", "users", "by whom", required=False),
            text("note", "why", 200, required=True),
        ),
    ),
    Table(
        "refund_claims",
        "claims on the state",
        (
            key(),
            text("number", "like R-2026-003", 20, required=True, unique=True),
            Column("through", Kind.MONTH, "the last month that it takes"),
            code("state", RefundClaimState.codes(), "where it stands"),
            ref("made_by", "users", "who made it", required=False),
            moment("made_at", "when"),
            ref("approved_by", "users", "who approved it", required=False),
            moment("approved_at", "when", required=False),
            moment("sent_at", "when its file was sent", required=False),
            day("receipted_on", "when the state receipted it", required=False),
            text("receipt", "the receipt's number", 60),
        ),
    ),
    Table(
        "refund_claim_lines",
        "what each claim takes of each payer's month",
        (
            key(),
            ref("claim", "refund_claims", "in which claim"),
            ref("citizen", "citizens", "of which citizen", required=False),
            ref("household", "households", "or of which household", required=False),
            code("department", DEPARTMENTS, "of which department", required=False),
            Column("month", Kind.MONTH, "of which month"),
            code("scheme", Scheme.codes(), "by which law"),
            oere("basis_oere", "the cost that counts"),
            oere("refund_oere", "the whole refund of the month"),
            oere("before_oere", "what earlier claims took of it"),
            oere("oere", "what this claim takes"),
        ),
        together=(
            ("claim", "citizen", "month", "scheme"),
            ("claim", "household", "month", "scheme"),
        ),
    ),
)
