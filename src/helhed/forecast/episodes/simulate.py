"""The simulation: every person of every path, month by month, all at once.

Within a month rates do not change, so waiting times are exponential and a month may hold several
events. Time is whole ticks and money whole øre; what is summed is whole numbers, so that it comes
out the same in whichever order, in one process or in many. ``_reference`` is the plain twin.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from helhed.forecast.episodes.bands import AGES, GROWN_UP, SPENT, age_band, spent_band
from helhed.forecast.episodes.counted import GONE, STAYED, WENT, YOUNG_BANDS
from helhed.forecast.episodes.drawn import Beliefs
from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.newcomers import luck_of, newcomers_of
from helhed.forecast.episodes.numbers import Floats, Ints, Words, ln, share, words
from helhed.forecast.episodes.people import Newcomers, People
from helhed.forecast.episodes.refunded import refunds_of
from helhed.forecast.episodes.setting import (
    AFTER,
    DECISIONS,
    GROWN,
    HOUSE,
    MONTHS_IN_A_BLOCK,
    MOST_EVENTS,
    TICKS,
    Setting,
)
from helhed.forecast.episodes.told import Flags

ENTRY, EXIT, MOVE_IN, MOVE_OUT, AGE_IN, AGE_OUT, PRICE = range(7)
FLOWS = ("entries", "exits", "moves in", "moves out", "ageing in", "ageing out", "price")
PICK_BITS = np.uint64(26)
NEAR = 1e-9


@dataclass(slots=True)
class Paths:
    """What came of each path, ``[path, step, state]``, whole numbers: ``persons`` at the end of the
    step, ``ticks`` lived in it, ``oere`` paid in it, ``rate`` the øre a year of those there at its
    end; ``refund`` is ``[path, step]``; ``flows`` counts and øre a year by what changed them,
    ``[path, step, state, flow]``."""

    persons: Ints
    ticks: Ints
    oere: Ints
    rate: Ints
    refund: Ints
    flows: Ints
    flow_oere: Ints

    @classmethod
    def none(cls, paths: int, steps: int, states: int) -> Paths:
        shape = (paths, steps, states)
        empty = [np.zeros(shape, dtype=np.int64) for _ in range(4)]
        refund = np.zeros((paths, steps), dtype=np.int64)
        flows = [np.zeros((*shape, len(FLOWS)), dtype=np.int64) for _ in range(2)]
        return cls(empty[0], empty[1], empty[2], empty[3], refund, flows[0], flows[1])


@dataclass(slots=True)
class World:
    """A batch of paths while it is simulated."""

    model: Model
    believed: Beliefs
    setting: Setting
    people: People
    found: Paths
    exits: Floats = field(default_factory=lambda: np.zeros(0))
    moves: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def states(self) -> int:
        return len(self.model.states)


def simulate(model: Model, believed: Beliefs, setting: Setting) -> Paths:
    """What comes of each path."""
    found = Paths.none(believed.paths, setting.steps, len(model.states))
    people = People.present(model.present, believed.paths, believed.first)
    world = World(model, believed, setting, people, found)
    for step in range(setting.steps):
        _rates_of(world, step)
        _prices(world, step)
        _month(world, step)
    return found


def _rates_of(world: World, step: int) -> None:
    """The rates of the step, ``[path, cell]`` made flat."""
    changes, believed = world.setting.changes, world.believed
    for name, part, change in (
        ("exits", believed.exits, changes.exits[step]),
        ("moves", believed.moves, changes.moves[step]),
    ):
        trend = believed.changes[0 if name == "exits" else 1][:, step]
        told = np.repeat(change, AGES * SPENT)[None, :]
        setattr(world, name, (part * trend * told).ravel())


def _price_of(world: World, step: int, path: Ints, state: Ints) -> Floats:
    whole = world.believed.price[:, step] * world.setting.changes.price[step]
    return np.asarray(whole.ravel()[path * world.states + state])


def _prices(world: World, step: int) -> None:
    """Prices rise at the beginning of a step."""
    people = world.people
    rows, old = np.arange(len(people.rate)), people.rate.copy()
    _reprice(world, step, rows)
    _flow(world, step, PRICE, rows, people.rate - old, 0)


def _month(world: World, step: int) -> None:
    begins = world.setting.starts_at(step)
    people = world.people
    people.tick[:] = begins
    people.paid[:] = 0
    _fill_houses(world, step)
    rows, at = _first_events(world, step)
    _come_of_age(world, step, begins)
    came = newcomers_of(world.model, world.believed, world.setting, step)
    if len(came):
        more, then = _join(world, step, came)
        rows, at = np.concatenate([rows, more]), np.concatenate([at, then])
    for turn in range(MOST_EVENTS):
        if not len(rows):
            break
        rows, at = _events(world, step, rows, at, turn)
    _end_of_month(world, step)


def _fill_houses(world: World, step: int) -> None:
    """Houses that are open take in those of other states whose luck is lowest, until they are
    full."""
    people, month = world.people, world.setting.month + step
    for house in world.setting.changes.houses:
        if step < house.step:
            continue
        lives = np.bincount(
            people.path[people.state == house.state], minlength=len(world.found.persons)
        )
        rows = np.flatnonzero(np.isin(people.state, house.fills_from))
        luck, _, price, _ = words(
            world.setting.seed, people.code[rows], month, HOUSE, people.path_word[rows]
        )
        order = np.lexsort((people.code[rows], luck, people.path[rows]))
        rows, price = rows[order], price[order]
        path = people.path[rows]
        place = np.arange(len(rows)) - np.searchsorted(path, path)
        goes = np.flatnonzero(place < house.places - lives[path])
        to = np.full(len(goes), house.state)
        _go(world, step, rows[goes], to, price[goes], (MOVE_OUT, MOVE_IN))


def _cells(world: World, step: int, rows: Ints) -> Ints:
    """Where the rates of people stand."""
    people, month = world.people, world.setting.month + step
    age = age_band(month - people.birth[rows])
    spent = spent_band(month - people.since[rows])
    place = (people.path[rows] * world.states + people.state[rows]) * AGES + age
    return np.asarray(place * SPENT + spent)


def _is_of_age(world: World, step: int, rows: Ints) -> Flags:
    """Who turns 18 in the step, where something is known of that."""
    if not world.model.grown.counts.sum():
        return np.zeros(len(rows), dtype=bool)
    return np.asarray(world.setting.month + step - world.people.birth[rows] == GROWN_UP)


def _first_events(world: World, step: int) -> tuple[Ints, Ints]:
    """Who of those there when the step begins leaves their state in it, and at which tick."""
    people, month = world.people, world.setting.month + step
    if step == 0 or month % MONTHS_IN_A_BLOCK == 0:
        people.luck = luck_of(world.setting.seed, people.code, month, people.path_word)
    rows = np.flatnonzero(~_is_of_age(world, step, np.arange(len(people.path))))
    return _soon(world, step, rows, share(people.luck[rows, month % MONTHS_IN_A_BLOCK]))


def _soon(world: World, step: int, rows: Ints, asked: Floats) -> tuple[Ints, Ints]:
    """Of people in a state since their tick, those whose waiting time is over
    before the month is, and when. What is certainly too long is put aside without a logarithm."""
    people = world.people
    cell = _cells(world, step, rows)
    rate = world.exits[cell] + world.moves[cell]
    maybe = np.flatnonzero((asked > np.exp(-rate) - NEAR) & (rate > 0))
    rows, wait = rows[maybe], -ln(asked[maybe]) / rate[maybe]
    at = people.tick[rows] + np.floor(np.minimum(wait, 2.0) * TICKS).astype(np.int64)
    soon = at < TICKS
    return rows[soon], at[soon]


def _join(world: World, step: int, came: Newcomers) -> tuple[Ints, Ints]:
    """Newcomers come in; who of them leaves their state in the same month, and when."""
    people = world.people
    old = len(people.path)
    people.join(came)
    new = np.arange(old, len(people.path))
    _reprice(world, step, new)
    _flow(world, step, ENTRY, new, people.rate[new], 1)
    ordinary = np.flatnonzero(~_is_of_age(world, step, new))
    return _soon(world, step, new[ordinary], came.wait[ordinary])


def _events(world: World, step: int, rows: Ints, at: Ints, turn: int) -> tuple[Ints, Ints]:
    """People leave their states at their ticks, out or to another; who of those leaves that one
    too before the month is over."""
    people, seed = world.people, world.setting.seed
    decision = AFTER + DECISIONS * turn
    month = world.setting.month + step
    why, where, price, wait = words(
        seed, people.code[rows], month, decision, people.path_word[rows]
    )
    cell = _cells(world, step, rows)
    goes = share(why) * (world.exits[cell] + world.moves[cell]) < world.exits[cell]
    _settle(world, step, rows, at)
    out, on = np.flatnonzero(goes), np.flatnonzero(~goes)
    _flow(world, step, EXIT, rows[out], -people.rate[rows[out]], -1)
    people.here[rows[out]] = False
    moving = rows[on]
    group = (age_band(month - people.birth[moving]) >= YOUNG_BANDS).astype(np.int64)
    told = world.believed.went[people.path[moving], group, people.state[moving]]
    to = _chosen(told, share(where[on]))
    _go(world, step, moving, to, price[on], (MOVE_OUT, MOVE_IN))
    return _soon(world, step, moving, share(wait[on]))


def _come_of_age(world: World, step: int, begins: int) -> None:
    """Those who turn 18 in the month stay, go, or go on into another service, once."""
    people, month = world.people, world.setting.month + step
    rows = np.flatnonzero(_is_of_age(world, step, np.arange(len(people.path))))
    what, when, price, _ = words(
        world.setting.seed, people.code[rows], month, GROWN, people.path_word[rows]
    )
    at = (when * np.uint64(TICKS) >> np.uint64(32)).astype(np.int64)
    told = world.believed.grown[people.path[rows], people.state[rows]]
    came = np.where(at < begins, STAYED, _chosen(told, share(what)))
    came = np.where(came == WENT + people.state[rows], STAYED, came)
    moved = np.flatnonzero(came != STAYED)
    _settle(world, step, rows[moved], at[moved])
    out, on = rows[came == GONE], np.flatnonzero(came >= WENT)
    _flow(world, step, AGE_OUT, out, -people.rate[out], -1)
    people.here[out] = False
    _go(world, step, rows[on], came[on] - WENT, price[on], (AGE_OUT, AGE_IN))


def _chosen(cumulative: Floats, asked: Floats) -> Ints:
    """The first place whose cumulative share is over what is asked."""
    found = (asked[:, None] >= cumulative).sum(axis=1)
    return np.asarray(np.minimum(found, cumulative.shape[1] - 1)).astype(np.int64)


def _go(
    world: World, step: int, rows: Ints, to: Ints, price: Words, flows: tuple[int, int]
) -> None:
    """People go from their state to another, at one of its prices."""
    people = world.people
    _flow(world, step, flows[0], rows, -people.rate[rows], -1)
    people.state[rows] = to
    people.since[rows] = world.setting.month + step
    picked = world.model.prices.picks[to, (price >> PICK_BITS).astype(np.int64)]
    people.oere[rows] = picked * world.believed.newcomers[people.path[rows], to]
    _reprice(world, step, rows)
    _flow(world, step, flows[1], rows, people.rate[rows], 1)


def _reprice(world: World, step: int, rows: Ints) -> None:
    people = world.people
    factor = _price_of(world, step, people.path[rows], people.state[rows])
    people.rate[rows] = np.rint(people.oere[rows] * factor).astype(np.int64)


def _flow(world: World, step: int, flow: int, rows: Ints, oere: Ints, count: int) -> None:
    """What changed how many there are, and what they cost a year."""
    people, found = world.people, world.found
    place = people.path[rows] * world.states + people.state[rows]
    _add(found.flow_oere[:, step, :, flow], place, oere)
    if count:
        _add(found.flows[:, step, :, flow], place, np.full(len(rows), count))


def _add(onto: Ints, place: Ints, what: Ints) -> None:
    """Sums of whole numbers below 2**53 are exact as floats."""
    size = onto.shape[0] * onto.shape[1]
    onto += np.rint(np.bincount(place, what, size)).astype(np.int64).reshape(onto.shape)


def _settle(world: World, step: int, rows: Ints, at: Ints) -> None:
    """Account for the time from people's ticks until those."""
    people, found = world.people, world.found
    length = at - people.tick[rows]
    oere = np.rint(people.rate[rows] * (length / (12.0 * TICKS))).astype(np.int64)
    place = people.path[rows] * world.states + people.state[rows]
    _add(found.ticks[:, step], place, length)
    _add(found.oere[:, step], place, oere)
    people.paid[rows] += oere
    people.tick[rows] = at


def _end_of_month(world: World, step: int) -> None:
    people, found = world.people, world.found
    rows = np.flatnonzero(people.here)
    _settle(world, step, rows, np.full(len(rows), TICKS))
    place = people.path[rows] * world.states + people.state[rows]
    _add(found.persons[:, step], place, np.ones(len(rows), dtype=np.int64))
    _add(found.rate[:, step], place, people.rate[rows])
    if world.setting.limits is not None:
        found.refund[:, step] = refunds_of(people, world.setting, step, len(found.refund))
    people.leave()
