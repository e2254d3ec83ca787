"""The offers for one case, ranked: what the page shows, and what a choice is held against.

Whoever calls has asked for permission.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from helhed.apps.access.access import Actor
from helhed.apps.cases.models import Case
from helhed.apps.matching.needing import Asked, Needed, Wished, asked_in, citizen, needed_in
from helhed.apps.matching.offered import Offered, offered
from helhed.apps.matching.weighing import distances, results, weights
from helhed.kernel.words import screen_text
from helhed.placing.facts import Citizen, Result
from helhed.placing.match import Ranked, Reason, rank, why_before
from helhed.rules.decisions.ydelser import Service

BEFORE_BY = {
    "need": screen_text("støtten"),
    "wish": screen_text("borgerens ønske"),
    "distance": screen_text("afstanden"),
    "price": screen_text("prisen"),
    "free": screen_text("hvornår en plads er fri"),
    "result": screen_text("resultatet"),
}


@dataclass(frozen=True, slots=True)
class RankedOffer:
    """An offer on the list: what it is, how it was ranked, its result where that may be shown, and
    the reason that does most to put it before the next; ``metres`` from where the citizen belongs,
    None where it is not known; and with how many others it has the same points."""

    offer: Offered
    ranked: Ranked
    result: Result | None
    before_next: Reason | None
    metres: int | None
    even: int

    @property
    def before_by(self) -> str:
        """What does most to put it before the next, in a word; empty when nothing does."""
        return BEFORE_BY[self.before_next.code] if self.before_next else ""

    @property
    def free_from(self) -> date | None:
        return self.ranked.offer.free_from


@dataclass(frozen=True, slots=True)
class Found:
    """What a case needs, and the offers for it: those that can be used by points, then those that
    cannot; ``unpriced`` have no price today and are not ranked."""

    facts: Citizen
    needed: Needed
    wished: Wished
    need: Asked | None
    ranked: list[RankedOffer]
    unpriced: list[Offered]

    @property
    def usable(self) -> list[RankedOffer]:
        return [one for one in self.ranked if one.ranked.rank is not None]

    def offer(self, id: UUID) -> RankedOffer | None:
        return next((one for one in self.ranked if one.offer.id == id), None)


def find(
    actor: Actor, case: Case, service: Service, citation: str, start: date | None = None
) -> Found:
    """The offers of a service for a case. ``start`` is the day that a decision says, if one does;
    without a written need the place is needed by that day, and else nothing says by when."""
    today = actor.today
    asked, wishes = asked_in([case.id])
    need, wished = asked.get((case.id, service.key)), wishes.get(case.id, Wished())
    needed = needed_in([case.id]).get(case.id, Needed())
    facts = citizen(
        str(case.id),
        citation,
        needed,
        wished,
        (need.since, need.latest) if need else (min(start or today, today), start),
        need.urgency if need else None,
        case.citizen.district,
        today,
    )
    listed = offered(service.offers, today)
    shown = results(actor, service.offers)
    return Found(
        facts,
        needed,
        wished,
        need,
        _ranked(facts, listed, shown, today),
        [one for one in listed if one.price is None],
    )


def _ranked(
    facts: Citizen, listed: list[Offered], shown: Mapping[UUID, Result], today: date
) -> list[RankedOffer]:
    by_key = {one.key: one for one in listed}
    priced = [one.facts(shown.get(one.id)) for one in listed if one.price is not None]
    between = distances()
    ranked = rank(facts, priced, between, weights(today))
    even = Counter(one.points for one in ranked if one.rank is not None)
    why: dict[str, Reason | None] = {}
    for one, after in pairwise(one for one in ranked if one.rank is not None):
        why[one.offer.key] = why_before(one, after)
    return [
        RankedOffer(
            by_key[key],
            one,
            one.offer.result,
            why.get(key),
            between.between(facts.district, one.offer.district),
            even[one.points] - 1 if one.rank is not None else 0,
        )
        for one in ranked
        for key in [one.offer.key]
    ]
