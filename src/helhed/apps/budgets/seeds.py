"""What the lines of a new version begin as: each model on what the house knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from helhed.apps.access.models import Unit
from helhed.apps.budgets.models import BudgetVersion
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import CommitmentYear, Grant
from helhed.apps.decisions.years import sum_of_months
from helhed.kernel.period import Month, Period
from helhed.rules.budgets.budgetmodel import (
    Assumption,
    BudgetModel,
    Key,
    Known,
    VersionState,
    modelled,
    weights,
)
from helhed.rules.budgets.helaarsperson import grown, persons_of, price_of
from helhed.rules.decisions.ydelser import Department, PriceKind

AGES = {Department.ADULTS.value: (18, 66), Department.CHILDREN.value: (0, 17)}
"""The ages from which each department's citizens mostly come, both included."""


def lines(model: BudgetModel, year: int, per_mille: int, today: date) -> list[Assumption]:
    """The lines of a new version for a year.

    By activity they are the grants that are in force for the year itself, with their known
    entries and ends, and prices grow only where the year has none of its own yet; the other
    models start from the year before.
    """
    units = list(Unit.objects.exclude(department=""))
    if model is BudgetModel.ACTIVITY:
        known, per_mille = Known([], assumed(year, units, per_mille), {}, {}), 0
    else:
        known = what_is_known(year - 1, units)
    return modelled(model, known, per_mille, weights(today))


def what_is_known(year: int, units: Iterable[Unit]) -> Known:
    """What the models of the year after go by."""
    listed = list(units)
    adopted = BudgetVersion.objects.filter(year=year, state=VersionState.ADOPTED.value).first()
    budget = budget_lines(adopted) if adopted else []
    sums, levels = _with_levels(year, listed)
    return Known(budget, _as_lines(sums, listed, year), _growth(year), levels)


def budget_lines(version: BudgetVersion) -> list[Assumption]:
    """A version's lines as the rules see them."""
    rows = version.lines.select_related("unit")
    return [
        Assumption(
            (line.service, line.account_id, str(line.unit_id)),
            line.unit.department,
            line.persons,
            line.price_oere,
            line.fixed_oere,
        )
        for line in rows
    ]


def assumed(year: int, units: Iterable[Unit], per_mille: int = 0) -> list[Assumption]:
    """The grants of a year, as they are committed, summed to lines: helårspersoner, price per
    helårsperson, and one-off amounts.

    Prices grow by ``per_mille`` only for those whose rate has no amount that begins in the year:
    the others are committed at the year's own prices, and to grow them would count it twice.
    """
    listed = list(units)
    rows = _of_year(year, listed)
    growth = _growth_of_prices(year, rows, per_mille) if per_mille else Counter()
    sums = {
        (service, account, str(unit)): _Sums(*of)
        for service, account, unit, *of in _summed(rows, "grant__service", "account", "unit_id")
    }
    return _as_lines(sums, listed, year, growth)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Days of help, øre of the grants that have them, and of the others."""

    days: int
    with_days: int
    fixed: int

    def __add__(self, more: _Sums) -> _Sums:
        return _Sums(
            self.days + more.days, self.with_days + more.with_days, self.fixed + more.fixed
        )


def _of_year(year: int, units: Iterable[Unit]) -> QuerySet[CommitmentYear, CommitmentYear]:
    return CommitmentYear.objects.filter(year=year, unit__in=[unit.id for unit in units]).order_by()


def _summed(rows: QuerySet[CommitmentYear, CommitmentYear], *by: str) -> QuerySet[Any, Any]:
    return rows.values_list(*by).annotate(
        Sum("days"),
        with_days=Sum(sum_of_months(0), filter=Q(days__gt=0), default=0),
        fixed=Sum(sum_of_months(0), filter=Q(days=0), default=0),
    )


def _with_levels(
    year: int, units: Iterable[Unit]
) -> tuple[dict[Key, _Sums], dict[Key, dict[int | None, int]]]:
    """The sums of each line; and its days of help by the level of need that its decisions rest
    on. Both are read together."""
    by = ("grant__service", "account", "unit_id", "grant__decision__assessment__support_need")
    sums: defaultdict[Key, _Sums] = defaultdict(lambda: _Sums(0, 0, 0))
    levels: defaultdict[Key, dict[int | None, int]] = defaultdict(dict)
    for service, account, unit, level, *of in _summed(_of_year(year, units), *by):
        key = (service, account, str(unit))
        sums[key] += _Sums(*of)
        levels[key][level] = of[0]
    return dict(sums), dict(levels)


def _as_lines(
    sums: Mapping[Key, _Sums],
    units: Iterable[Unit],
    year: int,
    growth: Mapping[tuple[Key, bool], int] = MappingProxyType({}),
) -> list[Assumption]:
    departments = {str(unit.id): unit.department for unit in units}
    length = Period.of_year(year).length
    found = []
    for key, of in sorted(sums.items()):
        paid = of.with_days + growth.get((key, True), 0)
        rest = of.fixed + growth.get((key, False), 0)
        persons = persons_of(of.days, length)
        price = price_of(paid, persons)
        rest = rest if price is not None else rest + paid
        found.append(Assumption(key, departments[key[2]], persons, price or 0, rest))
    return found


@dataclass(frozen=True, slots=True)
class OneOff:
    """The one-offs of a service on an account in a unit: how many grants, and their øre."""

    key: Key
    department: str
    grants: int
    oere: int


def one_offs(year: int, units: Iterable[Unit]) -> list[OneOff]:
    """The one-off amounts that are granted for a year, as known now."""
    of = {unit.id: unit.department for unit in units}
    once = PriceKind.ONE_OFF.value
    rows = CommitmentYear.objects.filter(year=year, unit__in=of, grant__kind=once).order_by()
    sums = rows.values_list("grant__service", "account", "unit_id")
    counted = sums.annotate(grants=Count("grant"), oere=Sum(sum_of_months(0)))
    return [
        OneOff((service, account, str(unit)), of[unit], grants, oere)
        for service, account, unit, grants, oere in counted
        if oere > 0
    ]


def _growth_of_prices(
    year: int, rows: QuerySet[CommitmentYear, CommitmentYear], per_mille: int
) -> Counter[tuple[Key, bool]]:
    """What prices grow by for the grants whose rate has no amount that begins in the year, of
    those that have days of help and of the others."""
    within = (Month(year, 1).first, Month(year, 12).last)
    grants = Grant.objects.filter(rate__amounts__start__range=within)
    priced = set(grants.values_list("id", flat=True))
    found: Counter[tuple[Key, bool]] = Counter()
    fields = ("grant_id", "grant__service", "account", "unit_id", "days", "oere")
    listed = rows.annotate(oere=sum_of_months(0)).values_list(*fields)
    for grant, service, account, unit, days, oere in listed.iterator():
        if grant not in priced:
            key = (service, account, str(unit))
            found[key, days > 0] += grown(oere, per_mille) - oere
    return found


def _growth(year: int) -> Mapping[str, Fraction]:
    """How many there are of each age group the year after, for each that there is in a year."""
    counts = {
        f"{department}_{at}": Count("id", filter=_aged(low, high, date(at, 7, 1)))
        for department, (low, high) in AGES.items()
        for at in (year, year + 1)
    }
    counted = Citizen.objects.aggregate(**counts)
    found = {}
    for department in AGES:
        now, then = counted[f"{department}_{year}"], counted[f"{department}_{year + 1}"]
        found[department] = Fraction(then, now) if now else Fraction(1)
    return found


def _aged(low: int, high: int, day: date) -> Q:
    first = date(day.year - high - 1, day.month, day.day)
    last = date(day.year - low, day.month, day.day)
    alive = Q(died_on__isnull=True) | Q(died_on__gt=day)
    return Q(birth_date__gt=first, birth_date__lte=last) & alive
