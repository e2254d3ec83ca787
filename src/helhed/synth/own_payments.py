"""What citizens are decided to pay themselves, since the house took it over."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from helhed.rules.decisions.egenbetaling import PaymentBasis, amount, bases
from helhed.synth.decision_rows import grant_ids
from helhed.synth.grants import Granted
from helhed.synth.shape import NEVER, TODAY, as_date, chosen, dates, day, ids, moments, table
from helhed.synth.world import World

SINCE = day(date(2026, 10, 1))
"""Before that day what came in was written month by month."""
SHARE_DECIDED = 0.7
SHARE_SET = 0.1
LEAST_INCOME, MORE_INCOME = 190_000, 150_000


def own_payments(world: World, made: Granted) -> pl.DataFrame:
    """Most who live in a home or a shelter pay; of some nobody has decided it yet."""
    draws = world.chance.draw(2 * len(made.grants), "own payments", "which").tolist()
    of, basis, incomes, oere = [], list[PaymentBasis](), list[int | None](), list[int]()
    for n, grant in enumerate(made.grants):
        ways = bases(grant.citation, is_main=grant.main < 0)
        runs = grant.state == "granted" and grant.last >= SINCE
        if not ways or not runs or draws[2 * n] >= SHARE_DECIDED:
            continue
        by = ways[1] if draws[2 * n] < SHARE_SET else ways[0]
        income = 100 * int(LEAST_INCOME + MORE_INCOME * draws[2 * n + 1])
        told = 100 * int(1_500 + 2_000 * draws[2 * n + 1])
        first = as_date(max(SINCE, grant.start))
        of.append(n)
        basis.append(by)
        incomes.append(income if by is PaymentBasis.INCOME else None)
        oere.append(amount(grant.citation, by, first, income, told))
    starts = np.array([made.grants[n].start for n in of], np.int64)
    who = [world.responsible(made.decisions[made.grants[n].decision].case) for n in of]
    written = np.minimum(np.maximum(starts, SINCE) - 12, TODAY)
    return table(
        "own_payments",
        {
            "id": ids(world.seed, "own_payments", of),
            "grant": chosen(grant_ids(world, made), np.array(of, np.int64)),
            "basis": [one.value for one in basis],
            "yearly_income_oere": pl.Series(incomes, dtype=pl.Int64),
            "oere": oere,
            "start": dates(np.where(starts < SINCE, SINCE, NEVER)),
            "end": dates(np.full(len(of), NEVER)),
            "reason": "Afgjort efter årsopgørelsen",
            "recorded_at": moments(written, np.full(len(of), 630)),
            "recorded_by": pl.Series(who, dtype=pl.String),
            "is_void": False,
            "stopped_at": None,
            "stopped_by": None,
            "stopped_why": "",
        },
    )
