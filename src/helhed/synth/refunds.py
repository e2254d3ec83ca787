"""What refund asks for: households, facts of citizens, incomes, and who pays for whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from helhed.kernel.period import Month, Period
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.refunds.forhold import FactKind, IncomeKind
from helhed.rules.refunds.mellemkommunal import DutyBasis
from helhed.rules.refunds.opgoerelse import is_child, turns_67
from helhed.rules.refunds.refusion import limits_in
from helhed.rules.refunds.udgifter import FIRST_MONTH, GrantFacts
from helhed.synth.decision_rows import grant_ids
from helhed.synth.grants import Grant, Granted
from helhed.synth.shape import HISTORY_FROM, NEVER, as_date, dates, day, ids, moments, table
from helhed.synth.town import CODE
from helhed.synth.world import World

YEARS = (2025, 2026)
LAST_POSTED = Month(2026, 9)
SHARE_PAYING = 0.35
SHARE_NOTED_LATE = 0.08
SHARE_MISTYPED = 0.01
SHARE_REFUGEES = 0.006
SHARE_SIBLINGS = 0.12
SHARE_NOT_TOLD = 0.03
PAYS = ("botilbud_107", "botilbud_108")
PLACED = ("plejefamilie", "opholdssted", "doegninstitution", "doegninst_handicap")
NINE, OVER_A_MONTH = 540, 9
FORGOTTEN, FOUND = Month(2026, 7), day(date(2026, 10, 27))
"""July's payments of some were found after the last claim: the next one corrects it."""
MORE = 120_000
"""What was paid beyond the usual in the month whose incomes were forgotten, in øre."""


@dataclass(slots=True)
class Costly:
    """What was posted of grants in the years that are claimed, and everything that was posted of
    those whose cost before 67 matters."""

    grants: dict[str, GrantFacts] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    births: dict[str, date] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[str, str, Month, int, date]] = field(default_factory=list)
    monthly: dict[tuple[str, Month], int] = field(default_factory=lambda: defaultdict(int))
    first: dict[str, Month] = field(default_factory=dict)

    def is_dear(self, grant: str, month: Month) -> bool:
        """Whether a grant's citizen cost more than a twelfth of the first limit in a month."""
        cost = self.monthly.get((self.grants[grant].citizen, month), 0)
        return 12 * cost > limits_in(month.year).steps[0][0]


def costly(world: World, made: Granted, postings: pl.DataFrame) -> Costly:
    """The grants that were posted, by their keys, and the rows: grant, account, month, øre, day."""
    found = Costly()
    citizen = ids(world.seed, "citizens", range(len(world.people.birth)))
    births = world.people.birth.tolist()
    for key, grant in zip(grant_ids(world, made), made.grants, strict=True):
        if grant.state != "granted":
            continue
        case = made.decisions[grant.decision].case
        person = int(world.cases.person[case])
        found.grants[key] = _facts(key, citizen[person], grant, made)
        found.services[key] = grant.service.key
        found.births[citizen[person]] = as_date(births[person])
        found.departments[key] = world.cases.department[case]
    of_grants = postings.filter(pl.col("grant").is_not_null())
    posted = of_grants.filter(pl.col("month") >= date(2021, 1, 1))
    for key, account, month, oere, posted_on in posted.select(
        "grant", "account", "month", "oere", "posted_on"
    ).iter_rows():
        when = Month.of(month)
        found.rows.append((key, account, when, oere, posted_on))
        citizen_of = found.grants[key].citizen
        found.monthly[citizen_of, when] += oere
        found.first[citizen_of] = min(found.first.get(citizen_of, when), when)
    return found


def _facts(key: str, citizen: str, grant: Grant, made: Granted) -> GrantFacts:
    decision = made.decisions[grant.decision]
    decided = decision.decided if decision.decided < NEVER else decision.prepared
    end = as_date(grant.last) if grant.last < NEVER else None
    return GrantFacts(
        key,
        citizen,
        grant.citation,
        grant.account,
        grant.kind is PriceKind.ONE_OFF,
        Period(as_date(grant.start), end),
        as_date(decided),
    )


def active(found: Costly) -> list[str]:
    """The citizens who cost something in the years that are claimed, in order."""
    return sorted({citizen for citizen, month in found.monthly if month.year in YEARS})


def households(world: World, found: Costly) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Some placed children have a sister or brother who is placed too."""
    listed = sorted(
        {
            grant.citizen
            for key, grant in found.grants.items()
            if found.services[key] in PLACED
            and is_child(found.births[grant.citizen], Month(YEARS[0], 1))
        }
        & set(active(found))
    )
    draws = world.chance.draw(len(listed) // 2, "households", "which")
    pairs = [listed[2 * n : 2 * n + 2] for n in np.flatnonzero(draws < SHARE_SIBLINGS).tolist()]
    keys = ids(world.seed, "households", [one for one, _ in pairs])
    members = [(home, child) for home, pair in zip(keys, pairs, strict=True) for child in pair]
    return (
        table(
            "households",
            {"id": keys, "name": [f"Husstand {number}" for number in range(1, len(keys) + 1)]},
        ),
        table(
            "household_members",
            {
                "id": ids(world.seed, "household_members", [child for _, child in members]),
                "household": [home for home, _ in members],
                "citizen": [child for _, child in members],
                "start": dates(np.full(len(members), HISTORY_FROM)),
                "end": dates(np.full(len(members), NEVER)),
            },
        ),
    )


def facts(world: World, found: Costly) -> pl.DataFrame:
    """Refugees in their first years, and what is told of those who are over 67: whether they were
    covered before, of all but a few."""
    listed = active(found)
    draws = world.chance.draw(2 * len(listed), "refund facts", "which").tolist()
    rows: list[tuple[str, FactKind, int, str]] = []
    for n, citizen in enumerate(listed):
        one, two = draws[2 * n : 2 * n + 2]
        turned = turns_67(found.births[citizen])
        if turned.plus(-1) < FIRST_MONTH:
            if one >= SHARE_NOT_TOLD:
                kind = _told(found, citizen)
                rows.append((citizen, kind, day(turned.first), "Opgørelse fra den tidligere sag"))
        elif one < SHARE_REFUGEES:
            permit = day(date(2023, 1, 1)) + int(two * 1200)
            rows.append((citizen, FactKind.REFUGEE, permit, "Udlændingestyrelsens brev"))
    written = np.array([max(start, HISTORY_FROM) + 20 for _, _, start, _ in rows], np.int64)
    return table(
        "refund_facts",
        {
            "id": ids(world.seed, "refund_facts", [f"{who} {kind}" for who, kind, _, _ in rows]),
            "citizen": [who for who, _, _, _ in rows],
            "kind": [kind.value for _, kind, _, _ in rows],
            "start": dates(np.array([start for _, _, start, _ in rows], np.int64)),
            "note": [note for _, _, _, note in rows],
            "recorded_at": moments(written, np.full(len(rows), NINE)),
            "recorded_by": world.user[world.staff.named("oekonomi-1")],
        },
    )


def _told(found: Costly, citizen: str) -> FactKind:
    """Covered when the first known month cost more than a twelfth of the first limit."""
    first = found.first[citizen]
    is_over = 12 * found.monthly[citizen, first] > limits_in(first.year).steps[0][0]
    return FactKind.COVERED_AT_67 if is_over else FactKind.NOT_COVERED_AT_67


def incomes(world: World, found: Costly) -> pl.DataFrame:
    """What some people in homes pay for food and care each month; now and then it is noted late."""
    homes = sorted(key for key, service in found.services.items() if service in PAYS)
    draws = world.chance.draw(2 * len(homes), "incomes", "which").tolist()
    paying = {
        key: 100 * int(3_900 + 2_500 * draws[2 * n + 1])
        for n, key in enumerate(homes)
        if draws[2 * n] < SHARE_PAYING or found.is_dear(key, FORGOTTEN)
    }
    rows = sorted(
        {
            (key, month)
            for key, _, month, _, _ in found.rows
            if key in paying and month.year in YEARS
        }
    )
    draws_late = world.chance.draw(len(rows), "incomes", "late")
    late = np.where(draws_late < SHARE_NOTED_LATE, 113 + (draws_late * 400).astype(np.int64), 0)
    written = np.array([day(month.last) + OVER_A_MONTH for _, month in rows], np.int64)
    is_forgotten = np.array(
        [month == FORGOTTEN and found.is_dear(key, month) for key, month in rows], bool
    )
    written = np.where(is_forgotten, FOUND, written + late)
    right = table(
        "incomes",
        {
            "id": ids(world.seed, "incomes", [f"{key} {month}" for key, month in rows]),
            "grant": [key for key, _ in rows],
            "kind": IncomeKind.USER_PAYMENT.value,
            "month": dates(np.array([day(month.first) for _, month in rows], np.int64)),
            "oere": [
                paying[key] + (MORE if forgotten else 0)
                for (key, _), forgotten in zip(rows, is_forgotten.tolist(), strict=True)
            ],
            "note": "",
            "recorded_at": moments(written, np.full(len(rows), NINE)),
            "recorded_by": world.user[world.staff.named("oekonomi-2")],
            "withdrawn_at": None,
            "withdrawn_by": None,
            "withdrawn_why": "",
            "replaced_by": None,
        },
    ).filter(pl.col("recorded_at").dt.date() <= date(2026, 11, 2))
    return pl.concat([right, _mistyped(world, right)])


def _mistyped(world: World, right: pl.DataFrame) -> pl.DataFrame:
    """The rows that some of these were written instead of: the amount was ten times too large, and
    was corrected when it was seen three days after."""
    draws = world.chance.draw(len(right), "incomes", "mistyped")
    wrong = right.filter(pl.Series(draws < SHARE_MISTYPED))
    return wrong.with_columns(
        pl.Series("id", ids(world.seed, "incomes mistyped", wrong["id"].to_list()), pl.String),
        replaced_by=pl.col("id"),
        oere=10 * pl.col("oere"),
        recorded_at=pl.col("recorded_at") - pl.duration(days=3),
        withdrawn_at=pl.col("recorded_at"),
        withdrawn_by=pl.col("recorded_by"),
        withdrawn_why=pl.lit("Tastet med et nul for meget"),
    )


def paying_duties(world: World, found: Costly, citizens: pl.DataFrame) -> pl.DataFrame:
    """For whom another municipality pays, from the first day of their help on."""
    first: dict[str, date] = {}
    for grant in found.grants.values():
        first[grant.citizen] = min(first.get(grant.citizen, date.max), grant.days.start)
    others = citizens.filter(pl.col("paying_municipality") != CODE)
    rows = [
        (who, pays, max(first[who], as_date(HISTORY_FROM)))
        for who, pays in others.select("id", "paying_municipality").iter_rows()
        if who in first
    ]
    child = [is_child(found.births[who], Month.of(start)) for who, _, start in rows]
    return table(
        "paying_duties",
        {
            "id": ids(world.seed, "paying_duties", [who for who, _, _ in rows]),
            "citizen": [who for who, _, _ in rows],
            "acting": CODE,
            "paying": [pays for _, pays, _ in rows],
            "residence": CODE,
            "basis": [(DutyBasis.CHILD if c else DutyBasis.STAY).value for c in child],
            "start": dates(np.array([day(start) for _, _, start in rows], np.int64)),
            "end": dates(np.full(len(rows), NEVER)),
            "note": "",
            "recorded_at": moments(
                np.array([day(start) for _, _, start in rows], np.int64), np.full(len(rows), NINE)
            ),
            "recorded_by": world.user[world.staff.named("oekonomi-1")],
        },
    )
