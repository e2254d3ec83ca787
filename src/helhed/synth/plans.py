"""Plans, goals and follow-ups: the citizen's own words first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import polars as pl

from helhed.rules.assessments import ffb
from helhed.rules.plans.plan import plan_kind
from helhed.synth.chance import Flags, Floats, Ints, between, pick
from helhed.synth.grants import Granted
from helhed.synth.shape import HISTORY_FROM, NEVER, TODAY, chosen, dates, ids, table
from helhed.synth.whose import Whose, said_to, spread, whose
from helhed.synth.words import only_where, row_numbers, rows, said, said_by
from helhed.synth.world import World

MOST_FOLLOW_UPS = 4
MOST_MOVED = 2.0
SECOND_THEME = "464a2ab6-a7df-4b3a-b74d-7873f4cfe668"
STATES = ("active", "reached", "partly", "dropped")


@dataclass(slots=True)
class Planned:
    """Columns of plans, goals and follow-ups; ``goals_of`` gives the goal ids of a case."""

    case: Ints
    started: Ints
    ended: Ints
    next_on: Ints
    last_start: Ints
    plan_ids: list[str]
    goal_plan: Ints
    goal_number: Ints
    goal_ids: list[str]
    goals_of: dict[int, list[str]] = field(default_factory=dict)


def planned(world: World, granted: Granted) -> Planned:
    """A plan for every case that has got something granted."""
    first: dict[int, int] = {}
    for decision in granted.decisions:
        if decision.state in ("granted", "ended"):
            first[decision.case] = min(first.get(decision.case, NEVER), decision.decided)
    case = np.array(sorted(first), np.int64)
    chance, count = world.chance, len(case)
    started = np.array([first[c] for c in case.tolist()])
    started = np.minimum(started + between(chance.draw(count, "plans", "start"), 0, 40), TODAY)
    closed = np.array(world.cases.closed)[case]
    renewed = TODAY - between(chance.draw(count, "plans", "renewed"), 200, 1500)
    started = np.where(closed < NEVER, started, np.maximum(started, renewed))
    started = np.minimum(started, np.where(closed < NEVER, closed, started))
    ahead = TODAY + between(chance.draw(count, "plans", "next"), -25, 320)
    goals = between(chance.draw(count, "plans", "goals"), 1, 3)
    goal_plan = row_numbers(goals)
    made = Planned(
        case,
        started,
        closed,
        np.where(closed < NEVER, NEVER, np.maximum(ahead, started)),
        _last_start(granted, case),
        ids(world.seed, "plans", case.tolist()),
        goal_plan,
        np.arange(len(goal_plan)) - np.repeat(np.cumsum(goals) - goals, goals) + 1,
        ids(world.seed, "goals", range(len(goal_plan))),
    )
    for goal, plan in zip(made.goal_ids, goal_plan.tolist(), strict=True):
        made.goals_of.setdefault(int(case[plan]), []).append(goal)
    return made


def _last_start(granted: Granted, cases: Ints) -> Ints:
    """The first day of the help that began last in each case."""
    latest: dict[int, int] = {}
    for grant in granted.grants:
        case = granted.decisions[grant.decision].case
        latest[case] = max(latest.get(case, 0), grant.start)
    return np.array([latest[case] for case in cases.tolist()], np.int64)


def _children(world: World, made: Planned) -> list[bool]:
    return [world.cases.department[case] == "children" for case in made.case.tolist()]


def plans(world: World, made: Planned) -> pl.DataFrame:
    chance, count = world.chance, len(made.case)
    child = _children(world, made)
    people = whose(world, made.case.tolist(), made.started.tolist())
    wanted = chance.draw(count, "plans", "wanted") < 0.93
    return table(
        "plans",
        {
            "id": made.plan_ids,
            "case": chosen(world.case_id, made.case),
            "kind": [
                plan_kind(child=c, age=p.age).value for c, p in zip(child, people, strict=True)
            ],
            "offer": ["wanted" if w else "declined" for w in wanted.tolist()],
            "offered_on": dates(made.started),
            "offer_reason": ["" if w else "Ikke nu, jeg klarer mig selv" for w in wanted.tolist()],
            "hopes": said_to(
                chance.draw(count, "plans", "hopes"),
                [f"hopes_{'child' if c else 'adult'}" for c in child],
                people,
            ),
            "purpose": said(chance.draw(count, "plans", "purpose"), "plan_purpose"),
            "started_on": dates(made.started),
            "ended_on": dates(made.ended),
            "next_follow_up": dates(made.next_on),
            "follow_up_reason": only_where(
                said_to(chance.draw(count, "plans", "why then"), ["follow_reason"] * count, people),
                np.array(child) & (made.next_on < NEVER),
            ),
        },
    )


@cache
def _texts(child: bool, person: Whose) -> tuple[dict[str, str], ...]:
    """The goals that fit somebody; a child's follow no theme."""
    of_side = (row for row in rows("goals.csv") if (row["theme"] == "") == child)
    return tuple(row for row in of_side if person.fits(row))


def _goal_texts(world: World, made: Planned, child: Flags) -> list[dict[str, str]]:
    first = between(world.chance.draw(len(made.case), "goals", "first"), 0, 999)[made.goal_plan]
    people = whose(world, made.case.tolist(), made.started.tolist())
    found = []
    for goal, plan in enumerate(made.goal_plan.tolist()):
        listed = _texts(bool(child[goal]), people[plan])
        nth = spread(int(first[goal]), int(made.goal_number[goal]), len(listed))
        found.append(listed[nth])
    return found


def _due(world: World, made: Planned, is_open: Flags) -> Ints:
    """When each goal is to be reached: after the plan began, and after the last help began."""
    chance, count = world.chance, len(made.goal_plan)
    wait = between(chance.draw(count, "goals", "due"), 180, 900)
    soon = TODAY + between(chance.draw(count, "goals", "soon"), -30, 400)
    due = np.maximum(made.started, made.last_start)[made.goal_plan] + wait
    return np.where(is_open, np.maximum(due, soon), due)


def goals(world: World, made: Planned) -> pl.DataFrame:
    chance, count = world.chance, len(made.goal_plan)
    child = np.array(_children(world, made), bool)[made.goal_plan]
    texts = _goal_texts(world, made, child)
    changes = [c.code for c in ffb.leaves(ffb.Kind.CHANGE)]
    change = pick(chance.draw(count, "goals", "change"), [25, 65, 10])
    now = between(chance.draw(count, "goals", "level"), 1, 4)
    ended = made.ended[made.goal_plan] < NEVER
    state = pick(chance.draw(count, "goals", "state"), [70, 12, 12, 6])
    state = np.where(ended & (state == 0), 1, state)
    none = pl.Series(child)
    codes = chosen(changes, change)
    return table(
        "goals",
        {
            "id": made.goal_ids,
            "plan": chosen(made.plan_ids, made.goal_plan),
            "position": made.goal_number,
            "own_words": [row["own_words"] for row in texts],
            "wording": [row["wording"] for row in texts],
            "primary_theme": [row["theme"] for row in texts],
            "change": codes.set(none, ""),
            "level_now": pl.Series(now).set(none, None),
            "expected_level": pl.Series(np.maximum(now - 1, 0)).set(none, None),
            "due": dates(_due(world, made, ~ended & (state == 0))),
            "state": chosen(STATES, state),
            "own_score": between(chance.draw(count, "goals", "score"), 1, 8),
        },
    )


def goal_themes(world: World, made: Planned) -> pl.DataFrame:
    """A second theme for some goals of adults."""
    child = np.array(_children(world, made), bool)[made.goal_plan]
    has = ~child & (world.chance.draw(len(child), "goal themes", "has") < 0.3)
    listed = np.flatnonzero(has)
    return table(
        "goal_themes",
        {
            "id": ids(world.seed, "goal_themes", listed.tolist()),
            "goal": chosen(made.goal_ids, listed),
            "code": SECOND_THEME,
        },
    )


@dataclass(slots=True)
class Held:
    """Columns of follow-ups: of which plan, when; whether it is the last one so far."""

    plan: Ints
    day: Ints
    ids: list[str]


def held(world: World, made: Planned) -> Held:
    """The follow-ups that were held: the first after some months, then about once a year."""
    child = np.array(_children(world, made), bool)
    first = np.maximum(made.started + np.where(child, 85, 330), HISTORY_FROM + 20)
    last = np.minimum(made.ended, TODAY)
    counts = np.clip((last - first) // 330 + 1, 0, MOST_FOLLOW_UPS)
    counts = np.where(first > last, 0, counts)
    plan = row_numbers(counts)
    nth = np.arange(len(plan)) - np.repeat(np.cumsum(counts) - counts, counts)
    recent = np.minimum(made.ended, made.next_on - 30)
    back = (counts[plan] - 1 - nth) * 330
    shift = between(world.chance.draw(len(plan), "follow-ups", "day"), 0, 60)
    latest = np.minimum(np.minimum(recent, TODAY)[plan], TODAY)
    day = np.maximum(latest - back - shift, first[plan])
    return Held(plan, day, ids(world.seed, "follow_ups", range(len(plan))))


def follow_ups(world: World, made: Planned, found: Held) -> pl.DataFrame:
    chance, count = world.chance, len(found.plan)
    outcomes = [c.code for c in ffb.leaves(ffb.Kind.FOLLOW_UP)]
    outcome = pick(chance.draw(count, "follow-ups", "outcome"), [86, 6, 8])
    who = [world.responsible(case) for case in made.case[found.plan].tolist()]
    side = ["child" if c else "adult" for c in np.array(_children(world, made))[found.plan]]
    people = whose(world, made.case[found.plan].tolist(), found.day.tolist())
    return table(
        "follow_ups",
        {
            "id": found.ids,
            "plan": chosen(made.plan_ids, found.plan),
            "held_on": dates(found.day),
            "held_by": pl.Series(who, dtype=pl.String),
            "participants": said_by(
                chance.draw(count, "follow-ups", "who"), [f"participants_{s}" for s in side]
            ),
            "own_words": said_to(
                chance.draw(count, "follow-ups", "own"), ["follow_own"] * count, people
            ),
            "summary": said(chance.draw(count, "follow-ups", "summary"), "follow_summary"),
            "outcome": chosen(outcomes, outcome),
            "next_on": dates(found.day + 330),
            "due_on": dates(found.day),
        },
    )


def _fares(world: World, granted: Granted, cases: Ints) -> Floats:
    """By case: how many steps its levels are moved by where it got its help; some offers do better
    than others."""
    offer_of: dict[int, int] = {}
    for grant in granted.grants:
        if grant.main < 0 and grant.offer >= 0:
            offer_of[granted.decisions[grant.decision].case] = grant.offer
    draws = (world.chance.draw(len(world.market.offers), "offers", "fares") - 0.5) * MOST_MOVED
    offers = np.array([offer_of.get(case, -1) for case in cases.tolist()], np.int64)
    return np.where(offers >= 0, draws[offers], 0.0)


def goal_results(world: World, granted: Granted, made: Planned, found: Held) -> pl.DataFrame:
    """How each goal of the plan stood at each follow-up."""
    goals_of: dict[int, list[int]] = {}
    for number, plan in enumerate(made.goal_plan.tolist()):
        goals_of.setdefault(plan, []).append(number)
    follow: list[int] = []
    goal: list[int] = []
    for number, plan in enumerate(found.plan.tolist()):
        follow += [number] * len(goals_of[plan])
        goal += goals_of[plan]
    chance, count = world.chance, len(follow)
    child = np.array(_children(world, made), bool)[made.goal_plan[np.array(goal, np.int64)]]
    moved = _fares(world, granted, made.case)[made.goal_plan[np.array(goal, np.int64)]]
    drawn = chance.draw(count, "results", "level") * 4 + moved
    level = np.clip(np.floor(drawn), 0, 3).astype(np.int64)
    return table(
        "goal_results",
        {
            "id": ids(world.seed, "goal_results", range(count)),
            "follow_up": chosen(found.ids, np.array(follow, np.int64)),
            "goal": chosen(made.goal_ids, np.array(goal, np.int64)),
            "level": pl.Series(level).set(pl.Series(child), None),
            "own_score": between(chance.draw(count, "results", "score"), 2, 9),
            "text": said(chance.draw(count, "results", "text"), "goal_result"),
        },
    )
