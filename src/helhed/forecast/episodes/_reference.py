"""The slow, plain twin of the simulation: one path, one person, one month and one event at a time,
with the refund of the rules themselves. The same bits on small cases."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import floor, frexp

import numpy as np

from helhed.forecast.episodes.bands import (
    AGES,
    AGES_FROM,
    GROWN_UP,
    SPENT,
    SPENT_FROM,
    UNKNOWN_AGE,
    UNKNOWN_BIRTH,
)
from helhed.forecast.episodes.drawn import Beliefs
from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.paths import (
    AGE_IN,
    AGE_OUT,
    ENTRY,
    EXIT,
    MOVE_IN,
    MOVE_OUT,
    PRICE,
    Paths,
)
from helhed.forecast.episodes.setting import (
    AFTER,
    COUNT,
    COUNT_REST,
    DECISIONS,
    ELSEWHERE,
    ENTER,
    EVENT,
    EVENT_REST,
    GROWN,
    HOUSE,
    MOST_AGES,
    MOST_AT_ONCE,
    MOST_EVENTS,
    MOST_STATES,
    NEWCOMER,
    TICKS,
    House,
    Setting,
)
from helhed.kernel.period import Month
from helhed.rules.refunds.refusion import Limits, refund_of_month

MASK = 2**32 - 1


def philox(counter: list[int], key: int) -> list[int]:
    """Philox4x32-10 of one counter, in whole numbers."""
    low, high = key & MASK, key >> 32 & MASK
    a, b, c, d = counter
    for _ in range(10):
        left, right = a * 0xD2511F53, c * 0xCD9E8D57
        a, b = (right >> 32) ^ b ^ low, right & MASK
        c, d = (left >> 32) ^ d ^ high, left & MASK
        low, high = (low + 0x9E3779B9) & MASK, (high + 0xBB67AE85) & MASK
    return [a, b, c, d]


def share(word: int) -> float:
    return (word + 0.5) * 2.0**-32


def ln(value: float) -> float:
    part, power = frexp(value)
    if part < 0.7071067811865476:
        part, power = part * 2.0, power - 1
    s = (part - 1.0) / (part + 1.0)
    square, total = s * s, 1.0 / 25
    for term in range(11, -1, -1):
        total = total * square + 1.0 / (2 * term + 1)
    return 2.0 * s * total + power * 0.693147180559945309417232121458


@dataclass
class Person:
    code: int
    citizen: int
    birth: int
    state: int
    since: int
    oere: float
    rate: int
    tick: int = 0
    paid: int = 0
    here: bool = True


class Path:
    """One path of a world, told in the same columns as the fast one."""

    def __init__(self, model: Model, believed: Beliefs, setting: Setting, path: int) -> None:
        self.model, self.believed, self.setting, self.path = model, believed, setting, path
        self.found = Paths.none(1, setting.steps, len(model.states))
        there = model.present
        columns = (there.person, there.birth, there.state, there.since, there.oere)
        self.people = [
            Person(code, person, birth, state, since, float(oere), oere)
            for code, (person, birth, state, since, oere) in enumerate(
                zip(*(column.tolist() for column in columns), strict=True)
            )
        ]

    def run(self) -> Paths:
        for step in range(self.setting.steps):
            self.step, self.month = step, self.setting.month + step
            self._month()
        return self.found

    def _words(self, code: int, month: int, decision: int) -> list[int]:
        return philox([code, month, decision, self.path + self.believed.first], self.setting.seed)

    def _luck(self, code: int, decision: int, rest: int) -> int:
        """A word whose first byte is the month's of the sixteen of an address."""
        word, byte = divmod(self.month % 16, 4)
        first = self._words(code, self.month // 16, decision)[word] >> 8 * byte & 255
        return first << 24 | self._words(code, self.month, rest)[0] >> 8

    def _month(self) -> None:
        begins = self.setting.tick if self.step == 0 else 0
        for one in self.people:
            was, one.tick, one.paid = one.rate, begins, 0
            one.rate = self._rate(one)
            self._flow(PRICE, one, one.rate - was, 0)
        for house in self.setting.changes.houses:
            if self.step >= house.step:
                self._fill(house)
        for one in self.people:
            if self._comes_of_age(one):
                self._grow(one, begins)
            else:
                self._live(one, share(self._luck(one.code, EVENT, EVENT_REST)))
        for one, wait in self._newcomers(begins):
            self.people.append(one)
            self._flow(ENTRY, one, one.rate, 1)
            if not self._comes_of_age(one):
                self._live(one, wait)
        for one in self.people:
            if one.here:
                self._settle(one, TICKS)
                self.found.persons[0, self.step, one.state] += 1
                self.found.rate[0, self.step, one.state] += one.rate
        self._refund()
        self.people = [one for one in self.people if one.here]

    def _fill(self, house: House) -> None:
        waiting = []
        for one in self.people:
            if one.state in house.fills_from:
                told = self._words(one.code, self.month, HOUSE)
                waiting.append((told[0], one.code, told[2], one))
        lives = sum(one.state == house.state for one in self.people)
        waiting.sort(key=lambda told: told[:2])
        for _, _, price, one in waiting[: max(0, house.places - lives)]:
            self._go(one, house.state, price, MOVE_OUT, MOVE_IN)

    def _live(self, one: Person, asked: float) -> None:
        for turn in range(MOST_EVENTS):
            exits, moves = self._rates(one)
            if not exits + moves > 0:
                return
            at = one.tick + floor(min(-ln(asked) / (exits + moves), 2.0) * TICKS)
            if at >= TICKS:
                return
            told = self._words(one.code, self.month, AFTER + DECISIONS * turn)
            self._settle(one, at)
            if share(told[0]) * (exits + moves) < exits:
                self._flow(EXIT, one, -one.rate, -1)
                one.here = False
                return
            adult = len(self.model.states) if self._age(one) >= AGES_FROM.index(18) else 0
            went = self.believed.went
            shares = went.shares[self.path, went.row[adult + one.state]].tolist()
            shares[one.state] = 0.0
            self._go(one, chosen(shares, share(told[1])), told[2], MOVE_OUT, MOVE_IN)
            asked = share(told[3])

    def _grow(self, one: Person, begins: int) -> None:
        what, when, price, _ = self._words(one.code, self.month, GROWN)
        at = when * TICKS >> 32
        grown = self.believed.grown
        came = chosen(grown.shares[self.path, grown.row[one.state]].tolist(), share(what))
        if at < begins or came == 0 or came == 2 + one.state:
            return
        self._settle(one, at)
        if came == 1:
            self._flow(AGE_OUT, one, -one.rate, -1)
            one.here = False
        else:
            self._go(one, came - 2, price, AGE_OUT, AGE_IN)

    def _newcomers(self, begins: int) -> list[tuple[Person, float]]:
        found = []
        for state in range(len(self.model.states)):
            for age in range(AGES):
                for number in range(self._how_many(state, age)):
                    place = (self.step * MOST_STATES + state) * MOST_AGES + age
                    code = NEWCOMER + place * MOST_AT_ONCE + number
                    when, how_old, price, wait = self._words(code, self.month, ENTER)
                    months = int(self.model.entry_ages[state, age, how_old >> 27])
                    birth = UNKNOWN_BIRTH if age == UNKNOWN_AGE else self.month - months
                    to = self._elsewhere(code, state)
                    oere = self._price(to, price)
                    one = Person(code, code, birth, to, self.month, oere, 0, when * TICKS >> 32)
                    one.rate = self._rate(one)
                    if one.tick >= begins:
                        found.append((one, share(wait)))
        return found

    def _how_many(self, state: int, age: int) -> int:
        believed, cell = self.believed, state * AGES + age
        service = int(self.model.service[state])
        by_state = believed.months[self.path, self.step, service]
        by_state = by_state * believed.changes[2][self.path, self.step, service]
        by_state = by_state * self.setting.changes.entries[self.step, state]
        mean = (
            believed.entries[self.path, cell] * by_state * self.setting.population[self.step, age]
        )
        asked = share(self._luck(cell, COUNT, COUNT_REST))
        if not mean > 0:
            return 0
        chance = total = float(np.exp(-mean))
        number = 0
        while asked > total and number < MOST_AT_ONCE - 1:
            number += 1
            chance = chance * float(mean) / number
            total += chance
        return number

    def _elsewhere(self, code: int, state: int) -> int:
        asked = share(self._words(code, self.month, ELSEWHERE)[0])
        for mix in self.setting.changes.mixes:
            if self.step >= mix.step and state == mix.state and asked < mix.share:
                state = mix.to
        return state

    def _refund(self) -> None:
        limits = self.setting.limits
        if limits is None:
            return
        sums: dict[int, int] = {}
        for one in self.people:
            if one.birth == UNKNOWN_BIRTH or self.month - one.birth <= 12 * 67:
                sums[one.citizen] = sums.get(one.citizen, 0) + one.paid
        month = Month(self.month // 12, self.month % 12 + 1)
        steps = Limits(tuple((int(a), int(b)) for a, b in limits[self.step]))
        refunds = (refund_of_month(paid, month, steps).oere for paid in sums.values())
        self.found.refund[0, self.step] = sum(refunds)

    def _age(self, one: Person) -> int:
        months = self.month - one.birth
        if months >= 12 * 120:
            return UNKNOWN_AGE
        return max(n for n, years in enumerate(AGES_FROM) if max(months, 0) >= 12 * years)

    def _comes_of_age(self, one: Person) -> bool:
        return bool(self.model.grown.counts.sum()) and self.month - one.birth == GROWN_UP

    def _rates(self, one: Person) -> tuple[float, float]:
        spent = max(n for n, months in enumerate(SPENT_FROM) if self.month - one.since >= months)
        cell = (one.state * AGES + self._age(one)) * SPENT + spent
        told, changed = self.believed, self.setting.changes
        exits = told.exits[self.path, cell] * told.changes[0][self.path, self.step, 0]
        moves = told.moves[self.path, cell] * told.changes[1][self.path, self.step, 0]
        exits = exits * changed.exits[self.step, one.state]
        return float(exits), float(moves * changed.moves[self.step, one.state])

    def _price(self, state: int, word: int) -> float:
        picked = int(self.model.prices.picks[state, word >> 26])
        return float(picked * self.believed.newcomers[self.path, state])

    def _rate(self, one: Person) -> int:
        factor = self.believed.price[self.path, self.step, one.state]
        factor = factor * self.setting.changes.price[self.step, one.state]
        return round(float(one.oere * factor))

    def _go(self, one: Person, to: int, price: int, out: int, into: int) -> None:
        self._flow(out, one, -one.rate, -1)
        one.state, one.since, one.oere = to, self.month, self._price(to, price)
        one.rate = self._rate(one)
        self._flow(into, one, one.rate, 1)

    def _flow(self, flow: int, one: Person, oere: int, count: int) -> None:
        self.found.flows[0, self.step, one.state, flow] += count
        self.found.flow_oere[0, self.step, one.state, flow] += oere

    def _settle(self, one: Person, at: int) -> None:
        oere = round(one.rate * ((at - one.tick) / (12.0 * TICKS)))
        self.found.ticks[0, self.step, one.state] += at - one.tick
        self.found.oere[0, self.step, one.state] += oere
        one.paid += oere
        one.tick = at


def chosen(shares: list[float], asked: float) -> int:
    """The first place whose cumulative share of the sum is over what is asked."""
    sums = list(accumulate(shares))
    found = sum(asked >= one / max(sums[-1], 1e-18) for one in sums)
    return min(found, len(shares) - 1)
