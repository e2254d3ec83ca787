"""Who each course is of: somebody new, somebody who moves on, or somebody who has help already."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass

import numpy as np

from helhed.rules.decisions.ydelser import Service, services
from helhed.synth.chance import Chance, Ints
from helhed.synth.courses import YEAR, Courses, last_day_before
from helhed.synth.need import NEW_PERSON, needs
from helhed.synth.people import not_new_year
from helhed.synth.shape import NEVER, TODAY

MOVES = {
    "botilbud_107": "adult home",
    "botilbud_108": "adult home",
    "botilbud_105": "adult home",
    "stoette_85": "adult home",
    "plejefamilie": "placement",
    "opholdssted": "placement",
    "doegninstitution": "placement",
    "doegninst_handicap": "placement",
    "kostskole": "placement",
    "eget_vaerelse": "placement",
    "sikret": "placement",
    "ungestoette_ophold": "placement",
    "stoette_hjemmet": "support",
    "familiebehandling": "support",
    "kontaktperson_barn": "support",
}
SHARE_MOVING = {"adult home": 0.45, "placement": 0.40, "support": 0.25}
LATEST_MOVE = 120
GROWN_UP = 18
GROWS_UP_IN, HELPED_AT_ONCE = 7, 26
"""Whoever turns 18 where help to children ends, goes on in help to adults within so many days when
a place is taken that somebody young was drawn for, at most so old."""
TRIES, STRICT_TRIES = 120, 90


@dataclass(slots=True)
class Persons:
    """The person of each course, and each person's day of birth."""

    of_course: Ints
    birth: Ints


def persons(chance: Chance, courses: Courses) -> Persons:
    """Give every course its person; a child's birth never lets a course outrun the law."""
    of_course = np.full(len(courses), -1, np.int64)
    births: list[int] = []
    followers = {need.key: need.hosts for need in needs() if need.hosts}
    followers |= {"hjaelpemiddel_112": ("bpa_96", "botilbud_105", NEW_PERSON)}
    followers |= {"boligindretning_116": ("bpa_96", "botilbud_105", NEW_PERSON)}
    _settle_movers(chance, courses, followers, of_course, births)
    _settle_followers(chance, courses, followers, of_course, births)
    return Persons(of_course, np.array(births, np.int64))


def _settle_movers(
    chance: Chance,
    courses: Courses,
    followers: dict[str, tuple[str, ...]],
    of_course: Ints,
    births: list[int],
) -> None:
    draws = chance.draw(len(courses), "persons", "moves").tolist()
    left: dict[str, deque[int]] = {group: deque() for group in SHARE_MOVING}
    growing: list[tuple[int, int]] = []
    endings = sorted(
        (int(courses.end[i]), i)
        for i, key in enumerate(courses.key)
        if key in MOVES and courses.end[i] < NEVER
    )
    nth = 0
    for i, key in enumerate(courses.key):
        if key in followers:
            continue
        start = int(courses.start[i])
        while nth < len(endings) and endings[nth][0] < start:
            left[MOVES[courses.key[endings[nth][1]]]].append(endings[nth][1])
            nth += 1
        group = MOVES.get(key)
        person = -1
        if group == "adult home":
            person = _who_grows_up(courses, of_course, births, growing, i)
        if person < 0 and group is not None and draws[i] < SHARE_MOVING[group]:
            person = _who_moves(courses, of_course, births, left[group], i)
        if person < 0:
            person = len(births)
            births.append(int(courses.birth[i]))
        of_course[i] = person
        if services()[key].ends_at_age == GROWN_UP:
            born, grown = births[person], _last_young_day(births[person])
            lasts = courses.end[i] >= grown and courses.birth[i] == born
            if lasts and not_new_year(np.array([born]))[0] == born:
                insort(growing, (grown, i))


def _who_grows_up(
    courses: Courses,
    of_course: Ints,
    births: list[int],
    growing: list[tuple[int, int]],
    course: int,
) -> int:
    """Somebody helped as a child until the 18th birthday, a few days ago, if the course is of
    somebody young; or -1. ``growing`` is the last day and the course of each."""
    start, birth = int(courses.start[course]), int(courses.birth[course])
    if start - birth > HELPED_AT_ONCE * YEAR:
        return -1
    here = bisect_left(growing, (start - GROWS_UP_IN, -1))
    if here == len(growing) or growing[here][0] >= start:
        return -1
    person = int(of_course[growing[here][1]])
    growing[:] = [one for one in growing if of_course[one[1]] != person]
    return person


def _last_young_day(birth: int) -> int:
    return int(last_day_before(np.array([birth]), GROWN_UP)[0])


def _who_moves(
    courses: Courses, of_course: Ints, births: list[int], left: deque[int], course: int
) -> int:
    """Somebody whose course ended lately and whose age fits, or -1."""
    start, birth = int(courses.start[course]), int(courses.birth[course])
    while left and courses.end[left[0]] < start - LATEST_MOVE:
        left.popleft()
    child = services()[courses.key[course]].ends_at_age is not None
    for earlier in left:
        person = int(of_course[earlier])
        younger = births[person] - birth
        fits = 0 <= younger <= 2.5 * YEAR if child else abs(younger) < 8 * YEAR
        if fits and _old_enough(courses.key[course], births[person], start):
            left.remove(earlier)
            return person
    return -1


def _old_enough(key: str, birth: int, start: int) -> bool:
    chosen = services()[key]
    if chosen.department.value == "adults" or key.startswith("ungestoette"):
        return start > _last_young_day(birth)
    return start >= birth


def _settle_followers(
    chance: Chance,
    courses: Courses,
    followers: dict[str, tuple[str, ...]],
    of_course: Ints,
    births: list[int],
) -> None:
    by_key: dict[str, list[int]] = {}
    for i, key in enumerate(courses.key):
        by_key.setdefault(key, []).append(i)
    for key, hosts in followers.items():
        given = [host for host in hosts if host]
        pool = np.array(sorted(i for host in given for i in by_key.get(host, [])), np.int64)
        pool = pool[of_course[pool] >= 0] if len(pool) else pool
        share_new = 0.4 if NEW_PERSON in hosts else 0.0
        busy: dict[int, int] = {}
        for i in by_key.get(key, []):
            person = -1
            if len(pool) and chance.one("followers", key, i) >= share_new:
                person = _who_has(chance, courses, of_course, births, pool, busy, i)
            if person < 0:
                person = len(births)
                births.append(int(courses.birth[i]))
            busy[person] = int(courses.end[i])
            of_course[i] = person


def _who_has(
    chance: Chance,
    courses: Courses,
    of_course: Ints,
    births: list[int],
    pool: Ints,
    busy: dict[int, int],
    course: int,
) -> int:
    """Somebody who is helped already on the day, has not got this one, and is of age; or -1."""
    start, end = int(courses.start[course]), int(courses.end[course])
    chosen = services()[courses.key[course]]
    draws = chance.draw(TRIES, "followers", courses.key[course], course, "who").tolist()
    for nth, draw in enumerate(draws):
        host = int(pool[int(draw * len(pool))])
        person = int(of_course[host])
        if not courses.start[host] <= start <= courses.end[host]:
            continue
        if nth < STRICT_TRIES and courses.end[host] < min(end, TODAY):
            continue
        if busy.get(person, -1) >= start or not _law_allows(chosen, births[person], start, end):
            continue
        if _old_enough(courses.key[course], births[person], start):
            return person
    return -1


def _law_allows(chosen: Service, birth: int, start: int, end: int) -> bool:
    """Whether a course that is written to end, ends before the law ends it."""
    if chosen.ends_at_age is None:
        return True
    last = int(last_day_before(np.array([birth]), chosen.ends_at_age)[0])
    return start + 30 <= last and (end >= NEVER or end <= last)
