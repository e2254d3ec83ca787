"""The part of a day page that is about orders, for either side."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from helhed.apps.access.access import Actor
from helhed.apps.desk.queries.day_parts import MOST, DayPage, Item, Section, Tile, is_past
from helhed.apps.layout.web.templatetags.helhed import day as said_day
from helhed.apps.layout.web.templatetags.helhed import moment as said_moment
from helhed.apps.layout.web.templatetags.helhed import month_name
from helhed.apps.orders.conversation import open_asks
from helhed.apps.orders.delivered import deviations
from helhed.apps.orders.queries import OrderShown, awaiting, news
from helhed.kernel.words import screen_text
from helhed.rules.orders.bestilling import OrderState


def answers(actor: Actor, found: DayPage) -> None:
    """What providers said, and what is missing or deviates in the actor's own cases."""
    found_now = news(actor, MOST)
    empty = screen_text("Ingen nye svar fra udførere.")
    items = _order_items(found_now.said, found)
    found.sections.append(Section(screen_text("Svar fra udførere"), items, empty))
    waiting = _order_items(found_now.late, found, actor.today) + _asks(actor, found)
    empty = screen_text("Ingen svar mangler, og ingen levering afviger.")
    title = screen_text("Svar, der mangler")
    found.sections.append(Section(title, waiting + _deviating(found_now.deviating, found), empty))


def _deviating(rows: list[OrderShown], found: DayPage) -> list[Item]:
    """Orders of which a delivery is not as ordered and waits for the authority."""
    found.citizens += [row.citizen_id for row in rows]
    deviates = gettext("Levering afviger")
    return [
        Item(
            row.citizen,
            f"{reverse('orders:one', args=[row.id])}#leveret",
            "",
            f"{deviates} · {gettext(row.service)} · {row.provider}",
        )
        for row in rows
    ]


def _asks(actor: Actor, found: DayPage) -> list[Item]:
    """What waits for the actor's answer, and what the other side should have answered."""
    rows = open_asks(actor, MOST)
    found.citizens += [row.citizen_id for row in rows]
    mine, theirs = gettext("dit svar mangler"), gettext("den anden parts svar mangler")
    return [
        Item(
            row.citizen,
            f"{reverse('orders:one', args=[row.order])}#samtale",
            gettext("svar inden %(day)s") % {"day": said_day(row.answer_by)},
            f"{gettext(row.asks)} · {mine if row.is_mine else theirs} · {row.provider}",
            row.is_late,
        )
        for row in rows
    ]


def _deviations(actor: Actor, found: DayPage) -> list[Item]:
    """Deliveries that are not as ordered and wait for somebody."""
    rows = deviations(actor, MOST)
    found.citizens += [row.citizen_id for row in rows]
    return [
        Item(
            row.citizen,
            f"{reverse('orders:one', args=[row.order])}#leveret",
            month_name(row.start),
            f"{gettext(row.state)} · {gettext(row.service)}",
        )
        for row in rows
    ]


def orders(actor: Actor, found: DayPage) -> None:
    """The orders that wait for a provider, and what is missing or deviates in hers."""
    rows = awaiting(actor, 50)
    late = [row for row in rows if row.answer_by is not None and row.answer_by < actor.today]
    new = [row for row in rows if row.state_key == OrderState.SENT.value]
    href = reverse("orders:list")
    found.tiles.append(
        Tile(str(len(new)), screen_text("bestillinger venter på svar"), href, bool(late))
    )
    words = screen_text("bestillinger skal begynde")
    found.tiles.append(Tile(str(len(rows) - len(new)), words, href))
    empty = screen_text("Ingen bestillinger venter på jer.")
    items = _order_items(rows[: 2 * MOST], found, actor.today)
    found.sections.append(Section(screen_text("Bestillinger, der venter"), items, empty, href))
    waiting = _asks(actor, found) + _deviations(actor, found)
    empty = screen_text("Ingen svar mangler, og ingen levering afviger.")
    found.sections.append(Section(screen_text("Svar, der mangler"), waiting, empty, href))


def _order_items(rows: list[OrderShown], found: DayPage, today: date | None = None) -> list[Item]:
    found.citizens += [row.citizen_id for row in rows]
    return [
        Item(
            row.citizen,
            reverse("orders:one", args=[row.id]),
            _order_when(row),
            f"{gettext(row.state)} · {gettext(row.service)} · {row.offer}",
            today is not None and is_past(row.answer_by, today),
        )
        for row in rows
    ]


def _order_when(row: OrderShown) -> str:
    if row.changed_at is not None:
        return said_moment(row.changed_at)
    if row.answer_by is not None:
        return gettext("svar inden %(day)s") % {"day": said_day(row.answer_by)}
    return said_day(row.wanted_start)
