"""Prices agreed for one citizen, amounts that were written wrong, and the VAT in private prices."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.synth.grants import Granted
from helhed.synth.market_rows import Agreed, Rate
from helhed.synth.shape import NEVER, dates, day, ids, moments, table
from helhed.synth.world import World

OWN_PRICE = screen_text("Egen pris")
SHARE_AGREED = 0.05
SHARE_CORRECTED = 0.02
SHARE_WITHOUT_VAT = 0.04
VAT_PERCENT = "5.66"
FROM = day(date(2020, 1, 1))
WRITTEN_WRONG, TAKEN_BACK = day(date(2025, 10, 20)), day(date(2025, 10, 22))


def agree_prices(world: World, made: Granted) -> None:
    """Some who live in private houses have a price of their own, agreed before the decision."""
    draws = world.chance.draw(2 * len(made.grants), "agreed").reshape(-1, 2).tolist()
    for number, grant in enumerate(made.grants):
        which, level = draws[number]
        if which >= SHARE_AGREED or grant.main >= 0 or grant.kind is not PriceKind.DAY:
            continue
        if grant.offer < 0 or world.market.offers[grant.offer].owner is not Ownership.PRIVATE:
            continue
        if grant.state != "granted":
            continue
        decision = made.decisions[grant.decision]
        usual = world.book.rates[grant.rate]
        paper = f"Aftale {100 + number % 900}"
        agreed = Agreed(
            world.cases.person[decision.case],
            grant.start,
            screen_text("Forstanderen"),
            decision.prepared,
            paper,
        )
        price = usual.price * (0.94 + 0.14 * level)
        grant.rate = len(world.book.rates)
        world.book.rates.append(
            Rate(grant.offer, "", OWN_PRICE, grant.kind, price, usual.owner, agreed=agreed)
        )


def withdrawn_amounts(world: World) -> pl.DataFrame:
    """A few amounts of this year were written with a nought too many, and taken back."""
    book = world.book
    draws = world.chance.draw(len(book.rates), "rates", "corrected")
    wrong = [
        n
        for n in np.flatnonzero(draws < SHARE_CORRECTED).tolist()
        if book.rates[n].base < 0 and book.rates[n].agreed is None
    ]
    year = day(date(2026, 1, 1))
    held = [next(one for one in book.amounts(n) if one[1] == year) for n in wrong]
    key = ids(world.seed, "rates", range(len(book.rates)))
    who = world.user[world.staff.named("oekonomi-1")]
    return table(
        "withdrawn_amounts",
        {
            "id": ids(world.seed, "withdrawn_amounts", wrong),
            "rate": [key[n] for n in wrong],
            "oere": np.array([one[0] * 10 for one in held], np.int64),
            "start": dates(np.array([one[1] for one in held], np.int64)),
            "end": dates(np.array([one[2] for one in held], np.int64)),
            "recorded_at": moments(np.full(len(wrong), WRITTEN_WRONG), np.full(len(wrong), 590)),
            "recorded_by": [who] * len(wrong),
            "withdrawn_at": moments(np.full(len(wrong), TAKEN_BACK), np.full(len(wrong), 640)),
            "withdrawn_by": [who] * len(wrong),
            "reason": ["Et nul for meget"] * len(wrong),
        },
    )


def vat_shares(world: World) -> pl.DataFrame:
    """What private providers wrote of their VAT; some have not answered yet."""
    listed = world.market.providers
    draws = world.chance.draw(len(listed), "providers", "vat").tolist()
    known = [
        n
        for n, provider in enumerate(listed)
        if provider.owner is Ownership.PRIVATE and draws[n] >= SHARE_WITHOUT_VAT
    ]
    key = ids(world.seed, "providers", range(len(listed)))
    count = len(known)
    return table(
        "vat_shares",
        {
            "id": ids(world.seed, "vat_shares", known),
            "provider": [key[n] for n in known],
            "percent": [VAT_PERCENT] * count,
            "start": dates(np.full(count, FROM)),
            "end": dates(np.full(count, NEVER)),
            "source": ["Leverandørens prisliste"] * count,
            "recorded_at": moments(np.full(count, FROM - 30), np.full(count, 600)),
            "recorded_by": pl.Series([None] * count, dtype=pl.String),
        },
    )
