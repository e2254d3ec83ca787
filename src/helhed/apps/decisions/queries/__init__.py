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
from helhed.apps.decisions.queries.grounds import against, booked, day_of, require_levels
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
    require_panel,
    writers_of,
)
from helhed.apps.decisions.queries.panel import (
    MeetingPage,
    OnAgenda,
    agenda_of,
    may_hold_meetings,
    meeting_of,
    meeting_page,
    meeting_row,
    meeting_units,
    meetings,
)
from helhed.apps.decisions.queries.why import Why, why

__all__ = [
    "DecisionFilter",
    "DecisionPage",
    "GrantHead",
    "GrantShown",
    "MeetingPage",
    "OnAgenda",
    "Price",
    "Why",
    "against",
    "agenda_of",
    "agreed_page",
    "amount_head",
    "awaiting_approval",
    "booked",
    "choices_in",
    "day_of",
    "decision_of",
    "decision_page",
    "decision_row",
    "decisions",
    "fits",
    "grant_head",
    "grants_of_case",
    "may_hold_meetings",
    "meeting_of",
    "meeting_page",
    "meeting_row",
    "meeting_units",
    "meetings",
    "my_drafts",
    "price_of",
    "rate_head",
    "rate_page",
    "require_levels",
    "require_panel",
    "suspension_head",
    "why",
    "writers_of",
    "year_costs",
]
