"""What the house changed in the rules and numbers that it came with."""

from __future__ import annotations

from helhed.exchange.columns import Span, Table
from helhed.exchange.tables.shorthand import (
    SERVICES,
    code,
    day,
    key,
    moment,
    ref,
    text,
    whole,
    yes_no,
)
from helhed.kernel.dated import Certainty
from helhed.rules.decisions.kompetence import ApprovalLevel

CATALOGUE = (
    Table(
        "rule_changes",
        "what the rule for a service under a paragraph is from a day",
        (
            key(),
            code("service", SERVICES, "which service"),
            text("citation", "under which paragraph, like SEL § 85", 30, required=True),
            day("valid_from", "first day"),
            day("valid_to", "last day", required=False),
            yes_no("is_off", "whether the service may not be granted under it"),
            text("areas", "target groups, with a bar between", 120, required=True),
            text("steps", "steps of the ladder of efforts, with a bar between", 20),
            text("follows", "main services that it may follow, with a bar between"),
            text(
                "function", "function of the account, like 5.38.52, or as_main", 10, required=True
            ),
            text("grouping", "grouping of the account, like 001, or as_main", 10, required=True),
            text("groupings", "own groupings by target group, like mental_health=003", 200),
            text("alias", "the ledger's word for the account", 20),
            text("kle", "KLE number", 10),
            whole("level", "the least that may approve it", 1, max(ApprovalLevel)),
            code("certainty", tuple(c.value for c in Certainty), "how sure it is"),
            text("source", "whence it is known", 200, required=True),
            moment("recorded_at", "when it was written down"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
        span=Span("valid_from", "valid_to"),
    ),
    Table(
        "parameter_corrections",
        "what a number of the law or of the house is from a day",
        (
            key(),
            text("file", "which file of numbers, like orders/svarfrist", 60, required=True),
            text("key", "which number in it", 60, required=True),
            text("value", "the value", 40, required=True),
            day("valid_from", "first day"),
            day("valid_to", "last day", required=False),
            text("source", "where it was read", 200, required=True),
            moment("recorded_at", "when it was written down"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
        span=Span("valid_from", "valid_to"),
    ),
)
