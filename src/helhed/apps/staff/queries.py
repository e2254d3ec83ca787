"""Reading who is employed where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.staff.models import Employee
from helhed.rules.access.rights import Action


@dataclass(frozen=True, slots=True)
class EmployeeFilter:
    """Which employees to list."""

    unit: UUID | None = None
    gone: bool = False


def employees(actor: Actor, wanted: EmployeeFilter) -> QuerySet[Employee, Employee]:
    """The employees that the actor may see and asked for."""
    require_at_all(actor, Action.SEE_STAFF)
    reach = actor.reach(Action.SEE_STAFF)
    found = Employee.objects.select_related("unit")
    if not reach.everything:
        theirs = Q(unit__in=reach.units) | Q(unit__department__in=reach.departments)
        found = found.filter(theirs)
    if not wanted.gone:
        found = found.filter(Q(end=None) | Q(end__gte=actor.today))
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    return found


def employee_row(employee: Employee) -> dict[str, Any]:
    """An employee as a row of the list."""
    return {
        "number": employee.number,
        "name": employee.name,
        "title": employee.title,
        "unit": employee.unit.name,
        "hours_share": float(employee.hours_share),
        "start": employee.start,
        "end": employee.end,
    }


def units(actor: Actor) -> list[Unit]:
    """The units whose employees the actor may see, in the order of the tree."""
    reach = actor.reach(Action.SEE_STAFF)
    found = Unit.objects.order_by("path")
    if reach.everything:
        return list(found)
    return list(found.filter(Q(pk__in=reach.units) | Q(department__in=reach.departments)))


@dataclass(frozen=True, slots=True)
class Post:
    """How many are employed, and how many full-time posts they make."""

    people: int
    posts: float


def posts(actor: Actor, wanted: EmployeeFilter) -> Post:
    """People and full-time posts among those that were asked for."""
    found = employees(actor, wanted).aggregate(people=Count("pk"), percent=Sum("hours_share"))
    return Post(found["people"], (found["percent"] or 0) / 100)
