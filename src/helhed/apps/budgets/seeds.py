"""What the lines of a new version begin as: each model on what the house knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q

from helhed.apps.access.models import Unit
from helhed.apps.budgets.activity import GrantYear, grant_years
from helhed.apps.budgets.models import BudgetVersion
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Grant
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
from helhed.rules.decisions.ydelser import Department

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
        rows = _at_prices_of(year, in_force(year, units), per_mille)
        known, per_mille = Known([], assumed(year, rows), {}, {}), 0
    else:
        known = what_is_known(year - 1, units)
    return modelled(model, known, per_mille, weights(today))


def in_force(year: int, units: Iterable[Unit]) -> list[GrantYear]:
    """The year of every grant in the units as it is committed."""
    return grant_years(year, units, {})


def _at_prices_of(year: int, rows: Iterable[GrantYear], per_mille: int) -> list[GrantYear]:
    """The rows with growth on those whose rate has no amount that begins in the year: the others
    are committed at the year's own prices, and to grow them again would count it twice."""
    within = (Month(year, 1).first, Month(year, 12).last)
    priced = set(
        Grant.objects.filter(rate__amounts__start__range=within).values_list("id", flat=True)
    )
    return [
        row
        if row.grant in priced
        else replace(row, kept=replace(row.kept, committed=grown(row.kept.committed, per_mille)))
        for row in rows
    ]


def what_is_known(year: int, units: Iterable[Unit]) -> Known:
    """What the models of the year after go by."""
    rows = in_force(year, units)
    adopted = BudgetVersion.objects.filter(year=year, state=VersionState.ADOPTED.value).first()
    budget = budget_lines(adopted) if adopted else []
    return Known(budget, assumed(year, rows), _growth(year), _levels(year, rows))


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


def assumed(year: int, rows: Iterable[GrantYear]) -> list[Assumption]:
    """Grants summed to lines: helårspersoner, price per helårsperson, and one-off amounts."""
    days: defaultdict[Key, int] = defaultdict(int)
    with_days: defaultdict[Key, int] = defaultdict(int)
    fixed: defaultdict[Key, int] = defaultdict(int)
    department: dict[Key, str] = {}
    for row in rows:
        if not row.service:
            continue
        key = (row.service, row.account, str(row.unit))
        department[key] = row.department
        days[key] += row.days
        if row.days:
            with_days[key] += row.kept.committed
        else:
            fixed[key] += row.kept.committed
    length = Period.of_year(year).length
    found = []
    for key in sorted(department):
        persons = persons_of(days[key], length)
        price = price_of(with_days[key], persons)
        rest = fixed[key] if price is not None else fixed[key] + with_days[key]
        found.append(Assumption(key, department[key], persons, price or 0, rest))
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


def _levels(year: int, rows: Iterable[GrantYear]) -> dict[Key, dict[int | None, int]]:
    """Helårspersoner of each line by the level of need that its decisions rest on."""
    needs = dict(
        Grant.objects.filter(state="granted", decision__assessment__isnull=False)
        .order_by()
        .values_list("id", "decision__assessment__support_need")
    )
    found: defaultdict[Key, defaultdict[int | None, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        level = needs.get(row.grant) if row.grant else None
        found[row.service, row.account, str(row.unit)][level] += row.days
    return {key: dict(levels) for key, levels in found.items()}
