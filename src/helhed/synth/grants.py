"""Grants before they become rows: one main grant per course, what goes with it, and requests."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from helhed.rules.decisions.konto import account_of
from helhed.rules.decisions.ydelser import PriceKind, Service, service
from helhed.synth.market_rows import DEARER, EXTRA, extras_of, main_name
from helhed.synth.need import Need, needs
from helhed.synth.shape import HISTORY_FROM, NEVER, TODAY
from helhed.synth.world import World

SHARE_WITH = {
    "ekstra_timer_bo": 0.16,
    "indflytning": 0.35,
    "transport_dag": 0.42,
    "kost_logi": 1.0,
    "transport_anbragt": 0.3,
}
WITHOUT_CONSENT = 0.2
SHARE_DEARER = 0.22


@dataclass(slots=True)
class Decision:
    """A decision before it becomes a row; moments are (day, minute), ``by`` are user ids."""

    key: str
    case: int
    state: str
    citation: str
    prepared: int
    submitted: int = NEVER
    decided: int = NEVER
    decided_by: str | None = None
    ended: int = NEVER
    is_refusal: bool = False
    returned: bool = False


@dataclass(slots=True)
class Grant:
    """A grant before it becomes a row; ``last`` is the last day on which it runs."""

    key: str
    decision: int
    main: int
    service: Service
    citation: str
    kind: PriceKind
    offer: int
    rate: int
    quantity: float
    start: int
    end: int
    last: int
    state: str
    account: str
    course: int


@dataclass(slots=True)
class Granted:
    """All decisions and grants, in order: a main grant stands before what goes with it.

    ``order_states`` says where the order of a grant stands that does not simply follow its days.
    """

    decisions: list[Decision] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    main_of_course: dict[int, int] = field(default_factory=dict)
    order_states: dict[int, str] = field(default_factory=dict)


def granted(world: World) -> Granted:
    """The decision and grants of every course."""
    made = Granted()
    by_key = {need.key: need for need in needs()}
    count = len(world.courses)
    draws = np.stack([world.chance.draw(count, "grants", n) for n in range(10)], axis=1).tolist()
    for course in range(count):
        _add_course(world, made, by_key.get(world.courses.key[course]), course, draws[course])
    return made


def _add_course(
    world: World, made: Granted, need: Need | None, course: int, draws: list[float]
) -> None:
    chosen = service(world.courses.key[course])
    start, end = int(world.courses.start[course]), int(world.courses.end[course])
    citation = str(chosen.citations[0])
    if len(chosen.citations) == 2 and chosen.area == "anbringelse" and draws[0] < WITHOUT_CONSENT:
        citation = str(chosen.citations[1])
    number = len(made.decisions)
    made.decisions.append(_decision(world, course, citation, draws))
    slot = int(world.courses.slot[course])
    offer = world.market.slots[slot].offer if slot >= 0 else -1
    rate, quantity = _price(world, need, course, offer, draws)
    owner = world.market.offers[offer].owner if offer >= 0 else None
    main = len(made.grants)
    made.main_of_course[course] = main
    made.grants.append(
        Grant(
            key=f"course {course}",
            decision=number,
            main=-1,
            service=chosen,
            citation=citation,
            kind=need.kind if need else PriceKind.ONE_OFF,
            offer=offer,
            rate=rate,
            quantity=quantity,
            start=start,
            end=end,
            last=int(world.last[course]),
            state="granted",
            account=account_of(chosen, owner).code,
            course=course,
        )
    )
    if need is not None and offer >= 0:
        _add_extras(world, made, made.grants[main], main, draws)


def _decision(world: World, course: int, citation: str, draws: list[float]) -> Decision:
    """The decision of a course: shortly before it starts, never before the case was opened."""
    case = int(world.case_of[course])
    start, end = int(world.courses.start[course]), int(world.courses.end[course])
    was_ended = end <= TODAY and not world.courses.was_planned[course]
    decided = min(start - int(draws[1] * 10), TODAY - 3)
    decided = max(decided, world.cases.opened[case])
    prepared = max(decided - 4 - int(draws[2] * 18), world.cases.opened[case])
    return Decision(
        key=f"course {course}",
        case=case,
        state="ended" if was_ended else "granted",
        citation=citation,
        prepared=prepared,
        submitted=min(prepared + int(draws[3] * 4), decided),
        decided=decided,
        decided_by=world.decider(case),
        ended=end if was_ended else NEVER,
    )


def _price(
    world: World, need: Need | None, course: int, offer: int, draws: list[float]
) -> tuple[int, float]:
    """The number of the rate, and how much."""
    key = world.courses.key[course]
    if need is None:
        return world.book.of_house(key, world.courses.rate_name[course]), 1.0
    if offer < 0:
        rate = world.book.of_house(key, need.service.name)
    else:
        name = main_name(need)
        if (offer, "", DEARER) in world.book.number and draws[4] < SHARE_DEARER:
            name = DEARER
        rate = world.book.of_offer(offer, name)
    return rate, quantity_of(need, draws[5])


def quantity_of(need: Need, draw: float) -> float:
    """How much, within the bounds of the service: whole fees, half hours, hundredths of a month."""
    amount = need.low + (need.high - need.low) * draw
    if need.low == need.high:
        return need.low
    if need.kind is PriceKind.WEEKLY_HOURS:
        return max(0.5, round(amount * 2) / 2)
    if need.key in ("plejefamilie", "netvaerkspleje"):
        return float(round(amount))
    return round(amount, 2)


def _add_extras(
    world: World, made: Granted, main: Grant, main_number: int, draws: list[float]
) -> None:
    for nth, extra in enumerate(extras_of(main.service)):
        if draws[6 + nth % 4] >= SHARE_WITH[extra.key] or not _goes_with(main, extra):
            continue
        once = extra.kinds[0] is PriceKind.ONE_OFF
        rate = world.book.of_offer(main.offer, EXTRA[extra.key][0])
        owner = world.market.offers[main.offer].owner
        hours = round(4 + 12 * draws[5]) if extra.kinds[0] is PriceKind.WEEKLY_HOURS else 1
        made.grants.append(
            Grant(
                key=f"{main.key} {extra.key}",
                decision=main.decision,
                main=main_number,
                service=extra,
                citation=main.citation,
                kind=extra.kinds[0],
                offer=main.offer,
                rate=rate,
                quantity=hours,
                start=main.start,
                end=main.start if once else main.end,
                last=main.start if once else main.last,
                state="granted",
                account=account_of(extra, owner, main.service).code,
                course=main.course,
            )
        )


def _goes_with(main: Grant, extra: Service) -> bool:
    if extra.key == "ekstra_timer_bo":
        return main.service.area == "botilbud"
    if extra.key == "kost_logi":
        return main.service.key in ("plejefamilie", "netvaerkspleje")
    return extra.key != "indflytning" or main.start >= HISTORY_FROM
