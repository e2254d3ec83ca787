"""Reading the board of those who become adults, one of them, and the sums by year of birth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read_citizens
from helhed.apps.transitions.access import (
    require_sums,
    require_young,
    sees_adults,
    sees_both,
    sees_names,
)
from helhed.apps.transitions.reading import YoungSeen, citizens, young, young_to_sum
from helhed.apps.transitions.reading import arriving as arriving_unseen
from helhed.rules.decisions.ydelser import Department
from helhed.rules.plans.overgang import adult_on, support_ends_on
from helhed.rules.plans.plan import PlanKind

CHILDREN, ADULTS = Department.CHILDREN, Department.ADULTS


def board(actor: Actor, *, early: bool) -> list[YoungSeen]:
    """Those on the way whom the actor may see; the caller logs whom it shows."""
    require_young(actor)
    return young(actor, early=early)


def arriving(actor: Actor) -> int | None:
    """How many the adults' department will soon meet whom the actor does not see yet; None for
    whoever does not see the whole of that department."""
    require_young(actor)
    return arriving_unseen(actor) if sees_adults(actor) else None


def to_sum(actor: Actor, *, early: bool) -> list[YoungSeen]:
    """Those on the way whose help is summed for the actor; nobody of them is shown."""
    require_sums(actor)
    return young_to_sum(actor, early=early)


def one_of(actor: Actor, citizen: UUID) -> YoungSeen:
    """One of them, logged. Raises Http404 for whoever is not on the way or not the actor's."""
    with transaction.atomic():
        require_young(actor)
        found = young(actor, early=True, citizen=citizen)
        if not found:
            raise Http404
        read_citizens(actor, "transition.read", citizens(found))
        return found[0]


def row(one: YoungSeen, actor: Actor) -> dict[str, Any]:
    """A young person as a row of the board. What the reader may not see the price of is empty."""
    both = sees_both(actor)
    first = one.missing[0] if one.missing else None
    return {
        "id": one.id,
        "name": one.name,
        "birth_date": one.birth_date,
        "adult_on": adult_on(one.birth_date, actor.today),
        "ends_on": support_ends_on(one.birth_date, actor.today),
        "plan": _plan(one.plans),
        "adult_case": one.case_in(ADULTS) is not None,
        "missing": one.missing,
        "lacks": len(one.missing),
        "late": sum(each.is_late(actor.today) for each in one.missing),
        "law": str(first.law) if first else "",
        "due": first.due if first else None,
        "by_due": first.due if first else date.max,
        "children": one.cost(CHILDREN) if _may(one, CHILDREN) else None,
        "children_next": one.cost(CHILDREN, next_year=True) if _may(one, CHILDREN) else None,
        "adults": one.cost(ADULTS) if _may(one, ADULTS) else None,
        "adults_next": one.cost(ADULTS, next_year=True) if _may(one, ADULTS) else None,
        "joint": one.cost(None) if both else None,
        "joint_next": one.cost(None, next_year=True) if both else None,
        "undecided_next": one.carried_on(is_undecided=True) if both else None,
        "ending_next": one.carried_on(is_undecided=False) if both else None,
    }


def help_rows(one: YoungSeen) -> list[dict[str, Any]]:
    """The help of one, as far as the reader may see what it costs."""
    return [
        {
            "id": grant.id,
            "service": grant.service,
            "case": grant.case.number,
            "case_id": grant.case.id,
            "may_open": grant.case.may_see,
            "unit": grant.case.unit,
            "start": grant.start,
            "last": grant.last,
            "this_year": grant.this_year,
            "next_year": grant.next_year,
            "carried_on": one.goes_on(grant),
        }
        for grant in one.grants
        if grant.case.may_see_cost
    ]


def _may(one: YoungSeen, department: Department) -> bool:
    """Whether the reader sees the costs of a department's case, if there is one."""
    case = one.case_in(department)
    return case is not None and case.may_see_cost


def _plan(plans: Sequence[PlanKind]) -> str:
    """The plan that reaches furthest: an ungeplan before the others."""
    if PlanKind.YOUTH in plans:
        return PlanKind.YOUTH.label
    return plans[-1].label if plans else ""


MONEY = (
    "children", "children_next", "adults", "adults_next", "joint", "joint_next",
    "undecided_next", "ending_next",
)  # fmt: skip


def by_year(listed: Iterable[YoungSeen], actor: Actor) -> list[dict[str, Any]]:
    """How many were born in each year, how many lack something that is due, and what they cost;
    a sum is empty where the reader may see no price of any."""
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in listed:
        rows[one.birth_date.year].append(row(one, actor))
    return [
        {
            "year": year,
            "opens": sees_names(actor),
            "count": len(here),
            "late": sum(r["late"] > 0 for r in here),
            **{key: _sum(r[key] for r in here) for key in MONEY},
        }
        for year, here in sorted(rows.items())
    ]


def in_all(rows: Iterable[dict[str, Any]]) -> dict[str, int | None]:
    """What rows cost together, as ``MONEY`` names it; empty where none may be seen."""
    listed = list(rows)
    return {key: _sum(row[key] for row in listed) for key in MONEY}


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
