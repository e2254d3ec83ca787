"""Small facts that the examples of refund share: help that was paid, and what the state pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from helhed.kernel.period import Month, Period
from helhed.rules.refunds.opgoerelse import Person, Scheme, last_before_67, net_of, statement
from helhed.rules.refunds.udgifter import GrantFacts, halves, spent, why_left_out

MAY, KR = Month(2022, 5), 100
OWN, SECURE = "5.38.50.1.4.001.40", "5.28.24.1.1.001.40"
OF_100_000 = 708_333
BORN, CHILD_BORN = date(1990, 1, 1), date(2012, 1, 1)


def grant(citation: str = "SEL § 108", person: str = "A", **changes: Any) -> GrantFacts:
    """Help that was decided and began long before, booked where it is to be."""
    day, key = date(2015, 1, 1), f"{person} {citation} {sorted(changes.items())}"
    told = {"account": OWN, "is_one_off": False, "days": Period(day), "decided_on": day}
    return GrantFacts(key, person, citation, **{**told, **changes})


Paid = tuple[GrantFacts, Month, int]


def state_pays(
    *paid: Paid,
    month: Month = MAY,
    people: Iterable[Person] = (Person("A", BORN),),
    income: int = 0,
    elsewhere: Iterable[Period] = (),
    also: Iterable[GrantFacts] = (),
) -> Mapping[Scheme, int]:
    """What the state pays of a month by law, in øre: of kroner paid of grants in months, less an
    income in that month. ``also`` are grants of which nothing was paid."""
    half = halves({one.key: one for one in (*also, *(one for one, _, _ in paid))}.values())
    costs = [
        spent(one, when, kroner * KR, 0, half.get(one.key))
        for one, when, kroner in paid
        if why_left_out(one, one.account, when, list(elsewhere)) is None
    ]
    found: dict[Scheme, int] = {}
    for line in statement(people, costs, {("A", month): income * KR}, month.year):
        if line.month == month:
            for scheme, oere in line.refunds.items():
                found[scheme] = found.get(scheme, 0) + oere
    return found


def of_100_000(scheme: Scheme = Scheme.ADULT) -> Mapping[Scheme, int]:
    return {scheme: OF_100_000}


def every_month(one: GrantFacts, kroner: int, year: int = 2022) -> list[Paid]:
    return [(one, Month(year, number), kroner) for number in range(1, 13)]


def at_67(february: int) -> Mapping[Scheme, int]:
    """May of somebody who turned 67 on 20 March 2022, by what February cost."""
    older = Person("A", date(1955, 3, 20), net_before_67=february * KR)
    return state_pays((grant(), MAY, 100_000), people=[older])


def in_hospital_at_67() -> Mapping[Scheme, int]:
    born, admitted = date(1955, 3, 20), date(2022, 1, 3)
    decides = last_before_67(born, admitted)
    cost = spent(grant(), decides, 80_000 * KR, 0, None)
    older = Person("A", born, net_before_67=net_of([cost], {}, decides))
    assert decides == Month(2021, 12)
    return state_pays((grant(), MAY, 100_000), people=[older])


def siblings(together: bool) -> Mapping[Scheme, int]:
    home = {MAY: "H"} if together else {}
    children = [Person(key, CHILD_BORN, home) for key in "AB"]
    costs = [(grant("BL § 46", key), MAY, 50_000) for key in "AB"]
    return state_pays(*costs, people=children)


def refugee(month: Month) -> Mapping[Scheme, int]:
    """With a residence permit of 1 June 2019."""
    person = Person("A", BORN, refugee_from=date(2019, 6, 1))
    return state_pays((grant(), month, 100_000), month=month, people=[person])


SHELTER = grant("SEL § 110", days=Period(date(2020, 1, 1), date(2020, 5, 31)))
SUPPORT = grant("SEL § 85 a", days=Period(date(2020, 6, 1)), decided_on=date(2020, 5, 1))


def support(month: int, *also: GrantFacts, decided: date = SUPPORT.decided_on) -> int:
    """The state's part of 10,000 kr. in a month of 2022 by § 176 a."""
    one, when = replace(SUPPORT, decided_on=decided), Month(2022, month)
    found = state_pays((one, when, 10_000), month=when, also=[SHELTER, *also])
    return found.get(Scheme.AFTER_SHELTER, 0)


LEFT = grant("SEL § 110", days=Period(date(2021, 9, 1), date(2022, 1, 31)))


def stay(start: date, end: date | None = None, decided: date = date(2022, 1, 20)) -> GrantFacts:
    return grant("SEL § 107", days=Period(start, end), decided_on=decided)


ONE_STAY = stay(date(2022, 2, 1))
TWO_STAYS = stay(date(2022, 2, 1), date(2022, 3, 31)), stay(date(2022, 6, 1))


def stays(when: Month, *listed: GrantFacts) -> int:
    """The state's part by § 176 a of 20,000 kr. of each grant in a month."""
    paid = [(one, when, 20_000) for one in listed if one.days.clip_to_month(when)]
    found = state_pays(*paid, month=when, also=[LEFT, *listed])
    return found.get(Scheme.AFTER_SHELTER, 0)
