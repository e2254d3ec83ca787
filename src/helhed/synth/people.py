"""Citizens and the people around them. Their CPR numbers can belong to nobody."""

from __future__ import annotations

import numpy as np
import polars as pl

from helhed.synth.chance import Chance, Flags, Ints, between, pick
from helhed.synth.courses import YEAR
from helhed.synth.shape import NEVER, TODAY, as_date, chosen, dates, ids, table
from helhed.synth.town import CODE, OTHER_CODES, TOWNS
from helhed.synth.words import addresses, full_names, phones, said

WEIGHTS = np.array([4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
GROWN_DAYS = int(18 * YEAR)


class NoNumberLeft(RuntimeError):
    """So many citizens were born on one day that impossible numbers ran out."""


def not_new_year(birth: Ints) -> Ints:
    """Days of birth, none of them 1 January: on that day numbers without modulus 11 are real."""
    days = birth.astype("datetime64[D]")
    return np.where(days == days.astype("datetime64[Y]").astype("datetime64[D]"), birth + 1, birth)


def cpr_numbers(chance: Chance, birth: Ints, is_male: Flags) -> list[str]:
    """A number with the real day of birth and sex that fails modulus 11. Raises NoNumberLeft."""
    found: list[str] = []
    taken: set[str] = set()
    draws = chance.draw(len(birth), "citizens", "cpr")
    for number, male, draw in zip(birth.tolist(), is_male.tolist(), draws.tolist(), strict=True):
        found.append(_cpr(number, male, draw, taken))
        taken.add(found[-1])
    return found


def _cpr(birth: int, male: bool, draw: float, taken: set[str]) -> str:
    born = as_date(birth)
    head = f"{born.day:02d}{born.month:02d}{born.year % 100:02d}"
    low, count = (0, 4) if born.year < 2000 else (4, 6)
    serial = int(draw * 1000 * count)
    for step in range(1000 * count):
        tail = (serial + step) % (1000 * count)
        digits = f"{low + tail // 1000}{tail % 1000:03d}"
        text = head + digits
        odd = int(text[9]) % 2 == 1
        total = sum(int(d) * int(w) for d, w in zip(text, WEIGHTS, strict=True))
        if odd == male and total % 11 != 0 and text not in taken:
            return text
    raise NoNumberLeft(f"no impossible number is left for somebody born on {born}")


def sexes(chance: Chance, count: int) -> Flags:
    """Who is male: a little more than half, as among receivers of social help."""
    return np.asarray(chance.draw(count, "citizens", "sex") < 0.54)


def paid_elsewhere(chance: Chance, count: int) -> Flags:
    """For whom another municipality pays."""
    return np.asarray(chance.draw(count, "citizens", "paying") < 0.03)


def citizens(chance: Chance, birth: Ints, districts: list[str]) -> pl.DataFrame:
    """One row per person."""
    count = len(birth)
    is_male = sexes(chance, count)
    elsewhere = paid_elsewhere(chance, count)
    other = between(chance.draw(count, "citizens", "other"), 0, len(OTHER_CODES) - 1)
    pays = [OTHER_CODES[o] if e else CODE for e, o in zip(elsewhere, other, strict=True)]
    named = full_names(chance, "citizens", is_male)
    return table(
        "citizens",
        {
            "id": ids(chance.seed, "citizens", range(count)),
            "cpr": cpr_numbers(chance, birth, is_male),
            "name": named,
            "birth_date": dates(birth),
            "sex": ["male" if male else "female" for male in is_male.tolist()],
            "address": addresses(chance, "citizens", count),
            "postcode": [TOWNS[d][0] for d in districts],
            "city": [TOWNS[d][1] for d in districts],
            "district": districts,
            "phone": phones(chance, "citizens", count),
            "email": "",
            "address_is_protected": chance.draw(count, "citizens", "protected") < 0.012,
            "acting_municipality": CODE,
            "paying_municipality": pays,
            "died_on": pl.Series([None] * count, dtype=pl.Date),
        },
    )


def relations(chance: Chance, birth: Ints, named: pl.Series) -> pl.DataFrame:
    """Parents of children (with custody), a partner or sister of some adults."""
    count = len(birth)
    child = birth > TODAY - GROWN_DAYS
    draws = chance.draw(count, "relations", "who")
    person: list[int] = []
    kind: list[str] = []
    for n, (is_child, draw) in enumerate(zip(child.tolist(), draws.tolist(), strict=True)):
        kinds = ["mother"] if is_child or draw < 0.3 else []
        if draw > 0.25 and is_child:
            kinds.append("father")
        if not is_child and draw > 0.62:
            kinds.append("partner" if draw > 0.85 else "sibling")
        person += [n] * len(kinds)
        kind += kinds
    rows = np.array(person, np.int64)
    is_male = np.array([k == "father" for k in kind]) | (
        np.array([k in ("partner", "sibling") for k in kind])
        & (chance.draw(len(rows), "relations", "sex") < 0.5)
    )
    given = [name.split(" ")[0] for name in full_names(chance, "relations", is_male)]
    family = [name.split(" ")[-1] for name in named.gather(rows).to_list()]
    key = ids(chance.seed, "citizens", range(count))
    custody = np.array([k in ("mother", "father") for k in kind]) & child[rows]
    lone = chance.draw(len(rows), "relations", "custody") < 0.2
    return table(
        "relations",
        {
            "id": ids(chance.seed, "relations", range(len(rows))),
            "citizen": chosen(key, rows),
            "other": pl.Series([None] * len(rows), dtype=pl.String),
            "name": [f"{one} {two}" for one, two in zip(given, family, strict=True)],
            "kind": kind,
            "has_custody": custody & ~(lone & np.array([k == "father" for k in kind])),
            "phone": phones(chance, "relations", len(rows)),
            "start": pl.Series([None] * len(rows), dtype=pl.Date),
            "end": pl.Series([None] * len(rows), dtype=pl.Date),
        },
    )


def network(chance: Chance, persons: Ints, count: int) -> pl.DataFrame:
    """A friend, a neighbour, a coach: for most of those with a case."""
    how_many = between(chance.draw(len(persons), "network", "count"), 0, 2)
    rows = np.repeat(persons, how_many)
    key = ids(chance.seed, "citizens", range(count))
    return table(
        "network",
        {
            "id": ids(chance.seed, "network", range(len(rows))),
            "citizen": chosen(key, rows),
            "name": full_names(chance, "network", chance.draw(len(rows), "network", "sex") < 0.4),
            "role": said(chance.draw(len(rows), "network", "role"), "network_role"),
            "meaning": said(chance.draw(len(rows), "network", "meaning"), "network_meaning"),
            "phone": phones(chance, "network", len(rows)),
        },
    )


GUARDIANS = ("guardian", "co_guardian", "representative", "assistant", "guardian_without_capacity")


def guardians(chance: Chance, adults: Ints, since: Ints, count: int) -> pl.DataFrame:
    """Guardians and representatives of some adults with a case."""
    has = chance.draw(len(adults), "guardians", "has") < 0.16
    rows, start = adults[has], since[has]
    kind = pick(chance.draw(len(rows), "guardians", "kind"), [55, 15, 15, 12, 3])
    key = ids(chance.seed, "citizens", range(count))
    return table(
        "guardians",
        {
            "id": ids(chance.seed, "guardians", range(len(rows))),
            "citizen": chosen(key, rows),
            "kind": chosen(GUARDIANS, kind),
            "name": full_names(
                chance, "guardians", chance.draw(len(rows), "guardians", "sex") < 0.5
            ),
            "scope": said(chance.draw(len(rows), "guardians", "scope"), "guardian_scope"),
            "phone": phones(chance, "guardians", len(rows)),
            "start": dates(start),
            "end": dates(np.full(len(rows), NEVER)),
        },
    )


def consents(chance: Chance, persons: Ints, since: Ints, count: int) -> pl.DataFrame:
    """What citizens with a case have said yes to."""
    has = chance.draw(len(persons), "consents", "has") < 0.6
    rows, given = persons[has], np.minimum(since[has] + 5, TODAY)
    key = ids(chance.seed, "citizens", range(count))
    return table(
        "consents",
        {
            "id": ids(chance.seed, "consents", range(len(rows))),
            "citizen": chosen(key, rows),
            "subject": said(chance.draw(len(rows), "consents", "subject"), "consent"),
            "given_on": dates(given),
            "withdrawn_on": dates(np.full(len(rows), NEVER)),
        },
    )


def first_days(persons: list[int], days: list[int]) -> tuple[Ints, Ints]:
    """Each person once, in order, with the earliest of their days."""
    known: dict[int, int] = {}
    for person, day in zip(persons, days, strict=True):
        known[person] = min(known.get(person, NEVER), day)
    listed = sorted(known)
    return np.array(listed, np.int64), np.array([known[p] for p in listed], np.int64)
