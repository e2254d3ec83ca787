"""What can be done to users, units and roles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from helhed.apps.access.access import NOBODYS, Actor, House, require
from helhed.apps.access.models import RoleHolding, Unit, User
from helhed.apps.audit.actions import refused, wrote
from helhed.kernel.clock import Clock
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Role


class UnableToGiveRole(UnableTo):
    """A role cannot be given as asked."""


class UnableToMakeUser(UnableTo):
    """A user cannot be made as asked."""


def make_user(actor: Actor, *, username: str, name: str, email: str, password: str) -> User:
    """Make somebody who can log in. Raises UnableToMakeUser when the name is taken."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        if User.objects.filter(username=username).exists():
            raise UnableToMakeUser(screen_text("Brugernavnet er taget. Vælg et andet."))
        user = User(username=username, name=name, email=email)
        user.set_password(password)
        user.save()
        wrote(actor, "user.make", user)
    return user


def give_role(
    actor: Actor, *, user: UUID, role: Role, unit: UUID | None, provider: UUID | None, start: date
) -> RoleHolding:
    """Give a user a role from a day: in a unit, or for a provider. Raises UnableToGiveRole."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        if role is Role.PROVIDER and provider is None:
            raise UnableToGiveRole(screen_text("Vælg den leverandør, brugeren arbejder for."))
        if role is not Role.PROVIDER and unit is None:
            raise UnableToGiveRole(screen_text("Vælg den enhed, rollen gælder i."))
        holding = RoleHolding.objects.create(
            user=User.objects.get(id=user),
            role=role.value,
            unit=Unit.objects.get(id=unit) if unit else None,
            provider=provider,
            start=start,
        )
        wrote(actor, "role.give", holding, role=role.value)
    return holding


def end_role(actor: Actor, *, holding: UUID, end: date) -> None:
    """End a role on a day, earlier than it would; one that has not begun is taken back whole."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        row = RoleHolding.objects.select_for_update().get(id=holding)
        if row.start > end:
            wrote(actor, "role.take_back", row, role=row.role)
            row.delete()
        elif row.end is None or row.end > end:
            row.end = end
            row.save(update_fields=["end"])
            wrote(actor, "role.end", row)


def choose_language(actor: Actor, *, language: str) -> None:
    """Remember the language that somebody reads in: their own, so no right is needed."""
    with transaction.atomic():
        User.objects.filter(id=actor.id).update(language=language)
        wrote(actor, "user.language", actor.user, language=language)


def note_log_in(clock: Clock, user: AbstractBaseUser | None) -> None:
    """Log that somebody came in, or tried to and was not let in (without what they typed)."""
    with transaction.atomic():
        house = House(clock)
        if isinstance(user, User):
            wrote(house, "log_in", user)
        else:
            refused(house, "log_in")
