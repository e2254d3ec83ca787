"""Meetings that advise on decisions: one a week in each department's authority, with agendas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from helhed.rules.decisions.visitationsmoede import Advice, MeetingState
from helhed.synth.decision_rows import decision_ids
from helhed.synth.grants import Decision, Granted
from helhed.synth.shape import NEVER, TODAY, as_date, dates, ids, moments, table
from helhed.synth.town import BY_KEY, unit_ids
from helhed.synth.words import said_by
from helhed.synth.world import World

HOLDERS = ("myndighed", "boern-myndighed")
WEEKS_BACK, WEEKS_AHEAD = 12, 3
TUESDAY = 1
SHARE_LOOKED_AT, SHARE_TO_COME = 0.35, 0.5
PUT_AT, CLOSED_AT = 8 * 60 + 20, 14 * 60
PRESENT = "Visitator, teamleder, fagkonsulent, rådgiver"
NOT_PLAIN = ((0.06, Advice.MORE), (0.1, Advice.POSTPONED), (0.15, Advice.OTHERWISE))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting before it becomes a row."""

    holder: str
    day: int

    @property
    def key(self) -> str:
        return f"{self.holder} {self.day}"

    @property
    def is_held(self) -> bool:
        return self.day < TODAY


@dataclass(frozen=True, slots=True)
class Point:
    """A decision on an agenda before it becomes a row."""

    meeting: Meeting
    decision: int
    advice: Advice


def _meetings() -> list[Meeting]:
    days = [TODAY + n for n in range(-7 * WEEKS_BACK, 7 * WEEKS_AHEAD + 1)]
    tuesdays = [day for day in days if as_date(day).weekday() == TUESDAY]
    return [Meeting(holder, day) for holder in HOLDERS for day in tuesdays]


def _points(world: World, made: Granted) -> list[Point]:
    """Some of the decisions of the last months, and some of those under way."""
    draws = world.chance.draw(len(made.decisions), "panels", "has").tolist()
    says = world.chance.draw(len(made.decisions), "panels", "says").tolist()
    of = {holder: [m for m in _meetings() if m.holder == holder] for holder in HOLDERS}
    found = []
    for number, decision in enumerate(made.decisions):
        listed = of[BY_KEY[world.cases.team[decision.case]].parent]
        meeting = _looked_at(listed, decision, draws[number])
        if meeting is not None:
            found.append(Point(meeting, number, _advice(meeting, says[number])))
    return found


def _looked_at(listed: list[Meeting], decision: Decision, draw: float) -> Meeting | None:
    """The last meeting before it was decided, or the first to come while it is under way."""
    if decision.decided < NEVER:
        seen = [m for m in listed if m.is_held and decision.prepared < m.day < decision.decided]
        return seen[-1] if seen and draw < SHARE_LOOKED_AT else None
    if decision.state not in ("draft", "submitted") or draw >= SHARE_TO_COME:
        return None
    return next(m for m in listed if not m.is_held)


def _advice(meeting: Meeting, draw: float) -> Advice:
    if not meeting.is_held:
        return Advice.NONE
    return next((advice for share, advice in NOT_PLAIN if draw < share), Advice.RECOMMENDED)


def panel_meetings(world: World) -> pl.DataFrame:
    """One row each; those of the past are closed."""
    listed, units = _meetings(), unit_ids(world.seed)
    held = np.array([meeting.is_held for meeting in listed], bool)
    days = np.array([meeting.day for meeting in listed], np.int64)
    closers = {"myndighed": "visitation-adults-1", "boern-myndighed": "visitation-children-1"}
    by = [world.user[world.staff.named(closers[meeting.holder])] for meeting in listed]
    return table(
        "panel_meetings",
        {
            "id": ids(world.seed, "panel_meetings", [meeting.key for meeting in listed]),
            "unit": [units[meeting.holder] for meeting in listed],
            "day": dates(days),
            "state": [
                (MeetingState.HELD if meeting.is_held else MeetingState.PLANNED).value
                for meeting in listed
            ],
            "present": [PRESENT if meeting.is_held else "" for meeting in listed],
            "closed_by": pl.Series(by, dtype=pl.String).set(pl.Series(~held), None),
            "closed_at": moments(np.where(held, days, NEVER), np.full(len(listed), CLOSED_AT)),
        },
    )


def panel_points(world: World, made: Granted) -> pl.DataFrame:
    """What is on the agendas, and what the meetings of the past said to it."""
    listed = _points(world, made)
    decision = decision_ids(world, made)
    meeting = {m.key: id for m, id in zip(_meetings(), _ids(world), strict=True)}
    draws = world.chance.draw(2 * len(listed), "panels", "texts")
    told = said_by(draws[len(listed) :], [f"panel_{point.advice.value}" for point in listed])
    put = [max(made.decisions[one.decision].prepared, one.meeting.day - 5) for one in listed]
    put_on = np.minimum(np.array(put, np.int64), TODAY)
    return table(
        "panel_points",
        {
            "id": ids(world.seed, "panel_points", [made.decisions[p.decision].key for p in listed]),
            "meeting": [meeting[point.meeting.key] for point in listed],
            "decision": [decision[point.decision] for point in listed],
            "question": said_by(draws[: len(listed)], ["panel_question"] * len(listed)),
            "put_by": [world.responsible(made.decisions[p.decision].case) for p in listed],
            "put_at": moments(put_on, np.full(len(listed), PUT_AT)),
            "advice": [point.advice.value for point in listed],
            "words": told.set(
                pl.Series([p.advice is Advice.NONE for p in listed], dtype=pl.Boolean), ""
            ),
        },
    )


def _ids(world: World) -> list[str]:
    return ids(world.seed, "panel_meetings", [meeting.key for meeting in _meetings()])
