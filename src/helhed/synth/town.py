"""The municipality and its units: two departments, their centres, teams and own providers."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from helhed.synth.shape import TODAY, as_date, ids, table

CODE = "0999"
NAME = "Sundhøj Kommune"
INHABITANTS = 220_000
OTHER_CODES = ("0981", "0982", "0983", "0984", "0985", "0986")
DISTRICTS = ("Nord", "Midt", "Syd")
TOWNS = {"Nord": ("9091", "Nørre Sund"), "Midt": ("9092", "Sundhøj"), "Syd": ("9093", "Sønderlund")}
REGION = "Region Fjordlandet"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the organisation before it becomes a row."""

    key: str
    name: str
    kind: str
    department: str
    parent: str


UNITS = (
    Place("social", "Socialforvaltningen", "department", "", ""),
    Place("voksne", "Voksenafdelingen", "department", "adults", "social"),
    Place("boern", "Børne- og familieafdelingen", "department", "children", "social"),
    Place("myndighed", "Myndighed og visitation", "centre", "adults", "voksne"),
    Place("handicapboliger", "Center for handicapboliger", "centre", "adults", "voksne"),
    Place("psykiatri", "Center for socialpsykiatri", "centre", "adults", "voksne"),
    Place("bostoette", "Center for støtte i eget hjem", "centre", "adults", "voksne"),
    Place("udsatte", "Center for udsatte og rusmidler", "centre", "adults", "voksne"),
    Place("dagtilbud", "Center for job og aktivitet", "centre", "adults", "voksne"),
    Place("voksen-sekretariat", "Økonomi og udvikling, voksne", "centre", "adults", "voksne"),
    Place("handicap-nord", "Team Handicap Nord", "team", "adults", "myndighed"),
    Place("handicap-syd", "Team Handicap Syd", "team", "adults", "myndighed"),
    Place("psykiatri-nord", "Team Socialpsykiatri Nord", "team", "adults", "myndighed"),
    Place("psykiatri-syd", "Team Socialpsykiatri Syd", "team", "adults", "myndighed"),
    Place("udsatte-team", "Team Udsatte og Rusmidler", "team", "adults", "myndighed"),
    Place("boern-myndighed", "Familiegrupperne", "centre", "children", "boern"),
    Place("doegn", "Center for døgn og dag", "centre", "children", "boern"),
    Place("forebyggelse", "Center for tværfaglig forebyggelse", "centre", "children", "boern"),
    Place(
        "familiepleje", "Center for tidlig indsats og familiepleje", "centre", "children", "boern"
    ),
    Place("familie-nord", "Familiegruppe Nord", "team", "children", "boern-myndighed"),
    Place("familie-midt", "Familiegruppe Midt", "team", "children", "boern-myndighed"),
    Place("familie-syd", "Familiegruppe Syd", "team", "children", "boern-myndighed"),
    Place("specialgruppen", "Specialgruppen", "team", "children", "boern-myndighed"),
)
BY_KEY = {unit.key: unit for unit in UNITS}
TEAMS = tuple(unit.key for unit in UNITS if unit.kind == "team")
CENTRES = tuple(
    unit.key for unit in UNITS if unit.kind == "centre" and not unit.key.endswith("myndighed")
)


def team_of(area: str, district: str) -> str:
    """The team that handles an area in a district."""
    side = "nord" if district == "Nord" else "syd"
    match area:
        case "disability":
            return f"handicap-{side}"
        case "mental_health":
            return f"psykiatri-{side}"
        case "child_disability":
            return "specialgruppen"
        case "child_at_risk":
            return f"familie-{district.lower()}"
    return "udsatte-team"


def municipality() -> pl.DataFrame:
    """The one row that says which municipality it is, and that it is made up."""
    return table(
        "municipality",
        {"code": [CODE], "name": NAME, "is_demo": True, "fixed_today": [as_date(TODAY)]},
    )


def unit_ids(seed: int) -> dict[str, str]:
    """The id of each unit by its key."""
    keys = [unit.key for unit in UNITS]
    return dict(zip(keys, ids(seed, "units", keys), strict=True))


def units(seed: int) -> pl.DataFrame:
    """The tree, from the top."""
    known = unit_ids(seed)
    return table(
        "units",
        {
            "id": list(known.values()),
            "key": list(known),
            "name": [unit.name for unit in UNITS],
            "kind": [unit.kind for unit in UNITS],
            "department": pl.Series([unit.department or None for unit in UNITS], dtype=pl.String),
            "parent": pl.Series([known.get(unit.parent) for unit in UNITS], dtype=pl.String),
            "cost_place": [f"{5001 + number:04d}" for number in range(len(UNITS))],
        },
    )
