"""The house itself: its users, units, log, and the numbers that nobody has verified yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.access.models import RoleHolding, Unit, User
from helhed.apps.audit.models import Entry
from helhed.apps.audit.words import action_words, object_words, role_words
from helhed.apps.catalogue.queries import (
    Code,
    every_parameter_file,
    rule_book,
    unconfirmed_codes,
)
from helhed.apps.layout.web.templatetags.helhed import in_unit
from helhed.apps.offers.models import Provider
from helhed.apps.offers.queries import provider_names, running_on
from helhed.kernel.dated import DatedValue, Parameters
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.access.enhed import UnitKind
from helhed.rules.access.rights import Action, Role
from helhed.rules.decisions import ydelser
from helhed.rules.decisions.regelsaet import SINCE_EVER, Rule


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that a user holds, with where."""

    id: UUID
    role: str
    where: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class UserPage:
    """A user with the roles held now, before and later."""

    id: UUID
    username: str
    name: str
    email: str
    last_login: datetime | None
    is_active: bool
    has_password: bool
    holdings: list[Holding]


def users(actor: Actor, role: str) -> QuerySet[User, User]:
    """The users of the house, perhaps only those who hold a role today; each with today's roles."""
    require(actor, Action.ADMINISTER, NOBODYS)
    running = running_on(actor.today)
    today = RoleHolding.objects.filter(running).select_related("unit").order_by("start", "id")
    found = User.objects.prefetch_related(Prefetch("holdings", today, to_attr="held"))
    if role:
        found = found.filter(Exists(today.filter(user=OuterRef("pk"), role=role)))
    return found


def user_row(user: Any) -> dict[str, Any]:
    """A user as a row of the list, with the roles held today, which its query fetched."""
    held: list[RoleHolding] = user.held
    return {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "role": Role(held[0].role).label if held else "",
        "unit": ", ".join(h.unit.name for h in held if h.unit),
        "last_login": user.last_login,
    }


def user_page(actor: Actor, user: UUID) -> UserPage:
    """One user. Raises Http404."""
    require(actor, Action.ADMINISTER, NOBODYS)
    row = User.objects.filter(id=user).first()
    if row is None:
        raise Http404
    held = list(RoleHolding.objects.filter(user=row).select_related("unit").order_by("-start"))
    names = provider_names([h.provider for h in held if h.provider])
    return UserPage(
        row.id,
        row.username,
        row.name,
        row.email,
        row.last_login,
        row.is_active,
        row.has_usable_password(),
        [_holding(h, names) for h in held],
    )


def _holding(row: RoleHolding, names: dict[UUID, str]) -> Holding:
    where = row.unit.name if row.unit else names.get(row.provider, "") if row.provider else ""
    return Holding(row.id, Role(row.role).label, where, row.start, row.end)


def provider_choices(actor: Actor) -> list[tuple[str, str]]:
    """The providers that a user can work for."""
    require(actor, Action.ADMINISTER, NOBODYS)
    return [(str(p.id), p.name) for p in Provider.objects.order_by("name_key")]


@dataclass(frozen=True, slots=True)
class UnitShown:
    """A unit and how deep it lies."""

    id: UUID
    name: str
    kind: str
    depth: int
    cost_place: str


def unit_tree(actor: Actor) -> list[UnitShown]:
    """The units of the house from the top down."""
    require(actor, Action.ADMINISTER, NOBODYS)
    return [
        UnitShown(u.id, u.name, UnitKind.of(u.kind).label, u.path.count("/") - 1, u.cost_place)
        for u in Unit.objects.order_by("path")
    ]


class Sort(CodeList):
    """What sort of thing was not read in a source."""

    NUMBER = "number", screen_text("Tal")
    RULE = "rule", screen_text("Regler")
    CODE = "code", screen_text("Paragraffer og koder")


@dataclass(frozen=True, slots=True)
class Unverified:
    """A number or code that was not read in a source: what, its value, how sure, and the page
    where it can be confirmed."""

    what: str
    value: str
    valid_from: date | None
    source: str
    certainty: str
    href: str
    sort: Sort = Sort.CODE


def unverified(actor: Actor, sort: str = "", certainty: str = "") -> list[Unverified]:
    """Everything in the rules that is from memory or inferred, perhaps of one sort and certainty
    only; numbers first, then rules, then codes."""
    require(actor, Action.ADMINISTER, NOBODYS)
    order = list(Sort)
    listed = [
        one
        for one in _unverified(actor)
        if sort in ("", one.sort.value) and certainty in ("", one.certainty)
    ]
    return sorted(listed, key=lambda one: order.index(one.sort))


def _unverified(actor: Actor) -> list[Unverified]:
    found: list[Unverified] = []
    for parameters in every_parameter_file():
        found += _of_parameters(parameters)
    found += [_of_rule(rule) for rule in rule_book().on(actor.today) if _is_unsure(rule)]
    found += [_of_code(code) for code in unconfirmed_codes()]
    return found


def _of_code(code: Code) -> Unverified:
    return Unverified(
        code.what,
        code.shown,
        None,
        code.source,
        code.certainty.value,
        reverse("catalogue:code", args=[code.kind.value, code.key]),
    )


def _is_unsure(rule: Rule) -> bool:
    return not rule.certainty.is_verified


def _of_rule(rule: Rule) -> Unverified:
    """A rule is unsure as a whole: target groups, account and level."""
    as_main = gettext("som hovedydelsen")
    account = as_main if rule.is_booked_as_main else f"{rule.function} {rule.grouping}"
    return Unverified(
        ydelser.service(rule.service).name,
        f"{rule.citation}: {account}",
        None,
        rule.source,
        rule.certainty.value,
        reverse("catalogue:one", args=[rule.service, str(rule.citation)]),
        Sort.RULE,
    )


def _of_parameters(parameters: Parameters) -> list[Unverified]:
    return [
        Unverified(
            parameter.meaning,
            in_unit(dated.value, parameter.unit),
            dated.period.start if dated.period.start.year > SINCE_EVER.year else None,
            dated.source,
            dated.certainty.value,
            _to_confirm(parameters, parameter.key, dated),
            Sort.NUMBER,
        )
        for parameter in parameters.values()
        for dated in parameter.values
        if not dated.certainty.is_verified
    ]


def _to_confirm(parameters: Parameters, key: str, dated: DatedValue) -> str:
    """The page of a number, with the value that is to be confirmed ready."""
    address = reverse("catalogue:parameter", args=[*parameters.name.split("/"), key])
    return f"{address}?day={dated.period.start.isoformat()}"


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which rows of the log to list: of one action, or of all that a point ends (refusals)."""

    action: str = ""
    writes_only: bool = False
    day: date | None = None


def log(actor: Actor, wanted: LogFilter) -> QuerySet[Entry, Entry]:
    """The rows of the log that were asked for."""
    require(actor, Action.SEE_AUDIT, NOBODYS)
    found = Entry.objects.all()
    if wanted.action.endswith("."):
        found = found.filter(action__startswith=wanted.action)
    elif wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.writes_only:
        found = found.filter(is_write=True)
    if wanted.day:
        found = found.filter(at__date=wanted.day)
    return found


def names_of_users() -> dict[UUID, str]:
    """Names of users by id."""
    return dict(User.objects.values_list("id", "name"))


def log_row(entry: Entry, names: dict[UUID, str]) -> dict[str, Any]:
    """A row of the log as a row of the list: ids only, never what stood in the fields."""
    return {
        "at": entry.at,
        "who": names.get(entry.actor, "") if entry.actor else "",
        "role": role_words(entry.role),
        "action": action_words(entry.action),
        "object": object_words(entry.object_type),
        "object_id": str(entry.object_id or ""),
        "citizen": str(entry.citizen or ""),
        "facts": ", ".join(f"{key}={value}" for key, value in sorted(entry.facts.items())),
    }
