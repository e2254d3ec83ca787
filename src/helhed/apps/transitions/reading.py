"""The young people as plain values: who they are, what runs, what it costs and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.cases.models import Case
from helhed.apps.decisions.models import CommitmentYear, Grant
from helhed.apps.decisions.years import BY_TIME, sum_of_months
from helhed.apps.plans.models import Plan
from helhed.rules.access.rights import Action, Matter, Reach
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import Department, service
from helhed.rules.plans.overgang import (
    Missing,
    Young,
    adult_on,
    arrives_by,
    born_between,
    carried_on,
    missing,
)
from helhed.rules.plans.plan import PlanKind, PlanOffer

ARRIVING = ("adult_case", "adult_help")
PLACED, YOUTH_SUPPORT = "anbringelse", "ungestøtte"


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case of a young person, and whether the reader may see it and what its help costs."""

    id: UUID
    number: str
    department: str
    unit: str
    area: str
    responsible: str
    is_open: bool
    may_see: bool
    may_see_cost: bool


@dataclass(frozen=True, slots=True)
class GrantSeen:
    """Help that runs, or will: what it commits this year and the next, in øre, and what it would
    cost after its end in the next year if it went on (None: not known; 0 for what is paid once)."""

    id: UUID
    case: CaseSeen
    service: str
    area: str
    is_main: bool
    start: date
    last: date | None
    this_year: int
    next_year: int
    carried_on: int | None


@dataclass(slots=True)
class YoungSeen:
    """A young person with cases, help and plans; what is missing follows from them."""

    id: UUID
    name: str
    birth_date: date
    cases: list[CaseSeen] = field(default_factory=list)
    grants: list[GrantSeen] = field(default_factory=list)
    plans: list[PlanKind] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def cost(self, department: Department | None, *, next_year: bool = False) -> int | None:
        """What the help commits that the reader may see the price of, in øre; None where there is
        some that may not be seen, or nothing of the department that may."""
        of = [g for g in self.grants if department in (None, Department(g.case.department))]
        if any(not grant.case.may_see_cost for grant in of):
            return None
        return sum(grant.next_year if next_year else grant.this_year for grant in of)

    def carried_on(self, *, is_undecided: bool) -> int | None:
        """What help that ends would cost in the rest of the next year if it went on: where a
        decision about it is missing, or where none is. None where it is not known, or some of the
        help may not be seen."""
        if any(not grant.case.may_see_cost for grant in self.grants):
            return None
        if is_undecided != any(one.is_help for one in self.missing):
            return 0
        costs = [self.goes_on(grant) for grant in self.grants]
        known = [oere for oere in costs if oere is not None]
        return sum(known) if len(known) == len(costs) else None

    def goes_on(self, grant: GrantSeen) -> int | None:
        """What help would cost after its end in the next year if it went on; nothing where it is
        granted again already. None: not known."""
        again = grant.last is not None and any(
            other.service == grant.service and other.start > grant.last for other in self.grants
        )
        return 0 if again else grant.carried_on

    def case_in(self, department: Department) -> CaseSeen | None:
        """The open case of a department, or else the last one."""
        here = [one for one in self.cases if one.department == department.value]
        return next((one for one in here if one.is_open), here[-1] if here else None)


def young(actor: Actor, *, early: bool = False, citizen: UUID | None = None) -> list[YoungSeen]:
    """Those on the way who have help in either department and a case that the actor may see, the
    oldest first. The caller logs whom it shows."""
    found = _on_the_way(actor, early=early, citizen=citizen)
    return [one for one in found if any(case.may_see for case in one.cases)]


def young_to_sum(actor: Actor, *, early: bool = False) -> list[YoungSeen]:
    """Those on the way of whom the actor may see what help costs, to be summed and not named."""
    found = _on_the_way(actor, early=early)
    return [one for one in found if any(case.may_see_cost for case in one.cases)]


def arriving(actor: Actor) -> int:
    """How many the actor sees nothing of who soon become 18 and have help that an adult case is to
    be opened for, or a decision as an adult is missing for: a number and no names."""
    last = arrives_by(actor.today)
    return sum(
        actor.today < adult_on(one.birth_date, actor.today) <= last
        and any(each.code in ARRIVING for each in one.missing)
        for one in _on_the_way(actor)
        if not any(case.may_see for case in one.cases)
    )


def _on_the_way(
    actor: Actor, *, early: bool = False, citizen: UUID | None = None
) -> list[YoungSeen]:
    first, last = born_between(actor.today, early=early)
    born = Q(citizen__birth_date__gt=first, citizen__birth_date__lte=last)
    if citizen is not None:
        born &= Q(citizen=citizen)
    found = _with_cases(actor, born)
    _add_grants(found, born, actor.today)
    _add_plans(found, born)
    seen = [one for one in found.values() if one.grants]
    for one in seen:
        one.missing = missing(_told(one, actor.today), actor.today)
    return sorted(seen, key=lambda one: (one.birth_date, one.name))


def _with_cases(actor: Actor, born: Q) -> dict[UUID, YoungSeen]:
    see, cost = actor.reach(Action.SEE_CASE), actor.reach(Action.SEE_GRANT)
    rows = Case.objects.filter(born).select_related("citizen", "unit", "responsible")
    found: dict[UUID, YoungSeen] = {}
    for row in rows.order_by("opened_on", "id"):
        assert row.citizen.birth_date is not None, "the query asked for a birthday"
        one = found.setdefault(
            row.citizen_id,
            YoungSeen(row.citizen_id, row.citizen.name, row.citizen.birth_date),
        )
        one.cases.append(_case(row, see, cost))
    return found


def _case(row: Case, see: Reach, cost: Reach) -> CaseSeen:
    matter = Matter(frozenset([row.unit_id]), frozenset([row.department]), row.responsible_id)
    return CaseSeen(
        row.id,
        row.number,
        row.department,
        row.unit.name,
        row.area,
        row.responsible.name if row.responsible else "",
        row.closed_on is None,
        see.holds(matter),
        cost.holds(matter),
    )


def _add_grants(found: Mapping[UUID, YoungSeen], born: Q, today: date) -> None:
    goes_on = Q(end__isnull=True) | Q(end__gte=today)
    by_law = Q(runs_to__isnull=True) | Q(runs_to__gte=today)
    grants = Grant.objects.filter(born, goes_on, by_law, state=GrantState.GRANTED.value)
    years = _years(grants.values("id"), today.year)
    names = ("id", "citizen_id", "decision__case_id", "service", "main_id", "start", "end", "kind")
    listed = grants.order_by("start", "id").values_list(*names, "runs_to")
    for id, citizen, case, key, main, start, end, kind, law in listed:
        one = found[citizen]
        seen = next(held for held in one.cases if held.id == case)
        ends = [day for day in (end, law) if day is not None]
        last, chosen = min(ends) if ends else None, service(key)
        costs = years[id, today.year], years[id, today.year + 1]
        after = carried_on(*costs, start, last, today.year) if kind in BY_TIME else 0
        one.grants.append(
            GrantSeen(
                id,
                seen,
                chosen.name,
                chosen.area,
                main is None,
                start,
                last,
                *costs,
                after,
            )
        )


def _years(grants: QuerySet[Grant, Any], year: int) -> Mapping[tuple[UUID, int], int]:
    rows = CommitmentYear.objects.filter(grant__in=grants, year__in=(year, year + 1))
    summed = rows.annotate(oere=sum_of_months(0)).values_list("grant_id", "year", "oere")
    return defaultdict(int, {(grant, of): oere for grant, of, oere in summed})


def _add_plans(found: Mapping[UUID, YoungSeen], born: Q) -> None:
    within = Q(**{f"case__{key}": value for key, value in born.children})  # type: ignore[misc]
    rows = Plan.objects.filter(within, ended_on=None, offer=PlanOffer.WANTED.value)
    for citizen, kind in rows.order_by("started_on").values_list("case__citizen_id", "kind"):
        found[citizen].plans.append(PlanKind.of(kind))


def _told(one: YoungSeen, today: date) -> Young:
    """A young person as the rule knows her."""
    adults = Department.ADULTS.value
    of_children = [case for case in one.cases if case.department != adults]
    mains = [grant for grant in one.grants if grant.is_main]
    return Young(
        one.birth_date,
        any(case.area == CaseArea.CHILD_DISABILITY.value and case.is_open for case in of_children),
        any(grant.area == PLACED and grant.start <= today for grant in mains),
        PlanKind.YOUTH in one.plans,
        any(case.department == adults and case.is_open for case in one.cases),
        any(grant.case.department == adults for grant in mains),
        any(grant.area == YOUTH_SUPPORT for grant in mains),
    )


def citizens(listed: Iterable[YoungSeen]) -> Collection[UUID]:
    """Whom a list names."""
    return [one.id for one in listed]
