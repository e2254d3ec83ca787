"""Whose a case and a citizen are, and so who may do what with them.

A citizen is the matter of every unit that has a case on them. A citizen without any case is
nobody's yet: whoever has the right at all may see them, so that a first case can be opened.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from helhed.apps.access.access import Actor, may_at_all, require, require_at_all
from helhed.apps.cases.models import Case
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Matter, Reach


class UnableToWriteInClosedCase(UnableTo):
    """A case is closed, so nothing more is written in it."""

    def __init__(self) -> None:
        super().__init__(screen_text("Sagen er lukket. Åbn en ny sag først."))


def matter_of(case: Case) -> Matter:
    """A case, told by whose it is."""
    return Matter(
        units=frozenset([case.unit_id]),
        departments=frozenset([case.department]),
        responsible=case.responsible_id,
    )


def matter_of_citizen(citizen: UUID) -> Matter | None:
    """A citizen, told by the units that have a case; None when there is no case at all."""
    rows = Case.objects.filter(citizen=citizen).values_list("unit_id", "department")
    listed = list(rows)
    if not listed:
        return None
    return Matter(frozenset(u for u, _ in listed), frozenset(d for _, d in listed))


def require_case(actor: Actor, action: Action, case: Case) -> None:
    """Raises UnableToLetIn when the actor may not do this with the case."""
    require(actor, action, matter_of(case))


def require_open(case: Case) -> None:
    """Raises UnableToWriteInClosedCase."""
    if case.closed_on is not None:
        raise UnableToWriteInClosedCase


def case_to_write(actor: Actor, action: Action, case: UUID) -> Case:
    """An open case in which the actor may do this, held so that nobody closes it meanwhile.

    Raises UnableToLetIn, UnableToWriteInClosedCase.
    """
    row = Case.objects.select_for_update(of=("self",)).select_related("citizen").get(id=case)
    require_case(actor, action, row)
    require_open(row)
    return row


def may_write(actor: Actor, action: Action, case: Case) -> bool:
    """Whether the actor may do this with the case, and it is open."""
    return case.closed_on is None and may_case(actor, action, case)


def may_case(actor: Actor, action: Action, case: Case) -> bool:
    """Whether the actor may do this with the case."""
    return actor.reach(action).holds(matter_of(case))


def require_citizen(actor: Actor, action: Action, citizen: UUID) -> None:
    """Raises UnableToLetIn when the actor may not do this with the citizen."""
    matter = matter_of_citizen(citizen)
    if matter is None:
        require_at_all(actor, action)
    else:
        require(actor, action, matter)


def may_citizen(actor: Actor, action: Action, citizen: UUID) -> bool:
    """Whether the actor may do this with the citizen."""
    matter = matter_of_citizen(citizen)
    return may_at_all(actor, action) if matter is None else actor.reach(action).holds(matter)


def cases_within(reach: Reach, prefix: str = "") -> Q:
    """The cases that a reach holds, as a filter; ``prefix`` leads to the case."""
    if reach.everything:
        return Q()
    found = Q(pk__in=[])
    if reach.departments:
        found |= Q(**{f"{prefix}department__in": reach.departments})
    if reach.units:
        found |= Q(**{f"{prefix}unit__in": reach.units})
    if reach.own is not None:
        found |= Q(**{f"{prefix}responsible": reach.own})
    return found


def citizens_within(reach: Reach) -> Q:
    """The citizens that a reach holds, and those that have no case yet."""
    if reach.everything:
        return Q()
    if reach.is_empty:
        return Q(pk__in=[])
    theirs = Case.objects.filter(cases_within(reach), citizen=OuterRef("pk"))
    any_case = Case.objects.filter(citizen=OuterRef("pk"))
    return Q(Exists(theirs)) | ~Q(Exists(any_case))
