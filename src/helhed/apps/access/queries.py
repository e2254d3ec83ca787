"""Reading users, units and the municipality."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from helhed.apps.access.models import Municipality, Unit, User
from helhed.kernel.clock import Clock, FixedDay, SystemClock


class NoMunicipality(RuntimeError):
    """The database is empty: nobody has said which municipality it is."""


def municipality() -> Municipality:
    """The municipality of this house. Raises NoMunicipality for an empty database."""
    found = Municipality.objects.first()
    if found is None:
        raise NoMunicipality("the database is empty; make a demonstration with `helhed demo`")
    return found


def clock_of(town: Municipality | None) -> Clock:
    """The clock of a municipality: a demonstration stands still on one day."""
    if town is not None and town.fixed_today is not None:
        return FixedDay(town.fixed_today)
    return SystemClock()


def units_of_department(department: str) -> list[Unit]:
    """The units of a department in the order of the tree."""
    return list(Unit.objects.filter(department=department).order_by("path"))


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose in a form."""

    value: str
    label: str


def casework_units(department: str) -> list[Unit]:
    """The teams of a department that cases are handled in."""
    return list(Unit.objects.filter(department=department, kind="team").order_by("name"))


def people_in(units: list[UUID]) -> list[User]:
    """The users who hold a role in any of the units, by name."""
    found = User.objects.filter(holdings__unit__in=units, is_active=True).distinct()
    return list(found.order_by("name"))


def demo_log_ins() -> list[tuple[User, str]]:
    """The users of a demonstration with their roles, for its log-in page."""
    users = User.objects.filter(username__startswith="demo-").prefetch_related("holdings")
    found = [(user, one.get_role_display()) for user in users for one in user.holdings.all()]
    return list(dict.fromkeys(found))


def is_user(username: str) -> bool:
    """Whether somebody has a user name."""
    return User.objects.filter(username=username).exists()


def unit_keys() -> dict[str, UUID]:
    """Ids of the units by their keys, from the top of the tree down."""
    return dict(Unit.objects.order_by("path").values_list("key", "id"))
