"""Whose a decision and a grant are: their case's. Finance sees grants without seeing cases."""

from __future__ import annotations

from django.db.models import Q

from helhed.apps.access.access import Actor, require
from helhed.apps.access.models import Unit
from helhed.apps.cases.access import cases_within, matter_of, may_case
from helhed.apps.decisions.models import Decision, ExpectedChange, Grant
from helhed.rules.access.rights import Action, Matter, Reach, Role, reach


def require_decision(actor: Actor, action: Action, decision: Decision) -> None:
    """Raises UnableToLetIn when the actor may not do this with the decision."""
    require(actor, action, matter_of(decision.case))


def may_decision(actor: Actor, action: Action, decision: Decision) -> bool:
    """Whether the actor may do this with the decision."""
    return may_case(actor, action, decision.case)


def approving_roles(actor: Actor, decision: Decision) -> frozenset[Role]:
    """The roles by which the actor may approve decisions of this case."""
    matter, action = matter_of(decision.case), Action.APPROVE_DECISION
    posts = (post for post in actor.posts if reach(actor.id, [post], action).holds(matter))
    return frozenset(post.role for post in posts)


def require_grant(actor: Actor, action: Action, grant: Grant) -> None:
    """Raises UnableToLetIn when the actor may not do this with the grant."""
    require(actor, action, matter_of(grant.decision.case))


def require_change(actor: Actor, action: Action, change: ExpectedChange) -> None:
    """Raises UnableToLetIn when the actor may not do this with the expected change."""
    require(actor, action, matter_of(change.case))


def meeting_matter(unit: Unit) -> Matter:
    """A meeting that advises on decisions, told by the unit that holds it."""
    return Matter(units=frozenset([unit.id]), departments=frozenset([unit.department]))


def decisions_within(reach: Reach) -> Q:
    """The decisions that a reach holds, as a filter."""
    return cases_within(reach, "case__")


def grants_within(reach: Reach) -> Q:
    """The grants that a reach holds, as a filter."""
    return cases_within(reach, "decision__case__")


def changes_within(reach: Reach) -> Q:
    """The expected changes that a reach holds, as a filter."""
    return cases_within(reach, "case__")
