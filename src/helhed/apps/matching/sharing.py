"""Places shared out among all who wait: the engine's suggestion beside first come, first served.

A suggestion places nobody. Results of offers do not count here, for they can only be held up
against each other within one kind. Whoever calls has asked for permission.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from helhed.apps.matching.models import PlaceBond
from helhed.apps.matching.needing import Needed, Wished, asked_in, citizen, needed_in
from helhed.apps.matching.offered import Offered, offered
from helhed.apps.matching.tied import Ties, ties
from helhed.apps.matching.waiting import Waiting, cases_of
from helhed.apps.matching.weighing import distances, weights
from helhed.kernel.words import screen_text
from helhed.placing.assign import Assigned, ask, assign, first_come
from helhed.placing.facts import Citizen, Offer, Weights
from helhed.placing.match import Distances, Reason, for_citizen, weigh
from helhed.placing.why import why
from helhed.rules.decisions.tilbudshjemmel import place_services
from helhed.rules.decisions.ydelser import service

URGENT = 3
"""From this step on it is urgent: *haster meget* and *akut*."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What a sharing out gives and costs: how many get a place, how many of them and of those left
    it is urgent for, wishes met, øre a day and a year of all places, metres in all (and of how many
    it is not known), the most days that somebody is left to wait, and its points, which are made as
    many as they can be."""

    placed: int
    urgent: int
    urgent_left: int
    wishes: int
    a_year: int
    metres: int
    unknown: int
    longest: int
    points: int

    @property
    def km(self) -> int:
        """Whole kilometres of those of whom it is known."""
        return round(self.metres / 1000)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who waits and the offer that is suggested; what the place counts, reason by reason
    (empty without one), what it counts that this one gets a place at all, and why it is this one or
    none; and the offer by first come, first served."""

    who: Waiting
    offer: Offered | None
    place: tuple[Reason, ...]
    person: tuple[Reason, ...]
    why: tuple[Reason, ...]
    first_come: Offered | None

    @property
    def place_points(self) -> int | None:
        return sum(one.points for one in self.place) if self.offer else None

    @property
    def person_points(self) -> int:
        return sum(one.points for one in self.person)

    @property
    def points(self) -> int | None:
        """All that decided: what the place counts and what the citizen does. None without one."""
        return None if self.place_points is None else self.place_points + self.person_points

    @property
    def named(self) -> set[object]:
        """Who else is named in the reasons: by key whoever waits, by id the others of pairs."""
        return {key for one in self.why for key in _who(one)}


def _who(one: Reason) -> tuple[object, ...]:
    found = one.values.get("who", ())
    return found if isinstance(found, tuple) else ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Everybody's line, what the suggestion and first come, first served come to, and the pairs who
    are to be together and cannot be by any sharing out."""

    lines: list[Line]
    suggested: Sums
    first_come: Sums
    unheld: list[PlaceBond]

    @property
    def more_placed(self) -> int:
        """How many more get a place than by first come, first served."""
        return self.suggested.placed - self.first_come.placed

    @property
    def more_wishes(self) -> int:
        return self.suggested.wishes - self.first_come.wishes

    @property
    def more_urgent(self) -> int:
        """How many more of those it is urgent for get a place."""
        return self.suggested.urgent - self.first_come.urgent

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
    unpriced: Counter[str]
    facts: dict[str, Offer]
    ties: Ties
    distances: Distances
    weights: Weights


def suggest(listed: Sequence[Waiting], bonds: Sequence[PlaceBond], today: date) -> Suggestion:
    """Share the places that are or become free out among those who wait. Raises UnableToAssign
    with what is wrong, as when the same two are to be together and apart."""
    asked = _asked(listed, bonds, today)
    question = ask(
        list(asked.citizens.values()),
        list(asked.facts.values()),
        asked.distances,
        asked.weights,
        today,
        asked.ties.together,
        asked.ties.apart,
    )
    best = assign(question)
    in_turn = first_come(question, [one.key for one in listed])
    lines = _Lines(listed, asked, best, in_turn)
    return Suggestion(
        [lines.of(one, today) for one in listed],
        _sums(listed, asked, best),
        _sums(listed, asked, in_turn),
        asked.ties.unheld,
    )


def _asked(listed: Sequence[Waiting], bonds: Sequence[PlaceBond], today: date) -> _Asked:
    cases = cases_of(listed)
    needed, (_needs, wishes) = needed_in(cases), asked_in(cases)
    kinds = {kind for one in listed for kind in service(one.service).offers}
    found = offered(sorted(kinds), today)
    priced = {one.key: one for one in found if one.price is not None}
    unpriced = Counter(key for one in found if one.price is None for key in _services(one))
    tied = ties(listed, bonds, today)
    citizens = {}
    for one in listed:
        person = citizen(
            one.key,
            one.service,
            needed.get(one.case.id, Needed()),
            wishes.get(one.case.id, Wished()),
            (one.since, one.latest),
            one.urgency,
            one.case.citizen.district,
            today,
        )
        citizens[one.key] = replace(
            person, shut=tied.shut.get(one.key, frozenset()), only=tied.only.get(one.key)
        )
    facts = {key: replace(one.facts(), paragraphs=_services(one)) for key, one in priced.items()}
    return _Asked(citizens, priced, unpriced, facts, tied, distances(), weights(today))


def _services(one: Offered) -> frozenset[str]:
    """The services that an offer can give. They stand in for paragraphs here, for two services of
    one paragraph are given in different kinds of offer."""
    return frozenset(s.key for s in place_services() if one.row.kind in s.offers)


class _Lines:
    """Makes everybody's line of what was asked and found."""

    def __init__(
        self, listed: Sequence[Waiting], asked: _Asked, best: Assigned, in_turn: Assigned
    ) -> None:
        self.asked, self.best, self.in_turn = asked, best, in_turn
        self.people = {one.key: one for one in listed}

    def of(self, one: Waiting, today: date) -> Line:
        """The line of one who waits."""
        key, other = self.best.placed.get(one.key), self.in_turn.placed.get(one.key)
        person, asked = self.asked.citizens[one.key], self.asked
        place: tuple[Reason, ...] = ()
        if key is not None:
            place = weigh(person, asked.facts[key], asked.distances, asked.weights).reasons
        return Line(
            one,
            asked.offers[key] if key else None,
            place,
            for_citizen(person, asked.weights, today),
            self._why(one),
            asked.offers[other] if other else None,
        )

    def _why(self, one: Waiting) -> tuple[Reason, ...]:
        told = why(self.best.question, self.best, one.key, self._named)
        unpriced = self.asked.unpriced[one.service]
        if unpriced and told[0].code in ("no_offer", "no_kind"):
            text = screen_text("Tilbud uden pris i dag: %(count)s.")
            told = (*told, Reason("unpriced", text, values={"count": unpriced}))
        return (*self._unheld(one), *told)

    def _unheld(self, one: Waiting) -> list[Reason]:
        """The pairs of which the one who waits is, that no sharing out can hold."""
        told = []
        for bond in self.asked.ties.unheld_of(one.case.citizen_id):
            other = bond.citizen if bond.other_id == one.case.citizen_id else bond.other
            text = screen_text("Skal have samme tilbud som %(other)s. Det kan ikke holdes.")
            told.append(Reason("unheld", text, values={"other": other.name, "who": (other.id,)}))
        return told

    def _named(self, key: str) -> str:
        if key in self.people:
            return self.people[key].case.citizen.name
        return self.asked.offers[key].name


def _sums(listed: Sequence[Waiting], asked: _Asked, found: Assigned) -> Sums:
    wishes = price = metres = unknown = urgent = 0
    for who, key in found.placed.items():
        person, offer = asked.citizens[who], asked.offers[key]
        wishes += key in person.wishes
        price += _a_year(offer)
        urgent += (person.urgency or 0) >= URGENT
        far = asked.distances.between(person.district, offer.row.district)
        metres, unknown = metres + (far or 0), unknown + (far is None)
    left = [one for one in listed if one.key in set(found.waiting)]
    return Sums(
        len(found.placed),
        urgent,
        sum((one.urgency or 0) >= URGENT for one in left),
        wishes,
        price,
        metres,
        unknown,
        max((one.days for one in left), default=0),
        found.points,
    )


def _a_year(offer: Offered) -> int:
    assert offer.price is not None, "only offers with a price are shared out"
    return offer.price.a_year
