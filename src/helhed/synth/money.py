"""What it cost and what was set aside: plans of payment, months paid, postings, frames.

Every amount comes from the price engine, so that what was paid is exactly what was committed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from helhed.commitments import KINDS, Grants, MonthCosts, Rates, Suspensions, price
from helhed.commitments.tables import OPEN
from helhed.kernel.period import Month
from helhed.rules.decisions.ydelser import services
from helhed.rules.payments.bankdag import (
    Payee,
    bank_day_at_or_before,
    last_day_to_send,
    month_pay_day,
    payee,
)
from helhed.rules.payments.linjer import LineKind
from helhed.synth.chance import Ints
from helhed.synth.decision_rows import grant_ids, resting
from helhed.synth.grants import Granted
from helhed.synth.ledger_rows import Claimed
from helhed.synth.shape import EPOCH, HISTORY_FROM, NEVER, chosen, dates, day, ids, moments, table
from helhed.synth.town import unit_ids
from helhed.synth.world import World

FIRST_PAID, LAST_PAID = Month(2020, 11), Month(2026, 9)
FIRST_FRAME_YEAR, LAST_FRAME_YEAR = 2020, 2030
THOUSANDTHS = 1000


@dataclass(slots=True)
class Costs:
    """Month costs of granted grants: the number of the grant, the month (year × 12 + month − 1),
    øre; and of each grant its unit and department."""

    grant: Ints
    month: Ints
    oere: Ints
    unit: list[str]
    department: list[str]
    account: list[str]


def costs(world: World, made: Granted, first: Month, last: Month) -> Costs:
    """What every granted grant costs each month."""
    listed = [n for n, grant in enumerate(made.grants) if grant.state == "granted"]
    found = _engine(world, made, listed, first, last)
    team = [world.cases.team[made.decisions[g.decision].case] for g in made.grants]
    units = unit_ids(world.seed)
    return Costs(
        np.array(listed, np.int64)[found.grant],
        found.month,
        found.oere,
        [units[t] for t in team],
        [world.cases.department[made.decisions[g.decision].case] for g in made.grants],
        [g.account for g in made.grants],
    )


def _engine(
    world: World, made: Granted, listed: list[int], first: Month, last: Month
) -> MonthCosts:
    chosen_grants = [made.grants[n] for n in listed]
    end = np.array([g.last for g in chosen_grants], np.int64)
    table_of_grants = Grants(
        [g.key for g in chosen_grants],
        np.array([KINDS.index(g.kind.value) for g in chosen_grants], np.int8),
        np.array([g.rate for g in chosen_grants], np.int64),
        np.array([round(g.quantity * THOUSANDTHS) for g in chosen_grants], np.int64),
        np.full(len(listed), THOUSANDTHS, np.int64),
        np.array([g.start for g in chosen_grants], np.int64) + EPOCH,
        np.where(end >= NEVER, OPEN, end + EPOCH),
    )
    place = {number: row for row, number in enumerate(listed)}
    pauses = [(place[n], start, stop) for n, start, stop in resting(world, made) if n in place]
    columns = np.array(pauses, np.int64).reshape(-1, 3).T
    held = Suspensions(columns[0], columns[1] + EPOCH, columns[2] + EPOCH)
    return price(table_of_grants, _rates(world), held, first, last)


def _rates(world: World) -> Rates:
    rows = [
        (n, oere, start, end)
        for n in range(len(world.book.rates))
        for oere, start, end, _ in world.book.amounts(n)
    ]
    rate, oere, start, end = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    names = [r.name for r in world.book.rates]
    return Rates(names, rate, start + EPOCH, np.where(end >= NEVER, OPEN, end + EPOCH), oere)


def months(counted: Ints) -> pl.Series:
    """Counted months as their first days."""
    return dates(
        ((counted - 1970 * 12).astype("datetime64[M]")).astype("datetime64[D]").astype(int)
    )


def payment_plans(world: World, made: Granted, paid: Costs) -> pl.DataFrame:
    """A plan for every granted grant that has begun to run, from the first month of the history."""
    listed = np.unique(paid.grant)
    grants = [made.grants[n] for n in listed.tolist()]
    owners = [world.market.offers[g.offer].owner if g.offer >= 0 else None for g in grants]
    return table(
        "payment_plans",
        {
            "id": ids(world.seed, "payment_plans", listed.tolist()),
            "grant": chosen(grant_ids(world, made), listed),
            "recipient": [payee(owner).value for owner in owners],
            "rhythm": "monthly",
            "start": dates(np.array([max(g.start, HISTORY_FROM) for g in grants])),
            "end": dates(np.array([_paid_to(g.last) for g in grants])),
        },
    )


def _paid_to(last: int) -> int:
    """A plan ends where the delivery ended; while it runs nobody has written an end."""
    return last if last < day(LAST_PAID.last) else NEVER


def pay_runs(world: World) -> pl.DataFrame:
    """A posted run for each month and department, approved on the last day on which all of it
    reaches its pay day; the month after the last is left to be made."""
    finance = [world.user[world.staff.named(f"oekonomi-{n}")] for n in (1, 2)]
    listed = [(d, m) for m in FIRST_PAID.until(LAST_PAID) for d in ("adults", "children")]
    sent = [last_day_to_send(month_pay_day(month), Payee.PAYROLL) for _, month in listed]
    made = np.array([day(bank_day_at_or_before(on - timedelta(days=1))) for on in sent])
    approved = np.array([day(on) for on in sent])
    odd = [month.month % 2 for _, month in listed]
    return table(
        "pay_runs",
        {
            "id": ids(world.seed, "pay_runs", [f"{d} {m}" for d, m in listed]),
            "department": [d for d, _ in listed],
            "month": dates(np.array([day(m.first) for _, m in listed])),
            "state": "posted",
            "made_by": [finance[o] for o in odd],
            "made_at": moments(made, np.full(len(listed), 500)),
            "reviewed_by": [finance[o] for o in odd],
            "reviewed_at": moments(made, np.full(len(listed), 620)),
            "approved_by": [finance[1 - o] for o in odd],
            "approved_at": moments(approved, np.full(len(listed), 560)),
            "sent_at": moments(approved, np.full(len(listed), 570)),
            "receipted_at": moments(approved, np.full(len(listed), 900)),
        },
    )


def payments(world: World, paid: Costs) -> pl.DataFrame:
    """A line per grant and month: the month cost of the engine."""
    grants, counted = paid.grant.tolist(), paid.month.tolist()
    runs = dict(
        zip(
            [(d, m) for m in _counted_months() for d in ("adults", "children")],
            pay_runs(world)["id"].to_list(),
            strict=True,
        )
    )
    plans, place = np.unique(paid.grant, return_inverse=True)
    plan_ids = ids(world.seed, "payment_plans", plans.tolist())
    return table(
        "payments",
        {
            "id": ids(
                world.seed, "payments", [f"{g} {m}" for g, m in zip(grants, counted, strict=True)]
            ),
            "run": [runs[paid.department[g], m] for g, m in zip(grants, counted, strict=True)],
            "plan": chosen(plan_ids, place),
            "month": months(paid.month),
            "kind": LineKind.ORDINARY.value,
            **_pay_days(paid.month),
            "oere": paid.oere,
            "account": [paid.account[g] for g in grants],
            "unit": [paid.unit[g] for g in grants],
            "waited": False,
            "hold_reason": "",
            "held_by": None,
            "held_at": None,
            "note": "",
        },
    )


def _pay_days(counted: Ints) -> dict[str, pl.Series]:
    """The plan's pay day, on which the bank was asked for as well: runs are approved in time."""
    listed, place = np.unique(counted, return_inverse=True)
    named = [Month(int(m) // 12, int(m) % 12 + 1) for m in listed]
    due = np.array([day(month_pay_day(month)) for month in named])
    return {"due_on": dates(due[place]), "pay_on": dates(due[place])}


def _counted_months() -> list[int]:
    return [m.year * 12 + m.month - 1 for m in FIRST_PAID.until(LAST_PAID)]


def postings(world: World, made: Granted, paid: Costs, claimed: Claimed) -> pl.DataFrame:
    """A posting of every line, and a few of the ledger that no line explains."""
    lines = claimed.lines
    grants = np.concatenate([paid.grant, paid.grant[claimed.of]])
    key = ids(world.seed, "postings", lines["id"].to_list())
    grant_key = grant_ids(world, made)
    of_lines = table(
        "postings",
        {
            "id": key,
            "payment": lines["id"],
            "grant": chosen(grant_key, grants),
            "account": lines["account"],
            "unit": lines["unit"],
            "month": lines["month"],
            "posted_on": lines["pay_on"],
            "oere": lines["oere"],
            "text": _texts(made, grants),
            "number": _numbers(0, len(key)),
        },
    )
    return pl.concat([of_lines, _without_line(world, of_lines)])


def _numbers(first: int, count: int) -> list[str]:
    return [f"H{first + n:08d}" for n in range(count)]


def _texts(made: Granted, grants: Ints) -> list[str]:
    names = {key: one.name for key, one in services().items()}
    listed = [names[grant.service.key] for grant in made.grants]
    return [listed[n] for n in grants.tolist()]


def _without_line(world: World, posted: pl.DataFrame) -> pl.DataFrame:
    """About one in a thousand: bills that came without a grant, on accounts that are in use."""
    draws = world.chance.draw(posted.height, "postings", "without line")
    rows = np.flatnonzero(draws < 0.001)
    some = posted.select(pl.all().gather(rows))
    amount = (world.chance.draw(len(rows), "postings", "amount") * 60_000).astype(int) + 900
    return some.with_columns(
        pl.Series("id", ids(world.seed, "postings", [f"ledger {n}" for n in rows.tolist()])),
        pl.lit(None, pl.String).alias("payment"),
        pl.lit(None, pl.String).alias("grant"),
        pl.Series("oere", amount * 100),
        pl.lit("Regning uden bevilling").alias("text"),
        pl.Series("number", _numbers(posted.height, len(rows))),
    )
