"""The slow twins: every sharing out and every plan is tried. For small cases, in tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from helhed.placing.assign import Question
from helhed.placing.outlook import Outlook
from helhed.placing.plan import risk_cost


def best_points(question: Question) -> int:
    """The most points that any sharing out has that breaks nothing."""
    citizens = sorted(question.priority)
    choices = [
        [None, *sorted(offer for who, offer in question.worth if who == citizen)]
        for citizen in citizens
    ]
    best = 0
    for chosen in product(*choices):
        placed = {who: offer for who, offer in zip(citizens, chosen, strict=True) if offer}
        if not question.breaks(placed):
            best = max(best, question.value(placed))
    return best


def best_plan(outlook: Outlook, weight: float, alpha: float) -> float:
    """The least of (1 - weight) × expected cost + weight × CVaR over every plan, in øre."""
    return min(risk_cost(outlook.costs(made), weight, alpha) for made in _plans(outlook))


def _plans(outlook: Outlook) -> Iterator[dict[tuple[str, int], int]]:
    slots = [
        (change, period, change.most) for change in outlook.changes for period in outlook.periods
    ]
    for counts in product(*(range(most + 1) for _, _, most in slots)):
        made = {
            (change.key, period): count
            for (change, period, _), count in zip(slots, counts, strict=True)
            if count
        }
        if not outlook.breaks(made):
            yield made
