"""Six measures of this year, three in each department, and the grants that they name.

Some name grants that ended, held against what they cost; some name grants in own offers, held
against what a bought place would have cost. Two of them name some of the same grants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from helhed.rules.offers.ejerforhold import Ownership
from helhed.synth.decision_rows import grant_ids
from helhed.synth.grants import Granted
from helhed.synth.money import Costs
from helhed.synth.shape import TODAY, chosen, day, ids, moments, table
from helhed.synth.town import unit_ids
from helhed.synth.world import World

YEAR = 2026
MOST_GRANTS = 10
WHOLE = 1_000_000
BOUGHT = 1.25
"""What a bought place costs beside an own one, in the measures that state it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a measure is about. ``begins``: it names grants that began, and not that ended."""

    name: str
    owner: str
    unit: str
    services: tuple[str, ...]
    own: bool | None
    begins: bool
    aims: float
    decision: str


PLANS = (
    Plan(
        "Flere beboere i egne botilbud frem for købte pladser",
        "demo-head",
        "voksne",
        ("botilbud_107", "botilbud_108"),
        True,
        True,
        1.1,
        "Nye beboere indskrives i kommunens egne botilbud, når et eget tilbud kan give hjælpen. "
        "Effekten måles mod prisen på en tilsvarende købt plads.",
    ),
    Plan(
        "Midlertidige botilbud afsluttes, når målene er nået",
        "demo-head",
        "voksne",
        ("botilbud_107", "forsorgshjem_110"),
        None,
        False,
        0.9,
        "Alle ophold i midlertidige botilbud gennemgås hvert halve år sammen med borgeren. Ophold, "
        "hvor målene er nået, afløses af støtte i egen bolig.",
    ),
    Plan(
        "Bostøtten gennemgås sammen med borgerne",
        "demo-team-leader",
        "voksne",
        ("stoette_85", "botilbud_107"),
        None,
        False,
        1.4,
        "Bostøtte, som ikke længere er brug for, sluttes ved opfølgningen.",
    ),
    Plan(
        "Anbringelser afløses af hjælp i hjemmet",
        "demo-head-children",
        "boern",
        ("plejefamilie", "netvaerkspleje", "doegninstitution", "opholdssted", "ungestoette_ophold"),
        None,
        False,
        0.8,
        "Hvor et barn kan komme hjem, planlægges hjemgivelsen et halvt år før med familien, skolen "
        "og netværket.",
    ),
    Plan(
        "Familiebehandling i eget hus",
        "demo-head-children",
        "boern",
        ("familiebehandling",),
        True,
        True,
        1.0,
        "Familiebehandling gives af egne medarbejdere. Effekten måles mod prisen hos de "
        "leverandører, der hidtil er købt hos.",
    ),
    Plan(
        "Kontaktpersoner sluttes til tiden",
        "demo-team-leader-children",
        "boern",
        ("kontaktperson_barn", "stoette_hjemmet"),
        None,
        False,
        2.0,
        "Kontaktperson og støtte i hjemmet følges op hvert halve år og sluttes ved nåede mål.",
    ),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A grant that a measure names, and what is stated that the other would have cost a day."""

    measure: int
    grant: int
    begins: bool
    baseline: int
    saves: int


def named(world: World, made: Granted, found: Costs) -> list[Named]:
    """The grants of every measure."""
    per_day = _per_day(made, found)
    return [one for number, _ in enumerate(PLANS) for one in _of(world, made, per_day, number)]


def _of(world: World, made: Granted, per_day: dict[int, int], number: int) -> list[Named]:
    plan, last = PLANS[number], day(date(YEAR, 12, 31))
    fitting = []
    for n, grant in enumerate(made.grants):
        if grant.state != "granted" or grant.service.key not in plan.services or grant.main >= 0:
            continue
        owner = world.market.offers[grant.offer].owner if grant.offer >= 0 else None
        is_own = owner is Ownership.OWN
        at = grant.start if plan.begins else grant.last + 1
        in_time = day(date(YEAR, 1, 15)) <= at <= TODAY - 20
        if in_time and n in per_day and plan.own in (None, is_own):
            days = min(grant.last, last) - at + 1 if plan.begins else last - at + 1
            gain = per_day[n] * (BOUGHT - 1 if plan.begins else 1)
            baseline = int(per_day[n] * BOUGHT) if plan.begins else 0
            fitting.append(Named(number, n, plan.begins, baseline, int(gain * days)))
    return fitting[:MOST_GRANTS]


def _per_day(made: Granted, found: Costs) -> dict[int, int]:
    """About what each grant costs a day, of those that cost anything this year."""
    rows = pl.DataFrame({"grant": found.grant, "month": found.month, "oere": found.oere})
    this = rows.filter(pl.col("month").is_between(YEAR * 12, YEAR * 12 + 11))
    most = this.group_by("grant").agg(pl.col("oere").max())
    return {grant: oere // 31 for grant, oere in most.iter_rows()}


def measures(world: World) -> pl.DataFrame:
    """The measures themselves."""
    count, decided = len(PLANS), day(date(YEAR - 1, 10, 12))
    units = unit_ids(world.seed)
    owners = [world.user[world.staff.named(plan.owner)] for plan in PLANS]
    return table(
        "measures",
        {
            "id": _measure_ids(world),
            "name": [plan.name for plan in PLANS],
            "unit": [units[plan.unit] for plan in PLANS],
            "owner": owners,
            "decided_on": [date(YEAR - 1, 10, 12)] * count,
            "decision": [plan.decision for plan in PLANS],
            "start": [date(YEAR, 1, 1)] * count,
            "state": pl.Series([None] * count, dtype=pl.String),
            "state_note": "",
            "recorded_at": moments(np.full(count, decided + 8), np.full(count, 540)),
            "recorded_by": world.user[world.staff.named("oekonomi-1")],
        },
    )


def _measure_ids(world: World) -> list[str]:
    return ids(world.seed, "measures", [plan.name for plan in PLANS])


def targets(world: World, listed: list[Named]) -> pl.DataFrame:
    """What each is to save this year and the three years after."""
    rows = []
    for number, plan in enumerate(PLANS):
        saves = sum(one.saves for one in listed if one.measure == number)
        this = max(WHOLE, round(saves * plan.aims / WHOLE) * WHOLE)
        rows += [(number, YEAR + n, this * (1 if n == 0 else 2)) for n in range(4)]
    key = _measure_ids(world)
    return table(
        "measure_targets",
        {
            "id": ids(world.seed, "measure_targets", [f"{n} {year}" for n, year, _ in rows]),
            "measure": [key[n] for n, _, _ in rows],
            "year": [year for _, year, _ in rows],
            "oere": [oere for _, _, oere in rows],
        },
    )


def measure_grants(world: World, made: Granted, listed: list[Named]) -> pl.DataFrame:
    """The grants that they name."""
    key, names = _measure_ids(world), grant_ids(world, made)
    before = np.array([-1 if one.begins else one.grant for one in listed], np.int64)
    after = np.array([one.grant if one.begins else -1 for one in listed], np.int64)
    stated = [one.baseline if one.begins else None for one in listed]
    return table(
        "measure_grants",
        {
            "id": ids(world.seed, "measure_grants", [f"{o.measure} {o.grant}" for o in listed]),
            "measure": pl.Series([key[one.measure] for one in listed], dtype=pl.String),
            "before": chosen(names, before),
            "after": chosen(names, after),
            "baseline_oere": pl.Series(stated, dtype=pl.Int64),
        },
    )
