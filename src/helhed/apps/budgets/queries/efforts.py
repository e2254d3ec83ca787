"""Quantity and price of each service, held against what was assumed, and the difference explained.

The quantity is days of help in thousandths of a person: a budget line of so many helårspersoner is
as many thousandths for every day of the year, a grant a whole person for each day it runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from helhed.apps.budgets.activity import EffortYear
from helhed.kernel.period import Period
from helhed.kernel.words import screen_text
from helhed.rules.budgets.afvigelse import Explained, Line, explained, in_total
from helhed.rules.budgets.budgetmodel import Assumption
from helhed.rules.budgets.helaarsperson import THOUSANDTHS, amount, persons_of, price_of
from helhed.rules.decisions.ydelser import services

EffortKey = tuple[str, str]
"""Service and account."""
WITHOUT_GRANT = screen_text("Bogført uden bevilling")


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a comparison says: thousandths of person-days, their øre, and other øre."""

    quantity: int = 0
    oere: int = 0
    fixed: int = 0

    @property
    def total(self) -> int:
        return self.oere + self.fixed

    def __add__(self, more: Side) -> Side:
        return Side(self.quantity + more.quantity, self.oere + more.oere, self.fixed + more.fixed)


NOTHING = Side()


@dataclass(frozen=True, slots=True)
class Effort:
    """One service on one account: as assumed, and as it is."""

    service: str
    account: str
    base: Side
    now: Side


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides held against each other, explained per service and in total."""

    efforts: list[Effort]
    services: dict[str, Explained]
    total: Explained

    def sides(self, service: str) -> tuple[Side, Side]:
        """Both sides of a whole service."""
        theirs = [one for one in self.efforts if one.service == service]
        return sum((e.base for e in theirs), NOTHING), sum((e.now for e in theirs), NOTHING)


def service_name(key: str) -> str:
    """What a service is called; what is posted without a grant has a name of its own."""
    found = services().get(key)
    return found.name if found else key or WITHOUT_GRANT


def of_grants(years: Mapping[EffortKey, EffortYear]) -> dict[EffortKey, Side]:
    """What grants are expected to cost, with their days."""
    return {
        key: Side(one.days * THOUSANDTHS, one.with_days, one.without) for key, one in years.items()
    }


def of_budget(lines: Iterable[Assumption], year: int) -> dict[EffortKey, Side]:
    """What a version of the budget assumes for a year."""
    length = Period.of_year(year).length
    found: defaultdict[EffortKey, Side] = defaultdict(Side)
    for line in lines:
        service, account, _ = line.key
        side = Side(line.persons * length, amount(line.persons, line.price), line.fixed)
        found[service, account] += side
    return dict(found)


def compared(base: Mapping[EffortKey, Side], now: Mapping[EffortKey, Side]) -> Compared:
    """Both sides line by line, and why they differ, to the øre."""
    efforts = [
        Effort(*key, base.get(key, NOTHING), now.get(key, NOTHING)) for key in sorted({*base, *now})
    ]
    found = explained(line for effort in efforts for line in _lines(effort))
    return Compared(efforts, found, in_total(found.values()))


def _lines(effort: Effort) -> list[Line]:
    """What has days, by who delivers; and what has none."""
    base, now = effort.base, effort.now
    with_days = Line(
        effort.service, effort.account, base.quantity, base.oere, now.quantity, now.oere
    )
    without = Line(effort.service, f"{effort.account} fixed", 0, base.fixed, 0, now.fixed)
    return [with_days, without]


def persons(side: Side, year: int) -> int:
    """Thousandths of helårspersoner."""
    return persons_of(side.quantity, Period.of_year(year).length * THOUSANDTHS)


def price(side: Side, year: int) -> int | None:
    """Øre per helårsperson; None without any."""
    return price_of(side.oere, persons(side, year))
