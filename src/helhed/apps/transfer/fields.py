"""Where each declared table lives in the database: one place, read by import, export and tests.

A column lives in the field of its own name, unless ``fields`` says otherwise. ``derived`` are
fields that no table tells, because they follow from what the tables do tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from helhed.apps.access.models import Municipality, RoleHolding, Unit, UnsentWords, User, WrongLogIn
from helhed.apps.assessments.models import Assessment, FieldVersion, SecondaryTargetGroup, ThemeNote
from helhed.apps.audit.models import Entry
from helhed.apps.budgets.models import (
    Account,
    BudgetLine,
    BudgetVersion,
    EffortTotal,
    Frame,
    FrameChange,
    KeptGrant,
    KeptMonth,
    Measure,
    MeasureGrant,
    MeasureTarget,
    SummedYear,
    ToSumAgain,
)
from helhed.apps.cases.models import (
    Case,
    CaseNumber,
    Document,
    JournalEntry,
    Quote,
    Searchable,
    Task,
)
from helhed.apps.catalogue.models import ParameterCorrection, RuleChange
from helhed.apps.citizens.models import (
    Citizen,
    Consent,
    Guardian,
    NetworkPerson,
    NumberCorrection,
    Relation,
)
from helhed.apps.decisions.models import (
    Commitment,
    CommitmentTotal,
    CommitmentYear,
    Decision,
    ExpectedChange,
    ExpectedCost,
    ExpectedTotal,
    Grant,
    GrantChange,
    OwnPayment,
    PanelMeeting,
    PanelPoint,
    Suspension,
)
from helhed.apps.efforts.models import Effort, EffortService, Recommendation
from helhed.apps.forecasts.models import (
    Forecast,
    ForecastAnswer,
    PlacePlan,
    PopulationProjection,
    Scenario,
)
from helhed.apps.matching.models import PlaceBond, PlaceChoice, PlaceNeed, PlaceWish
from helhed.apps.notifications.models import Notification
from helhed.apps.offers.models import (
    DistrictDistance,
    Indexation,
    IndexationLine,
    Offer,
    OfferGroup,
    OfferSupport,
    Place,
    Provider,
    Rate,
    RateAmount,
    Takst,
    TakstAccount,
    VatShare,
    WithdrawnAmount,
)
from helhed.apps.orders.models import (
    DeliveredPeriod,
    HandedPart,
    Order,
    OrderMessage,
    OrderTolerance,
    OrderWish,
    ProviderNote,
    ReceivedOrder,
)
from helhed.apps.payments.models import (
    Claim,
    ClosedPeriod,
    Difference,
    Instalment,
    Invoice,
    KeptCorrections,
    LedgerFile,
    PaymentLine,
    PaymentPlan,
    PayRun,
    PlanDate,
    Posting,
    PostingTotal,
    PostingYear,
    RunTotal,
    ToCompareAgain,
)
from helhed.apps.placements.models import Placement
from helhed.apps.plans.models import (
    EffortResult,
    FollowUp,
    Goal,
    GoalResult,
    GoalStatus,
    Plan,
    PlanPart,
    SecondaryTheme,
)
from helhed.apps.refunds.models import (
    ClosedYear,
    CorrectedRefund,
    CountedYear,
    Household,
    HouseholdMember,
    Income,
    LeftOutTotal,
    NumberChange,
    PayerLawTotal,
    PayerMonthTotal,
    PayerTotal,
    PayingDuty,
    RefundClaim,
    RefundClaimLine,
    RefundFact,
    SettlementClaim,
    SettlementLine,
    ToCountAgain,
)
from helhed.apps.reports.models import Delivery
from helhed.apps.staff.models import Employee
from helhed.apps.transfer.models import ImportRun
from helhed.exchange.columns import Table


@dataclass(frozen=True, slots=True)
class Home:
    """The model of a declared table, where a column's field has another name, what follows."""

    model: type[models.Model]
    fields: Mapping[str, str] = field(default_factory=dict)
    derived: tuple[str, ...] = ()

    @property
    def db_table(self) -> str:
        return self.model._meta.db_table

    def field(self, column: str) -> models.Field[Any, Any]:
        """The field that a column lives in. Raises FieldDoesNotExist."""
        found = self.model._meta.get_field(self.fields.get(column, column))
        assert isinstance(found, models.Field)
        return found

    def db_columns(self, table: Table) -> dict[str, str]:
        """The name in the database of each declared column."""
        return {c.name: self.field(c.name).column or "" for c in table.columns}


def holds_uuid(found: models.Field[Any, Any]) -> bool:
    """Whether a field holds a UUID, itself or as a reference."""
    while isinstance(found, models.ForeignKey):
        found = found.target_field
    return isinstance(found, models.UUIDField)


HOMES: Mapping[str, Home] = {
    "municipality": Home(Municipality),
    "units": Home(Unit, derived=("path",)),
    "users": Home(User, derived=("password", "last_login")),
    "employees": Home(Employee, derived=("name_key",)),
    "rule_changes": Home(RuleChange),
    "parameter_corrections": Home(ParameterCorrection),
    "citizens": Home(Citizen, derived=("name_key",)),
    "number_corrections": Home(NumberCorrection),
    "relations": Home(Relation),
    "network": Home(NetworkPerson),
    "guardians": Home(Guardian),
    "consents": Home(Consent),
    "cases": Home(Case),
    "journal": Home(JournalEntry),
    "documents": Home(Document),
    "tasks": Home(Task),
    "quotes": Home(Quote),
    "notifications": Home(Notification),
    "assessments": Home(Assessment),
    "target_groups": Home(SecondaryTargetGroup),
    "theme_notes": Home(ThemeNote),
    "recommendations": Home(Recommendation),
    "efforts": Home(Effort),
    "effort_services": Home(EffortService),
    "plans": Home(Plan),
    "goals": Home(Goal),
    "plan_parts": Home(PlanPart),
    "goal_themes": Home(SecondaryTheme),
    "follow_ups": Home(FollowUp),
    "goal_results": Home(GoalResult),
    "goal_statuses": Home(GoalStatus),
    "effort_results": Home(EffortResult),
    "providers": Home(Provider, derived=("name_key",)),
    "roles": Home(RoleHolding),
    "offers": Home(Offer, derived=("name_key",)),
    "places": Home(Place),
    "offer_groups": Home(OfferGroup),
    "offer_supports": Home(OfferSupport),
    "district_distances": Home(DistrictDistance),
    "vat_shares": Home(VatShare),
    "rates": Home(Rate),
    "rate_amounts": Home(RateAmount),
    "withdrawn_amounts": Home(WithdrawnAmount),
    "indexations": Home(Indexation),
    "indexation_lines": Home(IndexationLine),
    "taksts": Home(Takst),
    "takst_accounts": Home(TakstAccount),
    "decisions": Home(Decision),
    "decision_goals": Home(Decision.goals.through, derived=("id",)),
    "decision_efforts": Home(Decision.efforts.through, derived=("id",)),
    "grants": Home(Grant, derived=("citizen", "runs_to")),
    "grant_changes": Home(GrantChange),
    "own_payments": Home(OwnPayment),
    "suspensions": Home(Suspension),
    "expected_changes": Home(ExpectedChange),
    "panel_meetings": Home(PanelMeeting),
    "panel_points": Home(PanelPoint),
    "orders": Home(Order, derived=("case",)),
    "order_goals": Home(Order.goals.through, derived=("id",)),
    "order_messages": Home(OrderMessage),
    "order_wishes": Home(OrderWish),
    "delivered_periods": Home(DeliveredPeriod),
    "order_tolerances": Home(OrderTolerance, {"per_mille": "promille"}),
    "handed_parts": Home(HandedPart),
    "provider_notes": Home(ProviderNote),
    "placements": Home(Placement),
    "place_needs": Home(PlaceNeed),
    "place_wishes": Home(PlaceWish),
    "place_choices": Home(PlaceChoice),
    "place_bonds": Home(PlaceBond),
    "accounts": Home(Account),
    "frames": Home(Frame),
    "frame_changes": Home(FrameChange),
    "budget_versions": Home(BudgetVersion),
    "budget_lines": Home(BudgetLine),
    "measures": Home(Measure),
    "measure_targets": Home(MeasureTarget),
    "measure_grants": Home(MeasureGrant),
    "scenarios": Home(Scenario),
    "population_projections": Home(PopulationProjection),
    "kept_months": Home(KeptMonth),
    "kept_grants": Home(KeptGrant),
    "payment_plans": Home(PaymentPlan),
    "plan_dates": Home(PlanDate),
    "closed_periods": Home(ClosedPeriod),
    "pay_runs": Home(PayRun),
    "payments": Home(PaymentLine, derived=("grant", "citizen")),
    "postings": Home(Posting, fields={"payment": "line"}),
    "payment_differences": Home(Difference, fields={"payment": "line"}),
    "claims": Home(Claim, fields={"payment": "line"}),
    "instalments": Home(Instalment),
    "invoices": Home(Invoice),
    "commitments": Home(Commitment, derived=("id",)),
    "households": Home(Household),
    "household_members": Home(HouseholdMember),
    "refund_facts": Home(RefundFact),
    "incomes": Home(Income),
    "paying_duties": Home(PayingDuty),
    "closed_refund_years": Home(ClosedYear),
    "refund_number_changes": Home(NumberChange),
    "refund_claims": Home(RefundClaim),
    "refund_claim_lines": Home(RefundClaimLine),
    "settlement_claims": Home(SettlementClaim),
    "settlement_lines": Home(SettlementLine),
}

WITHOUT_TABLE: Mapping[type[models.Model], str] = {
    Entry: "the log of a house tells of that house; it is read and checked where it was written",
    FieldVersion: "counts writes while an assessment is open, and begins anew",
    CaseNumber: "a counter that finds the highest number in use by itself",
    Searchable: "the words of texts, made anew from them",
    CommitmentYear: "years of commitments, made anew from them",
    CommitmentTotal: "sums of commitments, made anew from them",
    ExpectedCost: "what expected changes would move, counted anew from them",
    ExpectedTotal: "sums of what expected changes would move, made anew from them",
    RunTotal: "sums of the lines of pay runs, made anew from them",
    LedgerFile: "tells of files between this house and its ledger, not of its work",
    CorrectedRefund: "the refund of known corrections, counted anew with them",
    CountedYear: "what the kept refund was counted by, made anew with it",
    PayerTotal: "a year's refund by payer, counted anew from its rows",
    PayerMonthTotal: "a year's refund by month, counted anew from its rows",
    PayerLawTotal: "a year's refund by month and law, counted anew from its rows",
    LeftOutTotal: "what is not claimed of a year, counted anew from its rows",
    ToCountAgain: "notes of the database to itself of what to count again",
    PostingYear: "years of postings, made anew from them",
    EffortTotal: "what services cost in a year, summed anew from the grants' years",
    SummedYear: "that a year's sums are kept, made anew with them",
    KeptCorrections: "what closed months lack, counted anew from their rows",
    ToCompareAgain: "notes of the database to itself that they are to be counted anew",
    ToSumAgain: "notes of the database to itself of what to sum again",
    Forecast: "a run of the forecast in this house; another house makes its own",
    ForecastAnswer: "what such a run said",
    PlacePlan: "a plan of places counted in this house; another house counts its own",
    Delivery: "tells of reports between this house and KL, not of its work",
    ReceivedOrder: "a message from another house as it came; what it told lies in the other tables",
    PostingTotal: "sums of postings, made anew from them",
    UnsentWords: "drafts of one user in this house that are not sent, gone after some days",
    WrongLogIn: "the guesses of the last quarter of an hour at passwords of this house",
    ImportRun: "tells of imports into this house, not of its work",
}
"""Models that no declared table holds, and why."""
