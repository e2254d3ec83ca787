"""The place engine: many who wait on few places at once, and which places to have."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

import numpy as np

from helhed.cli.bench.measured import Measured
from helhed.placing import Change, Citizen, Distances, Kind, Offer, Outlook, Weights
from helhed.placing.assign import Assigned, ask, assign, first_come
from helhed.placing.plan import plan

CITIZENS, OFFERS = 400, 60
SITES, QUARTERS, SCENARIOS = 12, 16, 200
TODAY = date(2026, 11, 2)
SEED = 20261102
MOST_ASSIGN, MOST_PLAN, GAP = 2.0, 60.0, 0.01
THEMES = ("everyday", "health", "relations", "communication", "mobility")
PARAGRAPHS, GROUPS, DISTRICTS = ("107", "108", "66"), 8, 12
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    citizens: int = CITIZENS
    offers: int = OFFERS
    sites: int = SITES
    quarters: int = QUARTERS
    scenarios: int = SCENARIOS


def bench_placing(size: Size | None = None) -> Measured:
    """Sharing out to the proved optimum beside first come, first served, and plans beside doing
    nothing."""
    size = size or Size()
    scarce = _shared_out(size, most_free=1)
    usual = _shared_out(size, most_free=5)
    rows, faults = [*scarce.rows, *usual.rows], [*scarce.faults, *usual.faults]
    facts = {"one_place_each": scarce.facts, "up_to_five_places": usual.facts}
    outlook = outlook_of(size)
    nothing = float(outlook.costs({}).mean())
    of = f"{size.sites} sites, {size.quarters} quarters, {size.scenarios} scenarios"
    for weight in (0.0, 0.5):
        found, seconds, used = _timed(partial(plan, outlook, weight))
        what = f"plan, the worst tenth counts {weight:g}"
        saves = f"costs {1 - found.expected / nothing:.2%} less than doing nothing"
        rows.append((what, of, f"{found.gap:.2%}", seconds, used, saves))
        if used > MOST_PLAN:
            faults.append(f"{what}: {used:.1f} s are more than {MOST_PLAN:.0f} s")
        if found.gap > GAP:
            faults.append(f"{what}: a gap of {found.gap:.1%} is more than {GAP:.0%}")
    columns = ("what", "of", "gap", "seconds", "processor s", "what it gives")
    return Measured("placing", "The place engine", columns, rows, faults, facts)


@dataclass(frozen=True, slots=True)
class Shared:
    """One question that was answered in both ways."""

    rows: list[tuple[Any, ...]]
    facts: dict[str, dict[str, int]]
    faults: list[str]


def _shared_out(size: Size, most_free: int) -> Shared:
    people, offers, distances, together, apart = given(size, most_free)
    question, asking, asked = _timed(
        lambda: ask(people, offers, distances, Weights(), TODAY, together, apart)
    )
    best, seconds, used = _timed(lambda: assign(question))
    order = [one.key for one in sorted(people, key=lambda one: (one.since, one.key))]
    served, plain, of_plain = _timed(lambda: first_come(question, order))
    of = f"{size.citizens} citizens, {sum(question.places.values())} places in {size.offers} offers"
    better = best.points / served.points - 1
    rows = [
        ("points of all pairs", of, "", asking, asked, f"{len(question.worth):,} pairs can be"),
        ("assign", of, "0.00%", seconds, used, f"{better:.1%} more points than first come"),
        ("first come, first served", of, "", plain, of_plain, ""),
    ]
    slow = [f"assign: {used:.2f} s are more than {MOST_ASSIGN:.0f} s"] * (used > MOST_ASSIGN)
    worse = ["assign gives fewer points than first come, first served"] * (better < 0)
    facts = {"assign": _sums(best, people), "first_come": _sums(served, people)}
    return Shared(rows, facts, slow + worse)


def _sums(found: Assigned, people: Sequence[Citizen]) -> dict[str, int]:
    by_key = {one.key: one for one in people}
    where = found.placed.items()
    return {
        "points": found.points,
        "placed": len(found.placed),
        "first_wishes": sum(by_key[who].wishes[:1] == (offer,) for who, offer in where),
        "urgent_who_wait": sum(by_key[who].urgency == 4 for who in found.waiting),
    }


def _timed(act: Callable[[], T]) -> tuple[T, float, float]:
    began, used = time.perf_counter(), time.process_time()
    found = act()
    return found, time.perf_counter() - began, time.process_time() - used


Given = tuple[list[Citizen], list[Offer], Distances, list[frozenset[str]], list[tuple[str, str]]]


def given(size: Size, most_free: int) -> Given:
    """Made-up citizens, and offers with at most so many free places each; siblings who stay
    together, and some who are to be apart."""
    draw = np.random.Generator(np.random.Philox(SEED))
    offers = [_offer(n, most_free, draw) for n in range(size.offers)]
    keys = [one.key for one in offers]
    people = [_citizen(n, keys, draw) for n in range(size.citizens)]
    place = draw.uniform(0, 30_000, (DISTRICTS, 2))
    metres = {
        (f"d{one}", f"d{other}"): int(np.abs(place[one] - place[other]).sum())
        for one in range(DISTRICTS)
        for other in range(one)
    }
    alike: dict[str, list[str]] = {}
    for one in people:
        alike.setdefault(one.paragraph, []).append(one.key)
    pairs = [
        (some[n], some[n + 1])
        for some in alike.values()
        for n in range(0, min(11, len(some) - 1), 2)
    ]
    together, apart = pairs[::2], pairs[1::2]
    return people, offers, Distances(metres), [frozenset(pair) for pair in together], apart


def _offer(number: int, most_free: int, draw: np.random.Generator) -> Offer:
    groups = frozenset(f"g{n}" for n in draw.choice(GROUPS, 4, replace=False))
    return Offer(
        f"o{number:03}",
        frozenset({PARAGRAPHS[number % len(PARAGRAPHS)]}),
        groups if number % 4 else frozenset(),
        {theme: int(draw.integers(2, 5)) for theme in THEMES},
        int(draw.integers(1, most_free + 1)),
        TODAY + timedelta(int(draw.integers(0, 60))),
        int(draw.integers(9, 45)) * 10_000,
        f"d{draw.integers(DISTRICTS)}",
    )


def _citizen(number: int, offers: Sequence[str], draw: np.random.Generator) -> Citizen:
    since = TODAY - timedelta(int(draw.integers(0, 700)))
    wishes = tuple(str(offer) for offer in draw.choice(offers, 2, replace=False))
    return Citizen(
        f"c{number:04}",
        PARAGRAPHS[int(draw.integers(len(PARAGRAPHS)))],
        frozenset({f"g{draw.integers(GROUPS)}"}),
        {theme: int(draw.integers(0, 5)) for theme in THEMES},
        since,
        TODAY + timedelta(int(draw.integers(10, 120))),
        int(draw.integers(0, 5)),
        wishes if number % 3 else (),
        frozenset({str(draw.choice(offers))}) - set(wishes),
        f"d{draw.integers(DISTRICTS)}",
    )


def outlook_of(size: Size) -> Outlook:
    """Made-up sites, each of which can be made larger or smaller or be converted to the next, under
    a need that wanders."""
    draw = np.random.Generator(np.random.Philox(SEED + 1))
    kinds, changes = [], []
    for n in range(size.sites):
        standing, used = (int(oere) * 100_000 for oere in draw.integers(60, 120, 2))
        bought = round((standing + used) * draw.uniform(1.02, 1.6))
        site, other = f"site {n:02}", f"site {(n + 1) % size.sites:02}"
        kinds.append(Kind(site, int(draw.integers(4, 24)), standing, used, bought))
        leads, once = draw.integers(1, 6, 2), draw.integers(2, 90, 3) * 1_000_000
        changes.append(Change(f"open {n:02}", None, site, 8, int(leads[0]), int(once[0])))
        changes.append(Change(f"close {n:02}", site, None, 8, 1, int(once[1])))
        changes.append(Change(f"convert {n:02}", site, other, 6, int(leads[1]), int(once[2])))
    start = np.array([one.places for one in kinds]) * draw.uniform(0.8, 1.3, size.sites)
    shape = (size.scenarios, size.sites, size.quarters)
    way = np.cumsum(draw.normal(0.01, 0.06, shape), axis=2)
    return Outlook(kinds, changes, np.round(start[None, :, None] * np.exp(way)))


__all__ = ["Size", "bench_placing", "given", "outlook_of"]
