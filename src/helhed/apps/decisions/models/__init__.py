"""Decisions, grants and what they commit; what is expected; meetings that advise."""

from helhed.apps.decisions.models.expected import (
    ExpectedChange,
    ExpectedCost,
    ExpectedTotal,
)
from helhed.apps.decisions.models.grants import (
    BETWEEN,
    Commitment,
    CommitmentTotal,
    CommitmentYear,
    Decision,
    Grant,
    GrantChange,
    MonthTotal,
    OwnPayment,
    Suspension,
    TwelveMonths,
)
from helhed.apps.decisions.models.panels import (
    PanelMeeting,
    PanelPoint,
)

__all__ = [
    "BETWEEN",
    "Commitment",
    "CommitmentTotal",
    "CommitmentYear",
    "Decision",
    "ExpectedChange",
    "ExpectedCost",
    "ExpectedTotal",
    "Grant",
    "GrantChange",
    "MonthTotal",
    "OwnPayment",
    "PanelMeeting",
    "PanelPoint",
    "Suspension",
    "TwelveMonths",
]
