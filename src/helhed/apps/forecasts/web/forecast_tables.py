"""The tables of forecasts: what the screen shows and the files hold."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from helhed.apps.forecasts.models import Run
from helhed.apps.forecasts.queries import UnitAnswer
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.layout.web.tables import Column, Table
from helhed.kernel.words import screen_text


def of_run(table: Table, row: Run) -> Table:
    """The table as one run or plan has it: its files say whose it is, and as of which day."""
    facts = (
        (screen_text("Afdeling"), department_name(row.department)),
        (screen_text("Kendt til og med"), row.as_of),
        (screen_text("Kørsel"), str(row.id)),
    )
    return replace(table, of=f"{row.department or 'begge'}-{row.as_of}", facts=facts)


def of_unit(table: Table, row: Run, one: UnitAnswer) -> Table:
    """The table as one service at one owner of a run has it: its files say which it is as well."""
    whole = of_run(table, row)
    facts = (
        (screen_text("Ydelse"), one.service_name),
        (screen_text("Hvem leverer"), one.owner_name),
    )
    return replace(whole, of=f"{whole.of}-{one.service}-{one.owner}", facts=(*facts, *whole.facts))


def of_department(table: Table, department: str) -> Table:
    """The table as a department has it, of whichever day: its files say whose it is."""
    told = ((screen_text("Afdeling"), department_name(department)),)
    facts = () if any(one.key == "department" for one in table.columns) else told
    return replace(table, of=department or "begge", facts=facts)


def _change(
    key: str, label: str, sort: str = "", total: bool = False, only_exported: bool = False
) -> Column:
    """Kroner more or less than before, or than without."""
    return Column(
        key,
        label,
        "kroner",
        sort=sort,
        total=total,
        only_exported=only_exported,
        is_change=True,
    )


UNITS = Table(
    "prognose-ydelser",
    [
        Column(
            "service",
            screen_text("Ydelse"),
            "said",
            sort="service",
            link=lambda row: row["opens"],
        ),
        Column("owner", screen_text("Hvem leverer"), "said", sort="owner"),
        Column("persons", screen_text("Personer nu"), "quantity", sort="persons"),
        Column("persons_then", screen_text("Personer til sidst"), "quantity", sort="persons_then"),
        Column("oere", screen_text("Næste måned"), "kroner", sort="oere", total=True),
        Column("oere_then", screen_text("Sidste måned"), "kroner", sort="oere_then", total=True),
        Column("year", screen_text("Første hele år"), "kroner", sort="year", total=True),
        Column("low", screen_text("Lavt (10 %)"), "kroner", sort="low"),
        Column("high", screen_text("Højt (90 %)"), "kroner", sort="high"),
    ],
    sort="-year",
    empty=screen_text("Ingen ydelser at vise."),
)
MONTHS = Table(
    "prognose-maaneder",
    [
        Column("month", screen_text("Måned"), "month", sort="month"),
        Column("low95", "2,5 %", "kroner"),
        Column("low80", "10 %", "kroner"),
        Column("low50", "25 %", "kroner", only_exported=True),
        Column("middle", screen_text("Midten"), "kroner"),
        Column("high50", "75 %", "kroner", only_exported=True),
        Column("high80", "90 %", "kroner"),
        Column("high95", "97,5 %", "kroner"),
        Column("frame", screen_text("Ramme"), "kroner"),
    ],
    sort="month",
)
MONTHS_OF_A_UNIT = Table(
    MONTHS.name, [one for one in MONTHS.columns if one.key != "frame"], sort=MONTHS.sort
)
"""The council sets no frame for a service at an owner."""
PERSONS_OF_A_UNIT = Table(
    "prognose-personer",
    [
        MONTHS.columns[0],
        Column("low95", "2,5 %", "tenths"),
        Column("low80", "10 %", "tenths"),
        Column("low50", "25 %", "tenths", only_exported=True),
        Column("middle", screen_text("Midten"), "tenths"),
        Column("high50", "75 %", "tenths", only_exported=True),
        Column("high80", "90 %", "tenths"),
        Column("high95", "97,5 %", "tenths"),
    ],
    sort="month",
)
YEARS = Table(
    "prognose-aar",
    [
        Column("year", screen_text("År")),
        Column("low", screen_text("Lavt (10 %)"), "kroner"),
        Column("middle", screen_text("Midten"), "kroner"),
        Column("high", screen_text("Højt (90 %)"), "kroner"),
        Column("frame", screen_text("Ramme"), "kroner"),
        Column("left", screen_text("Tilbage af rammen"), "kroner"),
        Column("net", screen_text("Efter refusion, midten"), "kroner"),
    ],
    empty=screen_text("Kørslen når ikke til slutningen af et år."),
)
SCORES = Table(
    "prognose-bagud",
    [
        Column("series", screen_text("Hvad"), sort="order"),
        Column("ahead", screen_text("Måneder frem"), "number", sort="ahead"),
        Column("method", screen_text("Metode"), sort="method"),
        Column("count", screen_text("Prognoser"), "number"),
        Column("wape", screen_text("Fejl, %"), "tenths", sort="wape"),
        Column("bias", screen_text("Skævhed, %"), "tenths"),
        Column("crps", "CRPS, %", "tenths"),
        Column("wis", screen_text("Interval-score, %"), "tenths"),
        Column("cover_50", screen_text("50 % ramte"), "percent"),
        Column("cover_80", screen_text("80 % ramte"), "percent"),
        Column("cover_95", screen_text("95 % ramte"), "percent"),
    ],
    sort="series",
    empty=screen_text("Fortiden er for kort til at prøve prognosen på."),
)
COMPARED = Table(
    "prognose-scenarier",
    [
        Column("scenario", screen_text("Scenarie"), "danish"),
        Column("year", screen_text("År"), sort="year"),
        Column("middle", screen_text("Midten"), "kroner"),
        _change("mean", screen_text("Forskel, i snit"), sort="mean"),
        _change("low", screen_text("Forskel, lavt (10 %)")),
        _change("difference", screen_text("Forskel, midten"), only_exported=True),
        _change("high", screen_text("Forskel, højt (90 %)")),
        _change("after", screen_text("Forskel efter refusion, i snit")),
        Column("persons", screen_text("Personer, forskel"), "tenths"),
        Column("verdict", screen_text("Er forskellen sikker?"), "said"),
    ],
    empty=screen_text("Kørslen har ingen scenarier ved siden af."),
)
DIFFERENCES = Table(
    "prognose-forskel",
    [
        Column("scenario", screen_text("Scenarie"), "danish", only_exported=True),
        Column("month", screen_text("Måned"), "month", sort="month"),
        _change("mean", screen_text("Måneden, i snit")),
        _change("low", screen_text("Måneden, lavt (10 %)")),
        _change("middle", screen_text("Måneden, midten"), only_exported=True),
        _change("high", screen_text("Måneden, højt (90 %)")),
        _change("mean_in_all", screen_text("I alt, i snit")),
        _change("low_in_all", screen_text("I alt, lavt (10 %)")),
        _change("middle_in_all", screen_text("I alt, midten"), only_exported=True),
        _change("high_in_all", screen_text("I alt, højt (90 %)")),
    ],
    sort="month",
)
RUNS = Table(
    "prognose-koersler",
    [
        Column(
            "asked",
            screen_text("Bestilt"),
            "moment",
            link=lambda row: reverse("forecasts:run", args=[row["id"]]),
        ),
        Column("as_of", screen_text("Kendt til og med"), "day"),
        Column("months", screen_text("Måneder"), "number"),
        Column("paths", screen_text("Antal forløb"), "number"),
        Column("scenarios", screen_text("Scenarier"), "number"),
        Column("by", screen_text("Af")),
        Column("state", screen_text("Tilstand"), "state", state_key="state_key"),
    ],
    empty=screen_text("Ingen kørsler endnu."),
)
