"""What providers told between follow-ups: status on the goals of an order, and notes of a day."""

from __future__ import annotations

import numpy as np
import polars as pl

from helhed.synth.chance import between
from helhed.synth.grants import Granted
from helhed.synth.orders import Order, Ordered
from helhed.synth.plans import Planned
from helhed.synth.shape import NEVER, TODAY, dates, ids, moments, table
from helhed.synth.town import BY_KEY
from helhed.synth.words import only_where, said
from helhed.synth.world import World

EVERY, EVERY_NOTE, EVERY_PART = 3, 2, 10
NOTES_OF_EACH = 3
MINUTE = 640
HOW = (
    "Vi laver mad sammen tirsdag og torsdag. Borgeren vælger retten og skriver indkøbslisten.",
    "Morgenen begynder i ro. Vi banker på klokken otte og er der, til dagen er kommet i gang.",
    "Fredag gennemgår vi ugen sammen ved køkkenbordet: hvad gik godt, og hvad vil du øve igen?",
    "Vi øver turen til byen to gange om ugen og træder et skridt tilbage, når det går af sig selv.",
)
PROGRESS = ("forward", "same", "forward", "back", "reached")


def _running(found: Ordered, every: int, days: int) -> list[tuple[int, Order]]:
    """Some of the orders that have run for so many days."""
    started = [(n, one) for n, one in enumerate(found.orders) if one.state == "started"]
    return [(n, one) for n, one in started if n % every == 0 and one.started + days < TODAY]


def _provider(world: World, made: Granted, order: Order) -> str:
    provider = world.market.providers[world.market.offers[made.grants[order.grant].offer].provider]
    return BY_KEY[provider.centre].name if provider.centre else provider.name


def goal_statuses(world: World, made: Granted, found: Ordered, planned: Planned) -> pl.DataFrame:
    """One status on each of the goals of some running orders."""
    listed = []
    for number, order in _running(found, EVERY, 60):
        case = made.decisions[made.grants[order.grant].decision].case
        day = TODAY - 10 - number % 45
        who = _provider(world, made, order)
        listed += [(number, goal, day, who) for goal in planned.goals_of.get(case, [])[:2]]
    count = len(listed)
    days = np.array([day for _, _, day, _ in listed], np.int64)
    return table(
        "goal_statuses",
        {
            "id": ids(world.seed, "goal_statuses", [f"{n} {goal}" for n, goal, _, _ in listed]),
            "goal": [goal for _, goal, _, _ in listed],
            "told_at": moments(days, np.full(count, MINUTE)),
            "told_on": dates(days),
            "told_by": pl.Series([None] * count, dtype=pl.String),
            "told_from": [who for _, _, _, who in listed],
            "progress": [PROGRESS[n % len(PROGRESS)] for n in range(count)],
            "own_score": between(world.chance.draw(count, "statuses", "score"), 2, 9),
            "text": said(world.chance.draw(count, "statuses", "text"), "goal_result"),
        },
    )


def handed_parts(world: World, found: Ordered) -> pl.DataFrame:
    """A part of the plan handed over in every tenth running order; most of them are written."""
    listed = [number for number, _ in _running(found, EVERY_PART, 60)]
    count = len(listed)
    key = ids(world.seed, "orders", [o.key for o in found.orders])
    days = np.array([TODAY - 40 - number % 20 for number in listed], np.int64)
    written = np.array([number % 4 != 0 for number in listed], bool)
    words = pl.Series([HOW[number % len(HOW)] for number in listed], dtype=pl.String)
    nobody = pl.Series([None] * count, dtype=pl.String)
    return table(
        "handed_parts",
        {
            "id": ids(world.seed, "handed_parts", listed),
            "order": [key[number] for number in listed],
            "asked": "Hverdagen hos jer: hvad I gør sammen, og hvordan I ser, at det hjælper",
            "handed_at": moments(days, np.full(count, MINUTE)),
            "handed_by": nobody,
            "told": only_where(words, written),
            "told_at": moments(np.where(written, days + 9, NEVER), np.full(count, MINUTE + 7)),
            "told_by": nobody,
            "taken_back_at": moments(np.full(count, NEVER), np.full(count, MINUTE)),
        },
    )


def provider_notes(world: World, found: Ordered) -> pl.DataFrame:
    """Some notes of the last weeks in half of the running orders; every third of them shared."""
    listed = [
        (number, nth, TODAY - 1 - number % 5 - 6 * nth)
        for number, _ in _running(found, EVERY_NOTE, 40)
        for nth in range(NOTES_OF_EACH)
    ]
    count = len(listed)
    key = ids(world.seed, "orders", [o.key for o in found.orders])
    days = np.array([day for _, _, day in listed], np.int64)
    shared = np.array([nth == 0 for _, nth, _ in listed], bool)
    return table(
        "provider_notes",
        {
            "id": ids(world.seed, "provider_notes", [f"{n} {nth}" for n, nth, _ in listed]),
            "order": [key[number] for number, _, _ in listed],
            "day": dates(days),
            "text": said(world.chance.draw(count, "notes", "text"), "provider_note"),
            "written_at": moments(days, np.full(count, MINUTE)),
            "written_by": pl.Series([None] * count, dtype=pl.String),
            "shared_at": moments(np.where(shared, days, NEVER), np.full(count, MINUTE + 5)),
        },
    )
