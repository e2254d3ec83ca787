"""May I? The one place where a right is asked for, in two forms.

``require`` raises with the reason; ``may`` answers yes or no, for a button. Both ask the same
rule (rules.access.rights); ``reach`` gives the rule's answer for lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from helhed.apps.access.models import RoleHolding, Unit, User
from helhed.kernel.clock import Clock, SystemClock
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Matter, Post, Reach, Role, reach

NOBODYS = Matter()


class UnableToLetIn(UnableTo):
    """A person has no right to what was asked for."""

    is_refusal = True

    def __init__(self, action: Action) -> None:
        super().__init__(screen_text("Du har ikke adgang til dette med din rolle."))
        self.action = action


@dataclass(eq=False)
class Actor:
    """Whoever is at the screen: a user with today's posts, and the clock of the house."""

    user: User
    posts: tuple[Post, ...]
    clock: Clock = field(default_factory=SystemClock)

    @property
    def id(self) -> UUID:
        return self.user.id

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    @property
    def role_key(self) -> str:
        return "+".join(sorted(role.value for role in self.roles))[:30]

    @cached_property
    def today(self) -> date:
        return self.clock.today()

    def now(self) -> datetime:
        return self.clock.now()

    @cached_property
    def units(self) -> list[Unit]:
        """The units of the departments, from the top down: asked for once in an answer."""
        return list(Unit.objects.exclude(department="").order_by("department", "path"))

    def reach(self, action: Action) -> Reach:
        return reach(self.user.id, self.posts, action)


@dataclass(frozen=True, slots=True)
class House:
    """The house itself, when it does something that no person asked for, or by command line."""

    clock: Clock

    @property
    def id(self) -> None:
        return None

    @property
    def role_key(self) -> str:
        return "house"

    @property
    def today(self) -> date:
        return self.clock.today()

    def now(self) -> datetime:
        return self.clock.now()


def may(actor: Actor, action: Action, matter: Matter) -> bool:
    """Whether a person's right to an action covers a matter."""
    return actor.reach(action).holds(matter)


def require(actor: Actor, action: Action, matter: Matter) -> None:
    """Raises UnableToLetIn when the right does not cover the matter."""
    if not may(actor, action, matter):
        raise UnableToLetIn(action)


def may_at_all(actor: Actor, action: Action) -> bool:
    """Whether a person has the right for anything whatever."""
    return not actor.reach(action).is_empty


def require_at_all(actor: Actor, action: Action) -> None:
    """Raises UnableToLetIn when a person has the right for nothing at all."""
    if not may_at_all(actor, action):
        raise UnableToLetIn(action)


def posts_of(user: User, today: date) -> tuple[Post, ...]:
    """The posts that a user holds on a day, with the units that each covers."""
    holdings = (
        RoleHolding.objects.filter(user=user, start__lte=today)
        .filter(Q(end__isnull=True) | Q(end__gte=today))
        .select_related("unit")
    )
    held = list(holdings)
    units = list(Unit.objects.values_list("id", "path")) if any(h.unit_id for h in held) else []
    return tuple(_post(holding, units) for holding in held)


def _post(holding: RoleHolding, units: list[tuple[UUID, str]]) -> Post:
    unit = holding.unit
    covered = {id for id, path in units if unit is not None and path.startswith(unit.path)}
    return Post(
        Role(holding.role),
        frozenset(covered),
        (unit.department or None) if unit is not None else None,
        holding.provider,
    )
