"""The weights of the day, distances, and results of offers, as the engine of placing takes them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from helhed.apps.access.access import Actor, may_at_all
from helhed.apps.offers.queries import metres_between
from helhed.apps.placements.effect import Measure, effects
from helhed.placing.facts import Result, Weights
from helhed.placing.match import Distances
from helhed.rules.access.rights import Action
from helhed.rules.offers.tilbud import OfferKind
from helhed.rules.placements.vaegte import WISHES, weights_on


def weights(day: date) -> Weights:
    """The weights that hold on a day. Raises NoValueThatDay."""
    points = weights_on(day)
    wishes = tuple(points.pop(name) for name in WISHES)
    return Weights(wishes=wishes, **points)


def distances() -> Distances:
    """How far it is between districts."""
    return Distances(metres_between())


def may_see_results(actor: Actor) -> bool:
    """Whether results of offers count for the actor: only for those who may follow citizens."""
    return may_at_all(actor, Action.SEE_EFFECT)


def results(actor: Actor, kinds: Collection[str]) -> dict[UUID, Result]:
    """The share of goals reached in each offer with its interval, of those that may be shown. None
    for whoever may not see it, nor for kinds of offer that cannot be held up against each other. A
    share is never below 0 or above 1."""
    if not may_see_results(actor) or len(kinds) != 1:
        return {}
    found: dict[UUID, Result] = {}
    for row in effects(actor, OfferKind.of(next(iter(kinds))), Measure.GOALS).rows:
        if row.estimate is not None:
            one = row.estimate
            low, moved, high = (min(1.0, max(0.0, x)) for x in (one.low, one.moved, one.high))
            found[row.offer.id] = Result(low, moved, high, one.count)
    return found
