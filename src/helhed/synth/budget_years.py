"""Budgets built bottom-up, and the months that were kept: the same grants, as they looked then.

The adopted budgets assume a little more or less than what came; the draft for next year is what
the grants in force give. A kept month knows only what was decided when it was over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from helhed.kernel.period import Month, Period
from helhed.rules.budgets.budgetmodel import BudgetModel, VersionState
from helhed.rules.budgets.fordeling import Profile
from helhed.rules.budgets.helaarsperson import amount, persons_of, price_of
from helhed.synth.chance import Ints
from helhed.synth.decision_rows import grant_ids, resting
from helhed.synth.grants import Granted
from helhed.synth.money import Costs
from helhed.synth.shape import NEVER, chosen, dates, day, ids, moments, table
from helhed.synth.world import World

DRAFT_YEAR = 2027
ADOPTED_YEARS = (2025, 2026)
NAMES = {
    2025: "Budget 2025",
    2026: "Budget 2026",
    2027: "Budget 2027, første udkast",
}
KEPT = (Month(2026, 8), Month(2026, 9))
CELL = ["service", "account", "unit"]
MISS_PERSONS, MISS_PRICE = 0.06, 0.03


@dataclass(frozen=True, slots=True)
class Years:
    """Every grant in every year in which it costs: days of help and øre."""

    rows: pl.DataFrame
    lines: pl.DataFrame


def years(world: World, made: Granted, found: Costs) -> Years:
    """What the budgets are built on, and the lines of every version."""
    grant = found.grant
    service = np.array([one.service.key for one in made.grants])
    rows = pl.DataFrame(
        {
            "grant": grant,
            "year": found.month // 12,
            "oere": found.oere,
            "service": service[grant],
            "account": [found.account[n] for n in grant.tolist()],
            "unit": [found.unit[n] for n in grant.tolist()],
        }
    )
    yearly = rows.group_by("grant", "year", *CELL).agg(pl.col("oere").sum()).sort("year", "grant")
    yearly = yearly.filter(pl.col("year").is_in([*ADOPTED_YEARS, DRAFT_YEAR]))
    pauses = resting(world, made)
    with_days = [
        _with_days(made, part, pauses, year[0])
        for year, part in yearly.group_by("year", maintain_order=True)
        if isinstance(year[0], int)
    ]
    counted = pl.concat(with_days)
    return Years(counted, _lines(world, counted))


def _with_days(
    made: Granted, rows: pl.DataFrame, pauses: list[tuple[int, int, int]], year: int
) -> pl.DataFrame:
    """Days of help of each grant in a year, less those on which it rests."""
    whole = Period.of_year(year)
    first, last = day(whole.start), day(date(year, 12, 31))
    number = rows["grant"].to_numpy()
    begins = np.array([one.start for one in made.grants], np.int64)[number]
    ends = np.array([one.last for one in made.grants], np.int64)[number]
    days = np.maximum(0, np.minimum(ends, last) - np.maximum(begins, first) + 1)
    place = {n: row for row, n in enumerate(number.tolist())}
    for n, start, stop in pauses:
        if n in place:
            low, high = max(start, first, begins[place[n]]), min(stop, last, ends[place[n]])
            days[place[n]] -= max(0, high - low + 1)
    one_off = np.array([one.kind.value == "one_off" for one in made.grants])[number]
    return rows.with_columns(days=pl.Series(np.where(one_off, 0, days)), one_off=pl.Series(one_off))


def _lines(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """The lines of every version; adopted ones miss a little, the draft does not."""
    helped = pl.col("days") > 0
    sums = (
        rows.group_by("year", *CELL)
        .agg(
            days=pl.col("days").sum(),
            oere=pl.col("oere").filter(helped).sum(),
            fixed=pl.col("oere").filter(~helped).sum(),
        )
        .sort("year", *CELL)
    )
    draws = world.chance.draw(2 * sums.height, "budget lines", "miss").reshape(-1, 2)
    made = []
    for row, (one, two) in zip(sums.iter_rows(named=True), draws.tolist(), strict=True):
        persons = persons_of(row["days"], Period.of_year(row["year"]).length)
        price = price_of(row["oere"], persons) or 0
        if row["year"] in ADOPTED_YEARS:
            persons = round(persons * (1 + MISS_PERSONS * (2 * one - 1)))
            price = round(price * (1 + MISS_PRICE * (2 * two - 1)) / 10_000) * 10_000
        total = amount(persons, price, row["fixed"])
        made.append({**row, "persons": persons, "price": price, "total": total})
    return pl.DataFrame(made)


def versions(world: World) -> pl.DataFrame:
    """The budgets of last year and this, adopted in October; and a draft for next year."""
    listed = sorted(NAMES)
    adopted = [year in ADOPTED_YEARS for year in listed]
    made = [day(date(year - 1, 9, 8)) for year in listed]
    taken = [
        day(date(year - 1, 10, 12)) if is_adopted else NEVER
        for year, is_adopted in zip(listed, adopted, strict=True)
    ]
    other = world.user[world.staff.named("oekonomi-2")]
    states = [VersionState.ADOPTED if is_adopted else VersionState.DRAFT for is_adopted in adopted]
    return table(
        "budget_versions",
        {
            "id": _version_ids(world),
            "year": listed,
            "name": [NAMES[year] for year in listed],
            "model": BudgetModel.ACTIVITY.value,
            "profile": Profile.DAYS.value,
            "state": [state.value for state in states],
            "made_by": world.user[world.staff.named("oekonomi-1")],
            "made_at": moments(np.array(made), np.full(len(listed), 560)),
            "adopted_by": pl.Series([other if one else None for one in adopted], dtype=pl.String),
            "adopted_at": moments(np.array(taken), np.full(len(listed), 1000)),
        },
    )


def _version_ids(world: World) -> list[str]:
    return ids(world.seed, "budget_versions", sorted(NAMES))


def budget_lines(world: World, found: Years) -> pl.DataFrame:
    """The lines of the versions as rows."""
    of_year = dict(zip(sorted(NAMES), _version_ids(world), strict=True))
    rows = found.lines
    keys = [" ".join(map(str, key)) for key in rows.select("year", *CELL).rows()]
    return table(
        "budget_lines",
        {
            "id": ids(world.seed, "budget_lines", keys),
            "version": [of_year[year] for year in rows["year"]],
            "service": rows["service"],
            "account": rows["account"],
            "unit": rows["unit"],
            "persons": rows["persons"],
            "price_oere": rows["price"],
            "fixed_oere": rows["fixed"],
            "seed_oere": rows["total"],
            "carried_oere": 0,
            "note": "",
        },
    )


def kept_months(world: World) -> pl.DataFrame:
    """August and September of this year, kept when they had been paid."""
    version = dict(zip(sorted(NAMES), _version_ids(world), strict=True))
    return table(
        "kept_months",
        {
            "id": _kept_ids(world),
            "month": [month.first for month in KEPT],
            "version": [version[month.year] for month in KEPT],
            "kept_at": moments(_kept_days(), np.full(len(KEPT), 600)),
            "kept_by": world.user[world.staff.named("oekonomi-1")],
        },
    )


def _kept_ids(world: World) -> list[str]:
    return ids(world.seed, "kept_months", [str(month) for month in KEPT])


def _kept_days() -> Ints:
    return np.array([day(month.plus(1).first) + 7 for month in KEPT])


def kept_grants(
    world: World, made: Granted, found: Years, months: Costs, posted: pl.DataFrame
) -> pl.DataFrame:
    """Each grant's year as it stood when a month had been paid."""
    frames = [
        _kept(world, made, found, months, posted, kept, key, known)
        for kept, key, known in zip(KEPT, _kept_ids(world), _kept_days().tolist(), strict=True)
    ]
    return pl.concat(frames)


def _kept(
    world: World,
    made: Granted,
    found: Years,
    months: Costs,
    posted: pl.DataFrame,
    kept: Month,
    key: str,
    known: int,
) -> pl.DataFrame:
    decided = np.array([made.decisions[one.decision].decided for one in made.grants], np.int64)
    rows = found.rows.filter(pl.col("year") == kept.year)
    rows = rows.filter(pl.Series(decided[rows["grant"].to_numpy()] <= known))
    ahead = pl.DataFrame({"grant": months.grant, "month": months.month, "oere": months.oere})
    last, end = kept.year * 12 + kept.month - 1, kept.year * 12 + 11
    ahead = ahead.filter(pl.col("month").is_between(last + 1, end))
    names = grant_ids(world, made)
    listed = rows["grant"].to_list()
    rest = dict(ahead.group_by("grant").agg(pl.col("oere").sum()).iter_rows())
    rows = rows.with_columns(
        name=pl.Series([names[n] for n in listed], dtype=pl.String),
        ahead=pl.Series([rest.get(n, 0) for n in listed], dtype=pl.Int64),
    )
    paid = (
        posted.filter(pl.col("month").is_between(date(kept.year, 1, 1), kept.first))
        .group_by(name="grant", account="account", unit="unit")
        .agg(paid=pl.col("oere").sum())
    )
    both = rows.join(paid, on=["name", "account", "unit"], how="full", coalesce=True)
    both = both.sort("name", "account", "unit", nulls_last=True)
    number = both["grant"].fill_null(-1).to_numpy()
    ends = np.array([*(one.last for one in made.grants), NEVER], np.int64)[number]
    quantity = np.array([*(round(1000 * g.quantity) for g in made.grants), 0], np.int64)[number]
    days = both["days"].fill_null(0).to_numpy()
    cells = both.select("name", "account", "unit").rows()
    return table(
        "kept_grants",
        {
            "id": ids(world.seed, "kept_grants", [f"{kept} {cell}" for cell in cells]),
            "kept": [key] * both.height,
            "grant": both["name"],
            "service": chosen([one.service.key for one in made.grants], number),
            "account": both["account"],
            "unit": both["unit"],
            "committed_oere": both["oere"].fill_null(0),
            "expected_oere": both["ahead"].fill_null(0) + both["paid"].fill_null(0),
            "days": days,
            "volume": days * quantity,
            "end": dates(ends),
            "is_one_off": both["one_off"].fill_null(False),
        },
    )
