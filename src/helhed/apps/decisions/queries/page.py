"""One decision as its page shows it: what is missing, and what it costs before it is approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.audit.queries import who_did
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.catalogue.queries import rule_book
from helhed.apps.decisions import pricing
from helhed.apps.decisions.access import approving_roles, may_decision, require_decision
from helhed.apps.decisions.models import Decision, ExpectedChange, Grant, PanelPoint, Suspension
from helhed.apps.decisions.queries.grounds import against, require_levels
from helhed.apps.decisions.queries.own import OwnPrice, OwnShown, own_of, own_price
from helhed.apps.efforts.queries import EffortShown, chosen_in
from helhed.apps.offers.queries import prices_on
from helhed.apps.plans.models import Goal
from helhed.apps.plans.queries import GoalShown, goal_shown
from helhed.kernel.finding import Finding, stopping
from helhed.kernel.law import Citation
from helhed.kernel.period import Month, Period
from helhed.rules.access.rights import Action
from helhed.rules.decisions import hjemmel
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.kompetence import (
    ANY_AMOUNT,
    BelowTheLevel,
    OverTheLimit,
    limit_of,
    require_within,
)
from helhed.rules.decisions.ophoer import counted_for_life, running
from helhed.rules.decisions.regelsaet import RuleBook
from helhed.rules.decisions.tilbudshjemmel import takes_place
from helhed.rules.decisions.visitationsmoede import Advice, NotHeard, heard_from, require_heard
from helhed.rules.decisions.ydelser import PriceKind, Service, service


@dataclass(frozen=True, slots=True)
class Price:
    """What grants cost, in øre: in this calendar year, in the next, over their life, in the dearest
    calendar year of it, and in all years before this one.

    ``is_estimate``: some grant has no end, so its life is counted as long as its kind usually runs.
    """

    this_year: int
    next_year: int
    life: int
    is_estimate: bool
    per_month: int
    dearest_year: int = 0
    past: int = 0


@dataclass(frozen=True, slots=True)
class LineShown:
    """A service in a decision."""

    row: Grant
    service: Service
    offer: str
    provider: str
    rate: str
    rate_today: int | None
    kind: PriceKind
    follows: bool
    pauses: list[Suspension]
    own: OwnShown


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Everything that the page of a decision shows; ``own_limit`` is what who looks may approve in
    a year, in øre, when there is a limit."""

    row: Decision
    case: CaseHead
    state: DecisionState
    lines: list[LineShown]
    goals: list[tuple[GoalShown, bool]]
    efforts: list[tuple[EffortShown, bool]]
    missing: list[Finding]
    price: Price | None
    price_error: pricing.UnableToPrice | None
    own: OwnPrice | None
    paragraph: hjemmel.Paragraph | None
    may_prepare: bool
    may_approve: bool
    may_change: bool
    may_revive: bool
    is_own: bool
    over_limit: OverTheLimit | BelowTheLevel | NotHeard | None
    own_limit: int | None
    today: date

    @property
    def only_warns(self) -> bool:
        """Whether nothing is missing and something deserves a look."""
        return bool(self.missing) and not stopping(self.missing)

    @property
    def takes_place(self) -> bool:
        """Whether a service in it is a place to live or to be."""
        return any(takes_place(line.service) for line in self.lines if not line.follows)

    @property
    def chosen_goals(self) -> list[GoalShown]:
        return [goal for goal, is_chosen in self.goals if is_chosen]

    @property
    def chosen_efforts(self) -> list[EffortShown]:
        return [effort for effort, is_chosen in self.efforts if is_chosen]


WRITING = (
    *("decision.begin", "decision.write", "decision.submit", "grant.add", "grant.choose"),
    "ownpayment.decide",
    *("expected.write", "expected.submit", "expected.decide"),
)


def writers_of(row: Decision, grants: Iterable[Grant]) -> set[UUID]:
    """Everybody who had a hand in a decision and its grants: none of them may approve it."""
    lines = [grant.id for grant in grants]
    expected = ExpectedChange.objects.filter(line__decision=row).values_list("id", flat=True)
    writers = who_did(WRITING, [row.id, *lines, *expected])
    return writers | ({row.prepared_by_id} if row.prepared_by_id else set())


def writers_of_change(row: ExpectedChange) -> set[UUID]:
    """Everybody who had a hand in an expected change: none of them may approve it."""
    return who_did(WRITING, [row.id]) | ({row.prepared_by_id} if row.prepared_by_id else set())


def price_of(grants: Iterable[Grant], birth_date: date | None, today: date) -> Price:
    """What grants cost, as far as they are complete. Raises UnableToPrice."""
    to_price, estimate = to_be_priced(grants, birth_date, today)
    if not to_price:
        return Price(0, 0, 0, False, 0)
    first, last = _from_first_to_last(to_price)
    whole = _first_whole_month(max(grant.start for grant in to_price), today)
    costs, per_month = pricing.costs_and_running(to_price, first, last, whole)
    return _summed(costs, today, estimate, per_month)


def to_be_priced(
    grants: Iterable[Grant], birth_date: date | None, today: date
) -> tuple[list[pricing.Priced], bool]:
    """The grants that are complete, each as long as its life is counted; and whether some life is
    an estimate."""
    to_price, estimate = [], False
    for grant in grants:
        if grant.start is None or grant.rate_id is None or grant.quantity is None:
            continue
        chosen = service(grant.service)
        runs = running(Period(grant.start, grant.end), chosen, birth_date)
        if runs is None:
            continue
        life = counted_for_life(runs, chosen, today)
        estimate = estimate or life != runs
        to_price.append(
            pricing.Priced(
                grant.id, grant.kind, grant.rate_id, Decimal(grant.quantity), runs.start, life.end
            )
        )
    return to_price, estimate


def prices_of(
    decisions: Iterable[tuple[UUID, Iterable[Grant], date | None]], today: date
) -> dict[UUID, Price]:
    """What each of many decisions costs (its id, its grants, the citizen's day of birth), counted
    at once; ``per_month`` is left at 0. Raises UnableToPrice."""
    asked = {id: to_be_priced(grants, birth, today) for id, grants, birth in decisions}
    listed = [grant for grants, _ in asked.values() for grant in grants]
    if not listed:
        return {id: Price(0, 0, 0, False, 0) for id in asked}
    costs: dict[UUID, list[pricing.MonthCost]] = {grant.id: [] for grant in listed}
    for cost in pricing.month_costs(listed, *_from_first_to_last(listed)):
        costs[cost.grant.id].append(cost)
    return {
        id: _summed([cost for grant in grants for cost in costs[grant.id]], today, estimate, 0)
        for id, (grants, estimate) in asked.items()
    }


def _from_first_to_last(grants: Iterable[pricing.Priced]) -> tuple[Month, Month]:
    listed = list(grants)
    first = Month.of(min(grant.start for grant in listed))
    return first, Month.of(max(grant.end or grant.start for grant in listed))


def _summed(
    costs: Iterable[pricing.MonthCost], today: date, estimate: bool, per_month: int
) -> Price:
    by_year: dict[int, int] = {}
    for cost in costs:
        by_year[cost.month.year] = by_year.get(cost.month.year, 0) + cost.oere
    return Price(
        by_year.get(today.year, 0),
        by_year.get(today.year + 1, 0),
        sum(by_year.values()),
        estimate,
        per_month,
        max(by_year.values(), default=0),
        sum(oere for year, oere in by_year.items() if year < today.year),
    )


def _first_whole_month(last_start: date, today: date) -> Month:
    """The first month, from now on, in which everything runs from its first day."""
    begun = Month.of(last_start)
    return max(begun if last_start == begun.first else begun.plus(1), Month.of(today))


def require_panel(row: Decision, price: Price, today: date) -> None:
    """Raises NotHeard when a decision is so dear that a meeting is still to look at it."""
    if price.dearest_year > heard_from(today):
        told = row.points.order_by("put_at").values_list("advice", flat=True)
        require_heard(price.dearest_year, [Advice.of(one) for one in told], today)


def decision_page(actor: Actor, decision: UUID) -> DecisionPage:
    """One decision with what is missing and its price, logged."""
    with transaction.atomic():
        rows = Decision.objects.select_related(
            "case__citizen", "prepared_by", "decided_by", "assessment"
        )
        told = Exists(PanelPoint.objects.filter(decision=OuterRef("pk")))
        rows = rows.prefetch_related("goals").annotate(was_on_agenda=told)
        row = rows.filter(id=decision).first()
        if row is None:
            raise Http404
        require_decision(actor, Action.SEE_CASE, row)
        read(actor, "decision.read", row, row.case.citizen_id)
        grants = list(
            row.grants.select_related("offer__provider", "rate", "main").order_by("main_id", "id")
        )
        grants.sort(key=lambda grant: (grant.main_id is not None, grant.recorded_at))
        case = case_or_404(row.case_id)
        price, error = _try_price(grants, case.citizen.birth_date, actor.today)
        own = own_of(grants)
        state = DecisionState(row.state)
        is_open = state in (DecisionState.DRAFT, DecisionState.SUBMITTED)
        may_approve = may_decision(actor, Action.APPROVE_DECISION, row)
        book = rule_book()
        return DecisionPage(
            row,
            head_of(case),
            state,
            _lines(grants, actor.today, own),
            _goals(row),
            chosen_in(row.case_id, row.id),
            against(row, actor.today, book, grants) if is_open else [],
            price,
            error,
            own_price(own.values(), price, actor.today) if price else None,
            hjemmel.paragraph(Citation.parse(row.citation)) if row.citation else None,
            may_decision(actor, Action.PREPARE_DECISION, row) and state is DecisionState.DRAFT,
            may_approve and state is DecisionState.SUBMITTED,
            may_decision(actor, Action.PREPARE_DECISION, row) and state is DecisionState.GRANTED,
            may_decision(actor, Action.PREPARE_DECISION, row) and state is DecisionState.ENDED,
            actor.id in writers_of(row, grants),
            _over_limit(actor, row, price, book, grants) if may_approve else None,
            own_limit(actor, row) if may_approve else None,
            actor.today,
        )


def own_limit(actor: Actor, row: Decision) -> int | None:
    """What somebody may approve of a decision in a year, in øre; None when there is no limit."""
    most = max((limit_of(role, actor.today) for role in approving_roles(actor, row)), default=0)
    return most if most < ANY_AMOUNT else None


def _over_limit(
    actor: Actor, row: Decision, price: Price | None, book: RuleBook, grants: list[Grant]
) -> OverTheLimit | BelowTheLevel | NotHeard | None:
    if row.is_refusal or price is None:
        return None
    try:
        require_within(approving_roles(actor, row), price.dearest_year, actor.today)
        require_levels(actor, row, book, grants)
        require_panel(row, price, actor.today)
    except (OverTheLimit, BelowTheLevel, NotHeard) as over:
        return over
    return None


def _try_price(
    grants: list[Grant], birth_date: date | None, today: date
) -> tuple[Price | None, pricing.UnableToPrice | None]:
    try:
        return price_of(grants, birth_date, today), None
    except pricing.UnableToPrice as error:
        return None, error


def _goals(row: Decision) -> list[tuple[GoalShown, bool]]:
    chosen = {goal.id for goal in row.goals.all()}
    goals = Goal.objects.filter(plan__case=row.case_id).order_by("plan__started_on", "position")
    return [
        (goal_shown(goal), goal.id in chosen)
        for goal in goals
        if goal.state == "active" or goal.id in chosen
    ]


def _lines(grants: list[Grant], today: date, own: dict[UUID, OwnShown]) -> list[LineShown]:
    prices = prices_on([grant.rate_id for grant in grants if grant.rate_id], today)
    pauses: dict[UUID, list[Suspension]] = {grant.id: [] for grant in grants}
    if any(grant.state == GrantState.GRANTED.value for grant in grants):
        for pause in Suspension.objects.filter(grant__in=list(pauses)).order_by("start"):
            pauses[pause.grant_id].append(pause)
    return [
        LineShown(
            grant,
            service(grant.service),
            grant.offer.name if grant.offer else "",
            grant.offer.provider.name if grant.offer else "",
            grant.rate.name if grant.rate else "",
            prices.get(grant.rate_id) if grant.rate_id else None,
            PriceKind(grant.kind),
            grant.main_id is not None,
            pauses[grant.id],
            own[grant.id],
        )
        for grant in grants
    ]
