"""The budget's assumptions against what is expected: four numbers per service, and why.

What is expected of a year is what was paid in the months that are closed, what of them is known to
be corrected and not posted, and what is committed in the rest; what is applied for and not granted
yet is no part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Sum

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets import seeds
from helhed.apps.budgets.activity import EffortYear, effort_years
from helhed.apps.budgets.models import BudgetVersion, Frame
from helhed.apps.budgets.queries import efforts
from helhed.apps.budgets.queries.efforts import Compared, EffortKey, Side
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.budgets.sums import frame_sums
from helhed.apps.decisions.models import CommitmentTotal
from helhed.apps.payments.access import ids_of, units_within
from helhed.apps.payments.queries import told
from helhed.rules.access.rights import Action
from helhed.rules.budgets.afvigelse import Explained
from helhed.rules.budgets.budgetmodel import Assumption, VersionState
from helhed.rules.budgets.fordeling import Profile, spread
from helhed.rules.budgets.ramme import NOTHING, FrameSum


@dataclass(frozen=True, slots=True)
class FourNumbers:
    """One service as assumed and as it is: helårspersoner (thousandths), øre per helårsperson,
    øre until now, øre of the year; and the four parts of the difference."""

    service: str
    persons_assumed: int
    persons: int
    price_assumed: int | None
    price: int | None
    to_date_assumed: int
    to_date: int
    why: Explained


@dataclass(frozen=True, slots=True)
class Delivery:
    """One service on one account, so by who delivers it."""

    service: str
    account: str
    base: Side
    now: Side
    persons_assumed: int
    persons: int


@dataclass(frozen=True, slots=True)
class Variance:
    """A year's budget against its expected result. ``version`` None: no budget is adopted;
    ``frame`` is what the frames are now, None for a month that was kept."""

    version: BudgetVersion | None
    services: list[FourNumbers]
    deliveries: list[Delivery]
    total: Explained
    frame: FrameSum | None = None

    @property
    def set_otherwise(self) -> int:
        """Øre of the original frames that are not in the version that was adopted."""
        return self.frame.original - self.total.base if self.frame else 0


def variance(actor: Actor, wanted: BudgetFilter) -> Variance:
    """The variance of a year, of what the actor may see."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = chosen_units(units_within(actor, Action.SEE_BUDGET), wanted.department, wanted.unit)
    ledger = told(actor.today, [wanted.year], units)
    closed = ledger.closed(wanted.year)
    years = effort_years(wanted.year, units, closed, wanted.account, ledger.known)
    return now_explained(wanted, units, years, closed)


def now_explained(
    wanted: BudgetFilter,
    units: list[Unit],
    years: Mapping[EffortKey, EffortYear],
    closed: dict[str, int],
) -> Variance:
    """The adopted version against the year of grants, with the frames as they are now."""
    found = explained_year(wanted, units, years, adopted(wanted.year), closed)
    frames = Frame.objects.filter(year=wanted.year, unit__in=ids_of(units))
    if wanted.account:
        frames = frames.filter(account=wanted.account)
    return replace(found, frame=sum(frame_sums(frames).values(), NOTHING))


def explained_year(
    wanted: BudgetFilter,
    units: list[Unit],
    years: Mapping[EffortKey, EffortYear],
    version: BudgetVersion | None,
    closed: dict[str, int],
) -> Variance:
    """A version's assumptions against the year of grants."""
    lines = assumptions(version, units, wanted.account)
    found = efforts.compared(efforts.of_budget(lines, wanted.year), efforts.of_grants(years))
    assumed = _assumed_to_date(version, lines, units, closed) if version else {}
    paid: defaultdict[str, int] = defaultdict(int)
    for (service, _), one in years.items():
        paid[service] += one.paid
    services = [
        _four(key, found, wanted.year, assumed.get(key, 0), paid[key]) for key in found.services
    ]
    deliveries = [
        Delivery(
            one.service,
            one.account,
            one.base,
            one.now,
            efforts.persons(one.base, wanted.year),
            efforts.persons(one.now, wanted.year),
        )
        for one in found.efforts
    ]
    return Variance(version, services, deliveries, found.total)


def adopted(year: int) -> BudgetVersion | None:
    """The version that was adopted for a year."""
    state = VersionState.ADOPTED.value
    return BudgetVersion.objects.filter(year=year, state=state).first()


def assumptions(
    version: BudgetVersion | None, units: list[Unit], account: str = ""
) -> list[Assumption]:
    """The lines of a version in the units."""
    if version is None:
        return []
    seen = {str(unit.id) for unit in units}
    lines = seeds.budget_lines(version)
    return [line for line in lines if line.key[2] in seen and account in ("", line.key[1])]


def _four(
    service: str, found: Compared, year: int, assumed_to_date: int, to_date: int
) -> FourNumbers:
    base, now = found.sides(service)
    return FourNumbers(
        service,
        efforts.persons(base, year),
        efforts.persons(now, year),
        efforts.price(base, year),
        efforts.price(now, year),
        assumed_to_date,
        to_date,
        found.services[service],
    )


def _assumed_to_date(
    version: BudgetVersion, lines: list[Assumption], units: list[Unit], closed: dict[str, int]
) -> dict[str, int]:
    """What each service would have cost in the closed months, as the version spreads its year."""
    profile = Profile.of(version.profile)
    before = last_year(version.year, units) if profile is Profile.LAST_YEAR else {}
    found: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        service, account, unit = line.key
        months = spread(line.oere, profile, version.year, before.get((account, UUID(unit)), ()))
        found[service] += sum(months[: closed.get(line.department, 0)])
    return found


def last_year(year: int, units: list[Unit]) -> dict[tuple[str, UUID], list[int]]:
    """The twelve months before a year as they are committed, per account and unit."""
    firsts = [date(year - 1, number, 1) for number in range(1, 13)]
    rows = CommitmentTotal.objects.filter(month__in=firsts, unit__in=ids_of(units)).order_by()
    found: defaultdict[tuple[str, UUID], list[int]] = defaultdict(lambda: [0] * 12)
    listed = rows.values_list("account", "unit_id", "month").annotate(Sum("oere"))
    for account, unit, month, oere in listed:
        found[account, unit][month.month - 1] = oere
    return dict(found)
