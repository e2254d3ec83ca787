"""Reading refund: a year's overview, one payer, claims, and what comes in by month."""

from helhed.apps.refunds.corrected import refund_of_corrections
from helhed.apps.refunds.queries.claims import (
    ClaimPage,
    ClaimsPage,
    claim_page,
    claims,
    file_lines,
    share_of,
)
from helhed.apps.refunds.queries.incomes import income_page
from helhed.apps.refunds.queries.months import IncomeMonth, incomes_by_month
from helhed.apps.refunds.queries.numbers import (
    ChangePage,
    change_page,
    numbers_changed,
    numbers_to_approve,
    numbers_waiting,
    waiting_of,
)
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
from helhed.apps.refunds.queries.waiting import RefundWaiting, refund_waiting
from helhed.apps.refunds.queries.years import (
    YearPage,
    YearRow,
    year_page,
    years,
    years_to_approve,
)

__all__ = [
    "ChangePage",
    "ClaimPage",
    "ClaimsPage",
    "IncomeMonth",
    "OverviewPage",
    "PayerPage",
    "PayerYear",
    "RefundWaiting",
    "SettlementClaimPage",
    "SettlementPage",
    "Standing",
    "Unclaimed",
    "YearPage",
    "YearRow",
    "change_page",
    "citizens_of",
    "claim_page",
    "claims",
    "file_lines",
    "income_page",
    "incomes_by_month",
    "numbers_changed",
    "numbers_to_approve",
    "numbers_waiting",
    "overview",
    "payer_page",
    "refund_of_corrections",
    "refund_waiting",
    "settlement_claim",
    "settlement_file",
    "settlement_page",
    "settlement_row",
    "share_of",
    "waiting_of",
    "year_page",
    "years",
    "years_to_approve",
]
