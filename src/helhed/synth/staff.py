"""Who works in the house: log-ins, roles and posts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from helhed.synth.cases import Cases
from helhed.synth.chance import Chance, Ints, between
from helhed.synth.shape import HISTORY_FROM, NEVER, TODAY, dates, day, ids, table
from helhed.synth.town import BY_KEY, CENTRES, TEAMS, unit_ids
from helhed.synth.words import full_names

NORM = {"adults": 55, "children": 30, "specialgruppen": 40}
EMPLOYEES = {"adults": 1974, "children": 987}
LEADERS_WITH_CASES = ("demo-team-leader", "demo-team-leader-children")
CASES_OF_A_LEADER = 4
DEMO_PROVIDER = "handicapboliger"
ROLES_FROM = day(date(2020, 1, 1))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a log-in: role, the unit where (or the own provider's centre), title, and
    another unit where the role is held as well."""

    username: str
    role: str
    unit: str
    title: str
    also: str = ""


@dataclass(slots=True)
class Staff:
    """Everybody with a log-in, and who does what."""

    people: list[Person] = field(default_factory=list)
    by_team: dict[str, list[int]] = field(default_factory=dict)
    leader: dict[str, int] = field(default_factory=dict)
    of_case: list[int] = field(default_factory=list)

    def add(self, username: str, role: str, unit: str, title: str, also: str = "") -> int:
        self.people.append(Person(username, role, unit, title, also))
        return len(self.people) - 1

    def named(self, username: str) -> int:
        """The number of a log-in. Raises StopIteration when there is none."""
        return next(n for n, person in enumerate(self.people) if person.username == username)


def staff(chance: Chance, cases: Cases) -> Staff:
    """Log-ins for every role, and a caseworker for every case."""
    made = Staff()
    _add_demo_users(made)
    for team in TEAMS:
        _add_team(made, cases, team)
    for department, centre in (("adults", "voksne"), ("children", "boern")):
        for number in range(1, 4):
            made.add(f"visitation-{department}-{number}", "visitation", centre, "Visitator")
    for number in range(1, 4):
        made.add(f"oekonomi-{number}", "finance", "social", "Økonomikonsulent")
    for centre in CENTRES:
        if centre != DEMO_PROVIDER and centre != "voksen-sekretariat":
            made.add(f"udfoerer-{centre}", "provider", centre, "Centerleder")
    # Both departments' cases are seen by whoever is head of both.
    made.add("demo-head-both", "head", "voksne", "Socialchef", also="boern")
    _give_cases(chance, made, cases)
    return made


def _add_demo_users(made: Staff) -> None:
    made.add("demo-caseworker-adults", "caseworker_adults", "handicap-nord", "Socialrådgiver")
    made.add("demo-caseworker-children", "caseworker_children", "familie-nord", "Socialrådgiver")
    made.add("demo-visitation", "visitation", "voksne", "Visitator")
    made.add("demo-provider", "provider", DEMO_PROVIDER, "Centerleder")
    made.add("demo-team-leader", "team_leader", "handicap-nord", "Teamleder")
    made.add("demo-finance", "finance", "social", "Økonomikonsulent")
    made.add("demo-head", "head", "voksne", "Afdelingschef")
    made.add("demo-administrator", "administrator", "social", "Systemadministrator")
    made.add("demo-head-children", "head", "boern", "Afdelingschef")
    made.add("demo-team-leader-children", "team_leader", "familie-nord", "Teamleder")
    made.add("demo-visitation-children", "visitation", "boern", "Visitator")
    made.add("demo-finance-2", "finance", "social", "Økonomikonsulent")


def _add_team(made: Staff, cases: Cases, team: str) -> None:
    department = BY_KEY[team].department
    open_cases = sum(1 for n in range(len(cases)) if cases.team[n] == team and cases.is_open(n))
    norm = NORM.get(team, NORM[department])
    wanted = max(1, round(open_cases / norm))
    role = f"caseworker_{department}"
    here = [n for n, p in enumerate(made.people) if p.unit == team and p.role == role]
    for number in range(len(here) + 1, wanted + 1):
        here.append(made.add(f"{team}-{number}", role, team, "Socialrådgiver"))
    made.by_team[team] = here
    leaders = [n for n, p in enumerate(made.people) if p.unit == team and p.role == "team_leader"]
    leader = leaders[0] if leaders else made.add(f"{team}-leder", "team_leader", team, "Teamleder")
    made.leader[team] = leader


def _give_cases(chance: Chance, made: Staff, cases: Cases) -> None:
    """Open cases go round the team, so that nobody has many more than another."""
    nth = dict.fromkeys(TEAMS, 0)
    draws = chance.draw(len(cases), "cases", "responsible").tolist()
    for case, draw in enumerate(draws):
        team = cases.team[case]
        here = made.by_team[team]
        if cases.is_open(case):
            made.of_case.append(here[nth[team] % len(here)])
            nth[team] += 1
        else:
            made.of_case.append(here[int(draw * len(here))])
    for leader in (n for n, p in enumerate(made.people) if p.username in LEADERS_WITH_CASES):
        team = made.people[leader].unit
        listed = [n for n in range(len(cases)) if cases.team[n] == team and cases.is_open(n)]
        for case in listed[-CASES_OF_A_LEADER:] if len(listed) > 2 * CASES_OF_A_LEADER else ():
            made.of_case[case] = leader


def user_ids(seed: int, made: Staff) -> list[str]:
    return ids(seed, "users", [person.username for person in made.people])


def _names(chance: Chance, count: int, what: str) -> list[str]:
    return full_names(chance, what, chance.draw(count, what, "sex") < 0.28)


def users(chance: Chance, made: Staff) -> pl.DataFrame:
    """Log-ins; passwords are not part of them."""
    return table(
        "users",
        {
            "id": user_ids(chance.seed, made),
            "username": [person.username for person in made.people],
            "name": _names(chance, len(made.people), "staff"),
            "email": [f"{person.username}@sundhoej.example" for person in made.people],
            "language": "da",
            "is_active": True,
        },
    )


def roles(chance: Chance, made: Staff, provider_of: dict[str, str]) -> pl.DataFrame:
    """One role each, for some in two units; ``provider_of`` is the id of the own provider by its
    centre."""
    units, user_of = unit_ids(chance.seed), user_ids(chance.seed, made)
    held = [(n, p, p.unit, p.username) for n, p in enumerate(made.people)]
    held += [(n, p, p.also, f"{p.username}/{p.also}") for n, p in enumerate(made.people) if p.also]
    own = [person.role == "provider" for _, person, _, _ in held]
    unit = [None if o else units[at] for o, (_, _, at, _) in zip(own, held, strict=True)]
    provider = [
        provider_of.get(at) if o else None for o, (_, _, at, _) in zip(own, held, strict=True)
    ]
    frame = table(
        "roles",
        {
            "id": ids(chance.seed, "roles", [key for _, _, _, key in held]),
            "user": [user_of[n] for n, _, _, _ in held],
            "role": [person.role for _, person, _, _ in held],
            "unit": pl.Series(unit, dtype=pl.String),
            "provider": pl.Series(provider, dtype=pl.String),
            "start": dates(np.full(len(held), ROLES_FROM)),
            "end": dates(np.full(len(held), NEVER)),
        },
    )
    return frame.filter(pl.col("unit").is_not_null() | pl.col("provider").is_not_null())


TITLES = {
    "team": ("Socialrådgiver",),
    "centre": (
        "Socialpædagog",
        "Socialpædagog",
        "Pædagogmedhjælper",
        "Social- og sundhedsassistent",
        "Afdelingsleder",
        "Nattevagt",
    ),
}


def employees(chance: Chance, made: Staff, scale: float) -> pl.DataFrame:
    """Everybody with a log-in, and those of the centres who have none."""
    wanted = {d: round(n * scale) for d, n in EMPLOYEES.items()}
    units = [person.unit for person in made.people]
    titles = [person.title for person in made.people]
    user = list(range(len(made.people)))
    for department, count in wanted.items():
        here = sum(1 for unit in units if BY_KEY[unit].department == department)
        centres = [unit for unit in CENTRES if BY_KEY[unit].department == department]
        for number in range(max(0, count - here)):
            centre = centres[int(chance.one("employees", department, number) * len(centres))]
            listed = TITLES["centre"]
            units.append(centre)
            titles.append(listed[int(chance.one("employees", "title", number) * len(listed))])
            user.append(-1)
    return _employee_rows(chance, made, units, titles, user)


def _employee_rows(
    chance: Chance, made: Staff, units: list[str], titles: list[str], user: list[int]
) -> pl.DataFrame:
    count = len(units)
    known, users_known = unit_ids(chance.seed), user_ids(chance.seed, made)
    with_log_in = _names(chance, len(made.people), "staff")
    others = _names(chance, count - len(with_log_in), "employees")
    start = TODAY - between(chance.draw(count, "employees", "start"), 30, 5000)
    shares: Ints = np.array([60, 70, 80, 86, 95, 100, 100, 100])[
        between(chance.draw(count, "employees", "share"), 0, 7)
    ]
    return table(
        "employees",
        {
            "id": ids(chance.seed, "employees", range(count)),
            "number": [f"M{10_001 + n}" for n in range(count)],
            "name": with_log_in + others,
            "title": titles,
            "unit": [known[unit] for unit in units],
            "user": pl.Series([users_known[u] if u >= 0 else None for u in user], dtype=pl.String),
            "hours_share": shares,
            "start": dates(np.where(np.array(user) >= 0, np.minimum(start, HISTORY_FROM), start)),
            "end": dates(np.full(count, NEVER)),
        },
    )
