"""Notifications as rows, with their two clocks as the law sets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import polars as pl

from helhed.rules.notifications.underretning import clocks
from helhed.rules.notifications.underretter import Concern, NotifierKind
from helhed.synth.chance import Flags, Ints, between, pick
from helhed.synth.concerns import JUST_IN
from helhed.synth.shape import NEVER, TODAY, as_date, chosen, dates, day, ids, moments, table
from helhed.synth.town import team_of, unit_ids
from helhed.synth.words import full_names, only_where, said_by
from helhed.synth.world import World

NOTIFIERS = {
    "school": 24,
    "day_care": 9,
    "health": 20,
    "police": 14,
    "municipality": 6,
    "family": 9,
    "citizen": 8,
    "anonymous": 10,
}
CONCERNS = {
    "behaviour": 38,
    "school": 16,
    "health": 13,
    "disability": 8,
    "conflict": 12,
    "abuse": 5,
    "crime": 4,
    "other": 4,
}
MINUTES_A_DAY = 1440
NOW = 9 * 60


@cache
def _receipt_by(received: int) -> int:
    at = datetime.combine(as_date(received), datetime.min.time(), UTC) + timedelta(hours=12)
    return day(clocks(at).receipt_by)


def notifications(world: World) -> pl.DataFrame:
    """One row per notification. Those of the last days are not judged or decided yet."""
    found, chance = world.concerns, world.chance
    count = len(found.person)
    person, received = np.array(found.person), np.array(found.received)
    minute = np.array(found.minute)
    minute = np.where(received >= TODAY, np.minimum(minute, NOW - 60), minute)
    after = np.array(found.decided_after)
    decided = np.array([outcome != "" for outcome in found.outcome])
    judged, judged_at = _judged(world, received, minute, decided)
    receipt = np.array([_receipt_by(d) for d in received.tolist()])
    sent = judged & ((receipt < TODAY) | (chance.draw(count, "notifications", "receipt") < 0.6))
    danger = judged & (chance.draw(count, "notifications", "danger") < 0.06)
    worker = _workers(world)
    outcome_day = np.where(decided, np.minimum(received + np.maximum(after, 1), TODAY), NEVER)
    return table(
        "notifications",
        {
            "id": ids(world.seed, "notifications", range(count)),
            "citizen": chosen(ids(world.seed, "citizens", range(len(world.people.birth))), person),
            "case": chosen(world.case_id, np.array(found.case)),
            "unit": _units(world, person),
            "received_at": moments(received, minute),
            **_told(world, count),
            "assess_before": moments(received + 1, minute),
            "receipt_by": dates(receipt),
            "assessed_at": _when(judged_at, judged),
            "assessed_by": worker.set(pl.Series(~judged), None),
            "in_danger": pl.Series(danger).set(pl.Series(~judged), None),
            "assessment": only_where(_judgement(world, danger), judged),
            "receipt_sent_at": moments(np.where(sent, np.minimum(receipt, TODAY), NEVER), minute),
            "receipt_sent_by": worker.set(pl.Series(~sent), None),
            "outcome": pl.Series([o or None for o in found.outcome], dtype=pl.String),
            "outcome_at": moments(outcome_day, minute),
            "outcome_by": worker.set(pl.Series(~decided), None),
            "outcome_reason": _reasons(world),
        },
    )


def _judged(world: World, received: Ints, minute: Ints, decided: Flags) -> tuple[Flags, Ints]:
    """Which are judged, and when in minutes since 1970: nearly all within the 24 hours."""
    count = len(received)
    draws = world.chance.draw(count, "notifications", "judged")
    at = received * MINUTES_A_DAY + minute + 30 + (draws**2 * 1380).astype(np.int64)
    late = world.chance.draw(count, "notifications", "late") < 0.02
    at = np.where(late, at + 900, at)
    at = np.where(decided, np.minimum(at, (received + 1) * MINUTES_A_DAY + minute), at)
    just_in = np.array(world.concerns.decided_after) == JUST_IN
    unread = just_in & (received >= TODAY - 2)
    return (at <= TODAY * MINUTES_A_DAY + NOW) & ~unread, at


def _when(at: Ints, known: Flags) -> pl.Series:
    return moments(np.where(known, at // MINUTES_A_DAY, NEVER), at % MINUTES_A_DAY)


def _told(world: World, count: int) -> dict[str, object]:
    """Who reports, and what."""
    chance = world.chance
    kind = pick(chance.draw(count, "notifications", "notifier"), list(NOTIFIERS.values()))
    concern = pick(chance.draw(count, "notifications", "concern"), list(CONCERNS.values()))
    kinds, concerns = list(NOTIFIERS), list(CONCERNS)
    assert set(kinds) == set(NotifierKind.codes())
    assert set(concerns) == set(Concern.codes())
    names = pl.Series(full_names(chance, "notifiers", chance.draw(count, "notifiers", "sex") < 0.3))
    return {
        "notifier_kind": chosen(kinds, kind),
        "notifier_name": only_where(names, kind != kinds.index("anonymous")),
        "concern": chosen(concerns, concern),
        "text": said_by(
            chance.draw(count, "notifications", "text"),
            [f"concern_{concerns[n]}" for n in concern.tolist()],
        ),
    }


def _units(world: World, person: Ints) -> list[str]:
    """The family group of the district where the child lives, or the team that has the case."""
    units = unit_ids(world.seed)
    found = []
    for who, case in zip(person.tolist(), world.concerns.case, strict=True):
        district = world.districts[who]
        team = world.cases.team[case] if case >= 0 else team_of("child_at_risk", district)
        found.append(units[team])
    return found


def _workers(world: World) -> pl.Series:
    draws = between(
        world.chance.draw(len(world.concerns.person), "notifications", "worker"), 0, 999
    )
    found = []
    for person, case, draw in zip(
        world.concerns.person, world.concerns.case, draws.tolist(), strict=True
    ):
        if case >= 0:
            found.append(world.responsible(case))
            continue
        team = world.staff.by_team[team_of("child_at_risk", world.districts[person])]
        found.append(world.user[team[draw % len(team)]])
    return pl.Series(found, dtype=pl.String)


def _judgement(world: World, danger: Flags) -> pl.Series:
    uses = ["notification_danger" if d else "notification_assessment" for d in danger.tolist()]
    return said_by(world.chance.draw(len(uses), "notifications", "assessment"), uses)


def _reasons(world: World) -> pl.Series:
    outcomes = world.concerns.outcome
    draws = world.chance.draw(len(outcomes), "notifications", "reason")
    decided = np.array([outcome != "" for outcome in outcomes])
    uses = [f"outcome_{outcome or 'no_action'}" for outcome in outcomes]
    return only_where(said_by(draws, uses), decided)
