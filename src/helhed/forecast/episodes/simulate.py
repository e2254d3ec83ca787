"""The simulation: every person of every path, month by month, all at once.

Within a month rates do not change, so waiting times are exponential and a month may hold several
events. Time is whole ticks and money whole øre; what is summed is whole numbers, so that it comes
out the same in whichever order, in one process or in many. Most people stay most months: who does
is told from a bound on their rates, and what they cost stands in sums (``standing``), so that work
is done only where something happens. ``_reference`` is the plain twin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helhed.forecast.episodes.bands import GROWN_UP, age_band
from helhed.forecast.episodes.counted import GONE, STAYED, WENT, YOUNG_BANDS
from helhed.forecast.episodes.drawn import Beliefs
from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.newcomers import Arrivals, luck_of
from helhed.forecast.episodes.numbers import (
    Bytes,
    Floats,
    Ints,
    Words,
    continued,
    ln,
    parts_of,
    share,
    words,
)
from helhed.forecast.episodes.paths import (
    AGE_IN,
    AGE_OUT,
    ENTRY,
    EXIT,
    FLOWS,
    MOVE_IN,
    MOVE_OUT,
    PRICE,
    Paths,
)
from helhed.forecast.episodes.people import CELLS, People
from helhed.forecast.episodes.refunded import Refunds
from helhed.forecast.episodes.setting import (
    AFTER,
    DECISIONS,
    EVENT_REST,
    GROWN,
    HOUSE,
    MONTHS_BOUND,
    MONTHS_IN_A_BLOCK,
    MOST_EVENTS,
    TICKS,
    House,
    Setting,
)
from helhed.forecast.episodes.standing import Standing

PICK_BITS = 26
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Turn:
    """Those to whom something happens in a month: the row and path of each."""

    rows: Ints
    path: Ints


class World:
    """A batch of paths while it is simulated."""

    def __init__(self, model: Model, believed: Beliefs, setting: Setting) -> None:
        self.model, self.believed, self.setting = model, believed, setting
        self.states = len(model.states)
        paths = believed.paths
        self.found = Paths.none(paths, setting.steps, self.states)
        self.people = People.present(model.present, paths, self.states, setting.month)
        self.arrivals = Arrivals(model, believed, setting)
        self.standing = Standing.of(self.people)
        has_refund = setting.limits is not None
        self.refunds = Refunds(self.people, setting, paths) if has_refund else None
        self.exits, self.moves = believed.exits.ravel(), believed.moves.ravel()
        self.flows, self.flow_oere = np.zeros((2, self.people.nowhere, len(FLOWS)), dtype=np.int64)
        self.ticks, self.oere = np.zeros((2, self.people.nowhere), dtype=np.int64)
        self.highest = np.zeros((2, self.people.nowhere + 1))
        self.factor: Floats = np.zeros(0)
        self.knows_of_18 = bool(model.grown.counts.sum())


def simulate(model: Model, believed: Beliefs, setting: Setting) -> Paths:
    """What comes of each path."""
    world = World(model, believed, setting)
    for step in range(setting.steps):
        month = setting.month + step
        if step == 0 or month % MONTHS_IN_A_BLOCK == 0:
            _begin_block(world, month)
        if step == 0 or month % MONTHS_BOUND == 0:
            _bind(world, step)
        _begin_month(world, step)
        for house in setting.changes.houses:
            if step >= house.step:
                _fill(world, step, house)
        _month(world, step)
    return world.found


def _begin_block(world: World, month: int) -> None:
    """The first bytes of first waiting times, and of how many come, of 16 months."""
    people = world.people
    rows = slice(0, people.many)
    path = people.place[rows] // world.states + world.believed.first
    people.luck[:, rows] = luck_of(world.setting.seed, people.code[rows], month, path)
    world.arrivals.begin_block(month)


def _bind(world: World, step: int) -> None:
    """How low a byte must be to say that nothing happens, whichever of four months it is."""
    people = world.people
    month = world.setting.month + step
    block = slice(step, step + MONTHS_BOUND - month % MONTHS_BOUND)
    world.arrivals.bind(block)
    changes, believed = world.setting.changes, world.believed
    for which, told in enumerate((changes.exits, changes.moves)):
        highest = (believed.changes[which][:, block] * told[block]).max(axis=1)
        world.highest[which] = np.append(highest.ravel(), 0.0)
    there = np.flatnonzero(people.place[: people.many] != people.nowhere)
    if len(there) <= len(world.exits):
        _calm_down(world, there)
    else:
        every = np.arange(len(world.exits))
        people.calm[there] = _calm(world, every, every // CELLS)[people.cell[there]]


def _calm_down(world: World, rows: Ints) -> None:
    """Those who are in new cells get the bounds of these."""
    people = world.people
    for part in parts_of(len(rows)):
        those = rows[part]
        people.calm[those] = _calm(world, people.cell[those], people.place[those])


def _calm(world: World, cells: Ints, place: NDArray[np.integer]) -> Bytes:
    """How low a byte must be to say that nothing happens in a cell, in any month of the block."""
    most = world.exits[cells] * world.highest[0][place]
    most += world.moves[cells] * world.highest[1][place]
    # (1 - rate / 4)^4 is below the chance that nothing happens.
    least = np.maximum(1 - most / 4, 0)
    least *= least
    least *= least
    least -= NEAR
    return np.asarray((np.maximum(least, 0) * 256).astype(np.uint8))


def _begin_month(world: World, step: int) -> None:
    """Prices rise at the beginning of a step, and what stands is counted again when they do."""
    people = world.people
    older = people.begin_month(world.setting.month + step)
    _calm_down(world, older)
    whole = world.believed.price[:, step] * world.setting.changes.price[step]
    factor = np.append(whole.ravel(), 0.0)
    refunds = world.refunds
    same_length = step == 0 or world.setting.starts_at(step - 1) == world.setting.starts_at(step)
    if step and same_length and np.array_equal(factor, world.factor):
        if refunds is not None and refunds.changes(step):
            refunds.recount(people, step)
        elif refunds is not None:
            refunds.retire(people, step)
        return
    world.factor, old = factor, world.standing.rate
    rows = slice(0, people.many)
    _reprice(world, rows)
    people.share[rows] = _share(world, step, people.rate[rows])
    world.standing = Standing.of(people)
    world.flow_oere[:, PRICE] += world.standing.rate - old
    if refunds is not None:
        refunds.recount(people, step)


def _share(world: World, step: int, rate: Ints) -> Ints:
    """Øre of a step that somebody is there all through."""
    length = TICKS - world.setting.starts_at(step)
    return np.asarray(np.rint(rate * (length / (12.0 * TICKS))).astype(np.int64))


def _fill(world: World, step: int, house: House) -> None:
    """A house that is open takes in those of other states whose luck is lowest, until it is
    full."""
    people, month = world.people, world.setting.month + step
    place = people.place[: people.many]
    of = np.isin(place % world.states, house.fills_from) & (place != people.nowhere)
    rows = np.flatnonzero(of)
    luck, _, price, _ = _words(world, month, HOUSE, rows)
    path = place[rows] // world.states
    order = np.lexsort((people.code[rows], luck, path))
    rows, price, path = rows[order], price[order], path[order]
    lives = world.standing.persons.reshape(-1, world.states)[:, house.state]
    nth = np.arange(len(rows)) - np.searchsorted(path, path)
    goes = np.flatnonzero(nth < house.places - lives[path])
    rows, path = rows[goes], path[goes]
    world.standing.take(people, rows)
    _go(world, step, rows, np.full(len(rows), house.state), price[goes], (MOVE_OUT, MOVE_IN))
    after = _share(world, step, people.rate[rows])
    if world.refunds is not None:
        world.refunds.moved(people, step, rows, path, after, after)
    people.share[rows] = after
    world.standing.put(people, rows)


def _month(world: World, step: int) -> None:
    begins, people = world.setting.starts_at(step), world.people
    world.ticks = world.standing.persons * (TICKS - begins)
    world.oere = world.standing.oere.copy()
    came_of_age, when, what, price = _come_of_age(world, step, begins)
    rows, at = _first_events(world, step, begins)
    came = world.arrivals.of(step)
    new = people.join(came, world.setting.month + step)
    turn = _taken(world, begins, np.concatenate([came_of_age, rows]), new)
    _calm_down(world, new)
    _reprice(world, new)
    _flow(world, ENTRY, new, people.rate[new], 1)
    ordinary = np.arange(len(new))
    if world.knows_of_18:
        ordinary = np.flatnonzero(people.birth[new] != world.setting.month + step - GROWN_UP)
    more, then = _soon(world, step, new[ordinary], came.wait[ordinary], came.tick[ordinary])
    _grow(world, step, came_of_age, when, what, price)
    rows, at = np.concatenate([rows, more]), np.concatenate([at, then])
    for nth in range(MOST_EVENTS):
        if not len(rows):
            break
        rows, at = _events(world, step, rows, at, nth)
    _end_of_month(world, step, turn)


def _taken(world: World, begins: int, rows: Ints, new: Ints) -> Turn:
    """Those of whom something comes are taken out of what stands; their time is accounted for from
    event to event."""
    people, place = world.people, world.people.place[rows]
    people.tick[rows] = begins
    people.paid[rows] = 0
    world.standing.take(people, rows)
    np.subtract.at(world.ticks, place, TICKS - begins)
    np.subtract.at(world.oere, place, people.share[rows])
    every = np.concatenate([rows, new])
    return Turn(every, people.place[every] // world.states)


def _first_events(world: World, step: int, begins: int) -> tuple[Ints, Ints]:
    """Who of those there when the step begins leaves their state in it, and at which tick."""
    people, month = world.people, world.setting.month + step
    every = slice(0, people.many)
    luck = people.luck[month % MONTHS_IN_A_BLOCK, every]
    rows = np.flatnonzero(luck >= people.calm[every])
    rows = rows[people.place[rows] != people.nowhere]
    if world.knows_of_18:
        rows = rows[people.birth[rows] != month - GROWN_UP]
    rest = _words(world, month, EVENT_REST, rows)[0]
    wait = share(continued(luck[rows], rest))
    return _soon(world, step, rows, wait, np.full(len(rows), begins))


def _rates(world: World, step: int, rows: Ints) -> tuple[Floats, Floats]:
    """The rates a month of leaving and of changing of people."""
    cell = world.people.cell[rows]
    path, state = world.people.where(rows)
    trends, changes = world.believed.changes, world.setting.changes
    exits = world.exits[cell] * trends[0][:, step, 0][path] * changes.exits[step][state]
    moves = world.moves[cell] * trends[1][:, step, 0][path] * changes.moves[step][state]
    return exits, moves


def _soon(world: World, step: int, rows: Ints, asked: Floats, tick: Ints) -> tuple[Ints, Ints]:
    """Of people in a state since a tick, those whose waiting time is over before the month is,
    and when."""
    exits, moves = _rates(world, step, rows)
    rate = exits + moves
    maybe = np.flatnonzero(rate > 0)
    wait = -ln(asked[maybe]) / rate[maybe]
    at = tick[maybe] + np.floor(np.minimum(wait, 2.0) * TICKS).astype(np.int64)
    soon = at < TICKS
    return rows[maybe[soon]], at[soon]


def _words(world: World, month: int, decision: int, rows: Ints) -> Words:
    people = world.people
    path = people.place[rows] // world.states + world.believed.first
    return words(world.setting.seed, people.code[rows], month, decision, path)


def _events(world: World, step: int, rows: Ints, at: Ints, nth: int) -> tuple[Ints, Ints]:
    """People leave their states at their ticks, out or to another; who of those leaves that one
    too before the month is over."""
    people, month = world.people, world.setting.month + step
    why, where, price, wait = _words(world, month, AFTER + DECISIONS * nth, rows)
    exits, moves = _rates(world, step, rows)
    goes = share(why) * (exits + moves) < exits
    _settle(world, rows, at)
    out, on = rows[goes], np.flatnonzero(~goes)
    _flow(world, EXIT, out, -people.rate[out], -1)
    people.leave(out)
    moving = rows[on]
    path, state = people.where(moving)
    adult = age_band(month - people.birth[moving]) >= YOUNG_BANDS
    rows_of = state + adult * world.states
    to = world.believed.went.chosen(path, rows_of, share(where[on]), state)
    _go(world, step, moving, to, price[on], (MOVE_OUT, MOVE_IN))
    return _soon(world, step, moving, share(wait[on]), people.tick[moving])


def _come_of_age(world: World, step: int, begins: int) -> tuple[Ints, Ints, Ints, Words]:
    """Those who turn 18 in the month and do not stay: when, what comes, and the word of a price."""
    people, month = world.people, world.setting.month + step
    rows = people.of_age(month, GROWN_UP) if world.knows_of_18 else np.zeros(0, dtype=np.int64)
    what, when, price, _ = _words(world, month, GROWN, rows)
    at = when.astype(np.int64) * TICKS >> 32
    path, state = people.where(rows)
    came = world.believed.grown.chosen(path, state, share(what))
    moves = np.flatnonzero((at >= begins) & (came != STAYED) & (came != WENT + state))
    return rows[moves], at[moves], came[moves], price[moves]


def _grow(world: World, step: int, rows: Ints, at: Ints, came: Ints, price: Words) -> None:
    """Those who turn 18 go, or go on into another service, once."""
    people = world.people
    _settle(world, rows, at)
    out, on = rows[came == GONE], np.flatnonzero(came >= WENT)
    _flow(world, AGE_OUT, out, -people.rate[out], -1)
    people.leave(out)
    _go(world, step, rows[on], came[on] - WENT, price[on], (AGE_OUT, AGE_IN))


def _go(
    world: World, step: int, rows: Ints, to: Ints, price: Words, flows: tuple[int, int]
) -> None:
    """People go from their state to another, at one of its prices."""
    people, states = world.people, world.states
    _flow(world, flows[0], rows, -people.rate[rows], -1)
    path = people.place[rows] // states
    people.place[rows] = path * states + to
    people.since[rows] = world.setting.month + step
    people.find_cells(world.setting.month + step, rows)
    _calm_down(world, rows)
    picked = world.model.prices.picks[to, price >> PICK_BITS]
    people.oere[rows] = picked * world.believed.newcomers[path, to]
    _reprice(world, rows)
    _flow(world, flows[1], rows, people.rate[rows], 1)


def _reprice(world: World, rows: Ints | slice) -> None:
    people = world.people
    factor = world.factor[people.place[rows]]
    people.rate[rows] = np.rint(people.oere[rows] * factor).astype(np.int64)


def _flow(world: World, flow: int, rows: Ints, oere: Ints, count: int) -> None:
    """What changed how many there are, and what they cost a year."""
    place = world.people.place[rows]
    np.add.at(world.flow_oere[:, flow], place, oere)
    np.add.at(world.flows[:, flow], place, count)


def _settle(world: World, rows: Ints, at: NDArray[np.int64] | int) -> None:
    """Account for the time from people's ticks until those."""
    people, place = world.people, world.people.place[rows]
    length = at - people.tick[rows]
    oere = np.rint(people.rate[rows] * (length / (12.0 * TICKS))).astype(np.int64)
    np.add.at(world.ticks, place, length)
    np.add.at(world.oere, place, oere)
    people.paid[rows] += oere
    people.tick[rows] = at


def _end_of_month(world: World, step: int, turn: Turn) -> None:
    people, found, standing = world.people, world.found, world.standing
    here = np.flatnonzero(people.place[turn.rows] != people.nowhere)
    stay = turn.rows[here]
    _settle(world, stay, TICKS)
    after = np.zeros(len(turn.rows), dtype=np.int64)
    after[here] = _share(world, step, people.rate[stay])
    if world.refunds is not None:
        stood = world.refunds.standing.copy()
        paid = people.paid[turn.rows]
        more = world.refunds.moved(people, step, turn.rows, turn.path, paid, after)
        found.refund[:, step] = stood + more
    people.share[turn.rows] = after
    standing.put(people, stay)
    gone = people.place[turn.rows] == people.nowhere
    people.free = np.concatenate([people.free, turn.rows[gone]])
    shape = found.persons[:, step].shape
    found.ticks[:, step] = world.ticks.reshape(shape)
    found.oere[:, step] = world.oere.reshape(shape)
    found.persons[:, step] = standing.persons.reshape(shape)
    found.rate[:, step] = standing.rate.reshape(shape)
    for onto, flows in ((found.flows, world.flows), (found.flow_oere, world.flow_oere)):
        onto[:, step] = flows.reshape(*shape, len(FLOWS))
        flows[:] = 0
