"""What can be done to users, units and roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from helhed.apps.access.access import NOBODYS, Actor, House, posts_of, require
from helhed.apps.access.guessing import Knock, forget_wrong, note_wrong
from helhed.apps.access.models import RoleHolding, Unit, User
from helhed.apps.audit.actions import refused, wrote
from helhed.kernel.clock import Clock
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.adgangskode import LEAST_CHARACTERS, is_good
from helhed.rules.access.rights import Action, Role, needs_unit


class UnableToGiveRole(UnableTo):
    """A role cannot be given as asked."""


class UnableToEndRole(UnableTo):
    """A role cannot be ended, or a user not be closed: nobody could look after the house."""


class UnableToMakeUser(UnableTo):
    """A user cannot be made as asked."""


class UnableToSetPassword(UnableTo):
    """A password cannot be set as asked."""


def make_user(actor: Actor, *, username: str, name: str, email: str, password: str) -> User:
    """Make somebody who can log in. Raises UnableToMakeUser when the name is taken."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        if User.objects.filter(username=username).exists():
            raise UnableToMakeUser(screen_text("Brugernavnet er taget. Vælg et andet."))
        user = User(username=username, name=name, email=email)
        _set_password(user, password)
        user.save()
        wrote(actor, "user.make", user)
    return user


def _set_password(user: User, password: str) -> None:
    if not is_good(password, user.username):
        text = screen_text(
            "Vælg en adgangskode på mindst %(least)s tegn, som ikke er brugernavnet."
        )
        raise UnableToSetPassword(text, least=LEAST_CHARACTERS)
    user.set_password(password)


def renew_password(actor: Actor, *, user: UUID, password: str) -> None:
    """Give somebody else a new password; wherever they are logged in, they are out."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        row = User.objects.select_for_update().get(id=user)
        _set_password(row, password)
        row.save(update_fields=["password"])
        wrote(actor, "user.password", row)


def change_password(actor: Actor, *, old: str, new: str) -> None:
    """Change one's own password, which needs no right. Raises UnableToSetPassword."""
    with transaction.atomic():
        row = User.objects.select_for_update().get(id=actor.id)
        if not row.check_password(old):
            raise UnableToSetPassword(screen_text("Den nuværende adgangskode passer ikke."))
        _set_password(row, new)
        row.save(update_fields=["password"])
        wrote(actor, "user.password", row)


def close_user(actor: Actor, *, user: UUID) -> None:
    """Keep somebody out from now on; roles and what was done stay. Raises UnableToEndRole."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        held = _administrators_after(actor.today)
        _require_an_administrator(one for one in held if one.user_id != user)
        row = User.objects.select_for_update().get(id=user)
        row.is_active = False
        row.save(update_fields=["is_active"])
        wrote(actor, "user.close", row)


def open_user(actor: Actor, *, user: UUID) -> None:
    """Let somebody in again who was kept out."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        row = User.objects.select_for_update().get(id=user)
        row.is_active = True
        row.save(update_fields=["is_active"])
        wrote(actor, "user.open", row)


def give_role(
    actor: Actor, *, user: UUID, role: Role, unit: UUID | None, provider: UUID | None, start: date
) -> RoleHolding:
    """Give a user a role from a day: in a unit, or for a provider. Raises UnableToGiveRole."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        if user == actor.id:
            text = screen_text("Du kan ikke give dig selv en rolle. Bed en anden administrator.")
            raise UnableToGiveRole(text)
        holding = _hold(User.objects.get(id=user), role, unit, provider, start)
        wrote(actor, "role.give", holding, role=role.value)
    return holding


def _hold(
    user: User, role: Role, unit: UUID | None, provider: UUID | None, start: date
) -> RoleHolding:
    if role is Role.PROVIDER and provider is None:
        raise UnableToGiveRole(screen_text("Vælg den leverandør, brugeren arbejder for."))
    if needs_unit(role) and unit is None:
        raise UnableToGiveRole(screen_text("Vælg den enhed, rollen gælder i."))
    return RoleHolding.objects.create(
        user=user,
        role=role.value,
        unit=Unit.objects.get(id=unit) if unit else None,
        provider=provider if role is Role.PROVIDER else None,
        start=start,
    )


def end_role(actor: Actor, *, holding: UUID, end: date) -> None:
    """End a role on a day, earlier than it would; one that has not begun is taken back whole.
    Raises UnableToEndRole for the last administrator."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        held = _administrators_after(end)
        row = RoleHolding.objects.select_for_update().get(id=holding)
        if row.start > end:
            wrote(actor, "role.take_back", row, role=row.role)
            row.delete()
        elif row.end is None or row.end > end:
            if row.role == Role.ADMINISTRATOR.value:
                _require_an_administrator(one for one in held if one.id != row.id)
            row.end = end
            row.save(update_fields=["end"])
            wrote(actor, "role.end", row)


def _administrators_after(day: date) -> list[RoleHolding]:
    """Who is administrator until further notice after a day; they and their users are held until
    the transaction ends, so that two cannot shut each other out at once."""
    held = RoleHolding.objects.filter(
        role=Role.ADMINISTRATOR.value, user__is_active=True, start__lte=day, end=None
    )
    return list(held.select_for_update().order_by("id"))


def _require_an_administrator(left: Iterable[RoleHolding]) -> None:
    if not any(True for _ in left):
        text = screen_text(
            "Huset skal altid have en administrator. Giv først en anden rollen uden slutdag."
        )
        raise UnableToEndRole(text)


@dataclass(frozen=True, slots=True)
class UserByCommand:
    """Whom the command line lets in: a new user, or what is to change of one that is there.
    An empty name or no password leaves what was."""

    username: str
    name: str = ""
    password: str | None = None
    role: Role | None = None
    unit: UUID | None = None
    provider: UUID | None = None


def put_user(house: House, wanted: UserByCommand) -> bool:
    """Make a user or change one by the command line of the house, which somebody who has the
    machine holds anyway; opened when closed. Returns whether it is a new one."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(username=wanted.username).first()
        is_new = user is None
        if is_new and not wanted.name:
            raise UnableToMakeUser(screen_text("Skriv, hvad brugeren hedder."))
        user = user or User(username=wanted.username)
        user.name = wanted.name or user.name
        user.is_active = True
        if wanted.password is not None:
            _set_password(user, wanted.password)
        elif is_new:
            user.set_unusable_password()
        user.save()
        wrote(house, "user.make" if is_new else "user.change", user)
        if wanted.role is not None and not _holds(user, wanted, house.today):
            start = house.today
            holding = _hold(user, wanted.role, wanted.unit, wanted.provider, start)
            wrote(house, "role.give", holding, role=wanted.role.value)
    return is_new


def _holds(user: User, wanted: UserByCommand, today: date) -> bool:
    assert wanted.role is not None
    held = RoleHolding.objects.filter(user=user, role=wanted.role.value, start__lte=today, end=None)
    return held.filter(unit=wanted.unit, provider=wanted.provider).exists()


def choose_language(actor: Actor, *, language: str) -> None:
    """Remember the language that somebody reads in: their own, so no right is needed."""
    with transaction.atomic():
        User.objects.filter(id=actor.id).update(language=language)
        wrote(actor, "user.language", actor.user, language=language)


def note_log_in(clock: Clock, user: AbstractBaseUser | None, knock: Knock) -> None:
    """Log that somebody came in, or tried to and was not let in (without what they typed)."""
    with transaction.atomic():
        if isinstance(user, User):
            forget_wrong(knock)
            wrote(Actor(user, posts_of(user, clock.today()), clock), "log_in", user)
        else:
            note_wrong(knock)
            refused(House(clock), "log_in")


def note_log_out(actor: Actor) -> None:
    """Log that somebody left."""
    with transaction.atomic():
        wrote(actor, "log_out", actor.user)
