"""The economy of one grant: what it is, what it costs month by month, what was paid, and the way
up from the money to the need that it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import DateField, QuerySet, Value
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import may_case
from helhed.apps.decisions import pricing
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import Commitment, Grant, GrantChange, Suspension
from helhed.apps.decisions.queries.expected import ChainLink, ExpectedShown, chain_of, of_grant
from helhed.apps.decisions.queries.price import Years, years_of_grants
from helhed.apps.offers.models import RateAmount
from helhed.apps.payments.models import PayRun, Posting
from helhed.apps.payments.queries.late import Correction, corrections_of
from helhed.kernel.period import Month, Period
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import PriceKind, service
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.payments.bankdag import Payee


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month of a grant, in øre; ``difference`` only for months that were paid, ``paid`` None
    in years from before the house paid."""

    month: date
    committed: int
    paid: int | None
    difference: int | None


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of a grant, in øre; ``paid`` is None in years from before the house paid."""

    year: int
    committed: int
    paid: int | None


@dataclass(frozen=True, slots=True)
class WayUp:
    """From a grant to the need it answers. Only somebody who may see the case gets the words."""

    decision: UUID
    decided_on: date | None
    may_follow: bool
    case: UUID
    number: str
    assessment: UUID | None
    assessed_on: date | None
    goals: list[tuple[UUID, str]]
    goal_count: int
    purpose: str
    need: str
    matters_to_me: str


@dataclass(frozen=True, slots=True)
class Economy:
    """Everything that the page of a grant's economy shows."""

    row: Grant
    service: str
    state: str
    unit: str
    offer: str
    provider: str
    ownership: str
    recipient: str
    paid_from: date | None
    paid_to: date | None
    kind: PriceKind
    quantity: Decimal | None
    start: date | None
    end: date | None
    rate: str
    amounts: list[RateAmount]
    changes: list[GrantChange]
    suspensions: list[Suspension]
    year: int
    years: list[YearLine]
    life: Years | None
    months: list[MonthLine]
    way_up: WayUp
    chain: list[ChainLink]
    expected: list[ExpectedShown]
    corrected: list[Correction]
    to_correct: list[Correction]

    @property
    def shown_year(self) -> YearLine:
        """The sums of the months shown."""
        committed = sum(line.committed for line in self.months)
        paid = [line.paid for line in self.months if line.paid is not None]
        return YearLine(self.year, committed, sum(paid) if paid else None)


def grant_economy(actor: Actor, grant: UUID, year: int) -> Economy:
    """The economy of one grant with the months of a year, logged. Raises Http404."""
    with transaction.atomic():
        row = _grants().filter(id=grant).first()
        if row is None:
            raise Http404
        require_grant(actor, Action.SEE_GRANT, row)
        read(actor, "grant.economy", row, row.citizen_id)
        last = pricing.last_day(row.end, row.runs_to)
        plan = getattr(row, "payment_plan", None)
        provider = row.offer.provider if row.offer else None
        committed, posted, since = _committed_and_posted(row, actor.today)
        return Economy(
            row,
            service(row.service).name,
            GrantState.of(row.state).label,
            row.unit.name,
            row.offer.name if row.offer else "",
            provider.name if provider else "",
            Ownership(provider.ownership).label if provider else "",
            Payee.of(plan.recipient).label if plan else "",
            plan.start if plan else None,
            plan.end if plan else None,
            PriceKind(row.kind),
            row.quantity,
            row.start,
            last,
            row.rate.name if row.rate else "",
            _amounts(row, last),
            list(row.changes.select_related("recorded_by").order_by("-recorded_at")),
            list(row.suspensions.order_by("-start")),
            year,
            _years(committed, posted, since),
            _life(row, last, committed, actor.today),
            _months(committed, posted, year, since),
            _way_up(actor, row),
            chain_of(row),
            [one for one in of_grant(row.id, actor.today) if one.is_open],
            *corrections_of(row, committed, actor.today),
        )


def _grants() -> QuerySet[Grant, Grant]:
    return Grant.objects.select_related(
        "decision__case__citizen",
        "decision__assessment",
        "offer__provider",
        "rate",
        "unit",
        "payment_plan",
    )


def _amounts(row: Grant, last: date | None) -> list[RateAmount]:
    """The amounts of the rate that hold on some day of the grant, the newest first."""
    if row.rate_id is None or row.start is None:
        return []
    runs = Period(row.start, last if last is None or last >= row.start else row.start)
    amounts = RateAmount.objects.filter(rate=row.rate_id).order_by("-start")
    return [one for one in amounts if Period(one.start, one.end).overlaps(runs)]


Posted = tuple[date, date | None, int]
"""The month in which something was posted, the month of its line, and øre."""


def _committed_and_posted(row: Grant, today: date) -> tuple[dict[date, int], list[Posted], int]:
    """What is committed by month, all that was posted, and the first year of which the house knows
    what was paid (this one when nothing was yet), in one question."""
    none = Value(None, DateField())
    posted = Posting.objects.filter(grant=row).order_by()
    counted = Commitment.objects.filter(grant=row).order_by()
    ran = PayRun.objects.filter(department=row.unit.department).order_by()
    rows = posted.values_list(Value(1), "month", "line__month", "oere").union(
        counted.values_list(Value(0), "month", none, "oere"),
        ran.values_list(Value(2), "month", none, Value(0)),
        all=True,
    )
    found = list(rows)
    committed = {month: oere for what, month, _, oere in found if what == 0}
    since = min((month for what, month, _, _ in found if what), default=today).year
    return committed, [(month, of, oere) for what, month, of, oere in found if what == 1], since


def _life(
    row: Grant, last: date | None, committed: Mapping[date, int], today: date
) -> Years | None:
    """What the grant costs over its life; None when a day of it has no price."""
    if last is not None and Month.of(last) <= last_counted_month(today):
        return Years(life=sum(committed.values()))
    try:
        return years_of_grants([row], row.decision.case.citizen.birth_date, today)[row.id]
    except pricing.UnableToPrice:
        return None


def _years(committed: dict[date, int], posted: list[Posted], since: int) -> list[YearLine]:
    """What each year committed and paid."""
    due: Counter[int] = Counter()
    for month, oere in committed.items():
        due[month.year] += oere
    paid: Counter[int] = Counter()
    for month, _, oere in posted:
        paid[month.year] += oere
    return [
        YearLine(year, due[year], _known(paid[year], year, since)) for year in sorted({*due, *paid})
    ]


def _known(paid: int, year: int, since: int) -> int | None:
    """What was paid in a year, unless the house did not pay yet: then it is not known."""
    return paid if paid or year >= since else None


def _months(
    committed: dict[date, int], posted: list[Posted], year: int, since: int
) -> list[MonthLine]:
    """Twelve months; what was posted of a line counts in the line's own month. A month is paid
    when a run of the grant's department reached it."""
    paid: Counter[date] = Counter()
    for month, line_month, oere in posted:
        paid[line_month or month] += oere
    last_paid = max((posted_in for posted_in, of_line, _ in posted if of_line), default=None)
    lines = []
    for month in (Month(year, n).first for n in range(1, 13)):
        due, got = committed.get(month, 0), paid[month]
        is_paid = last_paid is not None and month <= last_paid
        known = _known(got, year, since)
        lines.append(MonthLine(month, due, known, due - got if is_paid or got else None))
    return lines


def _way_up(actor: Actor, row: Grant) -> WayUp:
    decision, case = row.decision, row.decision.case
    may_follow = may_case(actor, Action.SEE_CASE, case)
    goals = list(decision.goals.order_by("position").values_list("id", "own_words"))
    decided_on = decision.decided_at.date() if decision.decided_at else None
    return WayUp(
        decision.id,
        decided_on,
        may_follow,
        case.id,
        case.number,
        decision.assessment_id,
        decision.assessment.finished_on if decision.assessment else None,
        goals if may_follow else [],
        len(goals),
        decision.purpose if may_follow else "",
        case.opening_reason if may_follow else "",
        case.matters_to_me if may_follow else "",
    )
