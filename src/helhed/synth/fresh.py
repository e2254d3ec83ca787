"""What has just come in: granted homes whose orders the own provider has yet to answer or begin.

They stand on purpose on the desks of the log-ins of a demonstration, at every scale.
"""

from __future__ import annotations

from dataclasses import dataclass

from helhed.rules.decisions.konto import account_of
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.synth.grants import Decision, Grant, Granted
from helhed.synth.market_rows import MAIN_NAME
from helhed.synth.need import needs
from helhed.synth.shape import NEVER, TODAY
from helhed.synth.world import World

SERVICE = "botilbud_105"
HOUSING = ("botilbud_105", "botilbud_107", "botilbud_108")
CASEWORKER = "demo-caseworker-adults"


@dataclass(frozen=True, slots=True)
class Fresh:
    """An order on the desk: its state, days since it was sent, days until it is to begin."""

    state: str
    sent_ago: int
    begins_in: int
    is_of_demo_caseworker: bool


FRESH = (
    Fresh("sent", 1, 12, True),
    Fresh("sent", 3, 20, False),
    Fresh("sent", 11, 9, False),
    Fresh("accepted", 6, 0, True),
    Fresh("accepted", 5, 15, False),
    Fresh("rejected", 4, 18, True),
)


def add_fresh(world: World, made: Granted) -> None:
    """Decisions, grants and the states of their orders."""
    offer = _own_home(world)
    mine = set(world.open_cases_of(CASEWORKER))
    taken: set[int] = set()
    free = _without_home(world)
    for fresh in FRESH:
        suits = [case for case in free if case not in taken]
        preferred = [case for case in suits if (case in mine) == fresh.is_of_demo_caseworker]
        case = next(iter(preferred or suits), None)
        if case is not None and offer is not None:
            taken.add(case)
            _add(world, made, case, offer, fresh)


def _own_home(world: World) -> int | None:
    for number, offer in enumerate(world.market.offers):
        if offer.need.key == SERVICE and offer.owner is Ownership.OWN:
            return number
    return None


def _without_home(world: World) -> list[int]:
    """Open cases of adults who have had help for a while and live in no house of the list."""
    housed, helped = set[int](), set[int]()
    for course, case in enumerate(world.case_of.tolist()):
        if world.last[course] >= TODAY and world.courses.start[course] < TODAY - 60:
            helped.add(case)
        if world.courses.key[course] in HOUSING and world.last[course] >= TODAY:
            housed.add(case)
    return [
        case
        for case in world.open_cases()
        if world.cases.department[case] == "adults" and case in helped - housed
    ]


def _add(world: World, made: Granted, case: int, offer: int, fresh: Fresh) -> None:
    chosen = next(need.service for need in needs() if need.key == SERVICE)
    decided = TODAY - fresh.sent_ago
    start = TODAY + fresh.begins_in
    citation = str(chosen.citations[0])
    key = f"fresh {case}"
    made.decisions.append(
        Decision(
            key=key,
            case=case,
            state="granted",
            citation=citation,
            prepared=decided - 8,
            submitted=decided - 2,
            decided=decided,
            decided_by=world.decider(case),
        )
    )
    made.order_states[len(made.grants)] = fresh.state
    made.grants.append(
        Grant(
            key=key,
            decision=len(made.decisions) - 1,
            main=-1,
            service=chosen,
            citation=citation,
            kind=PriceKind.DAY,
            offer=offer,
            rate=world.book.of_offer(offer, MAIN_NAME[PriceKind.DAY]),
            quantity=1,
            start=start,
            end=NEVER,
            last=NEVER,
            state="granted",
            account=account_of(chosen, Ownership.OWN).code,
            course=-1,
        )
    )
