"""Households and facts that refund asks for, incomes, claims, and what refund comes to."""

from helhed.apps.refunds.models.claims import (
    PayingDuty,
    RefundClaim,
    RefundClaimLine,
    SettlementClaim,
    SettlementLine,
)
from helhed.apps.refunds.models.facts import (
    ClosedYear,
    Household,
    HouseholdMember,
    Income,
    NumberChange,
    RefundFact,
)
from helhed.apps.refunds.models.totals import (
    CorrectedRefund,
    CountedYear,
    LeftOutTotal,
    PayerLawTotal,
    PayerMonthTotal,
    PayerTotal,
    ToCountAgain,
)

__all__ = [
    "ClosedYear",
    "CorrectedRefund",
    "CountedYear",
    "Household",
    "HouseholdMember",
    "Income",
    "LeftOutTotal",
    "NumberChange",
    "PayerLawTotal",
    "PayerMonthTotal",
    "PayerTotal",
    "PayingDuty",
    "RefundClaim",
    "RefundClaimLine",
    "RefundFact",
    "SettlementClaim",
    "SettlementLine",
    "ToCountAgain",
]
