"""Assign: many waiting citizens on scarce places at once (a mixed integer program, HiGHS).

The sum of points is made as large as it can be: what each place is worth to each citizen
(``match``), and what it counts that the citizen gets one at all (waiting, urgency). Siblings and
friends who are to be together are in the same offer or all wait; whoever is to be apart is not in
the same offer. *First come, first served* is counted beside it, so that the difference is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from helhed.kernel.words import screen_text
from helhed.placing.facts import Citizen, Offer, Weights
from helhed.placing.match import Distances, Reason, weigh

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Pair = tuple[str, str]
Way = tuple[tuple[str, ...], str]
"""A party, by the keys of those it is of, and an offer that can take all of it."""
UNKNOWN = Reason("unknown", screen_text("Tilbuddets pladser kendes ikke."), is_hard=True)
"""A place that nobody knows of cannot be given to anybody."""


class UnableToAssign(Exception):
    """The places cannot be shared out; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Question:
    """Who can be where, in whole points: ``worth`` by (citizen, offer), only pairs that no hard
    reason forbids; ``priority`` by citizen; ``places`` by offer; groups that stay together, and
    pairs that stay apart. ``against`` are the hard reasons of all other pairs."""

    worth: Mapping[Pair, int]
    priority: Mapping[str, int]
    places: Mapping[str, int]
    together: Sequence[frozenset[str]] = ()
    apart: Sequence[Pair] = ()
    against: Mapping[Pair, tuple[Reason, ...]] = field(default_factory=dict, repr=False)

    def value(self, placed: Mapping[str, str]) -> int:
        """The points of a sharing out."""
        return sum(self.worth[pair] + self.priority[pair[0]] for pair in placed.items())

    def breaks(self, placed: Mapping[str, str]) -> str:
        """What a sharing out breaks, in words; empty when it holds."""
        for pair in placed.items():
            if pair not in self.worth:
                return f"{pair[0]} cannot be in {pair[1]}"
        taken = list(placed.values())
        for offer in set(taken):
            if taken.count(offer) > self.places.get(offer, 0):
                return f"{offer} has too few places"
        for group in self.together:
            if len({placed.get(one) for one in group}) > 1:
                return f"{', '.join(sorted(group))} are to be together"
        for one, other in self.apart:
            if one in placed and placed[one] == placed.get(other):
                return f"{one} and {other} are to be apart"
        return ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who gets which offer, and who waits on."""

    placed: Mapping[str, str]
    waiting: tuple[str, ...]
    points: int
    question: Question = field(repr=False)


def ask(
    citizens: Sequence[Citizen],
    offers: Sequence[Offer],
    distances: Distances,
    weights: Weights,
    today: date,
    together: Iterable[frozenset[str]] = (),
    apart: Iterable[Pair] = (),
) -> Question:
    """The question of some citizens and offers. Raises UnableToAssign for a rule that names
    somebody who is not there, or that keeps the same two together and apart."""
    known = {one.key for one in citizens}
    groups, pairs = joined(together), list(apart)
    for one in sorted({*(name for group in groups for name in group), *sum(pairs, ())} - known):
        raise UnableToAssign(f"{one} is named in a rule but is not among the citizens")
    for group in groups:
        for first, second in pairs:
            if first in group and second in group:
                raise UnableToAssign(f"{first} and {second} are to be both together and apart")
    worth, against = {}, {}
    for citizen in citizens:
        for offer in offers:
            weighed = weigh(citizen, offer, distances, weights)
            no = [*weighed.against, *([UNKNOWN] if offer.free is None else [])]
            if no:
                against[citizen.key, offer.key] = tuple(no)
            else:
                worth[citizen.key, offer.key] = weighed.points
    return Question(
        worth,
        {one.key: weights.priority(one, today) for one in citizens},
        {one.key: one.free or 0 for one in offers},
        groups,
        pairs,
        against,
    )


def joined(groups: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Groups of which none has anybody in common: who is to be with one of a group is to be with
    all of it."""
    found: list[frozenset[str]] = []
    for group in groups:
        near = [one for one in found if one & group]
        found = [one for one in found if not one & group]
        found.append(group.union(*near))
    return found


def assign(question: Question) -> Assigned:
    """The sharing out with the most points. Raises UnableToAssign when the solver gives none."""
    from scipy.optimize import Bounds, milp  # takes seconds to load, and ranking does without

    ways = _ways(question)
    placed: dict[str, str] = {}
    if ways:
        gain = [
            sum(question.worth[one, offer] + question.priority[one] for one in party)
            for party, offer in ways
        ]
        found = milp(
            -np.array(gain, dtype=float),
            constraints=_constraints(question, ways),
            integrality=np.ones(len(ways)),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0},
        )
        if not found.success:
            raise UnableToAssign(f"the solver gave no answer: {found.message}")
        chosen = [way for way, x in zip(ways, found.x, strict=True) if x > 0.5]
        placed = {one: offer for party, offer in chosen for one in party}
    if broken := question.breaks(placed):
        raise UnableToAssign(f"the solver's answer does not hold: {broken}")
    return _told(question, placed)


def _told(question: Question, placed: dict[str, str]) -> Assigned:
    waiting = tuple(sorted(set(question.priority) - set(placed)))
    return Assigned(placed, waiting, question.value(placed), question)


def _ways(question: Question) -> list[Way]:
    """Where each party can be: those who stay together are one, all others are by themselves."""
    together = [tuple(sorted(group)) for group in joined(question.together)]
    grouped = {one for party in together for one in party}
    found: list[Way] = [((one,), offer) for one, offer in question.worth if one not in grouped]
    for party in together:
        found += [
            (party, offer)
            for offer, places in question.places.items()
            if len(party) <= places and all((one, offer) in question.worth for one in party)
        ]
    return sorted(found)


def _constraints(question: Question, ways: Sequence[Way]) -> LinearConstraint:
    """No offer takes more than it has places, no party is in two, and none beside whom it is to be
    apart from."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_matrix

    offers = {offer: n for n, offer in enumerate(dict.fromkeys(offer for _, offer in ways))}
    parties = {party: n for n, party in enumerate(dict.fromkeys(party for party, _ in ways))}
    at = {(one, offer): n for n, (party, offer) in enumerate(ways) for one in party}
    most = [question.places[offer] for offer in offers] + [1] * len(parties)
    cells = [(offers[offer], n, len(party)) for n, (party, offer) in enumerate(ways)]
    cells += [(len(offers) + parties[party], n, 1) for n, (party, _) in enumerate(ways)]
    for one, other in question.apart:
        for offer in offers:
            if (one, offer) in at and (other, offer) in at:
                cells += [(len(most), at[who, offer], 1) for who in (one, other)]
                most.append(1)
    row, column, taken = np.array(cells).T
    matrix = csr_matrix((taken.astype(float), (row, column)), shape=(len(most), len(ways)))
    return LinearConstraint(matrix, 0, most)


def first_come(question: Question, order: Sequence[str]) -> Assigned:
    """First come, first served: in turn each takes the best place that is left to them; who is to
    be together with others takes with the first of them, or all wait."""
    placed: dict[str, str] = {}
    seen: set[str] = set()
    together = joined(question.together)
    for citizen in order:
        if citizen in seen:
            continue
        party = next((sorted(group) for group in together if citizen in group), [citizen])
        seen |= set(party)
        offers = [
            (sum(question.worth[one, offer] for one in party), offer)
            for offer in question.places
            if all((one, offer) in question.worth for one in party)
        ]
        for _, offer in sorted(offers, key=lambda told: (-told[0], told[1])):
            tried = placed | dict.fromkeys(party, offer)
            others = [group for group in together if not group - set(tried)]
            partly = Question(
                question.worth, question.priority, question.places, others, question.apart
            )
            if not partly.breaks(tried):
                placed = tried
                break
    return _told(question, placed)
