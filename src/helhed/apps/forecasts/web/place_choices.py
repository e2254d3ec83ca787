"""Places that a change can name, in words and as choices of a form."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from helhed.apps.access.access import Actor
from helhed.apps.budgets.queries import service_name
from helhed.apps.decisions.years import BY_TIME
from helhed.apps.forecasts import queries
from helhed.apps.forecasts.figures import PERSONS
from helhed.apps.forecasts.queries import UnitAnswer, owner_name
from helhed.forecast.episodes.scenarios import Change, Place
from helhed.kernel.words import danish_sort_key
from helhed.rules.decisions.ydelser import services
from helhed.rules.forecasts.egne_pladser import services_of_places

Choice = tuple[str, str]
Group = tuple[str, str | list[Choice]]


def key_of(place: Place) -> str:
    """A place as the value of a choice; empty is everywhere."""
    parts = (quote(part, safe="") for part in (place.service, place.owner, place.level))
    return "/".join(parts).rstrip("/")


def place_of_key(key: str) -> Place:
    """The place of a choice."""
    service, owner, level = (unquote(part) for part in [*key.split("/"), "", ""][:3])
    return Place(service, owner, level)


SAME, ALL = "samme", "alle"
"""Where those come from who fill new places: the service itself at others, or every service."""


def key_of_source(change: Change) -> str:
    """The places that a house is filled from, as the value of a choice."""
    if change.to == Place(change.where.service):
        return SAME
    return key_of(change.to) or ALL


def source_of_key(key: str, service: str) -> Place:
    """The places of a choice of where people come from, or go to."""
    return {SAME: Place(service), ALL: Place()}.get(key) or place_of_key(key)


def place_words(place: Place) -> str:
    """What a place is called, in the reader's language."""
    service = _(service_name(place.service)) if place.service else _("Alle ydelser")
    owner = _(owner_name(place.owner) or place.owner) if place.owner else ""
    if not (place.service or place.owner or place.level):
        return _("Alle")
    return ": ".join(part for part in (service, owner, place.level) if part)


def people_by_unit(actor: Actor, department: str) -> dict[tuple[str, str], int]:
    """About how many there are at each owner of each service in the first month of the latest run;
    empty without one."""
    return {
        (one.service, one.owner): round(one.figures[PERSONS]["months"]["mean"][0] / 1000)
        for one in _units(actor, department)
    }


def _units(actor: Actor, department: str) -> list[UnitAnswer]:
    row = queries.latest(actor, department)
    return [one for one in queries.answers(row, 0) if not one.is_total] if row else []


def place_choices(actor: Actor, department: str, also: Iterable[Place]) -> list[Group]:
    """Where the latest run of a department has people, whole services first; without a run the
    department's services. ``also`` are places that a change names already."""
    units = _units(actor, department)
    keys = {one.service for one in units} or set(_by_time(department))
    owners = sorted({one.owner for one in units})
    groups = [
        (_("Hele ydelser"), [Place(key) for key in keys]),
        (_("Hele ejerforhold"), [Place("", owner) for owner in owners]),
        (_("En ydelse hos en ejer"), [Place(one.service, one.owner) for one in units]),
    ]
    listed = {place for _words, places in groups for place in places}
    groups.append((_("Andre"), [one for one in set(also) - listed if key_of(one)]))
    named = [(words, _choices(places)) for words, places in groups if places]
    return [("", _("Alle")), *named]


def source_choices(actor: Actor, department: str, change: Change | None) -> list[Group]:
    """Where those who fill own places can come from, the same service at others first; every
    service at once only where a change says so already."""
    groups = place_choices(actor, department, [change.to] if change else [])[1:]
    same: list[Group] = [(SAME, _("Samme ydelse hos andre (købte pladser)"))]
    every: list[Group] = [(ALL, _("Alle ydelser"))]
    return [("", _("Vælg")), *same, *groups, *(every if _is_every(change) else [])]


def _is_every(change: Change | None) -> bool:
    return change is not None and change.kind == "house" and change.to == Place()


def service_choices(department: str, also: Iterable[str]) -> list[Choice]:
    """The services of a department that are given in places."""
    keys = {*services_of_places(department), *(key for key in also if key)}
    return _sorted((key, _(service_name(key))) for key in keys)


def _by_time(department: str) -> list[str]:
    return [
        one.key
        for one in services().values()
        if one.is_main
        and {kind.value for kind in one.kinds} & set(BY_TIME)
        and (not department or one.department.value == department)
    ]


def _choices(places: Iterable[Place]) -> list[Choice]:
    return _sorted((key_of(place), place_words(place)) for place in places)


def _sorted(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda one: danish_sort_key(one[1]))
