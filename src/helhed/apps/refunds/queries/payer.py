"""One citizen's or household's year: month by month, opened down to the costs that make it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, UnableToLetIn, require_at_all
from helhed.apps.citizens.models import Citizen
from helhed.apps.refunds.access import may_house, sees
from helhed.apps.refunds.gathering import CostLine
from helhed.apps.refunds.models import (
    HouseholdMember,
    Income,
    PayingDuty,
    RefundClaimLine,
    RefundFact,
)
from helhed.apps.refunds.queries.overview import Step, steps_in
from helhed.apps.refunds.running import MonthIncome, month_incomes
from helhed.apps.refunds.statements import YearStatement, year_statement
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.refunds.hjemtagning import RefundClaimState
from helhed.rules.refunds.opgoerelse import Payer, PayerMonth

NOT_COVERED = screen_text("Over 67 år og ikke omfattet lige før")


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of a payer: cost, single expenses' part, income, other refund, what is left, what
    lies above each limit's refund, the refund and its laws, each with the state's percent (None
    by the limits) and the cost that it is of; what was claimed, and what stands in a claim not
    sent yet."""

    month: Month
    running: int
    one_off: int
    income: int
    other_refund: int
    basis: int
    steps: tuple[int, ...]
    refund: int
    laws: list[tuple[str, int | None, int]]
    claimed: int
    pending: int
    is_expected: bool
    note: str


@dataclass(frozen=True, slots=True)
class PayerPage:
    """A payer's year. ``error`` when it cannot be counted."""

    payer: Payer
    year: int
    number: str
    name: str
    department: str
    months: list[MonthLine]
    steps: list[Step]
    lines: list[CostLine]
    members: list[tuple[UUID, str, HouseholdMember | None]]
    facts: list[RefundFact]
    incomes: list[Income]
    running: list[MonthIncome]
    duties: list[PayingDuty]
    claims: list[RefundClaimLine]
    may_prepare: bool
    is_household: bool
    citizens: list[UUID]
    error: NoValueThatDay | None = None

    @property
    def earned(self) -> int:
        return sum(one.refund for one in self.months if not one.is_expected)

    @property
    def expected(self) -> int:
        return sum(one.refund for one in self.months)

    @property
    def claimed(self) -> int:
        return sum(one.claimed for one in self.months)

    @property
    def pending(self) -> int:
        return sum(one.pending for one in self.months)


def payer_page(actor: Actor, payer: Payer, year: int) -> PayerPage:
    """The year of a citizen or a household. Raises UnableToLetIn, Http404."""
    require_at_all(actor, Action.SEE_REFUND)
    joined = _joined(payer) if payer.is_household else []
    citizens = list(dict.fromkeys(row.citizen_id for row in joined)) or [UUID(payer.key)]
    try:
        found = year_statement(year, citizens)
        error = None
    except NoValueThatDay as missing:
        found, error = None, missing
    if not payer.is_household:
        joined = found.facts.joined if found and found.facts.people else _joined(payer)
    if not joined:
        _require_there(payer, found)
    number, department = _whose(found)
    if not (may_house(actor, Action.SEE_REFUND) or (department and sees(actor, department))):
        raise UnableToLetIn(Action.SEE_REFUND)
    members = _members(joined, citizens, found)
    claims = _claims(payer, year)
    return PayerPage(
        payer,
        year,
        number,
        found.facts.household_names.get(payer.key, "") if found else "",
        department,
        _months(found, payer, claims) if found else [],
        steps_in(year) if found else [],
        _lines(found),
        members,
        found.facts.told if found else list(RefundFact.objects.filter(citizen__in=citizens)),
        list(_incomes(citizens, year)),
        _in_order(found.facts.runs_on if found else _running(citizens, year)),
        found.facts.duties
        if found
        else list(PayingDuty.objects.filter(citizen__in=citizens).order_by("start")),
        claims,
        may_house(actor, Action.PREPARE_REFUND),
        payer.is_household,
        citizens,
        error,
    )


def _joined(payer: Payer) -> list[HouseholdMember]:
    """Who is in the household, or where the citizen belongs to one."""
    key = UUID(payer.key)
    whose = Q(household=key) if payer.is_household else Q(citizen=key)
    rows = HouseholdMember.objects.filter(whose).select_related("household")
    return list(rows.order_by("start", "id"))


def _require_there(payer: Payer, found: YearStatement | None) -> None:
    """Raises Http404 when there is no such citizen, or nobody in such a household."""
    if found is not None and payer.key in found.facts.numbers:
        return
    if payer.is_household or not Citizen.objects.filter(id=payer.key).exists():
        raise Http404


def _whose(found: YearStatement | None) -> tuple[str, str]:
    """The dearest member's case number and department."""
    if found is None or not found.facts.departments:
        return "", ""
    dearest: dict[str, int] = {}
    for line in found.facts.lines:
        dearest[line.citizen] = dearest.get(line.citizen, 0) + line.oere
    key = max(dearest, key=lambda one: dearest[one])
    return found.facts.numbers[key], found.facts.departments[key]


def _members(
    joined: list[HouseholdMember], citizens: list[UUID], found: YearStatement | None
) -> list[tuple[UUID, str, HouseholdMember | None]]:
    numbers = found.facts.numbers if found else {}
    of = {row.citizen_id: row for row in joined}
    return [(key, numbers.get(str(key), ""), of.get(key)) for key in citizens]


def _incomes(citizens: list[UUID], year: int) -> QuerySet[Income, Income]:
    rows = Income.objects.filter(grant__citizen__in=citizens, month__year=year)
    people = ("recorded_by", "withdrawn_by", "replaced_by")
    return rows.select_related("grant", *people).order_by("month", "recorded_at", "id")


def _running(citizens: list[UUID], year: int) -> list[MonthIncome]:
    """The months of a year into which incomes run on, or that are decided."""
    found = month_incomes(citizens, year, Month(year, 1))
    return [one for one in found if one.is_unwritten]


def _in_order(incomes: list[MonthIncome]) -> list[MonthIncome]:
    return sorted(incomes, key=lambda one: (one.month, str(one.grant)))


def _claims(payer: Payer, year: int) -> list[RefundClaimLine]:
    key = UUID(payer.key)
    who = Q(household=key) if payer.is_household else Q(citizen=key)
    lines = RefundClaimLine.objects.filter(who, month__year=year).select_related("claim")
    return list(lines.order_by("month", "claim__made_at"))


def _months(found: YearStatement, payer: Payer, claims: list[RefundClaimLine]) -> list[MonthLine]:
    claimed: dict[Month, int] = defaultdict(int)
    pending: dict[Month, int] = defaultdict(int)
    for line in claims:
        is_claimed = RefundClaimState.of(line.claim.state).is_claimed
        (claimed if is_claimed else pending)[Month.of(line.month)] += line.oere
    posted = {one.month: one for one in found.posted if one.payer == payer}
    expected = {one.month: one for one in found.expected if one.payer == payer}
    last = max(
        (Month.of(line.month.first) for line in found.facts.lines if not line.is_committed),
        default=None,
    )
    months = sorted({*posted, *expected, *claimed, *pending})
    lines = []
    for month in months:
        is_expected = last is None or month > last
        one = (expected if is_expected else posted).get(month)
        lines.append(_month(month, one, (claimed[month], pending[month]), is_expected))
    return lines


def _month(
    month: Month, one: PayerMonth | None, taken: tuple[int, int], is_expected: bool
) -> MonthLine:
    """``taken`` is what was claimed, and what stands in a claim not sent yet."""
    if one is None:
        return MonthLine(month, 0, 0, 0, 0, 0, (), 0, [], *taken, is_expected, "")
    return MonthLine(
        month,
        sum(person.running for person in one.people),
        sum(person.one_off for person in one.people),
        sum(person.income for person in one.people),
        sum(person.other_refund for person in one.people),
        one.basis,
        one.steps,
        one.refund,
        [(law.label, law.share_on(month), one.basis_of(law)) for law in one.refunds],
        *taken,
        is_expected,
        _note(one),
    )


def _note(one: PayerMonth) -> str:
    if one.unknown is not None:
        return one.unknown.label
    return "" if one.is_covered else NOT_COVERED


def _lines(found: YearStatement | None) -> list[CostLine]:
    if found is None:
        return []
    return sorted(found.facts.lines, key=lambda line: (line.month, line.number, line.service))
