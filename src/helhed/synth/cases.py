"""Cases before they become rows: whose, about what, in which team, from when to when."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from helhed.rules.decisions.ydelser import services
from helhed.synth.chance import Chance, Ints
from helhed.synth.courses import Courses, last_day_before
from helhed.synth.persons import Persons
from helhed.synth.shape import NEVER, TODAY
from helhed.synth.town import DISTRICTS, team_of

STAYS_OPEN = 120
CHILD_AT_RISK, CHILD_DISABILITY = "child_at_risk", "child_disability"

AREAS = {
    "botilbud_107": {"mental_health": 6, "disability": 4},
    "botilbud_108": {"disability": 7, "mental_health": 3},
    "botilbud_105": {"disability": 7, "mental_health": 3},
    "stoette_85": {"mental_health": 55, "disability": 33, "exposed": 12},
    "stoette_82b": {"mental_health": 1},
    "misbrug_101": {"addiction": 1},
    "krisecenter_109": {"exposed": 1},
    "forsorgshjem_110": {"exposed": 1},
}
CHILD_SERVICES_OF_DISABILITY = (
    "doegninst_handicap",
    "saerligt_dagtilbud",
    "hjemmetraening",
    "kompensation_86",
    "tabt_arbejde_87",
    "ledsager_89",
    "aflastning_90",
)


@dataclass(slots=True)
class Cases:
    """Columns of cases; ``through`` is what opened each; ``closed`` NEVER while it is open."""

    person: list[int] = field(default_factory=list)
    department: list[str] = field(default_factory=list)
    area: list[str] = field(default_factory=list)
    team: list[str] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    through: list[str] = field(default_factory=list)
    has_courses: list[bool] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.person)

    def add(
        self,
        person: int,
        area: str,
        district: str,
        opened: int,
        closed: int,
        through: str,
        *,
        courses: bool,
    ) -> int:
        """The number of a new case."""
        self.person.append(person)
        self.area.append(area)
        self.department.append("children" if area.startswith("child") else "adults")
        self.team.append(team_of(area, district))
        self.opened.append(opened)
        self.closed.append(closed)
        self.through.append(through)
        self.has_courses.append(courses)
        return len(self.person) - 1

    def is_open(self, number: int) -> bool:
        return self.closed[number] >= NEVER


def last_days(courses: Courses, of_course: Ints, births: Ints) -> Ints:
    """The last day on which each course runs: as written, or where the law ends it."""
    last = courses.end.copy()
    for age in (18, 23):
        here = np.array([services()[key].ends_at_age == age for key in courses.key], bool)
        by_law = last_day_before(births[of_course[here]], age)
        last[here] = np.minimum(last[here], by_law)
    return last


def district_of(chance: Chance, person: int) -> str:
    """Where a person lives."""
    return DISTRICTS[int(chance.one("citizens", "district", person) * len(DISTRICTS))]


def cases_of_courses(
    chance: Chance, courses: Courses, people: Persons, last: Ints, districts: list[str]
) -> tuple[Cases, Ints]:
    """A case per person and department, around its courses; and the case of each course."""
    groups: dict[tuple[int, str], list[int]] = {}
    for i, (key, person) in enumerate(zip(courses.key, people.of_course.tolist(), strict=True)):
        groups.setdefault((person, services()[key].department.value), []).append(i)
    made = Cases()
    of_course = np.full(len(courses), -1, np.int64)
    for (person, _), members in groups.items():
        area = _area(chance, person, [courses.key[i] for i in members])
        start = min(int(courses.start[i]) for i in members)
        end = max(int(last[i]) for i in members)
        one, two, three = chance.draw(3, "cases", person, area)
        birth = int(people.birth[person])
        opened = max(start - 30 - int(one * 120), birth + 20 if area.startswith("child") else 0)
        if not area.startswith("child"):
            grown = int(last_day_before(np.array([birth]), 18)[0]) + 1
            opened = max(opened, grown - 60)
        opened = min(opened, start)
        closed = NEVER if end > TODAY - STAYS_OPEN else end + 20 + int(two * 60)
        through = _through(area, three, birth, opened)
        number = made.add(person, area, districts[person], opened, closed, through, courses=True)
        of_course[members] = number
    return made, of_course


def _area(chance: Chance, person: int, keys: list[str]) -> str:
    if services()[keys[0]].department.value == "children":
        disability = any(key in CHILD_SERVICES_OF_DISABILITY for key in keys)
        return CHILD_DISABILITY if disability else CHILD_AT_RISK
    weights = next((AREAS[key] for key in keys if key in AREAS), {"disability": 1})
    draw = chance.one("cases", "area", person) * sum(weights.values())
    for area, weight in weights.items():
        draw -= weight
        if draw < 0:
            return area
    return next(iter(weights))


def _through(area: str, draw: float, birth: int, opened: int) -> str:
    if area == CHILD_AT_RISK:
        return "notification" if draw < 0.75 else "application"
    if area == CHILD_DISABILITY:
        return "application" if draw < 0.85 else "other_authority"
    young = opened < int(last_day_before(np.array([birth]), 18)[0]) + 300
    if young and draw < 0.8:
        return "transition"
    return "application" if draw < 0.7 else "other_authority"
