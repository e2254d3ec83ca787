"""What caseworkers expect to be granted: more or fewer hours, another end, a service beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from helhed.rules.decisions.forventning import Change, ExpectedState
from helhed.rules.decisions.konto import account_of
from helhed.rules.decisions.ydelser import PriceKind, Service
from helhed.synth.decision_rows import grant_ids
from helhed.synth.grants import Grant, Granted
from helhed.synth.market_rows import EXTRA, extras_of
from helhed.synth.shape import NEVER, TODAY, chosen, dates, decimals, ids, moments, table
from helhed.synth.town import unit_ids
from helhed.synth.words import said
from helhed.synth.world import World

SHARE = 0.025
SHARE_DROPPED, SHARE_SUBMITTED = 0.15, 0.2
MORE_MONTHS = 183


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected change before it becomes a row; indexes below 0 are none."""

    key: str
    change: Change
    case: int
    grant: int
    main: int
    service: Service
    kind: PriceKind
    offer: int
    rate: int
    quantity: float | None
    start: int
    end: int
    account: str
    draw: float


def expected(world: World, made: Granted) -> list[Expected]:
    """A change of some of the grants that run, at most one for each."""
    draws = world.chance.draw(len(made.grants), "expected", "has").tolist()
    found = []
    for number, grant in enumerate(made.grants):
        runs_on = grant.start <= TODAY and grant.last > TODAY + 90
        if draws[number] >= SHARE or grant.state != "granted" or not runs_on:
            continue
        if grant.kind is PriceKind.ONE_OFF or grant.main >= 0:
            continue
        one, two = world.chance.draw(2, "expected", grant.key).tolist()
        found.append(_changed(world, made, number, one, two))
    return found


def _changed(world: World, made: Granted, number: int, one: float, two: float) -> Expected:
    grant = made.grants[number]
    taken = {g.service.key for g in made.grants[number + 1 : number + 8] if g.main == number}
    beside = [
        s for s in extras_of(grant.service) if s.key not in taken and _has_rate(world, grant, s)
    ]
    if grant.kind is PriceKind.WEEKLY_HOURS:
        return _more_or_less(made, number, one, two)
    if beside and grant.offer >= 0 and one < 0.4:
        return _beside(world, made, number, beside[0], two)
    return _another_end(made, number, one, two)


def _has_rate(world: World, grant: Grant, extra: Service) -> bool:
    return (grant.offer, "", EXTRA[extra.key][0]) in world.book.number


def _another_end(made: Granted, number: int, one: float, two: float) -> Expected:
    """A planned end moved half a year on; of help without end, a day on which it would stop."""
    grant = made.grants[number]
    planned = grant.end < NEVER and grant.last == grant.end
    end = grant.end + MORE_MONTHS if planned else TODAY + 30 + int(two * 60)
    return Expected(
        key=grant.key,
        change=Change.END,
        case=made.decisions[grant.decision].case,
        grant=number,
        main=-1,
        service=grant.service,
        kind=grant.kind,
        offer=grant.offer,
        rate=-1,
        quantity=None,
        start=NEVER,
        end=end,
        account=grant.account,
        draw=one,
    )


def _more_or_less(made: Granted, number: int, one: float, two: float) -> Expected:
    """Half as many hours or up to half as many again, from a day soon."""
    grant = made.grants[number]
    hours = max(0.5, round(grant.quantity * (0.5 + two) * 2) / 2)
    return Expected(
        key=grant.key,
        change=Change.REPLACE,
        case=made.decisions[grant.decision].case,
        grant=number,
        main=-1,
        service=grant.service,
        kind=grant.kind,
        offer=grant.offer,
        rate=grant.rate,
        quantity=hours if hours != grant.quantity else hours + 0.5,
        start=TODAY + 14 + int(two * 60),
        end=grant.end,
        account=grant.account,
        draw=one,
    )


def _beside(world: World, made: Granted, number: int, extra: Service, two: float) -> Expected:
    """A service that would follow the main one."""
    grant = made.grants[number]
    kind, owner = extra.kinds[0], world.market.offers[grant.offer].owner
    start = TODAY + 14 + int(two * 60)
    return Expected(
        key=grant.key,
        change=Change.NEW,
        case=made.decisions[grant.decision].case,
        grant=-1,
        main=number,
        service=extra,
        kind=kind,
        offer=grant.offer,
        rate=world.book.of_offer(grant.offer, EXTRA[extra.key][0]),
        quantity=6.0 if kind is PriceKind.WEEKLY_HOURS else 1.0,
        start=start,
        end=start if kind is PriceKind.ONE_OFF else grant.end,
        account=account_of(extra, owner, grant.service).code,
        draw=two,
    )


def expected_changes(world: World, made: Granted) -> pl.DataFrame:
    """One row each; a few have fallen away, and some ends wait for another's approval."""
    listed = expected(world, made)
    count = len(listed)
    key, units = grant_ids(world, made), unit_ids(world.seed)
    offers = ids(world.seed, "offers", range(len(world.market.offers)))
    rates = ids(world.seed, "rates", range(len(world.book.rates)))
    states = [_state(one) for one in listed]
    written = np.array([TODAY - 3 - int(one.draw * 40) for one in listed], np.int64)
    sent = np.array([s is ExpectedState.SUBMITTED for s in states], bool)
    gone = np.array([s is ExpectedState.DROPPED for s in states], bool)
    minute = np.full(count, 660)
    who = [world.responsible(one.case) for one in listed]

    def column(of: Callable[[Expected], int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([of(one) for one in listed], np.int64)

    return table(
        "expected_changes",
        {
            "id": ids(world.seed, "expected_changes", [one.key for one in listed]),
            "case": [world.case_id[one.case] for one in listed],
            "change": [one.change.value for one in listed],
            "grant": chosen(key, column(lambda one: one.grant)),
            "main": chosen(key, column(lambda one: one.main)),
            "line": pl.Series([None] * count, dtype=pl.String),
            "service": [one.service.key for one in listed],
            "kind": [one.kind.value for one in listed],
            "offer": chosen(offers, column(lambda one: one.offer)),
            "rate": chosen(rates, column(lambda one: one.rate)),
            "quantity": pl.Series(
                [None if one.quantity is None else decimals([one.quantity])[0] for one in listed],
                dtype=pl.String,
            ),
            "start": dates(column(lambda one: one.start)),
            "end": dates(column(lambda one: one.end)),
            "account": [one.account for one in listed],
            "unit": [units[world.cases.team[one.case]] for one in listed],
            "state": [state.value for state in states],
            "reason": said(world.chance.draw(count, "expected", "reason"), "expected"),
            "recorded_at": moments(written, minute),
            "prepared_by": pl.Series(who, dtype=pl.String),
            "submitted_at": moments(np.where(sent, written + 1, NEVER), minute),
            "decided_by": pl.Series(
                [w if g else None for w, g in zip(who, gone.tolist(), strict=True)], dtype=pl.String
            ),
            "decided_at": moments(np.where(gone, written + 2, NEVER), minute),
            "outcome_reason": ["Behovet blev et andet" if g else "" for g in gone.tolist()],
        },
    )


def _state(one: Expected) -> ExpectedState:
    if one.draw % 0.1 < SHARE_DROPPED / 10:
        return ExpectedState.DROPPED
    if one.change is Change.END and one.draw % 0.1 > (1 - SHARE_SUBMITTED) / 10:
        return ExpectedState.SUBMITTED
    return ExpectedState.EXPECTED
