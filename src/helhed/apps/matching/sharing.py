"""Places shared out among all who wait: the engine's suggestion beside first come, first served.

A suggestion places nobody. Results of offers do not count here, for they can only be held up
against each other within one kind. Whoever calls has asked for permission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from helhed.apps.matching.models import PlaceBond
from helhed.apps.matching.needing import Needed, Wished, asked_in, citizen, needed_in
from helhed.apps.matching.offered import Offered, offered
from helhed.apps.matching.waiting import Waiting, cases_of
from helhed.apps.matching.weighing import distances, weights
from helhed.apps.placements.models import Placement
from helhed.placing.assign import Assigned, Question, ask, assign, first_come
from helhed.placing.facts import Citizen, Offer, Weights
from helhed.placing.match import Distances, Reason, weigh
from helhed.rules.decisions.tilbudshjemmel import place_services
from helhed.rules.decisions.ydelser import service
from helhed.rules.placements.oensker import Bond


@dataclass(frozen=True, slots=True)
class Sums:
    """What a sharing out gives and costs: how many get a place, wishes met, øre a day and a year
    of all places, metres in all (and of how many it is not known), and the most days that somebody
    is left to wait."""

    placed: int
    wishes: int
    a_year: int
    metres: int
    unknown: int
    longest: int

    @property
    def km(self) -> int:
        """Whole kilometres of those of whom it is known."""
        return round(self.metres / 1000)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who waits, the offer that is suggested with its points and the reason that counts
    most for it, and the offer by first come, first served."""

    who: Waiting
    offer: Offered | None
    points: int | None
    reason: Reason | None
    first_come: Offered | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Everybody's line, and what the suggestion and first come, first served come to."""

    lines: list[Line]
    suggested: Sums
    first_come: Sums

    @property
    def more_placed(self) -> int:
        """How many more get a place than by first come, first served."""
        return self.suggested.placed - self.first_come.placed

    @property
    def more_wishes(self) -> int:
        return self.suggested.wishes - self.first_come.wishes

    @property
    def dearer(self) -> int:
        """How many øre a year it costs more; below 0 it is cheaper."""
        return self.suggested.a_year - self.first_come.a_year

    @property
    def cheaper(self) -> int:
        return -self.dearer


@dataclass(frozen=True, slots=True)
class _Asked:
    citizens: dict[str, Citizen]
    offers: dict[str, Offered]
    facts: dict[str, Offer]
    distances: Distances
    weights: Weights


def suggest(listed: Sequence[Waiting], bonds: Sequence[PlaceBond], today: date) -> Suggestion:
    """Share the places that are or become free out among those who wait. Raises UnableToAssign
    with what is wrong, as when the same two are to be together and apart."""
    asked = _asked(listed, bonds, today)
    together, apart = _rules(listed, bonds)
    question = ask(
        list(asked.citizens.values()),
        list(asked.facts.values()),
        asked.distances,
        asked.weights,
        today,
        together,
        apart,
    )
    best = assign(question)
    in_turn = first_come(question, [one.key for one in listed])
    lines = [_line(one, asked, question, best, in_turn) for one in listed]
    return Suggestion(lines, _sums(listed, asked, best), _sums(listed, asked, in_turn))


def _asked(listed: Sequence[Waiting], bonds: Sequence[PlaceBond], today: date) -> _Asked:
    cases = cases_of(listed)
    needed, (_needs, wishes) = needed_in(cases), asked_in(cases)
    kinds = {kind for one in listed for kind in service(one.service).offers}
    priced = {one.key: one for one in offered(sorted(kinds), today) if one.price is not None}
    shut = _shut(listed, bonds, today)
    citizens = {}
    for one in listed:
        wished = wishes.get(one.case.id, Wished())
        refuses = wished.refuses | shut.get(one.case.citizen_id, frozenset())
        citizens[one.key] = citizen(
            one.key,
            one.service,
            needed.get(one.case.id, Needed()),
            replace(wished, refuses=refuses),
            (one.since, one.latest),
            one.urgency,
            one.case.citizen.district,
            today,
        )
    facts = {key: replace(one.facts(), paragraphs=_services(one)) for key, one in priced.items()}
    return _Asked(citizens, priced, facts, distances(), weights(today))


def _services(one: Offered) -> frozenset[str]:
    """The services that an offer can give. They stand in for paragraphs here, for two services of
    one paragraph are given in different kinds of offer."""
    return frozenset(s.key for s in place_services() if one.row.kind in s.offers)


def _shut(
    listed: Sequence[Waiting], bonds: Sequence[PlaceBond], today: date
) -> dict[UUID, frozenset[UUID]]:
    """The offers in which somebody lives whom one who waits is to be apart from."""
    who = {one.case.citizen_id for one in listed}
    apart = [one for one in bonds if one.bond == Bond.APART.value]
    pairs = [(one.citizen_id, one.other_id) for one in apart]
    pairs += [(other, one) for one, other in pairs]
    others = {other for one, other in pairs if one in who}
    lives: dict[UUID, set[UUID]] = {}
    if others:
        rows = Placement.objects.filter(citizen__in=others, start__lte=today)
        rows = rows.exclude(end__lt=today)
        for citizen_id, offer in rows.values_list("citizen_id", "place__offer_id"):
            lives.setdefault(citizen_id, set()).add(offer)
    found: dict[UUID, set[UUID]] = {}
    for one, other in pairs:
        if one in who:
            found.setdefault(one, set()).update(lives.get(other, ()))
    return {one: frozenset(offers) for one, offers in found.items()}


def _rules(
    listed: Sequence[Waiting], bonds: Sequence[PlaceBond]
) -> tuple[list[frozenset[str]], list[tuple[str, str]]]:
    """Groups that are to be together, for each service that they all wait for, and pairs that are
    to be apart."""
    keys: dict[UUID, list[Waiting]] = {}
    for one in listed:
        keys.setdefault(one.case.citizen_id, []).append(one)
    groups: list[set[str]] = []
    apart: list[tuple[str, str]] = []
    for bond in bonds:
        for one in keys.get(bond.citizen_id, ()):
            for other in keys.get(bond.other_id, ()):
                if bond.bond == Bond.APART.value:
                    apart.append((one.key, other.key))
                elif one.service == other.service:
                    groups = _joined(groups, {one.key, other.key})
    return [frozenset(group) for group in groups], apart


def _joined(groups: list[set[str]], pair: set[str]) -> list[set[str]]:
    touching = [group for group in groups if group & pair]
    return [*(g for g in groups if not g & pair), pair.union(*touching)]


def _line(
    one: Waiting, asked: _Asked, question: Question, best: Assigned, in_turn: Assigned
) -> Line:
    key, other = best.placed.get(one.key), in_turn.placed.get(one.key)
    points, reason = None, None
    if key is not None:
        points = question.worth[one.key, key]
        found = weigh(asked.citizens[one.key], asked.facts[key], asked.distances, asked.weights)
        reason = max(found.reasons, key=lambda reason: reason.points)
    return Line(
        one,
        asked.offers[key] if key else None,
        points,
        reason,
        asked.offers[other] if other else None,
    )


def _sums(listed: Sequence[Waiting], asked: _Asked, found: Assigned) -> Sums:
    wishes = price = metres = unknown = 0
    for who, key in found.placed.items():
        person, offer = asked.citizens[who], asked.offers[key]
        wishes += key in person.wishes
        price += _a_year(offer)
        far = asked.distances.between(person.district, offer.row.district)
        metres, unknown = metres + (far or 0), unknown + (far is None)
    left = set(found.waiting)
    days = [one.days for one in listed if one.key in left]
    return Sums(len(found.placed), wishes, price, metres, unknown, max(days, default=0))


def _a_year(offer: Offered) -> int:
    assert offer.price is not None, "only offers with a price are shared out"
    return offer.price.a_year
