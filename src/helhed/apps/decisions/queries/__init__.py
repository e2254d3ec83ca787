"""Reading decisions and grants, and what they cost before anybody approves them."""

from helhed.apps.decisions.queries.choices import (
    agreed_page,
    amount_head,
    choices_in,
    decision_of,
    fits,
    rate_head,
    rate_page,
)
from helhed.apps.decisions.queries.grants import (
    GrantHead,
    GrantShown,
    grant_head,
    grants_of_case,
    suspension_head,
    year_costs,
)
from helhed.apps.decisions.queries.lists import (
    DecisionFilter,
    awaiting_approval,
    decision_row,
    decisions,
    my_drafts,
)
from helhed.apps.decisions.queries.page import (
    DecisionPage,
    Price,
    decision_page,
    price_of,
    writers_of,
    written,
)

__all__ = [
    "DecisionFilter",
    "DecisionPage",
    "GrantHead",
    "GrantShown",
    "Price",
    "agreed_page",
    "amount_head",
    "awaiting_approval",
    "choices_in",
    "decision_of",
    "decision_page",
    "decision_row",
    "decisions",
    "fits",
    "grant_head",
    "grants_of_case",
    "my_drafts",
    "price_of",
    "rate_head",
    "rate_page",
    "suspension_head",
    "writers_of",
    "written",
    "year_costs",
]
