"""The lists of the budget builder."""

from __future__ import annotations

from django.urls import reverse

from helhed.apps.budgets.queries import efforts
from helhed.apps.budgets.queries.efforts import Compared
from helhed.apps.budgets.queries.versions import VersionPage
from helhed.apps.budgets.web.several import thousandths
from helhed.apps.layout.web.tables import Column, Row, Table
from helhed.kernel.words import screen_text

VERSIONS = Table(
    "budgetforslag",
    [
        Column("year", screen_text("År"), sort="year"),
        Column(
            "name",
            screen_text("Navn"),
            sort="name",
            link=lambda row: reverse("budgets:version", args=[row["id"]]),
        ),
        Column("state", screen_text("Tilstand"), "state", sort="state", state_key="state_key"),
        Column("model", screen_text("Budgetmodel"), "said"),
        Column("made_at", screen_text("Lavet"), "moment", sort="made_at"),
        Column("made_by", screen_text("Lavet af")),
        Column("adopted_by", screen_text("Vedtaget af")),
    ],
    sort="-year",
    empty=screen_text("Ingen forslag endnu. Lav det første."),
)
SERVICES = Table(
    "forslag-ydelser",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("persons", screen_text("Helårspersoner"), "quantity", sort="persons", total=True),
        Column("price", screen_text("Pris pr. helårsperson"), "kroner", sort="price"),
        Column("own", screen_text("Egne tilbud"), "percent", sort="own"),
        Column("fixed", screen_text("Andet"), "kroner", sort="fixed", total=True),
        Column("oere", screen_text("I alt i kr."), "kroner", sort="oere", total=True),
    ],
    sort="-oere",
    empty=screen_text("Forslaget har ingen linjer her."),
)
AGAINST = Table(
    "nedefra-oppefra",
    [
        Column("account", screen_text("Konto"), sort="account"),
        Column("name", screen_text("Navn"), sort="name"),
        Column("unit", screen_text("Enhed"), sort="unit"),
        Column("built", screen_text("Nedefra"), "kroner", sort="built", total=True),
        Column("frame", screen_text("Rammen"), "kroner", sort="frame", total=True),
        Column("difference", screen_text("Forskel"), "kroner", sort="difference", total=True),
    ],
    sort="-difference",
    empty=screen_text("Ingen linjer og ingen rammer her."),
)
CHANGING = Table(
    "rammer-der-aendres",
    [
        Column("account", screen_text("Konto"), sort="account"),
        Column("name", screen_text("Navn"), sort="name"),
        Column("unit", screen_text("Enhed"), sort="unit"),
        Column("original", screen_text("Ramme nu"), "kroner", sort="original", total=True),
        Column("built", screen_text("Ramme bagefter"), "kroner", sort="built", total=True),
        Column("difference", screen_text("Forskel"), "kroner", sort="difference", total=True),
    ],
    sort="difference",
    empty=screen_text("Ingen rammer ændres."),
)
LEFT_OUT = Table(
    "ikke-i-forslaget",
    [
        Column("account", screen_text("Konto"), sort="account"),
        Column("name", screen_text("Navn"), sort="name"),
        Column("before", screen_text("Året før"), "kroner", sort="before", total=True),
        Column("built", screen_text("I forslaget"), "kroner", sort="built", total=True),
        Column("difference", screen_text("Forskel"), "kroner", sort="difference", total=True),
    ],
    sort="difference",
)
LINES = Table(
    "forslag-linjer",
    [
        Column(
            "service",
            screen_text("Ydelse"),
            "said",
            sort="service",
            link=lambda row: row["opens"],
        ),
        Column("account", screen_text("Konto"), sort="account"),
        Column("name", screen_text("Navn")),
        Column("unit", screen_text("Enhed"), sort="unit"),
        Column("persons", screen_text("Helårspersoner"), "quantity", sort="persons", total=True),
        Column("price", screen_text("Pris pr. helårsperson"), "kroner", sort="price"),
        Column("fixed", screen_text("Andet"), "kroner", sort="fixed", total=True),
        Column(
            "carried", screen_text("Heraf engangs fra før"), "kroner", sort="carried", total=True
        ),
        Column("oere", screen_text("I alt i kr."), "kroner", sort="oere", total=True),
        Column("changed", screen_text("Rettet med"), "kroner", sort="changed", total=True),
        Column("note", screen_text("Begrundelse")),
    ],
    sort="-oere",
    empty=screen_text("Forslaget har ingen linjer her."),
)
COMPARED = Table(
    "forslag-sammenlignet",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        *(
            Column(key, label, "kroner", sort=key, total=True)
            for key, label in (
                ("base", screen_text("Det andet")),
                ("now", screen_text("Dette")),
                ("difference", screen_text("Forskel")),
                ("quantity", screen_text("Antal")),
                ("mix", screen_text("Sammensætning")),
                ("price", screen_text("Pris")),
                ("other", screen_text("Andet")),
            )
        ),
    ],
    empty=screen_text("Ingen linjer at sammenligne."),
)
COMPARED_LINES = Table(
    "forslag-linjer-sammenlignet",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("persons_before", screen_text("Antal: det andet"), "quantity"),
        Column("persons", screen_text("Antal: dette"), "quantity"),
        Column("price_before", screen_text("Pris: det andet"), "kroner"),
        Column("price", screen_text("Pris: dette"), "kroner"),
        Column("base", screen_text("Det andet"), "kroner", sort="base", total=True),
        Column("now", screen_text("Dette"), "kroner", sort="now", total=True),
        Column("difference", screen_text("Forskel"), "kroner", sort="difference", total=True),
    ],
    sort="-difference",
    empty=screen_text("Ingen linjer at sammenligne."),
)
MODELS = Table(
    "budgetmodeller",
    [
        Column("model", screen_text("Budgetmodel"), "said"),
        Column("persons", screen_text("Helårspersoner"), "quantity"),
        Column("said", screen_text("Ville have givet"), "kroner"),
        Column("became", screen_text("Blev"), "kroner"),
        Column("missed", screen_text("Ramte forbi med"), "kroner"),
        Column("share", screen_text("I procent"), "percent"),
    ],
)


def service_rows(found: VersionPage) -> list[Row]:
    return [
        {
            "service": efforts.service_name(one.service),
            "persons": thousandths(one.persons),
            "price": one.price,
            "own": one.own_share,
            "fixed": one.side.fixed,
            "oere": one.side.total,
        }
        for one in found.services
    ]


def frame_rows(found: VersionPage) -> list[Row]:
    return [
        {
            "account": one.account,
            "name": one.account_name,
            "unit": one.unit_name,
            "built": one.built,
            "frame": one.frame,
            "difference": one.built - one.frame,
        }
        for one in found.frames
    ]


def change_rows(found: VersionPage) -> list[Row]:
    """The frames that adoption would change, from what to what."""
    return [
        {
            "account": one.account,
            "name": one.account_name,
            "unit": one.unit_name,
            "original": one.original,
            "built": one.built,
            "difference": one.built - one.original,
        }
        for one in found.changing
    ]


def left_out_rows(found: VersionPage) -> list[Row]:
    return [
        {
            "account": one.account,
            "name": one.account_name,
            "before": one.before,
            "built": one.built,
            "difference": one.built - one.before,
        }
        for one in found.left_out
    ]


def line_rows(found: VersionPage, may_change: bool) -> list[Row]:
    return [
        {
            "opens": reverse("budgets:line", args=[found.version.id, one.line.id])
            if may_change
            else "",
            "service": one.service,
            "account": one.line.account_id,
            "name": one.account_name,
            "unit": one.line.unit.name,
            "persons": thousandths(one.line.persons),
            "price": one.line.price_oere,
            "fixed": one.line.fixed_oere,
            "carried": one.line.carried_oere,
            "oere": one.oere,
            "changed": one.oere - one.line.seed_oere,
            "note": one.line.note,
        }
        for one in found.lines
    ]


def compared_rows(found: Compared) -> list[Row]:
    return [
        {
            "service": efforts.service_name(key),
            "base": one.base,
            "now": one.now,
            "difference": one.difference,
            "quantity": one.quantity,
            "mix": one.mix,
            "price": one.price,
            "other": one.other,
        }
        for key, one in sorted(found.services.items(), key=lambda item: -abs(item[1].difference))
    ]


def compared_line_rows(found: Compared, year: int, other_year: int) -> list[Row]:
    return [
        {
            "service": efforts.service_name(one.service),
            "account": one.account,
            "persons_before": thousandths(efforts.persons(one.base, other_year)),
            "persons": thousandths(efforts.persons(one.now, year)),
            "price_before": efforts.price(one.base, other_year),
            "price": efforts.price(one.now, year),
            "base": one.base.total,
            "now": one.now.total,
            "difference": one.now.total - one.base.total,
        }
        for one in found.efforts
    ]
