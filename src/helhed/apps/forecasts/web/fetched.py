"""Measures of the budget as changes of a scenario: what there is to fetch, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from helhed.apps.access.access import Actor
from helhed.apps.budgets.queries.decided import DecidedMeasure, decided
from helhed.apps.forecasts.actions import LONGEST_NAME
from helhed.apps.forecasts.web.place_choices import place_words
from helhed.apps.layout.web.templatetags.helhed import kroner, month_name
from helhed.forecast.episodes.scenarios import Change, Place
from helhed.kernel.period import Month


@dataclass(frozen=True, slots=True)
class Offered:
    """A measure of the budget, where it is, and each month from which it saves more or less: in
    words, and what the address says when it is chosen."""

    name: str
    where: str
    paces: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was chosen: the measure's name, and the change that it is."""

    name: str
    change: Change


def offered(actor: Actor, department: str) -> list[Offered] | None:
    """The measures that can be fetched; None when the actor may not see budgets."""
    found = decided(actor, department)
    if found is None:
        return None
    return [
        Offered(
            one.name,
            _where(one),
            [
                (_words(month, more, n > 0), urlencode({"tiltag": one.id, "fra": f"{month}"}))
                for n, (month, more) in enumerate(one.paces)
            ],
        )
        for one in found
        if one.paces
    ]


def _where(one: DecidedMeasure) -> str:
    if not (one.service or one.owner):
        return _("budgettet nævner ikke ét sted")
    return place_words(Place(one.service, one.owner))


def _words(month: Month, more: int, is_later: bool) -> str:
    told = {"month": month_name(month.first), "amount": kroner(abs(more))}
    if more < 0:
        return _("Fra %(month)s: sparer %(amount)s kr. mindre om året") % told
    if is_later:
        return _("Fra %(month)s: sparer yderligere %(amount)s kr. om året") % told
    return _("Fra %(month)s: sparer %(amount)s kr. om året") % told


def fetched(actor: Actor, department: str, asked: Mapping[str, str]) -> Fetched | None:
    """The measure that an address names; None when it names none that can be fetched."""
    wanted = asked.get("tiltag")
    found = (decided(actor, department) or []) if wanted else []
    for one in found:
        for month, more in one.paces:
            if (f"{one.id}", f"{month}") == (wanted, asked.get("fra")):
                return Fetched(one.name[:LONGEST_NAME].strip(), _change(one, month, more))
    return None


def _change(one: DecidedMeasure, month: Month, more: int) -> Change:
    at = 12 * month.year + month.month - 1
    return Change("measure", at, Place(one.service, one.owner), oere_per_year=-more)
