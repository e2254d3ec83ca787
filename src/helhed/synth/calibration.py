"""How near the made municipality comes to the published figures (``data/targets.csv``).

A figure that rests on few persons misses by chance: the tolerance that is stated is widened by
two standard errors of a count, 2 ÷ √n, where n is how many persons, courses or cases the figure
rests on. At scale 1 that is little; at scale 0.01 it lets nearly everything pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

import polars as pl

from helhed.rules.decisions.ydelser import services
from helhed.rules.offers.ejerforhold import Ownership
from helhed.synth.money import LAST_PAID
from helhed.synth.shape import TODAY, as_date
from helhed.synth.words import rows

Frames = Mapping[str, pl.DataFrame]
STANDARD_ERRORS = 2
LEAST_IN_A_TEAM = 1
YEARS_OF_A_PLACE = 3
PAID_FROM = LAST_PAID.plus(-11).first
OERE_A_MILLION = 100_000_000
DAY = as_date(TODAY)

SELECTED = (
    "botilbud_107",
    "botilbud_108",
    "botilbud_105",
    "stoette_85",
    "bpa_96",
    "tilskud_95",
    "behandling_102",
    "ledsager_97",
    "kontakt_98",
    "misbrug_101",
    "krisecenter_109",
    "forsorgshjem_110",
    "beskyttet_103",
    "aktivitet_104",
)
"""The services that the statistics of selected adult services count."""
HOUSING = ("botilbud_107", "botilbud_108", "botilbud_105")
PLACEMENTS = (
    *(key for key, s in services().items() if s.area == "anbringelse" and s.is_main),
    "ungestoette_ophold",
)
FAMILIES = ("plejefamilie", "netvaerkspleje")
INSTITUTIONS = ("doegninstitution", "doegninst_handicap")


WIDE = 0.5
"""A tolerance that says little: half of the target, or more."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what it should be, what it is, and how far it may miss (shares of the target)."""

    indicator: str
    unit: str
    target: float
    made: float
    tolerance: float
    source: str

    @property
    def deviation(self) -> float:
        return self.made / self.target - 1

    @property
    def holds(self) -> bool:
        return abs(self.deviation) <= self.tolerance


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and how many it rests on."""

    value: float
    count: float


def calibration(frames: Frames, scale: float) -> list[Line]:
    """Every target beside what was made."""
    facts = _Facts(frames)
    found = []
    for row in rows("targets.csv"):
        measured = _MEASURES[row["indicator"]](facts)
        target = float(row["target"]) * (scale if row["grows"] == "yes" else 1)
        rests_on = min(measured.count, target) if row["grows"] == "yes" else measured.count
        widened = float(row["tolerance"]) + STANDARD_ERRORS / sqrt(max(rests_on, 1))
        found.append(
            Line(row["indicator"], row["unit"], target, measured.value, widened, row["source"])
        )
    return found


class _Facts:
    """The frames joined once, for all measures."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        owner = frames["offers"].join(
            frames["providers"].select(provider="id", owner="ownership"), on="provider"
        )
        cases = frames["cases"].select("citizen", "department", case="id")
        of = frames["decisions"].select("case", decision="id").join(cases, on="case")
        births = frames["citizens"].select("birth_date", citizen="id")
        self.grants = (
            frames["grants"]
            .filter(pl.col("state") == "granted")
            .join(of, on="decision")
            .join(births, on="citizen")
            .join(owner.select("owner", offer="id"), on="offer", how="left")
            .with_columns(
                year=pl.col("start").dt.year(),
                age=(pl.lit(DAY) - pl.col("birth_date")).dt.total_days() / 365.25,
            )
        )
        limits = {key: s.ends_at_age for key, s in services().items() if s.ends_at_age is not None}
        limit = pl.col("service").replace_strict(limits, default=200, return_dtype=pl.Int64)
        self.active = self.grants.filter(
            (pl.col("start") <= DAY)
            & (pl.col("end").is_null() | (pl.col("end") >= DAY))
            & (pl.col("age") < limit)
        )
        self.paid = (
            frames["payments"]
            .filter(pl.col("month") >= PAID_FROM)
            .join(frames["payment_plans"].select("grant", plan="id"), on="plan")
            .join(
                self.grants.select("service", "main", "owner", "department", grant="id"),
                on="grant",
            )
        )

    def active_in(self, keys: tuple[str, ...]) -> pl.DataFrame:
        return self.active.filter(pl.col("service").is_in(keys))

    def cost(self, paid: pl.DataFrame) -> float:
        return float(paid["oere"].sum())


def _persons(*keys: str) -> Callable[[_Facts], Measured]:
    def measure(facts: _Facts) -> Measured:
        count = facts.active_in(keys)["citizen"].n_unique()
        return Measured(count, count)

    return measure


def _share(facts: _Facts, part: pl.DataFrame, whole: pl.DataFrame) -> Measured:
    return Measured(100 * part.height / max(whole.height, 1), part.height)


def _services_per_person(facts: _Facts) -> Measured:
    active = facts.active_in(SELECTED)
    persons = active["citizen"].n_unique()
    return Measured(active.height / max(persons, 1), persons)


def _young_in_107(facts: _Facts) -> Measured:
    active = facts.active_in(("botilbud_107",))
    return _share(facts, active.filter(pl.col("age") < 30), active)


def _adult_cost(facts: _Facts) -> Measured:
    paid = facts.paid.filter(pl.col("department") == "adults")
    count = paid.filter(pl.col("service").is_in(HOUSING))["grant"].n_unique()
    return Measured(facts.cost(paid) / OERE_A_MILLION, count)


def _housing_and_support(facts: _Facts) -> pl.DataFrame:
    accounts = ("5.38.50", "5.38.51", "5.38.52", "5.38.39")
    return facts.paid.filter(
        pl.col("account").str.slice(0, 7).is_in(accounts) & pl.col("owner").is_not_null()
    )


def _bought(paid: pl.DataFrame) -> pl.DataFrame:
    return paid.filter(pl.col("owner").is_in([o.value for o in Ownership if o.is_external]))


def _external_share(facts: _Facts) -> Measured:
    paid = _housing_and_support(facts)
    bought = _bought(paid)
    return Measured(100 * facts.cost(bought) / facts.cost(paid), bought["grant"].n_unique())


def _private_share(facts: _Facts) -> Measured:
    bought = _bought(_housing_and_support(facts))
    private = bought.filter(pl.col("owner") == Ownership.PRIVATE.value)
    return Measured(100 * facts.cost(private) / facts.cost(bought), private["grant"].n_unique())


def _in_families(facts: _Facts) -> Measured:
    placed = facts.active_in(PLACEMENTS)
    families = placed.filter(
        pl.col("service").is_in(FAMILIES) | (pl.col("owner") == Ownership.FOSTER_FAMILY.value)
    )
    return _share(facts, families, placed)


def _in_institutions(facts: _Facts) -> Measured:
    return _share(facts, facts.active_in(INSTITUTIONS), facts.active_in(PLACEMENTS))


def _new_placements(facts: _Facts) -> Measured:
    """Placements of children who were in none the month before, a year."""
    stays = facts.grants.filter(pl.col("service").is_in(PLACEMENTS)).sort("citizen", "start")
    stays = stays.with_columns(before=pl.col("end").shift(1).over("citizen"))
    gap = (pl.col("start") - pl.col("before")).dt.total_days()
    new = stays.filter(pl.col("before").is_null() | (gap > 150))
    counted = new.filter(pl.col("year").is_in([2021, 2022, 2023, 2024, 2025])).height
    return Measured(counted / 5, counted / 5)


def _placement_cost(facts: _Facts) -> Measured:
    """A year's cost of placements per child-year, with what goes with them."""
    paid = facts.paid.filter(pl.col("main").is_null() & pl.col("service").is_in(PLACEMENTS))
    extras = facts.paid.filter(pl.col("main").is_not_null() & (pl.col("department") == "children"))
    child_months = paid.height
    total = facts.cost(paid) + facts.cost(extras)
    return Measured(total / 100 / max(child_months / 12, 1), paid["grant"].n_unique())


def _mean_cost(key: str) -> Callable[[_Facts], Measured]:
    def measure(facts: _Facts) -> Measured:
        paid = facts.paid.filter(pl.col("service") == key)
        return Measured(facts.cost(paid) / 100 / max(paid.height / 12, 1), paid["grant"].n_unique())

    return measure


def _of_2022(facts: _Facts) -> pl.DataFrame:
    return facts.frames["notifications"].filter(pl.col("received_at").dt.year() == 2022)


def _notifications(facts: _Facts) -> Measured:
    return Measured(_of_2022(facts).height, _of_2022(facts).height)


def _notified_children(facts: _Facts) -> Measured:
    count = _of_2022(facts)["citizen"].n_unique()
    return Measured(count, count)


def _occupancy(facts: _Facts) -> Measured:
    """Share of own housing places for adults that are taken on an average day of three years."""
    own = facts.frames["offers"].join(
        facts.frames["providers"].filter(pl.col("ownership") == "own").select(provider="id"),
        on="provider",
    )
    homes = own.filter(pl.col("kind").str.starts_with("residential"))
    places = facts.frames["places"].join(homes.select(offer="id"), on="offer")
    first = date(DAY.year - YEARS_OF_A_PLACE, DAY.month, DAY.day)
    there = pl.max_horizontal(pl.col("opens"), pl.lit(first))
    stays = facts.frames["placements"].join(
        places.select(place="id", opens="start"), on="place", how="inner"
    )
    days = stays.select(
        (
            pl.min_horizontal(pl.col("end").fill_null(DAY), pl.lit(DAY))
            - pl.max_horizontal(pl.col("start"), pl.lit(first))
        ).dt.total_days()
        + 1
    ).to_series()
    exist = places.rename({"start": "opens"}).select((pl.lit(DAY) - there).dt.total_days() + 1)
    taken, offered = int(days.filter(days > 0).sum()), int(exist.to_series().sum())
    return Measured(100 * taken / max(offered, 1), YEARS_OF_A_PLACE * places.height)


def _caseload(units: str) -> Callable[[_Facts], Measured]:
    def measure(facts: _Facts) -> Measured:
        teams = facts.frames["units"].filter(
            (pl.col("kind") == "team") & pl.col("key").str.contains(units)
        )
        cases = facts.frames["cases"].filter(pl.col("closed_on").is_null())
        here = cases.join(teams.select(unit="id"), on="unit")
        workers = facts.frames["roles"].filter(pl.col("role").str.starts_with("caseworker"))
        count = workers.join(teams.select(unit="id"), on="unit").height
        beyond_the_least = count - LEAST_IN_A_TEAM * teams.height
        return Measured(here.height / max(count, 1), max(beyond_the_least, 0))

    return measure


def _employees(department: str) -> Callable[[_Facts], Measured]:
    def measure(facts: _Facts) -> Measured:
        units = facts.frames["units"].filter(pl.col("department") == department)
        here = facts.frames["employees"].join(units.select(unit="id"), on="unit")
        return Measured(here.height, here.height)

    return measure


_MEASURES: dict[str, Callable[[_Facts], Measured]] = {
    "residents_107": _persons("botilbud_107"),
    "residents_108": _persons("botilbud_108"),
    "residents_105": _persons("botilbud_105"),
    "support_at_home_85": _persons("stoette_85"),
    "adult_recipients": _persons(*SELECTED),
    "adult_services_per_person": _services_per_person,
    "share_of_107_under_30": _young_in_107,
    "adult_cost": _adult_cost,
    "external_share": _external_share,
    "external_private_share": _private_share,
    "placed_children": _persons(*PLACEMENTS),
    "placed_in_families": _in_families,
    "placed_in_institutions": _in_institutions,
    "new_placements": _new_placements,
    "placement_cost": _placement_cost,
    "notifications": _notifications,
    "notified_children": _notified_children,
    "bpa_cost": _mean_cost("bpa_96"),
    "support_at_home_cost": _mean_cost("stoette_85"),
    "occupancy_own": _occupancy,
    "caseload_families": _caseload("familie"),
    "caseload_adults": _caseload("handicap|psykiatri|udsatte"),
    "employees_adults": _employees("adults"),
    "employees_children": _employees("children"),
}


def what_it_can_tell(lines: Iterable[Line]) -> str:
    """A sentence on how much the figures prove: at small scales few of them can fail."""
    listed = list(lines)
    wide = sum(line.tolerance >= WIDE for line in listed)
    if not wide:
        return f"All {len(listed)} figures can fail at this scale."
    return (
        f"Few persons miss by chance, so the allowed deviation grows at a small scale: {wide} of "
        f"{len(listed)} figures may miss by half or more here and hardly fail. Scale 1 is the test."
    )
