"""The part of a day page that is about orders, for either side."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from helhed.apps.access.access import Actor
from helhed.apps.desk.queries.day_parts import MOST, DayPage, Item, Section, Tile
from helhed.apps.layout.web.templatetags.helhed import day as said_day
from helhed.apps.layout.web.templatetags.helhed import moment as said_moment
from helhed.apps.layout.web.templatetags.helhed import month_name
from helhed.apps.orders.conversation import open_asks
from helhed.apps.orders.delivered import deviations
from helhed.apps.orders.lines import OrderShown, awaiting, news
from helhed.kernel.words import screen_text
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.orders.svarfrist import Missing


def answers(actor: Actor, found: DayPage) -> None:
    """What providers said, and what is missing or deviates in the actor's own cases."""
    found_now = news(actor, MOST)
    empty = screen_text("Ingen nye svar fra udførere.")
    items = _order_items(found_now.said, found, is_news=True)
    found.sections.append(Section(screen_text("Svar fra udførere"), items, empty))
    waiting = _order_items(found_now.late, found) + _asks(actor, found)
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
    new = [row for row in rows if row.state_key == OrderState.SENT.value]
    href = reverse("orders:list")
    words, is_late = screen_text("bestillinger venter på svar"), any(row.missing for row in new)
    found.tiles.append(Tile(str(len(new)), words, href, is_late))
    to_begin = [row for row in rows if row.state_key == OrderState.ACCEPTED.value]
    words, is_late = screen_text("bestillinger skal begynde"), any(row.missing for row in to_begin)
    found.tiles.append(Tile(str(len(to_begin)), words, href, is_late))
    empty = screen_text("Ingen bestillinger venter på jer.")
    theirs = [row for row in rows if row.missing or OrderState(row.state_key).awaits_provider]
    items = _order_items(theirs[: 2 * MOST], found)
    found.sections.append(Section(screen_text("Bestillinger, der venter"), items, empty, href))
    waiting = _asks(actor, found) + _deviations(actor, found)
    empty = screen_text("Ingen svar mangler, og ingen levering afviger.")
    late = f"{href}?late=1"
    found.sections.append(Section(screen_text("Svar, der mangler"), waiting, empty, late))


def _order_items(rows: list[OrderShown], found: DayPage, *, is_news: bool = False) -> list[Item]:
    """Orders as items: when the provider was last heard of (``is_news``), or what is late."""
    found.citizens += [row.citizen_id for row in rows]
    return [
        Item(
            row.citizen,
            _order_link(row),
            said_moment(row.changed_at) if is_news else _order_when(row),
            f"{_order_state(row, is_news=is_news)} · {gettext(row.service)} · {row.offer}",
            row.missing is not None and not is_news,
        )
        for row in rows
    ]


def _order_link(row: OrderShown) -> str:
    page = reverse("orders:one", args=[row.id])
    return f"{page}#leveret" if row.missing is Missing.DELIVERED else page


def _order_state(row: OrderShown, *, is_news: bool) -> str:
    """What is late in an order, or else where it stands."""
    if is_news or row.missing is None or row.missing is Missing.ANSWER:
        return gettext(row.state)
    return gettext(row.missing.label)


def _order_when(row: OrderShown) -> str:
    if row.missing is not None and row.missing is not Missing.ANSWER:
        return gettext("for sent")
    if row.answer_by is not None:
        return gettext("svar inden %(day)s") % {"day": said_day(row.answer_by)}
    return said_day(row.wanted_start)
