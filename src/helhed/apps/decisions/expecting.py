"""What expected changes would move, month by month: the price with them, less the price without.

The same engine as for grants, and the same lines that there will be when the change is granted.
So granting it moves exactly what was expected over to what is committed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from helhed.apps.decisions import pricing, totals
from helhed.apps.decisions.models import (
    Decision,
    ExpectedChange,
    ExpectedCost,
    ExpectedTotal,
    Grant,
    Suspension,
)
from helhed.apps.decisions.pricing import Priced, last_day
from helhed.kernel.identifiers import uuid7
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.forventning import OPEN, Change, end_along
from helhed.rules.decisions.konto import account_of
from helhed.rules.decisions.ophoer import last_day_by_law
from helhed.rules.decisions.ydelser import service
from helhed.rules.offers.ejerforhold import Ownership

DAY = timedelta(days=1)
Key = tuple[UUID, Month, str, UUID]


@dataclass(frozen=True, slots=True)
class Term:
    """A line as it is (taken away) or as it would be (added) by a change, and its service."""

    change: UUID
    sign: int
    line: Priced
    service: str


@dataclass(slots=True)
class Ground:
    """What changes stand on: granted lines by id, those that follow them, and their rests."""

    grants: dict[UUID, Grant] = field(default_factory=dict)
    following: dict[UUID, list[Grant]] = field(default_factory=dict)
    rests: dict[UUID, list[Period]] = field(default_factory=dict)


def open_changes() -> QuerySet[ExpectedChange, ExpectedChange]:
    """The changes that are expected and not decided yet."""
    return ExpectedChange.objects.filter(state__in=OPEN)


def recount(changes: QuerySet[ExpectedChange, ExpectedChange], last: Month) -> None:
    """Write again what changes would move, until ``last``; decided ones would move nothing more.

    Runs inside the caller's transaction. Raises UnableToPrice; then nothing is changed.
    """
    ids = list(changes.order_by("id").values_list("id", flat=True))
    for low in range(0, len(ids), pricing.IDS_AT_ONCE):
        some = ids[low : low + pricing.IDS_AT_ONCE]
        rows = ExpectedCost.objects.filter(expected__in=some)
        moved: Counter[totals.Key] = Counter()
        moved.subtract(totals.sums(rows))
        rows.delete()
        _write(open_changes().filter(id__in=some), last)
        moved.update(totals.sums(rows.all()))
        totals.add(ExpectedTotal, moved)


def recount_with(grants: Sequence[UUID], last: Month) -> None:
    """Write again the changes of grants, and of what grants follow. Raises UnableToPrice."""
    ids: set[UUID] = set()
    for low in range(0, len(grants), pricing.IDS_AT_ONCE):
        some = grants[low : low + pricing.IDS_AT_ONCE]
        on = Q(grant__in=some) | Q(grant__supplements__in=some)
        ids.update(open_changes().filter(on).values_list("id", flat=True))
    if ids:
        recount(ExpectedChange.objects.filter(id__in=ids), last)


def recount_on_rates(rates: Iterable[UUID], last: Month) -> None:
    """Write again the changes that would be paid at rates. Raises UnableToPrice."""
    recount(open_changes().filter(rate__in=list(rates)), last)


def count_all(last: Month) -> None:
    """Write what every open change would move, after many rows came in. Raises UnableToPrice."""
    ExpectedCost.objects.all().delete()
    _write(open_changes(), last)
    totals.anew(ExpectedTotal, ExpectedCost)


def _write(changes: QuerySet[ExpectedChange, ExpectedChange], last: Month) -> None:
    listed = list(changes.select_related("case__citizen"))
    found = moves(listed, last)
    ExpectedCost.objects.bulk_create(
        (
            ExpectedCost(
                expected_id=change, account=account, unit_id=unit, month=month.first, oere=oere
            )
            for (change, month, account, unit), oere in sorted(found.items())
        ),
        batch_size=500,
    )


def moves(changes: Sequence[ExpectedChange], last: Month) -> Mapping[Key, int]:
    """What changes would move per change, month, account and unit, in øre. Raises UnableToPrice."""
    ground = ground_of(changes)
    return priced([term for change in changes for term in terms_of(change, ground)], last)


def priced(terms: Sequence[Term], last: Month) -> Mapping[Key, int]:
    """What lines move per change, month, account and unit, in øre. Raises UnableToPrice."""
    if not terms:
        return {}
    of = {term.line.id: term for term in terms}
    first = Month.of(min(term.line.start for term in terms))
    found: Counter[Key] = Counter()
    for cost in pricing.month_costs([term.line for term in terms], first, max(first, last)):
        term, line = of[cost.grant.id], cost.grant
        if line.unit is not None:
            found[term.change, cost.month, line.account, line.unit] += term.sign * cost.oere
    return {key: oere for key, oere in found.items() if oere}


def as_changes(decision: Decision) -> list[ExpectedChange]:
    """The lines of a decision that is not approved, as the changes that they would be."""
    if decision.is_refusal:
        return []
    lines = decision.grants.filter(
        state=GrantState.DRAFT.value, rate__isnull=False, quantity__isnull=False
    ).exclude(start=None)
    return [
        ExpectedChange(
            id=line.id,
            case=decision.case,
            change=(Change.REPLACE if line.replaces_id else Change.NEW).value,
            grant_id=line.replaces_id,
            service=line.service,
            kind=line.kind,
            rate_id=line.rate_id,
            quantity=line.quantity,
            start=line.start,
            end=line.end,
            account=_account(line),
            unit_id=decision.case.unit_id,
        )
        for line in lines.select_related("main", "offer__provider")
    ]


def _account(line: Grant) -> str:
    owner = Ownership(line.offer.provider.ownership) if line.offer else None
    main = service(line.main.service) if line.main else None
    return account_of(service(line.service), owner, main).code


def ground_of(changes: Sequence[ExpectedChange]) -> Ground:
    """The grants that changes stand on, with those that follow them."""
    ground = Ground()
    asked = list({change.grant_id for change in changes if change.grant_id is not None})
    for low in range(0, len(asked), pricing.IDS_AT_ONCE):
        some = asked[low : low + pricing.IDS_AT_ONCE]
        granted = Grant.objects.filter(state=GrantState.GRANTED.value)
        for grant in granted.filter(Q(id__in=some) | Q(main__in=some)):
            ground.grants[grant.id] = grant
    for grant in ground.grants.values():
        if grant.main_id is not None:
            ground.following.setdefault(grant.main_id, []).append(grant)
    held = list(ground.grants)
    for low in range(0, len(held), pricing.IDS_AT_ONCE):
        some = held[low : low + pricing.IDS_AT_ONCE]
        rows = Suspension.objects.filter(grant__in=some).values_list("grant_id", "start", "end")
        for grant_id, start, end in rows:
            ground.rests.setdefault(grant_id, []).append(Period(start, end))
    return ground


def terms_of(change: ExpectedChange, ground: Ground) -> list[Term]:
    """The lines as they are and as they would be."""
    old = ground.grants.get(change.grant_id) if change.grant_id else None
    if change.change == Change.NEW:
        return _own(change, ())
    if old is None:
        return []
    if change.change == Change.END:
        return _with_another_end(change, old, ground)
    rests = tuple(ground.rests.get(old.id, ()))
    cut = change.start - DAY if change.start else None
    as_it_is = _line(old, old.end, rests)
    cut_short = _line(old, last_day(old.end, cut), rests)
    return [
        *(Term(change.id, -1, line, old.service) for line in as_it_is),
        *(Term(change.id, 1, line, old.service) for line in cut_short),
        *_own(change, rests),
    ]


def _own(change: ExpectedChange, rests: tuple[Period, ...]) -> list[Term]:
    """The line that the change itself would be."""
    if change.start is None or change.rate_id is None or change.quantity is None:
        return []
    by_law = last_day_by_law(service(change.service), change.case.citizen.birth_date)
    last = last_day(change.end, by_law)
    if last is not None and last < change.start:
        return []
    line = Priced(
        uuid7(),
        change.kind,
        change.rate_id,
        change.quantity,
        change.start,
        last,
        change.account,
        change.unit_id,
        None,
        rests,
    )
    return [Term(change.id, 1, line, change.service)]


def _with_another_end(change: ExpectedChange, old: Grant, ground: Ground) -> list[Term]:
    terms = []
    for one in [old, *ground.following.get(old.id, ())]:
        rests = tuple(ground.rests.get(one.id, ()))
        end = change.end if one is old else end_along(one.end, old.end, change.end)
        gap = gap_before(change.start, one) if end != one.end else None
        terms += [Term(change.id, -1, was, one.service) for was in _line(one, one.end, rests)]
        rested = (*rests, gap) if gap else rests
        terms += [Term(change.id, 1, will, one.service) for will in _line(one, end, rested)]
    return terms


def gap_before(start: date | None, grant: Grant) -> Period | None:
    """The days between a grant's last day and the day on which it would go on again."""
    last = last_day(grant.end, grant.runs_to)
    if start is None or last is None or start <= last + DAY:
        return None
    return Period(last + DAY, start - DAY)


def _line(grant: Grant, end: date | None, rests: tuple[Period, ...]) -> list[Priced]:
    """A granted line with an end; nothing when it would end before it begins."""
    last = last_day(end, grant.runs_to)
    if grant.start is None or grant.rate_id is None or grant.quantity is None:
        return []
    if last is not None and last < grant.start:
        return []
    line = Priced(
        uuid7(),
        grant.kind,
        grant.rate_id,
        grant.quantity,
        grant.start,
        last,
        grant.account,
        grant.unit_id,
        None,
        rests,
    )
    return [line]
