"""Decisions that are under way: refusals of the past, drafts, and those that await approval."""

from __future__ import annotations

from helhed.rules.decisions.ydelser import service
from helhed.synth.courses import YEAR
from helhed.synth.grants import Decision, Grant, Granted, quantity_of
from helhed.synth.market_rows import main_name
from helhed.synth.need import Need, needs
from helhed.synth.shape import HISTORY_FROM, NEVER, TODAY
from helhed.synth.world import World

ASKED_FOR = {
    "disability": ("stoette_85", "aktivitet_104", "ledsager_97", "beskyttet_103"),
    "mental_health": ("stoette_85", "aktivitet_104", "botilbud_107"),
    "exposed": ("stoette_85", "forsorgshjem_110"),
    "addiction": ("misbrug_101", "stoette_85"),
    "child_at_risk": ("kontaktperson_barn", "familiebehandling", "stoette_hjemmet"),
    "child_disability": ("aflastning_90", "kompensation_86"),
}
OF_AGE = "ungestoette_kontakt"
SHARE_REFUSED, SHARE_DRAFT, SHARE_SUBMITTED = 0.05, 0.02, 0.012
ON_A_DESK = {"drafts": 3, "submitted": 4}
DESKS = ("demo-caseworker-adults", "demo-caseworker-children")


def add_requests(world: World, made: Granted) -> None:
    """Refusals in the past; drafts and submitted decisions now, some of them on each desk."""
    desks = {name: world.open_cases_of(name) for name in DESKS}
    drafts, submitted = set[int](), set[int]()
    for cases in desks.values():
        drafts |= set(cases[: ON_A_DESK["drafts"]])
        submitted |= set(cases[ON_A_DESK["drafts"] :][: ON_A_DESK["submitted"]])
    draws = world.chance.draw(len(world.cases), "requests", "which").tolist()
    for case in range(len(world.cases)):
        one = world.chance.draw(4, "requests", case).tolist()
        last = min(world.cases.closed[case], TODAY)
        first = max(world.cases.opened[case], HISTORY_FROM)
        if draws[case] < SHARE_REFUSED and last - first > 60:
            _add(world, made, case, "refused", first + 10 + int(one[0] * (last - first - 30)), one)
        if not world.cases.is_open(case):
            continue
        if case in drafts or (case not in submitted and draws[case] > 1 - SHARE_DRAFT):
            _add(world, made, case, "draft", max(first, TODAY - 1 - int(one[0] * 20)), one)
        elif case in submitted or draws[case] > 1 - SHARE_DRAFT - SHARE_SUBMITTED:
            _add(world, made, case, "submitted", max(first, TODAY - 3 - int(one[0] * 12)), one)


def _add(
    world: World, made: Granted, case: int, state: str, prepared: int, draws: list[float]
) -> None:
    need = _asked_for(world, case, prepared, draws[1])
    submitted = prepared + 1 if state != "draft" else NEVER
    made.decisions.append(
        Decision(
            key=f"request {case} {state}",
            case=case,
            state=state,
            citation=str(need.service.citations[0]),
            prepared=prepared,
            submitted=min(submitted, TODAY) if submitted < NEVER else NEVER,
            decided=submitted + 2 if state == "refused" else NEVER,
            decided_by=world.decider(case) if state == "refused" else None,
            is_refusal=state == "refused",
            returned=state == "draft" and draws[2] < 0.2,
        )
    )
    _add_line(world, made, need, case, state, draws)


def _add_line(
    world: World, made: Granted, need: Need, case: int, state: str, draws: list[float]
) -> None:
    offers = [n for n, offer in enumerate(world.market.offers) if offer.need.key == need.key]
    if need.owners and not offers:
        raise LookupError(f"nobody delivers {need.key} here")
    offer = offers[int(draws[3] * len(offers))] if offers else -1
    name = main_name(need)
    rate = (
        world.book.of_offer(offer, name)
        if offer >= 0
        else world.book.of_house(need.key, need.service.name)
    )
    if state == "draft" and draws[2] > 0.6:
        offer, rate = -1, -1
    start = made.decisions[-1].prepared + 30
    made.grants.append(
        Grant(
            key=f"request {case} {state}",
            decision=len(made.decisions) - 1,
            main=-1,
            service=need.service,
            citation=str(need.service.citations[0]),
            kind=need.kind,
            offer=offer,
            rate=rate,
            quantity=quantity_of(need, draws[1]),
            start=start,
            end=start + 364 if draws[2] < 0.5 else NEVER,
            last=start,
            state="dropped" if state == "refused" else "draft",
            account="",
            course=-1,
        )
    )


def _asked_for(world: World, case: int, day: int, draw: float) -> Need:
    by_key = {need.key: need for need in needs()}
    offered = {offer.need.key for offer in world.market.offers}
    area = world.cases.area[case]
    age = (day - int(world.people.birth[world.cases.person[case]])) / YEAR
    if area.startswith("child") and age > 17:
        return by_key[OF_AGE]
    keys = ASKED_FOR[area]
    if area == "child_at_risk" and age < 8:
        keys = keys[1:]
    keys = tuple(k for k in keys if k in offered or not service(k).offers)
    return by_key[keys[int(draw * len(keys))]]
