"""Orders, what the two sides said, and who is where."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from helhed.synth.chance import between
from helhed.synth.decision_rows import grant_ids
from helhed.synth.grants import Granted
from helhed.synth.market_rows import place_slots
from helhed.synth.plans import Planned
from helhed.synth.shape import HISTORY_FROM, NEVER, TODAY, chosen, dates, ids, moments, table
from helhed.synth.words import said, said_by
from helhed.synth.world import World

ANSWER_DAYS = 5
KEPT_TALK = 0.35


@dataclass(frozen=True, slots=True)
class Order:
    """An order before it becomes a row; days, NEVER where it did not come to that."""

    key: str
    grant: int
    state: str
    wanted: int
    made: int
    sent: int
    answered: int = NEVER
    started: int = NEVER
    stopped: int = NEVER


@dataclass(frozen=True, slots=True)
class Message:
    """One move or message."""

    order: int
    day: int
    side: str
    move: str | None
    about: int
    use: str
    asks: str | None = None
    state: str | None = None
    answers: int | None = None
    away: int = NEVER
    """The last day that the citizen is away, of a message that tells of it."""


@dataclass(slots=True)
class Ordered:
    """All orders and messages."""

    orders: list[Order] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)


def ordered(world: World, made: Granted) -> Ordered:
    """An order for every main service that somebody delivers; a few were refused first."""
    found = Ordered()
    for number, grant in enumerate(made.grants):
        decided = made.decisions[grant.decision].decided
        if number in made.order_states:
            _fresh(found, number, grant.key, made.order_states[number], decided, grant.start)
            continue
        if grant.main >= 0 or grant.offer < 0 or grant.course < 0:
            continue
        one, two, three, four = world.chance.draw(4, "orders", grant.key).tolist()
        if one < 0.04 and grant.start > HISTORY_FROM:
            _refused(found, number, grant.key, decided, grant.start)
        _order(found, number, grant.key, decided, (grant.start, grant.last), (two, three, four))
    return found


def _fresh(found: Ordered, grant: int, key: str, state: str, sent: int, start: int) -> None:
    order = len(found.orders)
    answered = NEVER if state == "sent" else min(sent + 2, TODAY)
    found.orders.append(Order(key, grant, state, start, sent, sent, answered))
    found.messages.append(Message(order, sent, "authority", "send", NEVER, "message_send"))
    if answered < NEVER:
        move = "accept" if state == "accepted" else "reject"
        found.messages.append(Message(order, answered, "provider", move, NEVER, f"message_{move}"))


def _refused(found: Ordered, grant: int, key: str, decided: int, wanted: int) -> None:
    state = "rejected" if len(key) % 2 else "withdrawn"
    sent = decided
    answered = min(sent + 3, TODAY)
    order = len(found.orders)
    found.orders.append(
        Order(f"{key} first", grant, state, wanted, sent, sent, min(answered, TODAY))
    )
    found.messages.append(Message(order, sent, "authority", "send", NEVER, "message_send"))
    side, move = ("provider", "reject") if state == "rejected" else ("authority", "withdraw")
    found.messages.append(Message(order, answered, side, move, NEVER, f"message_{move}"))


def _order(
    found: Ordered,
    grant: int,
    key: str,
    decided: int,
    days: tuple[int, int],
    draws: tuple[float, float, float],
) -> None:
    start, last = days
    order = len(found.orders)
    sent = min(decided, TODAY - 1)
    answered = min(sent + int(draws[0] * ANSWER_DAYS), max(start, sent), TODAY)
    if start > TODAY:
        accepted = draws[1] < 0.55
        state = "accepted" if accepted else "sent"
        made = Order(key, grant, state, start, sent, sent, answered if accepted else NEVER)
    else:
        stopped = last if last < TODAY else NEVER
        state = "stopped" if stopped < NEVER else "started"
        made = Order(key, grant, state, start, sent, sent, answered, start, stopped)
    found.orders.append(made)
    found.messages.append(Message(order, sent, "authority", "send", NEVER, "message_send"))
    if made.answered < NEVER:
        found.messages.append(
            Message(order, answered, "provider", "accept", NEVER, "message_accept")
        )
    if made.started < NEVER:
        _moves(found, order, made, draws[2])


def _moves(found: Ordered, order: int, made: Order, draw: float) -> None:
    at = max(made.started, made.answered)
    found.messages.append(Message(order, at, "provider", "start", made.started, ""))
    last = min(made.stopped, TODAY)
    if draw < KEPT_TALK and last - 20 > max(at, HISTORY_FROM):
        day = at + int((last - at) * draw / KEPT_TALK)
        side = "provider" if draw < KEPT_TALK / 2 else "authority"
        _talk(found, order, day, side, last)
    if made.stopped < NEVER:
        found.messages.append(
            Message(order, last, "provider", "stop", made.stopped, "message_stop")
        )


def _talk(found: Ordered, order: int, day: int, side: str, last: int) -> None:
    """A message; every other is a question that the other side answers, soon or not yet."""
    if order % 4 == 1 and side == "provider":
        _away(found, order, day, last)
        return
    if order % 2:
        found.messages.append(Message(order, day, side, None, NEVER, f"talk_{side}"))
        return
    answered = day + 1 + order % ANSWER_DAYS
    state = "answered" if answered <= last else "open"
    question = len(found.messages)
    asked = Message(order, day, side, None, NEVER, f"question_{side}", "question", state)
    found.messages.append(asked)
    if state == "answered":
        other = "authority" if side == "provider" else "provider"
        told = Message(order, answered, other, None, NEVER, f"answer_{other}", answers=question)
        found.messages.append(told)


def _away(found: Ordered, order: int, day: int, last: int) -> None:
    """The citizen is away for some days; the place is paid meanwhile, so that the grant goes on."""
    away = min(day + 3 + order % 11, last)
    answered = day + 1 + order % ANSWER_DAYS
    state = "yes" if answered <= last else "open"
    told = len(found.messages)
    use = "message_away"
    found.messages.append(
        Message(order, day, "provider", None, NEVER, use, "absence", state, away=away)
    )
    if state == "yes":
        found.messages.append(
            Message(order, answered, "authority", None, NEVER, "message_away_yes", answers=told)
        )


def order_wishes(world: World, found: Ordered) -> pl.DataFrame:
    """The days of each absence that is told of."""
    told = [number for number, one in enumerate(found.messages) if one.asks == "absence"]
    own_key = ids(world.seed, "order_messages", range(len(found.messages)))
    kinds = ("ill", "travels", "family", "away")
    days = [found.messages[number] for number in told]
    return table(
        "order_wishes",
        {
            "id": ids(world.seed, "order_wishes", told),
            "message": [own_key[number] for number in told],
            "kind": [kinds[one.order // 4 % len(kinds)] for one in days],
            "start": dates(np.array([one.day for one in days], np.int64)),
            "end": dates(np.array([one.away for one in days], np.int64)),
            "is_paid": pl.Series([True] * len(told), dtype=pl.Boolean),
            "quantity": pl.Series([None] * len(told), dtype=pl.Decimal(9, 3)),
        },
    )


def orders(world: World, made: Granted, found: Ordered) -> pl.DataFrame:
    chance, listed = world.chance, found.orders
    count = len(listed)
    key = ids(world.seed, "providers", range(len(world.market.providers)))
    grant_key = grant_ids(world, made)
    provider = [key[world.market.offers[made.grants[o.grant].offer].provider] for o in listed]
    minute = between(chance.draw(count, "orders", "minute"), 480, 840)
    purposes = [f"purpose_{made.grants[o.grant].service.area}" for o in listed]

    def at(name: str, later: int) -> pl.Series:
        return moments(np.array([getattr(o, name) for o in listed], np.int64), minute + later)

    return table(
        "orders",
        {
            "id": ids(world.seed, "orders", [o.key for o in listed]),
            "grant": [grant_key[o.grant] for o in listed],
            "provider": provider,
            "state": [o.state for o in listed],
            "purpose": said_by(chance.draw(count, "orders", "purpose"), purposes),
            "needs": said(chance.draw(count, "orders", "needs"), "order_need"),
            "wanted_start": dates(np.array([o.wanted for o in listed], np.int64)),
            "made_at": at("made", 0),
            "sent_at": at("sent", 10),
            "answered_at": at("answered", 60),
            "started_on": dates(np.array([o.started for o in listed], np.int64)),
            "stopped_on": dates(np.array([o.stopped for o in listed], np.int64)),
        },
    )


def order_goals(world: World, made: Granted, found: Ordered, planned: Planned) -> pl.DataFrame:
    """Each order is for the first goals of the plan."""
    key = ids(world.seed, "orders", [o.key for o in found.orders])
    pairs = []
    for number, order in enumerate(found.orders):
        case = made.decisions[made.grants[order.grant].decision].case
        pairs += [(key[number], goal) for goal in planned.goals_of.get(case, [])[:2]]
    return table(
        "order_goals",
        {
            "order": pl.Series([o for o, _ in pairs], dtype=pl.String),
            "goal": pl.Series([g for _, g in pairs], dtype=pl.String),
        },
    )


def _own_users(world: World) -> dict[int, str]:
    """The log-in that answers for each own provider."""
    by_centre = {p.unit: n for n, p in enumerate(world.staff.people) if p.role == "provider"}
    return {
        n: world.user[by_centre[provider.centre]]
        for n, provider in enumerate(world.market.providers)
        if provider.centre in by_centre
    }


def order_messages(world: World, made: Granted, found: Ordered) -> pl.DataFrame:
    chance, listed = world.chance, found.messages
    own = _own_users(world)
    by = []
    for message in listed:
        grant = made.grants[found.orders[message.order].grant]
        if message.side == "provider":
            by.append(own.get(world.market.offers[grant.offer].provider))
        else:
            by.append(world.responsible(made.decisions[grant.decision].case))
    key = ids(world.seed, "orders", [o.key for o in found.orders])
    texts = said_by(
        chance.draw(len(listed), "messages", "text"), [m.use or "talk_provider" for m in listed]
    )
    nth = np.arange(len(listed)) % 7
    own_key = ids(world.seed, "order_messages", range(len(listed)))
    answers = [None if m.answers is None else own_key[m.answers] for m in listed]
    return table(
        "order_messages",
        {
            "id": own_key,
            "order": [key[m.order] for m in listed],
            "at": moments(np.array([m.day for m in listed], np.int64), 560 + 15 * nth),
            "by": pl.Series(by, dtype=pl.String),
            "side": [m.side for m in listed],
            "move": pl.Series([m.move for m in listed], dtype=pl.String),
            "day": dates(np.array([m.about for m in listed], np.int64)),
            "text": texts.set(pl.Series([m.use == "" for m in listed]), ""),
            "asks": pl.Series([m.asks for m in listed], dtype=pl.String),
            "state": pl.Series([m.state for m in listed], dtype=pl.String),
            "answers": pl.Series(answers, dtype=pl.String),
        },
    )


def placements(world: World, made: Granted) -> pl.DataFrame:
    """Who is in which place: one stay per course in a slot that is a place."""
    is_place = set(place_slots(world.market))
    citizen = ids(world.seed, "citizens", range(len(world.people.birth)))
    grant_key = grant_ids(world, made)
    listed = [
        (course, grant)
        for course, grant in made.main_of_course.items()
        if int(world.courses.slot[course]) in is_place
    ]
    of = np.array([course for course, _ in listed], np.int64)
    start = world.courses.start[of]
    slots = world.courses.slot[of]
    places = ids(world.seed, "places", slots.tolist())
    decided = np.array([made.decisions[made.grants[g].decision].decided for _, g in listed])
    who = [world.responsible(int(case)) for case in world.case_of[of].tolist()]
    return table(
        "placements",
        {
            "id": ids(world.seed, "placements", of.tolist()),
            "citizen": chosen(citizen, world.people.of_course[of]),
            "place": places,
            "grant": [grant_key[g] for _, g in listed],
            "start": dates(start),
            "end": dates(world.last[of]),
            "recorded_at": moments(np.minimum(decided, TODAY), np.full(len(of), 780)),
            "recorded_by": pl.Series(who, dtype=pl.String),
        },
    )
