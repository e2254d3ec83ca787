"""The provider's own notes in an order, and its status on the goals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.word_index import keep
from helhed.apps.orders.access import require_order
from helhed.apps.orders.actions import locked
from helhed.apps.orders.models import ProviderNote
from helhed.apps.orders.reminding import answered
from helhed.apps.orders.texts import of_order
from helhed.apps.plans.models import Plan
from helhed.apps.plans.statuses import put_statuses
from helhed.apps.plans.texts import of_plan
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.orders.notat import UnableToNote, check_note, check_sharing
from helhed.rules.orders.samtale import Ask
from helhed.rules.plans.status import Told, check_told

MOST_TEXT = 20_000


def note(actor: Actor, *, order: UUID, day: date, text: str, share: bool) -> ProviderNote:
    """Write a note of a day, shared with the authority or not. Raises UnableToNote."""
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.ANSWER_ORDER, row)
        check_note(text, day, actor.today, row.started_on)
        if len(text) > MOST_TEXT:
            raise UnableToNote(screen_text("Notatet er for langt. Del det i to."))
        made = ProviderNote.objects.create(
            order=row,
            day=day,
            text=text.strip(),
            written_at=actor.now(),
            written_by=actor.user,
            shared_at=actor.now() if share else None,
        )
        keep(of_order(row))
        wrote(actor, "order.note", made, row.grant.citizen_id, order=str(row.id), shared=share)
    return made


def share(actor: Actor, *, note: UUID) -> None:
    """Let the authority read a note; it stays so. Raises UnableToNote."""
    with transaction.atomic():
        row = ProviderNote.objects.select_for_update().filter(id=note).first()
        if row is None:
            raise Http404
        order = locked(row.order_id)
        require_order(actor, Action.ANSWER_ORDER, order)
        check_sharing(row.shared_at is not None)
        row.shared_at = actor.now()
        row.save(update_fields=["shared_at"])
        keep(of_order(order))
        wrote(actor, "order.share", row, order.grant.citizen_id, order=str(order.id))


def tell_goals(actor: Actor, *, order: UUID, told: Sequence[Told]) -> None:
    """Tell how it goes with the goals of an order; where it was asked for, that is the answer.

    Raises UnableToTellStatus, UnableToNote.
    """
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.ANSWER_ORDER, row)
        if row.state != OrderState.STARTED.value:
            raise UnableToNote(screen_text("Hjælpen er ikke i gang. Skriv i samtalen i stedet."))
        check_told(told, set(row.goals.values_list("id", flat=True)))
        for made in put_statuses(actor, told, row.provider.name):
            wrote(actor, "order.status", made, row.grant.citizen_id, order=str(row.id))
        answered(actor, row, Ask.STATUS)
        for plan in Plan.objects.filter(goals__in=[one.goal for one in told]).distinct():
            keep(of_plan(plan))
