"""Reading refund: a year's overview, one payer, claims, and what comes in by month."""

from helhed.apps.refunds.queries.claims import ClaimPage, ClaimsPage, claim_page, claims, file_lines
from helhed.apps.refunds.queries.months import IncomeMonth, incomes_by_month
from helhed.apps.refunds.queries.overview import (
    OverviewPage,
    PayerYear,
    Standing,
    citizens_of,
    overview,
)
from helhed.apps.refunds.queries.payer import PayerPage, payer_page
from helhed.apps.refunds.queries.settlement import (
    SettlementClaimPage,
    SettlementPage,
    Unclaimed,
    settlement_claim,
    settlement_file,
    settlement_page,
    settlement_row,
)

__all__ = [
    "ClaimPage",
    "ClaimsPage",
    "IncomeMonth",
    "OverviewPage",
    "PayerPage",
    "PayerYear",
    "SettlementClaimPage",
    "SettlementPage",
    "Standing",
    "Unclaimed",
    "citizens_of",
    "claim_page",
    "claims",
    "file_lines",
    "incomes_by_month",
    "overview",
    "payer_page",
    "settlement_claim",
    "settlement_file",
    "settlement_page",
    "settlement_row",
]
