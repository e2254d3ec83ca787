"""The statement of a year: what the state pays of what was posted, and of what is expected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from helhed.apps.refunds.gathering import Gathered, gathered
from helhed.apps.refunds.models import RefundClaimLine
from helhed.kernel.period import Month
from helhed.rules.refunds.hjemtagning import Key
from helhed.rules.refunds.opgoerelse import Payer, PayerMonth, Scheme, statement


@dataclass(frozen=True, slots=True)
class YearStatement:
    """A year's payers month by month, by what was posted and by what is expected."""

    year: int
    facts: Gathered
    posted: list[PayerMonth]
    expected: list[PayerMonth]

    def department(self, one: PayerMonth) -> str:
        """The department where the payer costs most."""
        return self.facts.departments.get(_dearest(one), "")

    def number(self, one: PayerMonth) -> str:
        """The case number of the payer's dearest help."""
        return self.facts.numbers.get(_dearest(one), "")


@dataclass(slots=True)
class Truth:
    """What can be claimed of years now: øre by payer, month and law; the cost it comes from;
    whose it is; and what cannot be counted."""

    refunds: dict[Key, int] = field(default_factory=dict)
    bases: dict[Key, int] = field(default_factory=dict)
    departments: dict[Payer, str] = field(default_factory=dict)
    uncounted: set[Key] = field(default_factory=set)


def _dearest(one: PayerMonth) -> str:
    dearest = max(one.people, key=lambda who: (who.running + who.one_off, who.person))
    return dearest.person


def year_statement(year: int, citizens: Collection[UUID] | None = None) -> YearStatement:
    """The statement of a year, of some citizens or of all who can have a refund. Raises
    NoValueThatDay for a year without limits."""
    facts = gathered(year, citizens)
    posted = statement(facts.people, facts.posted, facts.incomes, year)
    expected = statement(facts.people, facts.expected, facts.incomes, year)
    return YearStatement(year, facts, posted, expected)


def truth(years: Iterable[int], through: Month) -> Truth:
    """What can be claimed of some years through a month. Raises NoValueThatDay."""
    found = Truth()
    for year in years:
        facts = gathered(year)
        for one in statement(facts.people, facts.posted, facts.incomes, year):
            if one.month > through:
                continue
            found.departments[one.payer] = facts.departments.get(_dearest(one), "")
            if one.unknown is not None:
                found.uncounted |= {Key(one.payer, one.month, s) for s in Scheme if s.is_costly}
            for scheme, oere in one.refunds.items():
                key = Key(one.payer, one.month, scheme)
                found.refunds[key], found.bases[key] = oere, one.basis_of(scheme)
    return found


def claimed(years: Iterable[int], but: UUID | None = None) -> dict[Key, int]:
    """What all claims together took of some years, but one."""
    found: dict[Key, int] = {}
    for key, line in _lines(years, but):
        found[key] = found.get(key, 0) + line.oere
    return found


def turns(years: Iterable[int]) -> dict[Key, int]:
    """How many claims took something of each payer's month of some years."""
    found: dict[Key, int] = {}
    for key, line in _lines(years):
        found[key] = max(found.get(key, 0), line.turn)
    return found


def _lines(years: Iterable[int], but: UUID | None = None) -> Iterator[tuple[Key, RefundClaimLine]]:
    lines = RefundClaimLine.objects.filter(month__year__in=list(years)).exclude(claim=but)
    return ((key_of(line), line) for line in lines)


def key_of(line: RefundClaimLine) -> Key:
    """What a line of a claim is of."""
    payer = Payer(line.household_id is not None, str(line.household_id or line.citizen_id))
    return Key(payer, Month.of(line.month), Scheme.of(line.scheme))
