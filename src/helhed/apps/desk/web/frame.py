"""What the frame of every page needs: who is logged in, where they may go, which day it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from helhed.apps.access.access import Actor, may_at_all
from helhed.apps.access.unsent import new_pass
from helhed.apps.layout.web.address import page_of
from helhed.apps.notifications.access import receives_notifications
from helhed.apps.reports.access import has_reports
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Role


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the main menu."""

    text: str
    href: str
    is_here: bool


_MENU: tuple[tuple[str, str, Action | None], ...] = (
    ("desk:day", screen_text("Min dag"), None),
    ("desk:search", screen_text("Søg"), Action.SEE_CITIZEN),
    ("cases:list", screen_text("Sager"), Action.SEE_CASE),
    ("notifications:list", screen_text("Underretninger"), Action.SEE_NOTIFICATION),
    ("decisions:list", screen_text("Afgørelser"), Action.SEE_CASE),
    ("orders:list", screen_text("Bestillinger"), Action.SEE_ORDER),
    ("placements:board", screen_text("Pladser"), Action.SEE_PLACE),
    ("offers:list", screen_text("Tilbud"), Action.SEE_OFFER),
    ("payments:list", screen_text("Betalinger"), Action.SEE_PAYMENT),
    ("refunds:overview", screen_text("Refusion"), Action.SEE_REFUND),
    ("budgets:overview", screen_text("Budget"), Action.SEE_BUDGET),
    ("forecasts:overview", screen_text("Prognose"), Action.SEE_FORECAST),
    ("reports:list", screen_text("Indberetning"), Action.SEE_REPORT),
    ("staff:list", screen_text("Medarbejdere"), Action.SEE_STAFF),
    ("transfer:overview", screen_text("Data"), Action.MOVE_DATA),
    ("desk:administration", screen_text("Administration"), Action.ADMINISTER),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template; nothing personal but the user's own name."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "unsent_pass": new_pass(actor.id) if actor else "",
        "menu": _menu(actor, request.path) if actor else [],
        "roles": ", ".join(gettext(role.label) for role in Role if actor and role in actor.roles),
        "municipality": getattr(request, "municipality", None),
        "this_page": page_of(request),
        "today": actor.today if actor else None,
    }


def _menu(actor: Actor, path: str) -> list[Link]:
    links = []
    for name, text, action in _MENU:
        if name == "notifications:list" and not receives_notifications(actor):
            continue
        if name == "reports:list" and not has_reports(actor):
            continue
        if action is None or may_at_all(actor, action):
            href = reverse(name)
            here = path == href if href == "/" else path.startswith(href)
            links.append(Link(gettext(text), href, here))
    return links
