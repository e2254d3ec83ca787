"""Why a forecast moved since the one before: who came, went, moved, came of age and changed price
between their days, against what the one before waited for, and the rest. The parts sum to the move
(``rules.forecasts.flytning``), and open to the grants that made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add
from uuid import UUID

from helhed.apps.access.access import Actor
from helhed.apps.decisions.models import Grant
from helhed.apps.forecasts.figures import OERE, PERSONS
from helhed.apps.forecasts.known import known
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.queries import UnitAnswer, answers, causes
from helhed.apps.payments.access import units_within
from helhed.forecast.episodes.happened import happened
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.forecasts.flytning import CAUSES, NOTHING, Moved, of_year, waited_for

ONE_OFFS = ""
GAP = timedelta(days=31)
"""What ended so long before still tells where somebody came from."""


@dataclass(frozen=True, slots=True)
class Came:
    """One thing that happened: to which grant, when, one person more or fewer or neither, øre of a
    whole year, and what that comes to in the year that is asked of."""

    grant: UUID
    service: str
    owner: str
    cause: str
    day: date
    persons: int
    oere_a_year: int
    oere: int


@dataclass(frozen=True, slots=True)
class WhyMoved:
    """A year of two runs, service by service; the empty service is one-off costs. ``waits`` tells
    whether the run before kept what it waited for; ``persons`` is by cause what happened and what
    was waited for, thousandths."""

    before: Forecast
    now: Forecast
    year: int
    services: dict[str, Moved]
    persons: dict[str, tuple[int, int]]
    waits: bool

    @property
    def total(self) -> Moved:
        return reduce(add, self.services.values(), NOTHING)


def years_of(before: Forecast, now: Forecast) -> list[int]:
    """The whole years that both runs forecast."""
    return sorted(set(_years(answers(before, 0))) & set(_years(answers(now, 0))))


def came_between(before: Forecast, now: Forecast, year: int) -> list[Came]:
    """What happened between the days of two runs, as the record now tells it."""
    years = ((before.as_of - GAP).year, now.as_of.year + 1)
    record = known(now.department, years)
    since, until = before.as_of.toordinal(), now.as_of.toordinal()
    found = []
    for one in happened(record.episodes, since, until):
        day = date.fromordinal(one.day)
        of = one.state.service, one.state.owner
        oere = of_year(one.oere, day, year)
        grant = record.grants[one.row]
        found.append(Came(grant, *of, one.cause, day, one.persons, one.oere, oere))
    return found


def moved(before: Forecast, now: Forecast, year: int, came: Sequence[Came]) -> WhyMoved:
    """The move of a year's mean, explained."""
    old, new = answers(before, 0), answers(now, 0)
    sums = [_sums(units, year) for units in (old, new)]
    months = _months_between(before, now)
    waited = {cause: _waited(old, cause, months, year) for cause in CAUSES}
    happened = {cause: _by_service(one for one in came if one.cause == cause) for cause in CAUSES}
    named = {*sums[0], *sums[1]} | {one.service for one in came}
    services = {
        key: Moved(
            sums[0].get(key, 0),
            sums[1].get(key, 0),
            {cause: happened[cause].get(key, 0) for cause in CAUSES},
            {cause: waited[cause].get(key, 0) for cause in CAUSES},
        )
        for key in sorted(named)
    }
    waits = any(causes(one) for one in old)
    return WhyMoved(before, now, year, services, _persons(old, came, len(months)), waits)


def seen(actor: Actor, came: Iterable[Came]) -> list[tuple[Came, Grant]]:
    """What happened to the grants that the actor may see the money of, with the grants."""
    listed = list(came)
    units = units_within(actor, Action.SEE_BUDGET)
    wanted = {one.grant for one in listed}
    rows = Grant.objects.filter(id__in=wanted, unit__in=units)
    found = {one.id: one for one in rows.select_related("decision__case")}
    return [(one, found[one.grant]) for one in listed if one.grant in found]


def _months_between(before: Forecast, now: Forecast) -> list[Month]:
    """The months that the run before forecast, and that are known now."""
    first, last = Month.of(before.as_of), Month.of(now.as_of)
    many = 12 * (last.year - first.year) + last.month - first.month
    return [first.plus(n) for n in range(1, min(many, before.months) + 1)]


def _years(units: list[UnitAnswer]) -> list[int]:
    total = next((one for one in units if one.is_total), None)
    return [int(year) for year in total.figures.get(OERE, {}).get("years", {})] if total else []


def _sums(units: list[UnitAnswer], year: int) -> dict[str, int]:
    """Øre of each service in a year, by the mean; of one-offs what the total has beside them."""
    found: dict[str, int] = {}
    total = 0
    for one in units:
        own = one.figures.get(OERE, {}).get("years", {}).get(str(year), {"mean": [0]})["mean"][0]
        if one.is_total:
            total = own
        else:
            found[one.service] = found.get(one.service, 0) + own
    return {**found, ONE_OFFS: total - sum(found.values())}


def _waited(
    units: list[UnitAnswer], cause: str, months: Sequence[Month], year: int
) -> dict[str, int]:
    """Øre of the year that a run waited for of a cause, by service."""
    found: dict[str, int] = {}
    for one in units:
        kept = causes(one)
        if one.is_total or not kept:
            continue
        flows = zip(months, kept[OERE][cause], strict=False)
        oere = sum(waited_for(flow, month, year) for month, flow in flows)
        found[one.service] = found.get(one.service, 0) + oere
    return found


def _by_service(came: Iterable[Came]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for one in came:
        found[one.service] = found.get(one.service, 0) + one.oere
    return found


def _persons(
    units: list[UnitAnswer], came: Sequence[Came], months: int
) -> dict[str, tuple[int, int]]:
    """Thousandths of persons by cause: more or fewer in all, and what was waited for."""
    total = next((causes(one) for one in units if one.is_total), {})
    return {
        cause: (
            1000 * sum(one.persons for one in came if one.cause == cause),
            sum(total[PERSONS][cause][:months]) if total else 0,
        )
        for cause in CAUSES
    }
