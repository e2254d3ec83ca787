"""Taking in an order message by hand: somebody who may open cases uploads the file."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, may_at_all, require
from helhed.apps.access.models import Unit
from helhed.apps.cases.access import may_case
from helhed.apps.cases.models import Case
from helhed.apps.cases.queries import teams_within
from helhed.apps.orders.errors import OrderRefused
from helhed.apps.orders.models import ReceivedOrder
from helhed.apps.orders.receiving import receive
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Matter
from helhed.rules.decisions.ydelser import Department

MOST_BYTES = 25 * 1024 * 1024
"""The largest file that is taken over the web, as with a document; the command takes more."""


def take_in(actor: Actor, *, content: bytes, unit: UUID) -> ReceivedOrder:
    """Take in the order message of a file for a team of adults; all of it lands, or nothing does.

    A new citizen's case is opened in the team; a case that is open already takes the order, if
    the actor may write in it. Raises OrderRefused with every fault, UnableToLetIn.
    """
    team = Unit.objects.filter(id=unit, kind="team").first()
    if team is None or team.department != Department.ADULTS.value:
        raise OrderRefused(screen_text("Vælg et team for voksne. KL's bestilling er om voksne."))
    matter = Matter(frozenset([team.id]), frozenset([team.department]))
    require(actor, Action.OPEN_CASE, matter)
    if len(content) > MOST_BYTES:
        raise OrderRefused(screen_text("Filen er for stor. Den må højst fylde 25 MB."))
    with transaction.atomic():
        return receive(actor, content, team, actor.user, ask=lambda case: _ask(actor, case))


def _ask(actor: Actor, case: Case) -> None:
    if not may_case(actor, Action.EDIT_CASE, case):
        text = screen_text(
            "Borgeren har en sag i et andet team. Giv dem filen, så den kommer på sagen."
        )
        raise OrderRefused(text)


def teams_to_take_in(actor: Actor) -> list[Unit]:
    """The teams of adults for which the actor may take an order in."""
    teams = teams_within(actor, Action.OPEN_CASE) if may_at_all(actor, Action.OPEN_CASE) else []
    return [team for team in teams if team.department == Department.ADULTS.value]
