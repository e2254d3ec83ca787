"""The municipality, its units, users and staff."""

from __future__ import annotations

from helhed.exchange.columns import Column, Kind, Span, Table
from helhed.exchange.tables.shorthand import DEPARTMENTS, code, day, key, ref, text, whole, yes_no
from helhed.rules.access.enhed import UnitKind

HOUSE = (
    Table(
        "municipality",
        "the one municipality of the house",
        (
            Column("code", Kind.KEY, "the municipality's number", unique=True, most=4),
            text("name", "its name", 80, required=True),
            yes_no("is_demo", "whether everybody in it is made up"),
            day("fixed_today", "the day on which a demonstration stands still", required=False),
        ),
        key="code",
    ),
    Table(
        "units",
        "departments, centres, teams and houses",
        (
            key(),
            text("key", "short name in small letters and hyphens", 40, required=True, unique=True),
            text("name", "name", 80, required=True),
            code("kind", UnitKind.codes(), "what kind of unit"),
            code("department", DEPARTMENTS, "the department it lies in", required=False),
            ref("parent", "units", "the unit above", required=False),
            text("cost_place", "omkostningssted, four digits", 4, required=True),
        ),
    ),
    Table(
        "users",
        "people who can log in; passwords are never written",
        (
            key(),
            text("username", "what one logs in with", 60, required=True, unique=True),
            text("name", "name", 100, required=True),
            text("email", "e-mail address", 254),
            code("language", ("da", "en"), "language of the screens"),
            yes_no("is_active", "whether the person can log in now"),
        ),
    ),
    Table(
        "employees",
        "staff and their posts",
        (
            key(),
            text("number", "employee number", 20, required=True, unique=True),
            text("name", "name", 100, required=True),
            text("title", "title", 60, required=True),
            ref("unit", "units", "where the post is"),
            Column(
                "user",
                Kind.REFERENCE,
                "the person's log-in",
                required=False,
                unique=True,
                to="users",
            ),
            whole("hours_share", "percent of full time", 1, 100),
            day("start", "first day"),
            day("end", "last day", required=False),
        ),
        span=Span("start", "end"),
    ),
)
