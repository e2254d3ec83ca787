"""Expected changes: those of a case or a grant, one for its page, and all that one may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import may_case
from helhed.apps.cases.queries import CaseHead, head_of
from helhed.apps.decisions import expecting, pricing
from helhed.apps.decisions.access import approving_roles, changes_within, require_change
from helhed.apps.decisions.models import ExpectedChange, ExpectedTotal, Grant
from helhed.apps.decisions.queries.page import Price, own_limit, price_of, writers_of_change
from helhed.apps.decisions.queries.price import Years, total, years_of_changes, years_of_grants
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.forventning import OPEN, Change, ExpectedState, end_along
from helhed.rules.decisions.kompetence import OverTheLimit, require_within
from helhed.rules.decisions.ydelser import PriceKind, service

Cell = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class ExpectedShown:
    """An expected change on a page, with what it would move, in øre: nothing once it is decided."""

    row: ExpectedChange
    what: str
    service: str
    state: str
    is_open: bool
    offer: str
    rate: str
    kind: PriceKind
    quantity: Decimal | None
    start: date | None
    end: date | None
    this_year: int
    next_year: int


def of_case(case: UUID, today: date) -> list[ExpectedShown]:
    """The expected changes of a case, the open ones first."""
    return _shown(ExpectedChange.objects.filter(case=case), today)


def of_grant(grant: UUID, today: date) -> list[ExpectedShown]:
    """The expected changes of one grant, and of what would follow it."""
    return _shown(ExpectedChange.objects.filter(Q(grant=grant) | Q(main=grant)), today)


def _shown(rows: QuerySet[ExpectedChange, ExpectedChange], today: date) -> list[ExpectedShown]:
    related = rows.select_related("case__citizen", "offer", "rate", "prepared_by", "decided_by")
    listed = list(_with_years(related, today.year).order_by("-recorded_at", "-id"))
    listed.sort(key=lambda row: row.state not in OPEN)
    return [_one(row) for row in listed]


def _with_years(
    rows: QuerySet[ExpectedChange, ExpectedChange], year: int
) -> QuerySet[ExpectedChange, Any]:
    this, following = _in_year(year), _in_year(year + 1)
    return rows.annotate(
        this_year=Sum("costs__oere", filter=this), next_year=Sum("costs__oere", filter=following)
    )


def _in_year(year: int) -> Q:
    return Q(costs__month__range=(date(year, 1, 1), date(year, 12, 31)))


def _one(row: Any) -> ExpectedShown:
    return ExpectedShown(
        row,
        Change.of(row.change).label,
        service(row.service).name,
        ExpectedState.of(row.state).label,
        row.state in OPEN,
        row.offer.name if row.offer else "",
        row.rate.name if row.rate else "",
        PriceKind(row.kind),
        row.quantity,
        row.start,
        row.end,
        row.this_year or 0,
        row.next_year or 0,
    )


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One grant in the row of those that took over from each other."""

    id: UUID
    quantity: Decimal | None
    kind: PriceKind
    rate: str
    start: date | None
    end: date | None
    is_here: bool


def chain_of(grant: Grant) -> list[ChainLink]:
    """The grants that took over from each other, the oldest first; empty for one alone."""
    states = (GrantState.GRANTED.value, GrantState.DROPPED.value)
    theirs = Grant.objects.filter(citizen=grant.citizen_id, state__in=states)
    linked = theirs.filter(Q(replaces__isnull=False) | Q(replaced_by__isnull=False)).distinct()
    listed = list(linked.select_related("rate").order_by("state"))  # of two, the granted one holds
    by_id = {one.id: one for one in listed}
    after = {one.replaces_id: one for one in listed if one.replaces_id}
    first = by_id.get(grant.id)
    while first is not None and first.replaces_id in by_id:
        first = by_id[first.replaces_id]
    links: list[Grant] = []
    while first is not None:
        links.append(first)
        first = after.get(first.id)
    return [_link(one, grant.id) for one in links] if len(links) > 1 else []


def _link(one: Grant, here: UUID) -> ChainLink:
    last = pricing.last_day(one.end, one.runs_to)
    name = one.rate.name if one.rate else ""
    kind = PriceKind(one.kind)
    return ChainLink(one.id, one.quantity, kind, name, one.start, last, one.id == here)


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One expected change for its own page: as it is, what it would move, and who may do what.

    ``price``: what the decision costs with a moved end, for who may approve it; ``own_limit``: what
    they may approve in a year, in øre, when there is a limit."""

    shown: ExpectedShown
    case: CaseHead
    now: Grant | None
    now_last: date | None
    years: tuple[Years, Years] | None
    error: pricing.UnableToPrice | None
    following: list[tuple[str, date | None, date | None]]
    gap: tuple[date, date] | None
    price: Price | None
    may_prepare: bool
    may_approve: bool
    is_own: bool
    over_limit: OverTheLimit | None
    own_limit: int | None

    @property
    def granted(self) -> Years:
        """What is granted in the case today."""
        return self.years[0] if self.years else Years()

    @property
    def moves(self) -> Years:
        """What the change would move."""
        return self.years[1] if self.years else Years()

    @property
    def together(self) -> Years:
        """What is granted and the change, together."""
        return self.granted + self.moves


def change_page(actor: Actor, change: UUID) -> ChangePage:
    """One expected change, logged. Raises Http404."""
    with transaction.atomic():
        rows = ExpectedChange.objects.select_related(
            "case__citizen",
            "case__unit",
            "case__responsible",
            "grant__decision__case",
            "grant__rate",
            "offer",
            "rate",
            "line",
            "prepared_by",
            "decided_by",
        )
        row = _with_years(rows, actor.today.year).filter(id=change).first()
        if row is None:
            raise Http404
        require_change(actor, Action.SEE_CASE, row)
        read(actor, "expected.read", row, row.case.citizen_id)
        may_approve = may_case(actor, Action.APPROVE_DECISION, row.case)
        years, price, error = _try_years(row, actor.today, may_approve)
        return ChangePage(
            _one(row),
            head_of(row.case),
            row.grant,
            pricing.last_day(row.grant.end, row.grant.runs_to) if row.grant else None,
            years,
            error,
            _following(row),
            _gap(row),
            price,
            may_case(actor, Action.PREPARE_DECISION, row.case),
            may_approve and row.state == ExpectedState.SUBMITTED,
            actor.id in writers_of_change(row),
            _over_limit(actor, row, price) if may_approve and price else None,
            own_limit(actor, row.grant.decision) if may_approve and row.grant else None,
        )


def _try_years(
    row: ExpectedChange, today: date, for_approval: bool
) -> tuple[tuple[Years, Years] | None, Price | None, pricing.UnableToPrice | None]:
    if row.state not in OPEN:
        return None, None, None
    try:
        years = _granted_years(row, today), years_of_changes([row], today)[row.id]
        is_end = row.change == Change.END
        price = price_with_change(row, today) if is_end and for_approval else None
    except pricing.UnableToPrice as error:
        return None, None, error
    return years, price, None


def _granted_years(row: ExpectedChange, today: date) -> Years:
    granted = Grant.objects.filter(decision__case=row.case_id, state=GrantState.GRANTED.value)
    birth_date = row.case.citizen.birth_date
    return total(years_of_grants(list(granted), birth_date, today).values())


def _following(row: ExpectedChange) -> list[tuple[str, date | None, date | None]]:
    """(service, last day now, last day then) of what follows a grant whose end is moved."""
    if row.change != Change.END or row.grant is None:
        return []
    lines = row.grant.supplements.filter(state=GrantState.GRANTED.value).order_by("id")
    old = row.grant.end
    moved = [
        (service(one.service).name, one.end, end_along(one.end, old, row.end)) for one in lines
    ]
    return [one for one in moved if one[1] != one[2]]


def _gap(row: ExpectedChange) -> tuple[date, date] | None:
    gap = expecting.gap_before(row.start, row.grant) if row.grant else None
    is_end = row.change == Change.END
    return (gap.start, gap.end) if gap and gap.end and is_end else None


def _over_limit(actor: Actor, row: ExpectedChange, price: Price) -> OverTheLimit | None:
    if row.grant is None:
        return None
    try:
        roles = approving_roles(actor, row.grant.decision)
        require_within(roles, price.dearest_year, actor.today)
    except OverTheLimit as over:
        return over
    return None


def price_with_change(row: ExpectedChange, today: date) -> Price:
    """What the decision costs with a moved end: what the approver's limit is held against.

    Raises UnableToPrice.
    """
    if row.grant is None:
        return Price(0, 0, 0, False, 0)
    lines = []
    for line in Grant.objects.filter(
        decision=row.grant.decision_id, state=GrantState.GRANTED.value
    ):
        if line.id == row.grant_id:
            line.end = row.end
        elif line.main_id == row.grant_id:
            line.end = end_along(line.end, row.grant.end, row.end)
        if line.start is not None and (line.end is None or line.end >= line.start):
            lines.append(line)
    return price_of(lines, row.case.citizen.birth_date, today)


@dataclass(frozen=True, slots=True)
class ExpectedFilter:
    """Which expected changes to list: in which state, of what sort, of which unit."""

    state: str = ""
    change: str = ""
    unit: UUID | None = None


def changes(actor: Actor, wanted: ExpectedFilter) -> QuerySet[ExpectedChange, ExpectedChange]:
    """The expected changes that the actor may see and asked for, with what they move this year."""
    require_at_all(actor, Action.SEE_CASE)
    found = ExpectedChange.objects.filter(changes_within(actor.reach(Action.SEE_CASE)))
    found = found.filter(state=wanted.state) if wanted.state else found.filter(state__in=OPEN)
    if wanted.change:
        found = found.filter(change=wanted.change)
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    related = found.select_related("case__citizen", "unit", "prepared_by")
    return _with_years(related, actor.today.year)


def change_row(row: Any) -> dict[str, Any]:
    """An expected change as a row of the list."""
    return {
        "id": row.id,
        "citizen_id": row.case.citizen_id,
        "number": row.case.number,
        "citizen": row.case.citizen.name,
        "service": service(row.service).name,
        "what": Change.of(row.change).label,
        "state": ExpectedState.of(row.state).label,
        "state_key": row.state,
        "unit": row.unit.name,
        "start": row.start,
        "end": row.end,
        "this_year": row.this_year or 0,
        "next_year": row.next_year or 0,
        "prepared_by": row.prepared_by.name if row.prepared_by else "",
    }


def awaiting_end(actor: Actor) -> QuerySet[ExpectedChange, ExpectedChange]:
    """Moved ends that the actor could approve, the oldest first; not those of the actor's own."""
    within = changes_within(actor.reach(Action.APPROVE_DECISION))
    found = ExpectedChange.objects.filter(within, state=ExpectedState.SUBMITTED.value)
    others = found.filter(~Q(prepared_by=actor.id) | Q(prepared_by=None))
    return others.select_related("case__citizen", "prepared_by").order_by("submitted_at", "id")


def expected_by_month(year: int, units: Iterable[UUID], account: str = "") -> dict[Cell, list[int]]:
    """What open expected changes would move in each month of a year, per account and unit.

    Never a part of what is committed; a change to less is negative.
    """
    firsts = [Month(year, number).first for number in range(1, 13)]
    rows = ExpectedTotal.objects.filter(month__in=firsts, unit__in=list(units))
    if account:
        rows = rows.filter(account=account)
    found: dict[Cell, list[int]] = {}
    for code, unit, month, oere in rows.values_list("account", "unit_id", "month", "oere"):
        found.setdefault((code, unit), [0] * 12)[month.month - 1] += oere
    return {cell: months for cell, months in found.items() if any(months)}
