"""Claims on the state: four a year, each by the rules of what was known when it was made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from helhed.kernel.period import Month, Period
from helhed.rules.refunds.forhold import FactKind, running
from helhed.rules.refunds.hjemtagning import Key, deltas
from helhed.rules.refunds.opgoerelse import Person, Spent, statement
from helhed.rules.refunds.refusion import limits_in
from helhed.rules.refunds.udgifter import (
    HALF_REFUNDED,
    Half,
    deciding_month,
    halves,
    person,
    spent,
    why_left_out,
)
from helhed.synth.refunds import YEARS, Costly, active
from helhed.synth.shape import NEVER, dates, day, ids, moments, table
from helhed.synth.world import World

CLOSED_YEARS = tuple(range(2020, YEARS[0]))
QUARTERS = tuple(Month(year, month) for year in YEARS for month in (3, 6, 9, 12))
LAST = Month(2026, 9)
Incomes = Mapping[tuple[str, Month], int]


@dataclass(slots=True)
class _Known:
    """What the rules need of everybody who can have a refund."""

    costs: list[tuple[Spent, date]]
    incomes: pl.DataFrame
    costing: Mapping[str, set[Month]]
    grants: Mapping[str, str]
    births: Mapping[str, date]
    households: Mapping[str, str]
    facts: Mapping[str, Mapping[FactKind, date]]
    departments: Mapping[str, str]


def closed_years(world: World) -> pl.DataFrame:
    """The years before the claims that the house made itself; the last of them was opened again
    after an audit, and closed anew."""
    years = [*CLOSED_YEARS, CLOSED_YEARS[-1]]
    asked = np.array([day(date(year + 1, 3, 1)) for year in CLOSED_YEARS])
    asked = np.append(asked, asked[-1] + 40)
    officer, other = (world.user[world.staff.named(f"oekonomi-{n}")] for n in (1, 2))
    first = [None] * (len(CLOSED_YEARS) - 1)
    return table(
        "closed_refund_years",
        {
            "id": ids(world.seed, "closed_refund_years", range(len(years))),
            "year": years,
            "asked_by": officer,
            "asked_at": moments(asked, np.full(len(asked), 600)),
            "note": "Gjort op i det tidligere system",
            "closed_by": other,
            "closed_at": moments(asked + 1, np.full(len(asked), 700)),
            "open_asked_by": [*first, other, None],
            "open_asked_at": [*first, moments(asked[-2:-1] + 20, np.full(1, 640))[0], None],
            "open_note": [*([""] * len(first)), "Revisionen fandt en udgift for meget", ""],
            "opened_by": [*first, officer, None],
            "opened_at": [*first, moments(asked[-2:-1] + 21, np.full(1, 660))[0], None],
        },
    )


def number_changes(world: World) -> pl.DataFrame:
    """A limit that one asked to have raised after it was claimed by, and another refused."""
    asked = np.array([day(date(2026, 8, 18))])
    return table(
        "refund_number_changes",
        {
            "id": ids(world.seed, "refund_number_changes", ["step_1_from"]),
            "file": "refunds/refusion",
            "key": "step_1_from",
            "value": "990000",
            "valid_from": dates(np.array([day(date(2026, 1, 1))])),
            "valid_to": dates(np.array([day(date(2026, 12, 31))])),
            "source": "Brev fra en anden kommune",
            "months": 0,
            "oere": 0,
            "state": "refused",
            "asked_by": world.user[world.staff.named("demo-administrator")],
            "asked_at": moments(asked, np.full(1, 610)),
            "decided_by": world.user[world.staff.named("oekonomi-1")],
            "decided_at": moments(asked, np.full(1, 800)),
            "correction": None,
        },
    )


def claims(
    world: World, found: Costly, frames: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A claim for each quarter: the last is sent and waits for its receipt."""
    known = _known(found, frames)
    through = [month for month in QUARTERS if month <= LAST]
    claimed: dict[Key, int] = {}
    turns: dict[Key, int] = defaultdict(int)
    rows: list[dict[str, object]] = []
    for number, month in enumerate(through):
        made = date.fromordinal(month.last.toordinal() + 20)
        years = [year for year in YEARS if year <= month.year]
        now, bases, departments = _truth(known, years, month, made)
        for key, oere in deltas(now, claimed, frozenset()).items():
            turns[key] += 1
            rows.append(
                {
                    "claim": number,
                    "citizen": None if key.payer.is_household else key.payer.key,
                    "household": key.payer.key if key.payer.is_household else None,
                    "department": departments.get(key.payer.key, "adults"),
                    "month": key.month.first,
                    "scheme": key.scheme.value,
                    "turn": turns[key],
                    "basis_oere": bases.get(key, 0),
                    "refund_oere": now.get(key, 0),
                    "before_oere": claimed.get(key, 0),
                    "oere": oere,
                }
            )
            claimed[key] = claimed.get(key, 0) + oere
    listed = _claims(world, through)
    return listed, _lines(world, listed["id"].to_list(), rows)


def _lines(world: World, claim_ids: list[str], rows: list[dict[str, object]]) -> pl.DataFrame:
    named = [
        f"{r['claim']} {r['citizen']}{r['household']} {r['month']} {r['scheme']}" for r in rows
    ]
    keys = ids(world.seed, "refund_claim_lines", named)
    columns: dict[str, object] = {
        name: pl.Series([row[name] for row in rows], dtype=kind)
        for name, kind in (
            ("citizen", pl.String),
            ("household", pl.String),
            ("department", pl.String),
            ("month", pl.Date),
            ("scheme", pl.String),
            ("turn", pl.Int64),
            ("basis_oere", pl.Int64),
            ("refund_oere", pl.Int64),
            ("before_oere", pl.Int64),
            ("oere", pl.Int64),
        )
    }
    of = [claim_ids[int(str(row["claim"]))] for row in rows]
    return table("refund_claim_lines", {"id": keys, "claim": of, **columns})


def _claims(world: World, through: list[Month]) -> pl.DataFrame:
    made = np.array([day(month.last) + 20 for month in through])
    finance = [world.user[world.staff.named(f"oekonomi-{n}")] for n in (1, 2)]
    done = np.array([month < through[-1] for month in through])
    minutes = np.full(len(through), 600)
    return table(
        "refund_claims",
        {
            "id": ids(world.seed, "refund_claims", through),
            "number": [f"R-{month.year}-{month.month // 3:03d}" for month in through],
            "through": dates(np.array([day(month.first) for month in through])),
            "state": ["receipted" if one else "sent" for one in done.tolist()],
            "made_by": [finance[month.month % 2] for month in through],
            "made_at": moments(made, minutes),
            "approved_by": [finance[1 - month.month % 2] for month in through],
            "approved_at": moments(made + 1, minutes),
            "sent_at": moments(made + 2, minutes),
            "receipted_on": dates(np.where(done, made + 16, NEVER)),
            "receipt": [
                f"SM-{month.year}{month.month:02d}" if one else ""
                for month, one in zip(through, done.tolist(), strict=True)
            ],
        },
    )


def _known(found: Costly, frames: Mapping[str, pl.DataFrame]) -> _Known:
    facts: dict[str, dict[FactKind, date]] = defaultdict(dict)
    for who, kind, start in frames["refund_facts"].select("citizen", "kind", "start").iter_rows():
        facts[who][FactKind.of(kind)] = start
    members = frames["household_members"].select("citizen", "household").iter_rows()
    homes = dict(members)
    duties: dict[str, list[Period]] = defaultdict(list)
    for who, start in frames["paying_duties"].select("citizen", "start").iter_rows():
        duties[who].append(Period(start))
    wanted = _wanted(found, {*homes, *facts})
    half = halves(grant for grant in found.grants.values() if grant.citizen in wanted)
    costing: dict[str, set[Month]] = defaultdict(set)
    for key, _, month, _, _ in found.rows:
        costing[key].add(month)
    incomes = frames["incomes"].filter(pl.col("withdrawn_at").is_null())
    of_grants = _by_grant(incomes, costing)
    costs = _costs(found, wanted, half, of_grants, duties)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, _, month, oere, _ in found.rows:
        if month.year in YEARS:
            sums[found.grants[key].citizen][found.departments[key]] += oere
    departments = {who: max(of, key=lambda name: of[name]) for who, of in sums.items()}
    whose = {key: grant.citizen for key, grant in found.grants.items()}
    births = {who: found.births[who] for who in wanted}
    return _Known(costs, incomes, costing, whose, births, homes, facts, departments)


def _by_grant(incomes: pl.DataFrame, costing: Mapping[str, set[Month]]) -> Incomes:
    """What came in of grants month by month, with the months into which it ran on."""
    told: dict[str, dict[Month, int]] = defaultdict(dict)
    for grant, month, oere in incomes.select("grant", "month", "oere").iter_rows():
        told[grant][Month.of(month)] = oere
    return {
        (grant, month): oere
        for grant, of in told.items()
        for month, oere in (of | running(of, costing.get(grant, ()))).items()
    }


def _wanted(found: Costly, told: set[str]) -> set[str]:
    """Everybody who can have a refund, and a few more."""
    least = min(limits_in(year).steps[0][0] for year in YEARS) // 24
    dear = {who for (who, month), oere in found.monthly.items() if oere > least}
    single = {grant.citizen for grant in found.grants.values() if grant.is_one_off}
    half = {g.citizen for g in found.grants.values() if g.citation in HALF_REFUNDED}
    return (dear | single | half | told) & set(active(found))


def _costs(
    found: Costly,
    wanted: set[str],
    half: Mapping[str, Half],
    incomes: Incomes,
    duties: Mapping[str, list[Period]],
) -> list[tuple[Spent, date]]:
    costs = []
    for key, account, month, oere, posted_on in found.rows:
        grant = found.grants[key]
        if grant.citizen not in wanted:
            continue
        if why_left_out(grant, account, month, duties.get(grant.citizen, ())) is None:
            income = incomes.get((key, month), 0)
            costs.append((spent(grant, month, oere, income, half.get(key)), posted_on))
    return costs


def _truth(
    known: _Known, years: list[int], through: Month, made: date
) -> tuple[dict[Key, int], dict[Key, int], dict[str, str]]:
    """What could be claimed on the day a claim was made: refund, net cost, departments."""
    told = known.incomes.filter(pl.col("recorded_at").dt.date() <= made)
    incomes: dict[tuple[str, Month], int] = defaultdict(int)
    for (grant, month), oere in _by_grant(told, known.costing).items():
        incomes[known.grants[grant], month] += oere
    costs = [cost for cost, posted_on in known.costs if posted_on <= made]
    now: dict[Key, int] = {}
    bases: dict[Key, int] = {}
    departments = dict(known.departments)
    for year in years:
        for one in statement(_people(known, costs, incomes, year), costs, incomes, year):
            if one.month > through:
                continue
            if one.payer.is_household:
                departments[one.payer.key] = known.departments[one.people[0].person]
            for scheme, oere in one.refunds.items():
                key = Key(one.payer, one.month, scheme)
                now[key], bases[key] = oere, one.basis_of(scheme)
    return now, bases, departments


def _people(known: _Known, costs: list[Spent], incomes: Incomes, year: int) -> list[Person]:
    of: dict[str, list[Spent]] = defaultdict(list)
    for cost in costs:
        of[cost.person].append(cost)
    months = [Month(year, number) for number in range(1, 13)]
    listed = []
    for who, birth in known.births.items():
        facts = known.facts.get(who, {})
        month = deciding_month(birth, facts, year)
        before = (of[who], incomes, month) if month else None
        home = known.households.get(who)
        homes = dict.fromkeys(months, home) if home else {}
        listed.append(person(who, birth, homes, facts, before))
    return listed
