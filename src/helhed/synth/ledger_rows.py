"""What passes between house and ledger: claims, postings without a line, invoices, closed months.

A claim needs that too much was paid first: some lines to citizens are larger than they should be,
and a line of the month after takes it back, so that each month still sums to what it commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl

from helhed.kernel.period import Month
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.payments.afstemning import DifferenceKind
from helhed.rules.payments.bankdag import month_pay_day
from helhed.rules.payments.faktura import InvoiceFinding
from helhed.rules.payments.krav import ClaimState, instalments
from helhed.rules.payments.linjer import LineKind
from helhed.synth.chance import Ints
from helhed.synth.decision_rows import grant_ids, resting
from helhed.synth.grants import Granted
from helhed.synth.shape import chosen, dates, day, ids, moments, table
from helhed.synth.world import World

INVOICED = Month(2026, 9)
CLAIMED = Month(2026, 1), Month(2026, 8)
CLOSED_TO = Month(2026, 6)
INVOICING = (Ownership.PRIVATE, Ownership.REGION, Ownership.OTHER_MUNICIPALITY)
SHARE_CLAIMED, SHARE_INVOICED, SHARE_WRONG = 0.004, 0.25, 0.04


@dataclass(slots=True)
class Claimed:
    """Lines with claims among them; ``of`` is the row whose overpayment each extra line takes
    back."""

    lines: pl.DataFrame
    of: Ints


def with_claims(
    world: World, lines: pl.DataFrame, plans: pl.DataFrame, runs: pl.DataFrame
) -> Claimed:
    """Some lines to citizens were too large; the next month's run takes it back as a claim."""
    first, last = (month.first for month in CLAIMED)
    to = lines.select("plan").join(
        plans.select("recipient", plan="id"), on="plan", how="left", maintain_order="left"
    )
    asked = ((to["recipient"] == "person") & lines["month"].is_between(first, last)).to_numpy()
    draws = world.chance.draw(lines.height, "claims", "has")
    order = np.flatnonzero(asked)
    count = max(3, round(len(order) * SHARE_CLAIMED))
    picked = np.sort(order[np.argsort(draws[order], kind="stable")[:count]])
    extra = np.maximum(lines["oere"].gather(picked).to_numpy() // 5, 100)
    raised = np.zeros(lines.height, np.int64)
    raised[picked] = extra
    months = [Month.of(month).plus(1) for month in lines["month"].gather(picked)]
    by_key = _next(runs)
    old = lines["run"].gather(picked).to_list()
    taken = lines[picked].with_columns(
        pl.Series("id", ids(world.seed, "payments", [f"claim {n}" for n in picked.tolist()])),
        pl.Series("run", [by_key[run] for run in old]),
        pl.lit(LineKind.CLAIM.value).alias("kind"),
        pl.Series("due_on", [month_pay_day(month) for month in months]),
        pl.Series("pay_on", [month_pay_day(month) for month in months]),
        pl.Series("oere", -extra),
    )
    return Claimed(pl.concat([lines.with_columns(pl.col("oere") + raised), taken]), picked)


def _next(runs: pl.DataFrame) -> dict[str, str]:
    """The run that comes after each: of the same department, a month later."""
    listed = runs.sort("department", "month").select("id", "department").rows()
    return {
        run: after for (run, department), (after, same) in pairwise(listed) if department == same
    }


def claims(world: World, claimed: Claimed) -> dict[str, pl.DataFrame]:
    """A claim for each line that books one: open, agreed, paid back or let go; its instalments."""
    lines = claimed.lines.filter(pl.col("kind") == LineKind.CLAIM.value)
    keys = ids(world.seed, "claims", lines["id"])
    finance, boss = (world.user[world.staff.named(f"oekonomi-{n}")] for n in (1, 2))
    states = [list(ClaimState)[(1, 0, 2, 1, 3)[n % 5]] for n in range(lines.height)]
    opened = [month_pay_day(Month.of(month).plus(1)) for month in lines["month"]]
    texts = {
        ClaimState.OPEN: "",
        ClaimState.AGREED: "Afgørelse om tilbagebetaling, SEL § 91",
        ClaimState.SETTLED: "Afgørelse om tilbagebetaling, SEL § 91",
        ClaimState.WRITTEN_OFF: "Borgeren var i god tro",
    }
    let_go = [s is ClaimState.WRITTEN_OFF for s in states]
    decided = [None if s is ClaimState.OPEN else finance for s in states]
    decided = [boss if off else who for off, who in zip(let_go, decided, strict=True)]
    days = np.array([day(one) for one in opened])
    frame = table(
        "claims",
        {
            "id": keys,
            "payment": lines["id"],
            "invoice": pl.Series([None] * lines.height, dtype=pl.String),
            "oere": -lines["oere"],
            "state": [s.value for s in states],
            "explanation": [texts[s] for s in states],
            "opened_at": moments(days, np.full(len(days), 600)),
            "asked_by": pl.Series([finance if off else None for off in let_go], dtype=pl.String),
            "asked_at": moments(np.where(let_go, days + 8, 2_000_000), np.full(len(days), 600)),
            "ask_reason": ["Borgeren var i god tro" if off else "" for off in let_go],
            "decided_by": pl.Series(decided, dtype=pl.String),
            "decided_at": moments(
                np.where([d is None for d in decided], 2_000_000, days + 9),
                np.full(len(days), 600),
            ),
        },
    )
    return {"claims": frame, "instalments": _instalments(world, frame, opened)}


def _instalments(world: World, claims: pl.DataFrame, opened: list[date]) -> pl.DataFrame:
    rows = []
    today = date(2026, 11, 2)
    for (key, oere, state), on in zip(
        claims.select("id", "oere", "state").rows(), opened, strict=True
    ):
        if state not in (ClaimState.AGREED, ClaimState.SETTLED):
            continue
        count = 6 if state == ClaimState.AGREED else 1
        for one in instalments(oere, count, Month.of(on).plus(1)):
            paid = state == ClaimState.SETTLED or one.due_on < today
            rows.append((key, one.due_on, one.oere, one.oere if paid else 0, paid))
    return table(
        "instalments",
        {
            "id": ids(world.seed, "instalments", [f"{row[0]} {row[1]}" for row in rows]),
            "claim": [row[0] for row in rows],
            "due_on": [row[1] for row in rows],
            "oere": [row[2] for row in rows],
            "paid_oere": [row[3] for row in rows],
            "paid_on": pl.Series(
                [min(row[1], today) if row[4] else None for row in rows], dtype=pl.Date
            ),
        },
    )


def differences(world: World, posted: pl.DataFrame) -> pl.DataFrame:
    """Postings that no line explains: explained long ago, open in the last months."""
    rows = posted.filter(pl.col("payment").is_null())
    is_open = (rows["month"] >= date(2026, 8, 1)).to_list()
    finance = [world.user[world.staff.named(f"oekonomi-{n}")] for n in (1, 2)]
    found = np.array([day(one) for one in rows["posted_on"]])
    owners = [finance[n % 2] for n in range(rows.height)]
    return table(
        "payment_differences",
        {
            "id": ids(world.seed, "payment_differences", rows["id"]),
            "payment": pl.Series([None] * rows.height, dtype=pl.String),
            "posting": rows["id"],
            "reversal": pl.Series([None] * rows.height, dtype=pl.String),
            "unit": rows["unit"],
            "kind": DifferenceKind.UNKNOWN.value,
            "state": ["open" if one else "explained" for one in is_open],
            "found_oere": -rows["oere"],
            "oere": -rows["oere"],
            "owner": owners,
            "explanation": [
                "" if one else "Regning uden bevilling; teamet har taget den" for one in is_open
            ],
            "found_at": moments(found, np.full(rows.height, 480)),
            "closed_at": moments(
                np.where(is_open, 2_000_000, found + 12), np.full(rows.height, 700)
            ),
            "closed_by": pl.Series(
                [None if one else who for one, who in zip(is_open, owners, strict=True)],
                dtype=pl.String,
            ),
        },
    )


def invoices(world: World, made: Granted, lines: pl.DataFrame, grants: Ints) -> pl.DataFrame:
    """September's invoices of some providers who are paid by the day for the whole month."""
    in_month = (lines["month"] == INVOICED.first).to_numpy()[: len(grants)]
    rests = {grant for grant, _, _ in resting(world, made)}
    draws = world.chance.draw(len(grants), "invoices", "has")
    first, last = day(INVOICED.first), day(INVOICED.last)
    could = []
    for row in np.flatnonzero(in_month).tolist():
        grant = made.grants[int(grants[row])]
        whole = grant.start <= first and grant.last >= last and int(grants[row]) not in rests
        if whole and grant.kind is PriceKind.DAY and grant.offer >= 0:
            if world.market.offers[grant.offer].owner in INVOICING:
                could.append(row)
    could.sort(key=lambda row: draws[row])
    rows = sorted(could[: max(3, round(len(could) * SHARE_INVOICED))])
    wrong = world.chance.draw(len(rows), "invoices", "wrong") < SHARE_WRONG
    wrong[:1] = True
    listed = [made.grants[int(grants[row])] for row in rows]
    keys = grant_ids(world, made)
    quantity = [g.quantity * INVOICED.length for g in listed]
    oere = [int(lines["oere"][row]) for row in rows]
    finance = world.user[world.staff.named("oekonomi-1")]
    provider = ids(world.seed, "providers", [world.market.offers[g.offer].provider for g in listed])
    text = [f"{q:.3f}".rstrip("0").rstrip(".") for q in quantity]
    billed = [o + (o // 30 * 2 if w else 0) for o, w in zip(oere, wrong.tolist(), strict=True)]
    return table(
        "invoices",
        {
            "id": ids(world.seed, "invoices", rows),
            "provider": provider,
            "number": [f"F-{10_000 + n}" for n in range(len(rows))],
            "grant": chosen(keys, grants[rows]),
            "unit": [lines["unit"][row] for row in rows],
            "start": dates(np.full(len(rows), first)),
            "end": dates(np.full(len(rows), last)),
            "quantity": text,
            "oere": billed,
            "delivered_quantity": text,
            "delivered_oere": oere,
            "finding": [(InvoiceFinding.AMOUNT if w else InvoiceFinding.FITS).value for w in wrong],
            "state": ["differs" if w else "matched" for w in wrong],
            "owner": finance,
            "asked_by": pl.Series([None] * len(rows), dtype=pl.String),
            "explanation": "",
            "correction": pl.Series([None] * len(rows), dtype=pl.String),
            "received_at": moments(np.full(len(rows), last + 6), np.full(len(rows), 540)),
            "closed_at": moments(np.full(len(rows), 2_000_000), np.full(len(rows), 0)),
        },
    )


def closed_periods(world: World, first: Month) -> pl.DataFrame:
    """The months that the ledger has closed; the last of them was opened again and closed anew."""
    closed = list(first.until(CLOSED_TO))
    listed = [*closed, closed[-1]]
    days = np.array([day(month.last) + 40 for month in closed] + [day(closed[-1].last) + 30])
    opened = [None] * len(closed)
    officer, other = (world.user[world.staff.named(f"oekonomi-{n}")] for n in (1, 2))
    return table(
        "closed_periods",
        {
            "id": ids(world.seed, "closed_periods", range(len(listed))),
            "month": [month.first for month in listed],
            "closed_by": officer,
            "closed_at": moments(days, np.full(len(days), 800)),
            "reason": "",
            "asked_by": [*opened, officer],
            "asked_at": [*opened, moments(days[-1:] + 2, np.full(1, 700))[0]],
            "open_reason": [*([""] * len(closed)), "En linje skulle bogføres på en anden konto"],
            "opened_by": [*opened, other],
            "opened_at": [*opened, moments(days[-1:] + 3, np.full(1, 800))[0]],
        },
    )


def plan_dates(world: World, plans: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Plans with some citizens paid each week, and one on days of its own, and those days."""
    citizens = plans.filter((pl.col("recipient") == "person") & pl.col("end").is_null())[
        "id"
    ].to_list()
    own, weekly = citizens[:2], citizens[2:12]
    rhythm = (
        pl.when(pl.col("id").is_in(own))
        .then(pl.lit("dates"))
        .when(pl.col("id").is_in(weekly))
        .then(pl.lit("weekly"))
        .otherwise(pl.col("rhythm"))
    )
    days = [date(2026, month, number) for month in (10, 11, 12) for number in (2, 16)]
    rows = [(plan, on) for plan in own for on in days]
    frame = table(
        "plan_dates",
        {
            "id": ids(world.seed, "plan_dates", [f"{plan} {on}" for plan, on in rows]),
            "plan": [plan for plan, _ in rows],
            "day": [on for _, on in rows],
        },
    )
    return plans.with_columns(rhythm.alias("rhythm")), frame
