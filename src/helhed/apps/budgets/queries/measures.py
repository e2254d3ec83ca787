"""Measures with what they are to save and what they have saved, counted on the grants they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from helhed.apps.access.access import Actor, may_at_all, require_at_all
from helhed.apps.access.models import RoleHolding, Unit, User
from helhed.apps.budgets.models import Measure, MeasureGrant, MeasureTarget
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.decisions.models import Commitment, Grant, Suspension
from helhed.apps.decisions.pricing import last_day
from helhed.apps.decisions.years import help_days
from helhed.apps.payments.access import ids_of, units_within
from helhed.kernel.period import Month, Period
from helhed.rules.access.rights import RIGHTS, Action
from helhed.rules.budgets.tiltag import (
    MeasureState,
    Outcome,
    Touched,
    counted_twice,
    effect,
    outcome,
    state_of,
)

MOST_TO_CHOOSE = 200
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair that a measure names, with its effect in a year; øre. ``changed`` None: neither
    grant has an end or a beginning that changes anything."""

    id: UUID
    before: Grant | None
    after: Grant | None
    changed: date | None
    baseline: Fraction | None
    effects: Mapping[Month, int]
    over: Month

    @property
    def citizens(self) -> list[UUID]:
        return [one.citizen_id for one in (self.before, self.after) if one]

    @property
    def is_counted(self) -> bool:
        """That there is a change and a baseline, so that the effect is known."""
        return self.changed is not None and self.baseline is not None

    @property
    def reached(self) -> int:
        return sum(oere for month, oere in self.effects.items() if month <= self.over)

    @property
    def forecast(self) -> int:
        return sum(self.effects.values())

    @property
    def key(self) -> UUID:
        """What is counted twice when another measure counts it too."""
        found = self.before or self.after
        assert found is not None  # the database asks for one of them
        return found.id


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure and its year."""

    measure: Measure
    pairs: list[PairLine]
    outcome: Outcome
    state: MeasureState
    twice: int

    @property
    def is_counted(self) -> bool:
        """That a grant it names has a change and a baseline, so that its effect is known."""
        return any(pair.is_counted for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a year; ``twice`` are øre of the forecast that more than one of them
    counts, ``reached_twice`` those in the months that are over."""

    lines: list[MeasureLine]
    twice: int
    reached_twice: int

    @property
    def not_counted(self) -> int:
        """How many measures have an effect that cannot be told yet."""
        return sum(not line.is_counted for line in self.lines)

    @property
    def is_counted(self) -> bool:
        """That the sum says something: not every measure is without an effect that is known."""
        return not self.lines or self.not_counted < len(self.lines)

    @property
    def total(self) -> Outcome:
        """The sum of all, with nothing counted twice."""
        outcomes = [line.outcome for line in self.lines]
        return Outcome(
            sum(one.target for one in outcomes),
            sum(one.reached for one in outcomes) - self.reached_twice,
            sum(one.forecast for one in outcomes) - self.twice,
        )


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """One measure with its years, its pairs, and the measures that share grants with it."""

    line: MeasureLine
    targets: list[MeasureTarget]
    shared: list[tuple[Measure, int]]
    may_write: bool
    may_say: bool


def measures(actor: Actor, wanted: BudgetFilter) -> Measures:
    """The measures of the units that the actor may see, as they stand in a year."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = units_within(actor, Action.SEE_BUDGET)
    shown = ids_of(chosen_units(units, wanted.department, wanted.unit))
    rows = Measure.objects.filter(unit__in=shown).select_related("unit", "owner")
    listed = list(rows.order_by("decided_on", "name", "id"))
    pairs = _pairs(listed, wanted.year, actor.today)
    targets = dict(
        MeasureTarget.objects.filter(measure__in=listed, year=wanted.year).values_list(
            "measure_id", "oere"
        )
    )
    twice = counted_twice(_of_each(listed, pairs, lambda pair: pair.forecast))
    reached = counted_twice(_of_each(listed, pairs, lambda pair: pair.reached))
    lines = [
        _line(one, pairs[one.id], targets.get(one.id, 0), twice, wanted.year, actor.today)
        for one in listed
    ]
    return Measures(lines, sum(twice.values()), sum(reached.values()))


def _of_each(
    listed: Iterable[Measure],
    pairs: Mapping[UUID, list[PairLine]],
    oere: Callable[[PairLine], int],
) -> list[dict[Hashable, int]]:
    """What each measure counts of each grant."""
    return [{pair.key: oere(pair) for pair in pairs[one.id]} for one in listed]


def measure_page(actor: Actor, measure: UUID, year: int) -> MeasurePage:
    """One measure. Raises Http404."""
    found = measures(actor, BudgetFilter(year))
    line = next((one for one in found.lines if one.measure.id == measure), None)
    if line is None:
        raise Http404
    keys = {pair.key: pair.forecast for pair in line.pairs}
    shared = []
    for other in found.lines:
        both = [pair for pair in other.pairs if pair.key in keys]
        if both and other.measure.id != measure:
            shared.append((other.measure, sum(min(p.forecast, keys[p.key]) for p in both)))
    targets = list(line.measure.targets.order_by("year"))
    is_owner = line.measure.owner_id == actor.user.id
    may_write = may_at_all(actor, Action.SET_BUDGET)
    return MeasurePage(line, targets, shared, may_write, may_write or is_owner)


def owners(actor: Actor) -> list[User]:
    """Who can be answerable: everybody who may see a budget."""
    require_at_all(actor, Action.SET_BUDGET)
    roles = [role.value for role, rights in RIGHTS.items() if Action.SEE_BUDGET in rights]
    holdings = RoleHolding.objects.filter(role__in=roles, start__lte=actor.today).filter(
        Q(end__isnull=True) | Q(end__gte=actor.today)
    )
    people = User.objects.filter(id__in=holdings.values("user"), is_active=True)
    return list(people.order_by("name", "id"))


def grants_to_name(actor: Actor, measure: UUID, service: str, year: int) -> list[Grant]:
    """Grants of a service under a measure's unit that end or begin in a year or the one after it.

    Raises Http404.
    """
    require_at_all(actor, Action.SET_BUDGET)
    units = ids_of(units_within(actor, Action.SET_BUDGET))
    found = Measure.objects.filter(id=measure, unit__in=units).select_related("unit").first()
    if found is None:
        raise Http404
    if not service:
        return []
    near = (date(year - 1, 12, 31), date(year + 1, 12, 31))
    rows = Grant.objects.filter(
        Q(end__range=near) | Q(start__range=near),
        state="granted",
        service=service,
        unit__path__startswith=found.unit.path,
    ).select_related("decision__case", "offer")
    return list(rows.order_by("-start", "id")[:MOST_TO_CHOOSE])


def _line(
    measure: Measure,
    pairs: list[PairLine],
    target: int,
    twice: Mapping[Hashable, int],
    year: int,
    today: date,
) -> MeasureLine:
    found = outcome(target, [pair.effects for pair in pairs], Month.of(today).plus(-1))
    begun = any(pair.effects and pair.changed and pair.changed <= today for pair in pairs)
    says = state_of(found, begun, today.year > year)
    state = MeasureState.of(measure.state) if measure.state else says
    shared = sum(pair.forecast for pair in pairs if pair.key in twice)
    return MeasureLine(measure, pairs, found, state, shared)


def _pairs(listed: Iterable[Measure], year: int, today: date) -> defaultdict[UUID, list[PairLine]]:
    rows = MeasureGrant.objects.filter(measure__in=list(listed)).select_related(
        "before__decision__case", "after__decision__case", "before__unit", "after__unit"
    )
    named = list(rows.order_by("id"))
    ids = {one.id for pair in named for one in (pair.before, pair.after) if one}
    costs = _costs(ids)
    pauses: defaultdict[UUID, list[Period]] = defaultdict(list)
    for grant, start, end in Suspension.objects.filter(grant__in=ids).values_list(
        "grant_id", "start", "end"
    ):
        pauses[grant].append(Period(start, end))
    found: defaultdict[UUID, list[PairLine]] = defaultdict(list)
    for pair in named:
        found[pair.measure_id].append(_pair(pair, costs, pauses, year, today))
    return found


def _costs(grants: Iterable[UUID]) -> defaultdict[UUID, dict[Month, int]]:
    found: defaultdict[UUID, dict[Month, int]] = defaultdict(dict)
    rows = Commitment.objects.filter(grant__in=list(grants))
    for grant, month, oere in rows.values_list("grant_id", "month", "oere"):
        found[grant][Month.of(month)] = oere
    return found


def _pair(
    pair: MeasureGrant,
    costs: Mapping[UUID, dict[Month, int]],
    pauses: Mapping[UUID, list[Period]],
    year: int,
    today: date,
) -> PairLine:
    changed = _changed(pair)
    baseline = _baseline(pair, changed, costs, pauses)
    effects: dict[Month, int] = {}
    if changed is not None and baseline is not None:
        both: defaultdict[Month, int] = defaultdict(int)
        for one in (pair.before, pair.after):
            for month, oere in costs[one.id].items() if one else ():
                both[month] += oere
        touched = Touched(Month.of(changed), baseline, both)
        effects = effect(touched, Month(year, 1).until(Month(year, 12)))
        if pair.before is None and pair.after is not None:
            effects = _while_it_runs(effects, baseline, pair.after)
    over = Month.of(today).plus(-1)
    return PairLine(pair.id, pair.before, pair.after, changed, baseline, effects, over)


def _while_it_runs(
    effects: Mapping[Month, int], baseline: Fraction, after: Grant
) -> dict[Month, int]:
    """What is saved beside a stated alternative: only on the days on which the grant runs."""
    last = last_day(after.end, after.runs_to)
    found = {}
    for month, oere in effects.items():
        days = help_days(after.start or month.first, last, (), month.period)
        if days:
            found[month] = oere - int(baseline * (month.length - days))
    return found


def _changed(pair: MeasureGrant) -> date | None:
    """The first day on which the change works."""
    ends = pair.before and last_day(pair.before.end, pair.before.runs_to)
    days = [day for day in (ends and ends + ONE_DAY, pair.after and pair.after.start) if day]
    return min(days) if days else None


def _baseline(
    pair: MeasureGrant,
    changed: date | None,
    costs: Mapping[UUID, dict[Month, int]],
    pauses: Mapping[UUID, list[Period]],
) -> Fraction | None:
    """Øre per day: as stated, or what the grant that ends cost in its last month before."""
    if pair.baseline_oere is not None:
        return Fraction(pair.baseline_oere)
    if pair.before is None or changed is None:
        return None
    last = last_day(pair.before.end, pair.before.runs_to)
    theirs = costs[pair.before.id]
    earlier = [month for month in sorted(theirs) if month < Month.of(changed)]
    for month in [*reversed(earlier), Month.of(changed)]:
        resting = pauses.get(pair.before.id, [])
        days = help_days(pair.before.start or month.first, last, resting, month.period)
        if days and theirs.get(month):
            return Fraction(theirs[month], days)
    return None


def unit_choices(actor: Actor) -> list[Unit]:
    """The units whose measures the actor may write."""
    require_at_all(actor, Action.SET_BUDGET)
    return units_within(actor, Action.SET_BUDGET)
