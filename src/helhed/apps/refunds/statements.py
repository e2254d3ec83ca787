"""The statement of a year: what the state pays of what was posted, and of what is expected."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from helhed.apps.refunds.gathering import Gathered, gathered
from helhed.rules.refunds.opgoerelse import PayerMonth, statement


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
