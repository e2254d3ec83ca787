"""Opgørelse: what the state pays month by month for a year's costs of many people.

Every cost is counted once, by one law (BL § 198 stk. 3): a refugee's first years by SEL § 181,
shelters and what follows them by half (SEL §§ 177, 176 a), and what is left of it by SEL § 176 for
an adult, or by BL § 198 for a child, whose household is summed. Other refund and what the citizen
pays are taken off first (BEK 1485/2023 § 3 stk. 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from helhed.kernel.dated import Parameter
from helhed.kernel.money import round_half_away_from_zero, split_by_weight
from helhed.kernel.period import Month, months_after
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.refunds import hjemloeshed
from helhed.rules.refunds.hjemloeshed import half_of
from helhed.rules.refunds.refusion import (
    PARAMETERS,
    CostKind,
    Limits,
    is_covered,
    limits_in,
    refund_of_month,
    refund_to_refugee,
)


class Scheme(CodeList):
    """The law that refund is claimed by."""

    ADULT = "sel_176", screen_text("SEL § 176, særligt dyr enkeltsag")
    CHILD = "bl_198", screen_text("BL § 198, særligt dyr enkeltsag")
    SHELTER = "sel_177", screen_text("SEL § 177, krisecenter og forsorgshjem")
    AFTER_SHELTER = "sel_176a", screen_text("SEL § 176 a, efter forsorgshjem")
    REFUGEE = "sel_181", screen_text("SEL § 181, flygtninge")

    @property
    def is_costly(self) -> bool:
        """Whether it is counted on the limits of the costliest cases."""
        return self in (Scheme.ADULT, Scheme.CHILD)

    @property
    def half(self) -> Parameter:
        """The state's part by a law that refunds half."""
        if self is Scheme.SHELTER:
            return PARAMETERS["shelter_share"]
        return hjemloeshed.PARAMETERS["homeless_share"]

    def share_on(self, month: Month) -> int | None:
        """The state's part of what counts, in percent; None by the limits, which have steps."""
        if self.is_costly:
            return None
        return 100 if self is Scheme.REFUGEE else self.half.int_on(month.first)


class Unknown(CodeList):
    """What must be known before a month's refund can be counted."""

    BIRTH = "birth", screen_text("Fødselsdagen mangler. Skriv den på borgeren.")
    BEFORE_67 = (
        "before_67",
        screen_text("Udgiften før det fyldte 67. år kendes ikke. Skriv, om borgeren var omfattet."),
    )


@dataclass(frozen=True, slots=True)
class Spent:
    """A cost of a grant in a month, what the citizen pays of it, and how much of it is half
    refunded by which law."""

    person: str
    grant: str
    month: Month
    oere: int
    kind: CostKind = CostKind.RUNNING
    by_child_law: bool = False
    half: Scheme | None = None
    half_oere: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever costs money: born when, in which household in which month, refugee from when, and
    what the last month before 67 cost, or that somebody was told to be covered then or not."""

    key: str
    birth_date: date | None
    households: Mapping[Month, str] = field(default_factory=dict)
    refugee_from: date | None = None
    net_before_67: int | None = None
    covered_at_67: bool | None = None


@dataclass(frozen=True, slots=True, order=True)
class Payer:
    """Whom a refund is counted on: a citizen, or a household whose children are summed."""

    is_household: bool
    key: str


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """A person's cost in a month: running, the month's part of single expenses, income, refund by
    other laws; ``basis`` is what is left for the limits."""

    person: str
    running: int
    one_off: int
    income: int
    other_refund: int
    basis: int


@dataclass(frozen=True, slots=True)
class PayerMonth:
    """A payer's month: who is in it, the sum for the limits, and what the state pays by each law.

    ``halved`` is the cost that a law pays half of, by law. ``unknown`` says why it cannot be
    counted; then it has no refund, and is no zero either.
    """

    payer: Payer
    month: Month
    people: tuple[PersonMonth, ...]
    steps: tuple[int, ...] = ()
    refunds: Mapping[Scheme, int] = field(default_factory=dict)
    is_covered: bool = True
    unknown: Unknown | None = None
    halved: Mapping[Scheme, int] = field(default_factory=dict)

    @property
    def basis(self) -> int:
        return sum(one.basis for one in self.people)

    @property
    def net(self) -> int:
        """The cost less income: what counts for the limits, and what other laws refund of it."""
        return self.basis + sum(self.refunds[one] for one in self.refunds if not one.is_costly)

    def basis_of(self, scheme: Scheme) -> int:
        """What counts by a law: the sum for the limits, the cost that is half refunded, or what a
        refugee is refunded in full."""
        if scheme.is_costly:
            return self.basis
        return self.halved.get(scheme, self.refunds.get(scheme, 0))

    @property
    def refund(self) -> int:
        return sum(self.refunds.values())


@dataclass(slots=True)
class _Sums:
    running: dict[Month, int]
    one_off: dict[Month, int]
    halves: dict[Month, dict[Scheme, int]]
    halved: dict[Month, dict[Scheme, int]]
    adult_law: set[Month]


def statement(
    people: Iterable[Person],
    spent: Iterable[Spent],
    incomes: Mapping[tuple[str, Month], int],
    year: int,
) -> list[PayerMonth]:
    """Every payer's months of a year, in order. Raises NoValueThatDay for a year without limits."""
    sums, limits = _summed(spent, year), limits_in(year)
    households: dict[tuple[str, Month], list[PersonMonth]] = defaultdict(list)
    found: list[PayerMonth] = []
    nothing = _Sums({}, {}, {}, {}, set())
    months = [Month(year, number) for number in range(1, 13)]
    for person in people:
        of_person = sums.get(person.key, nothing)
        for month in months:
            income = incomes.get((person.key, month), 0)
            one = _of_person(person, of_person, month, income, limits)
            line = one.people[0]
            if not (line.running or line.one_off or line.income or line.other_refund):
                continue
            household = person.households.get(month)
            if household is None or not is_child(person.birth_date, month):
                found.append(one)
                continue
            if line.other_refund:
                found.append(_by_other_laws(one))
            if line.basis or not line.other_refund:
                households[household, month].append(line)
    for (household, month), members in households.items():
        refund = refund_of_month(sum(m.basis for m in members), month, limits)
        refunds = {Scheme.CHILD: refund.oere} if refund.oere else {}
        payer = Payer(True, household)
        found.append(PayerMonth(payer, month, tuple(members), refund.steps, refunds))
    return sorted(found, key=lambda one: (one.payer, one.month))


def _by_other_laws(one: PayerMonth) -> PayerMonth:
    """What a child in a household is refunded by other laws than the limits, which the household
    is summed for."""
    refunds = {scheme: oere for scheme, oere in one.refunds.items() if not scheme.is_costly}
    return replace(one, people=(replace(one.people[0], basis=0),), steps=(), refunds=refunds)


def _summed(spent: Iterable[Spent], year: int) -> dict[str, _Sums]:
    """Costs by person and month: the state's half taken off, single expenses spread."""
    months = [Month(year, number) for number in range(1, 13)]
    found: dict[str, _Sums] = {}
    for cost in spent:
        if cost.month.year != year or cost.kind is CostKind.OBJECTIVE:
            continue
        sums = found.setdefault(cost.person, _Sums({}, {}, {}, {}, set()))
        if cost.half is not None:
            half = half_of(cost.half_oere, cost.month, cost.half.half)
            halves = sums.halves.setdefault(cost.month, {})
            halves[cost.half] = halves.get(cost.half, 0) + half
            halved = sums.halved.setdefault(cost.month, {})
            halved[cost.half] = halved.get(cost.half, 0) + cost.half_oere
        if cost.kind is CostKind.ONE_OFF:
            for month, part in zip(months, split_by_weight(cost.oere, [1] * 12), strict=True):
                sums.one_off[month] = sums.one_off.get(month, 0) + part
                if not cost.by_child_law:
                    sums.adult_law.add(month)
        else:
            sums.running[cost.month] = sums.running.get(cost.month, 0) + cost.oere
            if not cost.by_child_law:
                sums.adult_law.add(cost.month)
    return found


def _of_person(
    person: Person, sums: _Sums, month: Month, income: int, limits: Limits
) -> PayerMonth:
    running, one_off = sums.running.get(month, 0), sums.one_off.get(month, 0)
    payer, gross = Payer(False, person.key), max(0, running + one_off - income)
    others, halved = _other_laws(person, sums, month, gross)
    taken = sum(others.values())
    line = PersonMonth(person.key, running, one_off, income, taken, max(0, gross - taken))
    if not line.basis:
        return PayerMonth(payer, month, (line,), (), others, halved=halved)
    unknown, covered = _covered(person, month)
    if unknown is not None or not covered:
        return PayerMonth(payer, month, (line,), (), others, covered, unknown, halved)
    refund = refund_of_month(line.basis, month, limits)
    law = _law(person.birth_date, month, month in sums.adult_law)
    refunds = {**others, law: refund.oere} if refund.oere else others
    return PayerMonth(payer, month, (line,), refund.steps, refunds, halved=halved)


def _other_laws(
    person: Person, sums: _Sums, month: Month, gross: int
) -> tuple[dict[Scheme, int], dict[Scheme, int]]:
    """What other laws refund of a month before the limits: a refugee's years first, and the
    halves of what is left of it; and the cost that the halves are of."""
    halves, halved = sums.halves.get(month, {}), sums.halved.get(month, {})
    whole = 0
    if person.refugee_from is not None:
        whole = refund_to_refugee(gross, month, person.refugee_from)
    if not whole:
        return _some(halves), halved
    left = Fraction(gross - whole, gross)
    refunds = {Scheme.REFUGEE: whole, **_some(_times(halves, left))}
    return refunds, _times(halved, left)


def _times(sums: Mapping[Scheme, int], part: Fraction) -> dict[Scheme, int]:
    return {scheme: round_half_away_from_zero(oere * part) for scheme, oere in sums.items()}


def _some(sums: Mapping[Scheme, int]) -> dict[Scheme, int]:
    """Without the laws that refund nothing."""
    return {scheme: oere for scheme, oere in sums.items() if oere}


def _covered(person: Person, month: Month) -> tuple[Unknown | None, bool]:
    if person.birth_date is None:
        return Unknown.BIRTH, False
    if is_from_67(person.birth_date, month):
        if person.covered_at_67 is not None:
            return None, person.covered_at_67
        if person.net_before_67 is None:
            return Unknown.BEFORE_67, False
    return None, is_covered(person.birth_date, month, person.net_before_67)


def is_child(birth_date: date | None, month: Month) -> bool:
    """Whether somebody is summed with a household in a month: until the one in which 18 is
    reached (the house's reading; the law says children and young people)."""
    if birth_date is None:
        return False
    age = PARAMETERS["adult_age_months"].int_on(month.first)
    return month <= Month.of(months_after(birth_date, age))


def is_from_67(birth_date: date, month: Month) -> bool:
    """Whether a month lies after the one in which 67 is reached."""
    return month > turns_67(birth_date)


def turns_67(birth_date: date) -> Month:
    """The month in which 67 is reached."""
    age = PARAMETERS["pension_age_months"].int_on(date(2021, 1, 1))
    return Month.of(months_after(birth_date, age))


def last_before_67(birth_date: date, hospital_from: date | None = None) -> Month:
    """The month that decides whether somebody over 67 is covered: the last before 67, or the last
    before the admission of somebody in hospital then (BEK 2430/2021 § 6)."""
    turned = turns_67(birth_date)
    if hospital_from is not None and hospital_from <= turned.first - timedelta(days=1):
        return Month.of(hospital_from).plus(-1)
    return turned.plus(-1)


def _law(birth_date: date | None, month: Month, has_adult_law: bool) -> Scheme:
    if is_child(birth_date, month) or not has_adult_law:
        return Scheme.CHILD
    return Scheme.ADULT


def is_near(basis: int, month: Month, limits: Limits) -> bool:
    """Whether a net cost is close under the first limit of its year."""
    first = limits.steps[0][0]
    share = PARAMETERS["near_share"].int_on(month.first)
    return first >= 12 * basis and 100 * 12 * basis >= share * first


def net_of(spent: Sequence[Spent], incomes: Mapping[tuple[str, Month], int], month: Month) -> int:
    """A person's net cost in one month, single expenses spread over its year, before the limits."""
    sums = _summed(spent, month.year)
    total = 0
    for person, of_person in sums.items():
        half = sum(of_person.halves.get(month, {}).values())
        gross = of_person.running.get(month, 0) + of_person.one_off.get(month, 0)
        total += max(0, gross - incomes.get((person, month), 0) - half)
    return total
