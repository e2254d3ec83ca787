"""Orders as things of a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.desk.queries.thing import Said, Thing, ThingKind, day_of, written
from helhed.apps.orders.models import (
    DeliveredPeriod,
    HandedPart,
    Order,
    OrderMessage,
    ProviderNote,
)
from helhed.rules.decisions.ydelser import service
from helhed.rules.orders.bestilling import Move, OrderState, Side


def order_things(ids: Sequence[UUID], in_full: bool) -> Iterator[Thing]:
    """Orders with what was said, delivered, handed over and shared in them."""
    said = Prefetch("messages", OrderMessage.objects.order_by("at", "id"))
    shared = Prefetch("notes", ProviderNote.objects.filter(shared_at__isnull=False).order_by("day"))
    rows = Order.objects.filter(id__in=ids).select_related("grant", "provider")
    given = Prefetch("delivered", DeliveredPeriod.objects.order_by("start", "id"))
    handed = Prefetch("handed", HandedPart.objects.order_by("handed_at", "id"))
    for row in rows.prefetch_related(said, shared, given, handed) if in_full else rows:
        yield Thing(
            ThingKind.ORDER,
            row.id,
            row.case_id,
            _order_day(row),
            OrderState(row.state).label,
            f"{_(service(row.grant.service).name)}, {row.provider.name}",
            written(
                (_("Formål"), row.purpose),
                (_("Det, udføreren får at vide"), row.needs),
                *(_message(one) for one in (row.messages.all() if in_full else ())),
                *(_note(one) for one in (row.notes.all() if in_full else ())),
                *(_remark(one) for one in (row.delivered.all() if in_full else ())),
                *(_handed(one) for one in (row.handed.all() if in_full else ())),
            ),
            reverse("orders:one", args=[row.id]),
            stands=OrderState(row.state) not in (OrderState.DRAFT, OrderState.WITHDRAWN),
        )


def _order_day(row: Order) -> date:
    return day_of(row.sent_at or row.made_at)


def _message(row: OrderMessage) -> Said:
    what = _(Move(row.move).done) if row.move else _("Besked")
    day = day_of(row.at)
    return (
        f"{day.day}.{day.month}.{day.year} {_(Side(row.side).label)}: {what}",
        row.text or "–",
    )


def _remark(row: DeliveredPeriod) -> Said:
    """What was said of what was delivered in a period; empty when nothing was."""
    period = f"{row.start.day}.{row.start.month}. – {row.end.day}.{row.end.month}.{row.end.year}"
    return f"{_('Leveret')} {period}", "\n".join(filter(None, (row.text, row.explanation)))


def _handed(row: HandedPart) -> Said:
    """A part of the plan that was handed to the provider, and what she wrote."""
    return _("Udførerens del af planen"), "\n".join(filter(None, (row.asked, row.told)))


def _note(row: ProviderNote) -> Said:
    """A note that its provider shared."""
    words = _("Udførerens notat")
    return f"{row.day.day}.{row.day.month}.{row.day.year} {words}", row.text
