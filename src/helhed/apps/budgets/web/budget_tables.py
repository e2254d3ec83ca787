"""The lists of the budget, and the addresses that their figures open to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from helhed.apps.layout.web.tables import Column, Row, Table
from helhed.kernel.words import screen_text

PLACE = ("year", "month", "department", "unit", "account")
BRANCH = ("function", "grouping", "paragraph", "ownership")


def address(name: str, *parts: object, **values: object) -> str:
    """The address of a budget page with filters; empty ones left out."""
    return f"{reverse(name, args=parts)}?{urlencode({k: v for k, v in values.items() if v})}"


def opens(kind: str) -> Any:
    """A cell that opens to the grants that make it."""

    def link(row: Row) -> str:
        return f"{grants_of(row)}&kind={kind}"

    return link


def grants_of(row: Row) -> str:
    """The address of the grants of a row; made once, for several cells of a row lead there."""
    if "grants" not in row:
        here = {key: row[key] for key in (*PLACE, *BRANCH)}
        row["grants"] = address("budgets:lines", **here)
    return str(row["grants"])


def _frame_address(row: Row) -> str:
    return (
        address("budgets:frame", account=row["account"], unit=row["unit"], year=row["year"])
        if row["may_set"]
        else ""
    )


_ACTUAL = Column(
    "actual", screen_text("Bogført"), "kroner", sort="actual", total=True, link=opens("paid")
)
_REST = Column(
    "rest", screen_text("Disponeret rest"), "kroner", sort="rest", total=True, link=opens("rest")
)
_KNOWN = Column(
    "known",
    screen_text("Kendte rettelser"),
    "kroner",
    sort="known",
    total=True,
    link=opens("known"),
)
_EXPECTED = Column(
    "expected",
    screen_text("Forventet"),
    "kroner",
    sort="expected",
    total=True,
    link=opens("expected"),
)
_ASKED = Column(
    "asked",
    screen_text("Ventet, ikke bevilget"),
    "kroner",
    sort="asked",
    total=True,
    link=opens("asked"),
)
_REMAINING = Column("remaining", screen_text("Tilbage"), "kroner", sort="remaining", total=True)

LINES = Table(
    "budget",
    [
        Column("account", screen_text("Konto"), sort="account"),
        Column("account_name", screen_text("Navn"), sort="account_name"),
        Column("unit_name", screen_text("Enhed"), sort="unit_name"),
        Column(
            "frame", screen_text("Ramme"), "kroner", sort="frame", total=True, link=_frame_address
        ),
        _ACTUAL,
        _KNOWN,
        _REST,
        _EXPECTED,
        _REMAINING,
        Column("share", screen_text("Brugt"), "percent", sort="share"),
        _ASKED,
    ],
    sort="remaining",
    empty=screen_text("Ingen rammer, bevillinger eller betalinger her. Skift filtrene."),
)

MONTHS = Table(
    "budget-maaneder",
    [
        Column("day", screen_text("Måned"), "month"),
        Column("frame", screen_text("Ramme"), "kroner", total=True),
        Column("actual", screen_text("Bogført"), "kroner", total=True, link=opens("paid")),
        Column("known", screen_text("Kendte rettelser"), "kroner", total=True, link=opens("known")),
        Column(
            "rest",
            screen_text("Rest"),
            "kroner",
            total=True,
            link=opens("rest"),
        ),
        Column("expected", screen_text("Forventet"), "kroner", total=True, link=opens("expected")),
        Column(
            "asked",
            screen_text("Ventet, ikke bevilget"),
            "kroner",
            total=True,
            link=opens("asked"),
        ),
    ],
)

TREE = Table(
    "kontotrae",
    [
        Column("branch", screen_text("Gren"), sort="branch", link=lambda row: row["opens"]),
        Column("name", screen_text("Navn"), "said", sort="name"),
        Column("frame", screen_text("Ramme"), "kroner", sort="frame", total=True),
        _ACTUAL,
        _KNOWN,
        _REST,
        _EXPECTED,
        _REMAINING,
        _ASKED,
    ],
    sort="branch",
    empty=screen_text("Ingen konti her. Skift filtrene."),
)

CHANGES = Table(
    "ventede",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="number",
            link=lambda row: reverse("decisions:change", args=[row["change"]]),
        ),
        Column("what", screen_text("Hvad"), "said", sort="what"),
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("unit", screen_text("Enhed"), sort="unit"),
        Column("oere", screen_text("Beløb i kr."), "kroner", sort="oere", total=True),
    ],
    sort="-oere",
    empty=screen_text("Intet er ventet her uden at være bevilget: tallet er 0 kr."),
)

PARTS = Table(
    "budgetposter",
    [
        Column(
            "number",
            screen_text("Sag"),
            link=lambda row: reverse("payments:grant", args=[row["grant"]]),
        ),
        Column("service", screen_text("Ydelse"), "said"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("unit", screen_text("Enhed"), sort="unit"),
        Column("committed", screen_text("Disponeret"), "kroner", sort="committed", total=True),
        Column("paid", screen_text("Bogført"), "kroner", sort="paid", total=True),
        Column("known", screen_text("Kendte rettelser"), "kroner", sort="known", total=True),
        Column("oere", screen_text("Beløb i kr."), "kroner", sort="oere", total=True),
    ],
    sort="-oere",
    empty=screen_text("Ingen bevillinger eller betalinger her: tallet er 0 kr."),
)
REST_PARTS = replace(
    PARTS,
    columns=[
        replace(column, label=screen_text("Heraf bogført, trækkes fra"))
        if column.key == "paid"
        else column
        for column in PARTS.columns
        if column.key != "known"
    ],
)
"""A rest is what is committed less what is posted of it."""

ACCOUNTS = Table(
    "konti",
    [
        Column("code", screen_text("Konto"), sort="code", link=lambda row: row["opens"]),
        Column("name", screen_text("Navn"), sort="name"),
        Column("department", screen_text("Afdeling"), "said", sort="department"),
        Column("function", screen_text("Funktion")),
        Column("ownership", screen_text("Ejerforhold"), "number"),
        Column("grouping", screen_text("Gruppering")),
        Column("art", screen_text("Art")),
    ],
    sort="code",
    empty=screen_text("Ingen konti endnu. De kommer med de data, der læses ind."),
)
