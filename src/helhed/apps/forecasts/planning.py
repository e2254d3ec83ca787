"""Counting a plan of places: the need from the forecast's own paths, own places from the record,
prices from what own and bought places cost now, and the engine's frontier over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helhed.apps.budgets.queries import service_name
from helhed.apps.forecasts.from_home import FromHome, from_home
from helhed.apps.forecasts.known import Known
from helhed.apps.forecasts.making import Tell, UnableToCount, prepared
from helhed.apps.forecasts.models import PlacePlan
from helhed.apps.forecasts.places import BOUGHT, own_places
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
from helhed.placing.plan import undominated
from helhed.rules.forecasts.pladsplan import QUARTERS, AskedChange
from helhed.rules.offers.ejerforhold import Ownership

MONTHS_OF_A_QUARTER = 3
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
ALPHA = 0.9
OWN = Ownership.OWN.value
NO_BOUGHT = screen_text(
    "Ingen er i købte pladser i prognosens første år, så prisen på en købt plads kendes ikke:"
    " %(services)s. Bestil planen igen uden."
)
NO_OWN = screen_text(
    "Ingen er i egne pladser i prognosens første år, så prisen på en egen plads kendes ikke:"
    " %(services)s. Bestil planen igen uden."
)


@dataclass(frozen=True, slots=True)
class Priced:
    """What a full-time place of a service costs a quarter (øre), own and bought."""

    own: int
    bought: int


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
    outlook = _outlook(asked, found)
    try:
        plans = _frontier(outlook, lambda done: tell(asked.paths + done, steps))
    except UnableToPlan as error:
        raise UnableToCount(
            screen_text("Der kunne ikke lægges nogen plan. Prøv med færre ændringer.")
        ) from error
    return _answer(outlook, plans)


def _frontier(outlook: Outlook, tell: Any) -> list[Plan]:
    """The engine's frontier, told of weight by weight so that it can be stopped between them."""
    made: list[Plan] = []
    for done, weight in enumerate(WEIGHTS, 1):
        made.append(plan(outlook, weight, ALPHA))
        tell(done)
    return undominated(made)


def _outlook(asked: PlacePlan, found: Followed) -> Outlook:
    services = list(asked.services)
    places = own_places(services, asked.as_of)
    kinds = []
    for service, price in _priced(found, services).items():
        standing = round(price.own * asked.fixed_share / 100)
        kinds.append(Kind(service, places[service], standing, price.own - standing, price.bought))
    homes = from_home(services, asked.as_of)
    changes = [
        _change(number, AskedChange(**one), homes) for number, one in enumerate(asked.changes, 1)
    ]
    return Outlook(kinds, changes, _need(found, services))


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


def _states(found: Followed, service: str, owners: Sequence[str]) -> list[int]:
    return [
        number
        for number, state in enumerate(found.model.states)
        if state.service == service and state.owner in owners
    ]


def _priced(found: Followed, services: Sequence[str]) -> dict[str, Priced]:
    """Mean prices of the first year. A service that is never bought cannot be planned: what it
    would cost outside is not known. Every such service is named."""
    bought = _prices(found, services, BOUGHT, NO_BOUGHT)
    own = _prices(found, services, (OWN,), NO_OWN)
    return {service: Priced(own[service], bought[service]) for service in services}


def _prices(
    found: Followed, services: Sequence[str], owners: Sequence[str], otherwise: str
) -> dict[str, int]:
    prices = {service: _mean_price(found, service, owners) for service in services}
    missing = [service_name(service) for service, price in prices.items() if price is None]
    if missing:
        raise UnableToCount(otherwise, services=", ".join(missing))
    return {service: price for service, price in prices.items() if price is not None}


def _mean_price(found: Followed, service: str, owners: Sequence[str]) -> int | None:
    of = _states(found, service, owners)
    skip = found.skipped
    months = slice(skip, skip + 12)
    places = found.paths.ticks[:, months, of].sum() / TICKS
    if not of or places <= 0:
        return None
    oere = found.paths.oere[:, months, of].sum()
    return round(MONTHS_OF_A_QUARTER * float(oere) / float(places))


def _need(found: Followed, services: Sequence[str]) -> np.ndarray:
    """Full-time places needed, ``[path, service, quarter]``: own and bought together, whole
    persons as a mean over the quarter."""
    skip, paths = found.skipped, found.paths
    need = np.zeros((len(paths.persons), len(services), QUARTERS))
    for n, service in enumerate(services):
        of = _states(found, service, (OWN, *BOUGHT))
        months = (
            paths.ticks[:, skip : skip + MONTHS_OF_A_QUARTER * QUARTERS, of].sum(axis=2) / TICKS
        )
        need[:, n, :] = months.reshape(len(months), QUARTERS, MONTHS_OF_A_QUARTER).mean(axis=2)
    return need


def _answer(outlook: Outlook, plans: Sequence[Plan]) -> dict[str, Any]:
    nothing = outlook.costs({})
    return {
        "kinds": [
            {
                "service": kind.key,
                "places": kind.places,
                "own": kind.standing + kind.used,
                "bought": kind.bought,
                "need_first": round(1000 * float(outlook.need[:, n, 0].mean())),
                "need_last": round(1000 * float(outlook.need[:, n, -1].mean())),
            }
            for n, kind in enumerate(outlook.kinds)
        ],
        "nothing": _money(nothing),
        "plans": [_plan(outlook, one, nothing) for one in plans],
        "alone": _alone(outlook, plans),
    }


def _alone(outlook: Outlook, plans: Sequence[Plan]) -> list[dict[str, Any]]:
    """What each change gives by itself that no plan takes."""
    left = [one for one in outlook.changes if not any(_is_in(made, one) for made in plans)]
    return [_told(case) for case in (alone(outlook, one) for one in left) if case]


def _money(costs: np.ndarray) -> dict[str, int]:
    return {"expected": round(float(costs.mean())), "worst": round(cvar(costs, ALPHA))}


def _plan(outlook: Outlook, one: Plan, nothing: np.ndarray) -> dict[str, Any]:
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
