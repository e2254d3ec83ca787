"""Notifications about children: those who have a case, and many more who get none."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from helhed.synth.cases import CHILD_AT_RISK, Cases
from helhed.synth.chance import Chance, waits
from helhed.synth.courses import YEAR
from helhed.synth.persons import Persons
from helhed.synth.shape import HISTORY_FROM, NEVER, TODAY

OTHER_CHILDREN = 8_700
"""Children in six years at scale 1 who are notified and have no case beforehand."""
A_YEAR_IN_OPEN_CASES = 0.9
GROWTH = 0.025
NEEDS_DAYS = 12
JUST_IN = -1
FRESH_DAYS_AGO = (0, 0, 1, 1, 2, 3, 5, 8)
"""The first children are notified just now, in the north, so that a desk there is never empty."""


@dataclass(slots=True)
class Concerns:
    """Columns of notifications; ``case`` −1 is none, ``outcome`` empty is not decided."""

    person: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    minute: list[int] = field(default_factory=list)
    case: list[int] = field(default_factory=list)
    outcome: list[str] = field(default_factory=list)
    decided_after: list[int] = field(default_factory=list)

    def add(self, person: int, day: int, minute: int, case: int, outcome: str, after: int) -> None:
        self.person.append(person)
        self.received.append(day)
        self.minute.append(minute)
        self.case.append(case)
        self.outcome.append(outcome)
        self.decided_after.append(after)


def concerns(
    chance: Chance, scale: float, people: Persons, made: Cases, districts: list[str]
) -> Concerns:
    """Notifications of every child; new children and their cases are added to those known."""
    found = Concerns()
    for case in range(len(made)):
        if made.area[case] == CHILD_AT_RISK:
            _in_case(chance, found, made, case)
    births = people.birth.tolist()
    for number in range(max(4, round(OTHER_CHILDREN * scale))):
        _of_other_child(chance, found, made, births, districts, number)
    people.birth = np.array(births, np.int64)
    return found


def _in_case(chance: Chance, found: Concerns, made: Cases, case: int) -> None:
    person, opened = made.person[case], made.opened[case]
    draws = chance.draw(40, "notifications", "case", person)
    if made.through[case] == "notification" and opened >= HISTORY_FROM:
        outcome = "examination" if draws[0] < 0.6 else "uncovering"
        after = int(draws[1] * 6)
        day = opened - after
        found.add(person, day, int(420 + draws[2] * 600), case, outcome, after)
        if draws[3] < 0.45 and day - 40 > HISTORY_FROM:
            earlier = day - 20 - int(draws[4] * 200)
            found.add(person, max(earlier, HISTORY_FROM), 600, -1, "no_action", 2)
    day = max(opened, HISTORY_FROM)
    last = min(made.closed[case], TODAY)
    for draw, minute in zip(draws[5:22], draws[22:39], strict=True):
        day += 3 + int(waits(np.array([draw]), YEAR / A_YEAR_IN_OPEN_CASES)[0])
        if day > last:
            break
        outcome = "covered_by_open_case" if TODAY - day > NEEDS_DAYS * minute else ""
        found.add(person, day, int(400 + minute * 700), case, outcome, 1 + int(draw * 4))


def _of_other_child(
    chance: Chance,
    found: Concerns,
    made: Cases,
    births: list[int],
    districts: list[str],
    number: int,
) -> None:
    draws = chance.draw(40, "notifications", "other", number)
    span = TODAY - HISTORY_FROM
    day = HISTORY_FROM + int(span * _later_more(float(draws[0])))
    person = len(births)
    if number < len(FRESH_DAYS_AGO):
        day = TODAY - FRESH_DAYS_AGO[number]
    births.append(day - int(draws[1] ** 0.8 * 16.5 * YEAR) - 30)
    if number < len(FRESH_DAYS_AGO):
        districts.append("Nord")
        found.add(person, day, 400 + 290 * (number % 4), -1, "", JUST_IN)
        return
    districts.append(("Nord", "Midt", "Syd")[int(draws[2] * 3)])
    case = -1
    for step in range(8):
        one, two, three, four = draws[4 + 4 * step : 8 + 4 * step]
        after = 1 + int(one * 5)
        minute = int(360 + two * 760)
        if TODAY - day <= NEEDS_DAYS * three:
            found.add(person, day, minute, case, "", after)
        elif case >= 0:
            found.add(person, day, minute, case, "covered_by_open_case", after)
        elif four < 0.2:
            case = _new_case(chance, made, person, districts[person], min(day + after, TODAY))
            outcome = "examination" if four < 0.08 else "uncovering"
            found.add(person, day, minute, case, outcome, after)
        else:
            found.add(person, day, minute, -1, "no_action", after)
        day += 2 + int(waits(np.array([three]), 130)[0])
        if draws[36 + step % 4] < 0.32 or day > TODAY:
            break
        if case >= 0 and made.closed[case] <= day:
            break


def _new_case(chance: Chance, made: Cases, person: int, district: str, opened: int) -> int:
    """A case that looks into the concern; it closes when the examination finds no need."""
    closed = opened + 60 + int(chance.one("cases", "examined", person) * 90)
    return made.add(
        person,
        CHILD_AT_RISK,
        district,
        opened,
        closed if closed < TODAY - 20 else NEVER,
        "notification",
        courses=False,
    )


def _later_more(draw: float) -> float:
    """A moment of the history, later ones a little more often."""
    grown = (1 + GROWTH) ** 6
    return float(np.log(1 + draw * (grown - 1)) / np.log(grown))
