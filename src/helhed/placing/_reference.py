"""The slow twins: every sharing out and every plan is tried. For small cases, in tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from helhed.placing.assign import Question
from helhed.placing.outlook import Made, Outlook
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


def fewest_changed(outlook: Outlook, made: Made) -> int:
    """The fewest places changed by any plan that leaves as many of each kind in each period as this
    one does, and costs no more in any path."""
    own, costs = outlook.own(made), outlook.costs(made)
    return min(
        sum(other.values())
        for other in _plans(outlook)
        if (outlook.own(other) == own).all() and (outlook.costs(other) <= costs + 0.5).all()
    )


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


def paid(outlook: Outlook, made: Made, path: int) -> float:
    """What one path costs under a plan (øre), period by period and place by place: each person has
    an own place where one is there and it is cheaper, else one that is bought."""
    summed = float(sum(outlook.changes[n].once * count for n, count in _counts(outlook, made)))
    own = [kind.places for kind in outlook.kinds]
    for period in outlook.periods:
        for n, kind in enumerate(outlook.kinds):
            for side, sign in (("from_kind", -1), ("to_kind", 1)):
                own[n] += sign * _ready(outlook, made, period, n, side)
            standing, used, bought = kind.standing, kind.used, kind.bought
            if outlook.paid is not None:
                standing, used, bought = (p[path, n, period] for p in outlook.paid.each())
            persons = int(outlook.need[path, n, period])
            summed += own[n] * standing
            summed += sum(min(used, bought) if one < own[n] else bought for one in range(persons))
    return summed


def _counts(outlook: Outlook, made: Made) -> Iterator[tuple[int, int]]:
    for n, change in enumerate(outlook.changes):
        for period in outlook.periods:
            yield n, made.get((change.key, period), 0)


def walked(outlook: Outlook, made: Made, path: int, kind: int) -> tuple[int, int]:
    """How many must leave a place of a kind in one path and how many move into one, person by
    person: whole numbers of need only."""
    own = outlook.kinds[kind].places
    need = [int(persons) for persons in outlook.need[path, kind]]
    inside = set(range(min(own, need[0])))
    outside = set(range(own, need[0]))
    out, into, number = 0, 0, need[0]
    for period, persons in enumerate(need):
        while len(inside) + len(outside) > persons:
            (outside or inside).pop()
        go = _ready(outlook, made, period, kind, "from_kind")
        come = _ready(outlook, made, period, kind, "to_kind")
        never_there = max(0, go - own)
        go, come = go - never_there, come - never_there
        own -= go
        leave = 0
        while len(inside) > own:
            outside.add(inside.pop())
            leave += 1
        own += come
        back = min(come, leave)
        moved = min(come - back, len(outside) - leave)
        out, into = out + leave, into + moved
        for _ in range(back + moved):
            inside.add(outside.pop())
        while len(inside) + len(outside) < persons:
            (inside if len(inside) < own else outside).add(number)
            number += 1
        while outside and len(inside) < own:
            inside.add(outside.pop())
    return out, into


def _ready(outlook: Outlook, made: Made, period: int, kind: int, side: str) -> int:
    key = outlook.kinds[kind].key
    return sum(
        made.get((change.key, period - change.lead), 0)
        for change in outlook.changes
        if getattr(change, side) == key
    )
