"""From what was posted and what is committed to the facts that the rules of refund ask for.

Only citizens who can have a refund are read: whose costs come near a limit, whose help is refunded
by another law, or who share a household. It is one look for however many they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery, Sum

from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.payments.models import Posting
from helhed.apps.payments.queries import closed_months
from helhed.apps.refunds.models import (
    HouseholdMember,
    PayingDuty,
    RefundClaimLine,
    RefundFact,
)
from helhed.apps.refunds.running import MonthIncome, month_incomes
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.refunds.betingelser import LeftOut
from helhed.rules.refunds.forhold import FactKind
from helhed.rules.refunds.opgoerelse import Person, Spent
from helhed.rules.refunds.refusion import limits_in
from helhed.rules.refunds.udgifter import (
    HALF_REFUNDED,
    GrantFacts,
    deciding_month,
    halves,
    person,
    spent,
    why_left_out,
)

RUNNING_SHARE, ONE_OFF_SHARE = 65, 15
"""Percent of the first limit that running costs of a month, or single expenses of a year, reach in
everybody who is near it: whoever has less of both is under 80 percent."""
Incomes = dict[tuple[str, Month], int]
Corrections = Mapping[tuple[UUID, str, Month], int]
"""What of a grant on an account is corrected in a month and not posted, in øre."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """A grant's cost in a month as it was posted or is committed; ``left_out`` when it is not
    claimed, and why."""

    grant: UUID
    citizen: str
    service: str
    citation: str
    number: str
    account: str
    month: Month
    oere: int
    is_one_off: bool
    is_committed: bool
    left_out: LeftOut | None


@dataclass(slots=True)
class Gathered:
    """What the rules need. ``posted`` is what was booked, ``expected`` the same for the months
    that were paid and what is committed for the others, ``corrected`` that with the corrections
    that are known and not posted."""

    people: list[Person] = field(default_factory=list)
    posted: list[Spent] = field(default_factory=list)
    expected: list[Spent] = field(default_factory=list)
    corrected: list[Spent] = field(default_factory=list)
    incomes: Incomes = field(default_factory=dict)
    lines: list[CostLine] = field(default_factory=list)
    departments: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    household_names: dict[str, str] = field(default_factory=dict)
    told: list[RefundFact] = field(default_factory=list)
    runs_on: list[MonthIncome] = field(default_factory=list)
    duties: list[PayingDuty] = field(default_factory=list)
    joined: list[HouseholdMember] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    grant: Grant
    account: str
    month: Month
    oere: int
    is_committed: bool


def gathered(
    year: int, citizens: Collection[UUID] | None = None, known: Corrections | None = None
) -> Gathered:
    """The facts of a year, of some citizens or of all who can have a refund; ``known``: what is
    corrected and not posted. Raises NoValueThatDay for a year without limits."""
    limits_in(year)
    wanted = candidates(year) if citizens is None else set(citizens)
    grants = {grant.id: grant for grant in _grants(wanted)}
    told = list(RefundFact.objects.filter(citizen__in=wanted))
    facts = _by_citizen(told)
    persons = {grant.citizen_id: grant.citizen for grant in grants.values()}
    deciding = {
        key: deciding_month(citizen.birth_date, facts.get(key, {}), year)
        for key, citizen in persons.items()
    }
    older = {key: month for key, month in deciding.items() if month is not None}
    rows = _rows(year, wanted, older, grants)
    incomes, by_grant, on = _incomes(year, wanted, older)
    duties = list(PayingDuty.objects.filter(citizen__in=wanted).order_by("start"))
    found = _spent(year, rows, by_grant, _periods(duties), grants, known or {})
    found.incomes, found.told, found.runs_on, found.duties = incomes, told, on, duties
    first = next((getattr(grant, "first_posted", None) for grant in grants.values()), None)
    _add_people(found, year, persons, facts, older, first)
    return found


def candidates(year: int, among: Collection[UUID] | None = None) -> set[UUID]:
    """The citizens who can have a refund in a year, of all or of some."""
    first = limits_in(year).steps[0][0]
    months = Q(month__gte=date(year, 1, 1), month__lte=date(year, 12, 1))
    half = Q(citation__in=HALF_REFUNDED)
    reach = Q(start__lte=date(year, 12, 31))
    whose = Q() if among is None else Q(citizen__in=among)
    of_grant = Q() if among is None else Q(grant__citizen__in=among)
    parts: list[QuerySet[Any, Any]] = []
    for model in (Posting, Commitment):
        of_year = model._default_manager.filter(months, of_grant, grant__isnull=False).order_by()
        monthly = of_year.values("grant__citizen", "month").annotate(total=Sum("oere"))
        reached = monthly.filter(total__gte=first * RUNNING_SHARE // 1_200)
        parts.append(reached.values_list(F("grant__citizen_id")))
        single = of_year.filter(grant__kind=PriceKind.ONE_OFF.value).values("grant__citizen")
        yearly = single.annotate(total=Sum("oere")).filter(total__gte=first * ONE_OFF_SHARE // 100)
        parts.append(yearly.values_list(F("grant__citizen_id")))
    for told in (HouseholdMember.objects, RefundFact.objects):
        parts.append(told.filter(whose).values_list("citizen_id").order_by())
    granted = Grant.objects.filter(half, reach, whose, state="granted")
    parts.append(granted.values_list("citizen_id"))
    claimed = RefundClaimLine.objects.filter(months, whose, citizen__isnull=False)
    parts.append(claimed.values_list("citizen_id").order_by())
    return {key for (key,) in parts[0].union(*parts[1:])}


def _grants(wanted: Collection[UUID]) -> QuerySet[Grant, Grant]:
    """The grants of some citizens; with each the first month that anything is posted in, which is
    the same of all and saves a question."""
    first = Posting.objects.order_by("month").values("month")[:1]
    grants = Grant.objects.filter(citizen__in=wanted, start__isnull=False).exclude(account="")
    grants = grants.annotate(first_posted=Subquery(first))
    with_them = grants.select_related("decision__case", "unit", "citizen")
    return with_them.only(
        "service",
        "citation",
        "kind",
        "account",
        "start",
        "end",
        "runs_to",
        "state",
        "citizen__birth_date",
        "decision__decided_at",
        "decision__prepared_on",
        "decision__case__number",
        "unit__department",
    )


def _by_citizen(told: Iterable[RefundFact]) -> dict[UUID, dict[FactKind, date]]:
    found: dict[UUID, dict[FactKind, date]] = defaultdict(dict)
    for fact in told:
        found[fact.citizen_id][FactKind.of(fact.kind)] = fact.start
    return found


def _periods(duties: Iterable[PayingDuty]) -> dict[UUID, list[Period]]:
    """When another municipality pays for whom."""
    found: dict[UUID, list[Period]] = defaultdict(list)
    for duty in duties:
        if duty.paying != duty.acting:
            found[duty.citizen_id].append(Period(duty.start, duty.end))
    return found


def _rows(
    year: int, wanted: Collection[UUID], older: dict[UUID, Month], grants: dict[UUID, Grant]
) -> list[_Row]:
    in_year = Q(month__gte=date(year, 1, 1), month__lte=date(year, 12, 1))
    before = Q(grant__citizen__in=list(older), month__gte=date(2021, 1, 1))
    posted = Posting.objects.filter(in_year | before, grant__citizen__in=wanted).order_by()
    summed = posted.values_list("grant_id", "account", "month").annotate(total=Sum("oere"))
    rows = [
        _Row(grants[grant], account, Month.of(month), total, False)
        for grant, account, month, total in summed
        if grant in grants
    ]
    committed = Commitment.objects.filter(in_year, grant__citizen__in=wanted)
    rows += [
        _Row(grants[grant], account, Month.of(month), oere, True)
        for grant, account, month, oere in committed.values_list(
            "grant_id", "account", "month", "oere"
        )
        if grant in grants
    ]
    return rows


def _incomes(
    year: int, wanted: Collection[UUID], older: dict[UUID, Month]
) -> tuple[Incomes, Incomes, list[MonthIncome]]:
    """By citizen and month, and those of one grant by that; what runs on among them, which in the
    year also stands by itself."""
    of_citizen: Incomes = defaultdict(int)
    of_grant: Incomes = defaultdict(int)
    on: list[MonthIncome] = []
    for one in month_incomes(wanted, year, None if older else Month(year, 1)):
        if one.month.year == year or one.citizen in older:
            of_citizen[str(one.citizen), one.month] += one.oere
            of_grant[str(one.grant), one.month] += one.oere
        if one.is_unwritten and one.month.year == year:
            on.append(one)
    return dict(of_citizen), dict(of_grant), on


def _spent(
    year: int,
    rows: list[_Row],
    incomes: dict[tuple[str, Month], int],
    duties: dict[UUID, list[Period]],
    grants: Mapping[UUID, Grant],
    known: Corrections,
) -> Gathered:
    closed = closed_months(year)
    facts = {key: _facts_of(grant) for key, grant in grants.items()}
    half = halves(facts[key] for key, grant in grants.items() if grant.state == "granted")
    found = Gathered()
    left = dict(known)
    sums: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        grant, of = row.grant, facts[row.grant.id]
        is_paid = row.month.month <= closed.get(grant.unit.department, 0)
        if row.is_committed and is_paid:
            continue
        why = why_left_out(of, row.account, row.month, duties.get(grant.citizen_id, ()))
        if row.month.year == year:
            number = grant.decision.case.number
            found.lines.append(_line(row, of, number, why))
            sums[of.citizen][grant.unit.department, number] += row.oere
        if why is not None:
            continue
        income = incomes.get((of.key, row.month), 0)
        cost = spent(of, row.month, row.oere, income, half.get(of.key))
        if not row.is_committed:
            found.posted.append(cost)
        if row.is_committed or is_paid or row.month.year != year:
            found.expected.append(cost)
            more = left.pop((grant.id, row.account, row.month), 0)
            found.corrected.append(
                spent(of, row.month, row.oere + more, income, half.get(of.key)) if more else cost
            )
    for (key, account, month), oere in left.items():
        if key not in grants:
            continue
        of, duty = facts[key], duties.get(grants[key].citizen_id, ())
        if why_left_out(of, account, month, duty) is None:
            # What came in is taken off the month's other costs already.
            found.corrected.append(spent(of, month, oere, 0, half.get(of.key)))
    for citizen, of_citizen in sums.items():
        dearest = max(of_citizen, key=lambda key: (of_citizen[key], key))
        found.departments[citizen], found.numbers[citizen] = dearest
    return found


def _facts_of(grant: Grant) -> GrantFacts:
    assert grant.start is not None
    decided = grant.decision.decided_at
    ends = [end for end in (grant.end, grant.runs_to) if end is not None]
    end = max(min(ends), grant.start) if ends else None
    return GrantFacts(
        str(grant.id),
        str(grant.citizen_id),
        grant.citation,
        grant.account,
        grant.kind == PriceKind.ONE_OFF.value,
        Period(grant.start, end),
        decided.date() if decided else grant.decision.prepared_on,
    )


def _line(row: _Row, of: GrantFacts, number: str, why: LeftOut | None) -> CostLine:
    return CostLine(
        row.grant.id,
        of.citizen,
        row.grant.service,
        of.citation,
        number,
        row.account,
        row.month,
        row.oere,
        of.is_one_off,
        row.is_committed,
        why,
    )


def _add_people(
    found: Gathered,
    year: int,
    persons: dict[UUID, Citizen],
    facts: dict[UUID, dict[FactKind, date]],
    older: dict[UUID, Month],
    first: date | None,
) -> None:
    members = _members(found, year, persons)
    of_person: dict[str, list[Spent]] = defaultdict(list)
    for cost in found.posted:
        of_person[cost.person].append(cost)
    for key, citizen in persons.items():
        month = older.get(key)
        is_known = month is not None and first is not None and month.first >= first
        before = (of_person[str(key)], found.incomes, month) if is_known and month else None
        told = facts.get(key, {})
        found.people.append(
            person(str(key), citizen.birth_date, members.get(key, {}), told, before)
        )


def _members(found: Gathered, year: int, persons: Collection[UUID]) -> dict[UUID, dict[Month, str]]:
    """Who is in which household in which month of a year, by the first day of the month."""
    rows = HouseholdMember.objects.filter(citizen__in=list(persons)).select_related("household")
    found.joined = list(rows.order_by("start", "id"))
    members: dict[UUID, dict[Month, str]] = defaultdict(dict)
    for row in found.joined:
        found.household_names[str(row.household_id)] = row.household.name
        for number in range(1, 13):
            month = Month(year, number)
            if month.first in Period(row.start, row.end):
                members[row.citizen_id][month] = str(row.household_id)
    return members
