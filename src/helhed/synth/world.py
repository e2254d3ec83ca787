"""The municipality before it becomes rows: everything that later tables read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.rules.decisions.ydelser import services
from helhed.synth.cases import Cases, cases_of_courses, district_of, last_days
from helhed.synth.chance import Chance, Ints
from helhed.synth.concerns import Concerns, concerns
from helhed.synth.courses import Courses, courses, leave_before_the_next
from helhed.synth.market_rows import RateBook, rate_book
from helhed.synth.offers import Market, market
from helhed.synth.people import not_new_year
from helhed.synth.persons import Persons, persons
from helhed.synth.shape import ids
from helhed.synth.staff import Staff, staff, user_ids


@dataclass(slots=True)
class World:
    """What was drawn: people, courses of help, cases, and who delivers.

    ``last`` is the last day of each course, ``case_of`` its case; ``user`` and ``case_id`` are
    the ids of log-ins and cases by number.
    """

    chance: Chance
    scale: float
    market: Market
    book: RateBook
    courses: Courses
    people: Persons
    districts: list[str]
    last: Ints
    cases: Cases
    case_of: Ints
    concerns: Concerns
    staff: Staff
    user: list[str]
    case_id: list[str]

    @property
    def seed(self) -> int:
        return self.chance.seed

    def responsible(self, case: int) -> str:
        """The id of the caseworker of a case."""
        return self.user[self.staff.of_case[case]]

    def decider(self, case: int) -> str:
        """The id of who decides in a case: the team's leader; in the leader's own, a visitator."""
        leader = self.staff.leader[self.cases.team[case]]
        if leader == self.staff.of_case[case]:
            leader = self.staff.named(f"visitation-{self.cases.department[case]}-1")
        return self.user[leader]

    def placed_cases(self) -> set[int]:
        """The cases in which a child is, or was, placed outside the home."""
        return {
            int(case)
            for key, case in zip(self.courses.key, self.case_of.tolist(), strict=True)
            if services()[key].area == "anbringelse"
        }

    def open_cases(self) -> list[int]:
        return [case for case in range(len(self.cases)) if self.cases.is_open(case)]

    def open_cases_of(self, username: str) -> list[int]:
        """The open cases of a log-in, in order of opening."""
        who = self.staff.named(username)
        return [case for case in self.open_cases() if self.staff.of_case[case] == who]


def world(scale: float, seed: int) -> World:
    """Draw a municipality."""
    chance = Chance(seed)
    offered = market(chance, scale)
    drawn = courses(chance, offered, scale)
    people = persons(chance, drawn)
    people.birth = not_new_year(people.birth)
    districts = [district_of(chance, person) for person in range(len(people.birth))]
    leave_before_the_next(drawn, last_days(drawn, people.of_course, people.birth))
    last = last_days(drawn, people.of_course, people.birth)
    keep = last >= drawn.start
    if not keep.all():
        raise ValueError(f"{int(np.sum(~keep))} courses end before they start")
    made, case_of = cases_of_courses(chance, drawn, people, last, districts)
    reported = concerns(chance, scale, people, made, districts)
    people.birth = not_new_year(people.birth)
    workers = staff(chance, made)
    return World(
        chance,
        scale,
        offered,
        rate_book(chance, offered),
        drawn,
        people,
        districts,
        last,
        made,
        case_of,
        reported,
        workers,
        user_ids(seed, workers),
        ids(seed, "cases", range(len(made))),
    )
