"""Counting a plan of places: need and prices from the forecast's own paths, own places from the
record, and the engine's frontier over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from helhed.apps.forecasts.from_home import FromHome, from_home
from helhed.apps.forecasts.known import Known
from helhed.apps.forecasts.making import Tell, UnableToCount, prepared
from helhed.apps.forecasts.models import PlacePlan
from helhed.apps.forecasts.places import BOUGHT, own_places
from helhed.apps.forecasts.planning_prices import (
    MONTHS_OF_A_QUARTER,
    OWN,
    Paid,
    by_quarter,
    paid_for,
    states_of,
)
from helhed.forecast.episodes.follow import Followed, follow
from helhed.forecast.episodes.model import UnableToFollow
from helhed.forecast.episodes.setting import TICKS, TooMany
from helhed.kernel.words import screen_text
from helhed.placing import (
    Change,
    Kind,
    Moves,
    Outlook,
    Plan,
    UnableToPlan,
    case_of,
    cvar,
    moved_in_all,
    plan,
)
from helhed.placing.case import Case, alone
from helhed.placing.outlook import Oere
from helhed.placing.plan import undominated
from helhed.rules.forecasts.pladsplan import AskedChange

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
ALPHA = 0.9


def planned(asked: PlacePlan, known: Known, tell: Tell) -> dict[str, Any]:
    """The answer of a plan. Raises UnableToCount, and whatever ``tell`` raises."""
    steps = asked.paths + len(WEIGHTS)
    try:
        model, setting, growth = prepared(asked, known)
        found = follow(model, setting, growth, asked.paths, told=lambda done: tell(done, steps))
    except (UnableToFollow, TooMany) as error:
        raise UnableToCount(
            screen_text("Der er ingen eller for få bevillinger at regne en prognose ud fra.")
        ) from error
    paid = paid_for(found, asked.services)
    outlook = _outlook(asked, found, paid)
    try:
        plans = _frontier(outlook, lambda done: tell(asked.paths + done, steps))
    except UnableToPlan as error:
        raise UnableToCount(
            screen_text("Der kunne ikke lægges nogen plan. Prøv med færre ændringer.")
        ) from error
    return _answer(outlook, paid, plans)


def _frontier(outlook: Outlook, tell: Any) -> list[Plan]:
    """The engine's frontier, told of weight by weight so that it can be stopped between them."""
    made: list[Plan] = []
    for done, weight in enumerate(WEIGHTS, 1):
        made.append(plan(outlook, weight, ALPHA))
        tell(done)
    return undominated(made)


def _outlook(asked: PlacePlan, found: Followed, paid: Paid) -> Outlook:
    services = list(asked.services)
    places = own_places(services, asked.as_of)
    kinds = []
    for n, service in enumerate(services):
        own, bought = paid.first(n)
        standing = round(own * asked.fixed_share / 100)
        kinds.append(Kind(service, places[service], standing, own - standing, bought))
    homes = from_home(services, asked.as_of)
    changes = [
        _change(number, AskedChange(**one), homes) for number, one in enumerate(asked.changes, 1)
    ]
    return Outlook(kinds, changes, _need(found, services), paid.split(asked.fixed_share))


def _change(number: int, one: AskedChange, homes: FromHome) -> Change:
    return Change(
        str(number),
        one.from_service or None,
        one.to_service or None,
        one.most,
        one.lead,
        one.once_oere,
        homes.out(one),
        homes.into(one),
    )


def _need(found: Followed, services: Sequence[str]) -> Oere:
    """Full-time places needed, ``[path, service, quarter]``: own and bought together, whole
    persons as a mean over the quarter."""
    each = [
        by_quarter(found, states_of(found, one, (OWN, *BOUGHT)), found.paths.ticks)
        for one in services
    ]
    return np.stack(each, axis=1) / (TICKS * MONTHS_OF_A_QUARTER)


def _answer(outlook: Outlook, paid: Paid, plans: Sequence[Plan]) -> dict[str, Any]:
    nothing = outlook.costs({})
    return {
        "kinds": [
            {
                "service": kind.key,
                "places": kind.places,
                "own": kind.standing + kind.used,
                "bought": kind.bought,
                "own_last": paid.last(n)[0],
                "bought_last": paid.last(n)[1],
                "need_first": round(1000 * float(outlook.need[:, n, 0].mean())),
                "need_last": round(1000 * float(outlook.need[:, n, -1].mean())),
            }
            for n, kind in enumerate(outlook.kinds)
        ],
        "forecast": _between(paid.in_all),
        "nothing": {**_money(nothing), **_between(nothing)},
        "plans": [_plan(outlook, one, nothing) for one in plans],
        "alone": _alone(outlook, plans),
    }


def _alone(outlook: Outlook, plans: Sequence[Plan]) -> list[dict[str, Any]]:
    """What each change gives by itself that no plan takes."""
    left = [one for one in outlook.changes if not any(_is_in(made, one) for made in plans)]
    return [_told(case) for case in (alone(outlook, one) for one in left) if case]


def _money(costs: Oere) -> dict[str, int]:
    return {"expected": round(float(costs.mean())), "worst": round(cvar(costs, ALPHA))}


def _between(oere: Oere) -> dict[str, int]:
    low, high = np.quantile(oere, [0.1, 0.9])
    told = {"expected": float(oere.mean()), "low": float(low), "high": float(high)}
    return {key: round(value) for key, value in told.items()}


def _plan(outlook: Outlook, one: Plan, nothing: Oere) -> dict[str, Any]:
    saved = nothing - one.costs
    low, high = np.quantile(saved, [0.1, 0.9])
    return {
        "weight": one.weight,
        "expected": round(one.expected),
        "worst": round(one.worst),
        "saved": round(float(saved.mean())),
        "low": round(float(low)),
        "high": round(float(high)),
        "moves": _moves(moved_in_all(outlook, one.made)),
        "steps": [
            {"change": change, "quarter": quarter, "places": places}
            for (change, quarter), places in sorted(one.made.items(), key=lambda item: item[0][1])
        ],
        "cases": [_case(outlook, one, change) for change in outlook.changes if _is_in(one, change)],
    }


def _is_in(one: Plan, change: Change) -> bool:
    return any(key == change.key for key, _ in one.made)


def _case(outlook: Outlook, one: Plan, change: Change) -> dict[str, Any]:
    return _told(case_of(outlook, one.made, change))


def _told(case: Case) -> dict[str, Any]:
    return {
        "change": case.change.key,
        "places": case.places,
        "saved": round(case.expected),
        "low": round(case.low),
        "high": round(case.high),
        "costs_in": case.costs_in,
        "moves": _moves(case.moves),
        "paid_back": case.paid_back,
    }


def _moves(of: Moves) -> dict[str, int | None]:
    """Thousandths of citizens, of how many it is not known how far they get, and the metres of the
    others; None where it is known of nobody."""
    return {
        "out": round(1000 * of.out),
        "out_unknown": round(1000 * of.out_unknown),
        "out_metres": of.out_far.metres,
        "into": round(1000 * of.into),
        "into_unknown": round(1000 * of.into_unknown),
        "into_metres": of.into_far.metres,
    }
