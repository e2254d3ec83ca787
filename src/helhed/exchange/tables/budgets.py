"""Frames, versions of the budget, measures, and the months that were kept."""

from __future__ import annotations

from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.tables.shorthand import (
    DEPARTMENTS,
    SERVICES,
    code,
    day,
    key,
    moment,
    oere,
    ref,
    text,
    whole,
    yes_no,
)
from helhed.rules.budgets.budgetmodel import BudgetModel, VersionState
from helhed.rules.budgets.fordeling import Profile
from helhed.rules.budgets.ramme import FrameKind
from helhed.rules.budgets.tiltag import MeasureState

MOST_PERSONS = 2_000_000_000
MOST_VOLUME = 10**15

BUDGETS = (
    Table(
        "frames",
        "that an account in a unit has a budget in a year",
        (
            key(),
            ref("account", "accounts", "on which account"),
            ref("unit", "units", "for which unit"),
            whole("year", "in which year", 2000, 2100),
        ),
        together=(("account", "unit", "year"),),
    ),
    Table(
        "frame_changes",
        "what was set aside, added to a frame, and moved from another",
        (
            key(),
            ref("frame", "frames", "which frame"),
            code("kind", FrameKind.codes(), "the original budget, an additional grant, a move"),
            ref("taken_from", "frames", "the frame it is moved from", required=False),
            oere("oere", "how much"),
            text("reason", "why", 200, required=True),
            moment("recorded_at", "when"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
    ),
    Table(
        "budget_versions",
        "proposals for the budget of a year",
        (
            key(),
            whole("year", "of which year", 2000, 2100),
            text("name", "what it is called", 80, required=True),
            code("model", BudgetModel.codes(), "how its first lines were made"),
            code("profile", Profile.codes(), "how the year is spread over its months"),
            code("state", VersionState.codes(), "draft or adopted"),
            ref("made_by", "users", "by whom", required=False),
            moment("made_at", "when"),
            ref("adopted_by", "users", "who adopted it", required=False),
            moment("adopted_at", "when", required=False),
        ),
    ),
    Table(
        "budget_lines",
        "what a version assumes of a service on an account in a unit",
        (
            key(),
            ref("version", "budget_versions", "in which version"),
            code("service", SERVICES, "which service"),
            ref("account", "accounts", "on which account"),
            ref("unit", "units", "in which unit"),
            whole("persons", "thousandths of helårspersoner", 0, MOST_PERSONS),
            oere("price_oere", "per helårsperson"),
            oere("fixed_oere", "what no person's days make"),
            oere("seed_oere", "what the line began as"),
            oere("carried_oere", "of what no days make: taken over from one-offs of last year"),
            text("note", "why it was changed", 200),
        ),
        together=(("version", "service", "account", "unit"),),
    ),
    Table(
        "measures",
        "measures that were decided",
        (
            key(),
            text("name", "what it is called", 120, required=True),
            ref("unit", "units", "of which unit"),
            ref("owner", "users", "who is answerable", required=False),
            day("decided_on", "when it was decided"),
            text("decision", "the text as decided", required=True),
            day("start", "from when it is to work"),
            code(
                "state", MeasureState.codes(), "where it stands, when somebody said", required=False
            ),
            text("state_note", "what was said of it", 200),
            moment("recorded_at", "when it was written"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
    ),
    Table(
        "measure_targets",
        "what measures are to save each year",
        (
            key(),
            ref("measure", "measures", "which measure"),
            whole("year", "in which year", 2000, 2100),
            oere("oere", "how much"),
        ),
        together=(("measure", "year"),),
    ),
    Table(
        "measure_grants",
        "the grants that a measure names",
        (
            key(),
            ref("measure", "measures", "which measure"),
            ref("before", "grants", "the grant that ends", required=False),
            ref("after", "grants", "the grant that comes instead", required=False),
            Column(
                "baseline_oere",
                Kind.OERE,
                "what it would have cost per day, when that is stated",
                required=False,
                low=0,
                high=10**15,
            ),
        ),
    ),
    Table(
        "scenarios",
        "what would be changed beside a forecast",
        (
            key(),
            text("name", "what it is called", 80, required=True),
            code("department", DEPARTMENTS, "of which; empty: of both", required=False),
            text("changes", "the changes, as the command line reads them (TOML)", required=True),
            ref("made_by", "users", "by whom", required=False),
            moment("made_at", "when it was written"),
            moment("withdrawn_at", "when it was taken back", required=False),
        ),
        together=(("department", "name"),),
    ),
    Table(
        "population_projections",
        "how many inhabitants there will be; the latest is followed by the forecast",
        (
            key(),
            text("figures", "a row an age and a column a year, with commas", required=True),
            text("source", "whence it is", 200, required=True),
            ref("made_by", "users", "by whom", required=False),
            moment("made_at", "when it was taken in"),
        ),
    ),
    Table(
        "kept_months",
        "months whose budget year was kept as it stood",
        (
            key(),
            Column("month", Kind.MONTH, "which month was over", unique=True),
            ref("version", "budget_versions", "the budget that was in force", required=False),
            moment("kept_at", "when"),
            ref("kept_by", "users", "by whom", required=False),
        ),
    ),
    Table(
        "kept_grants",
        "each grant's year in a kept month",
        (
            key(),
            ref("kept", "kept_months", "in which kept month"),
            ref("grant", "grants", "which grant", required=False),
            code("service", SERVICES, "which service", required=False),
            text("account", "on which account", 24, required=True),
            ref("unit", "units", "in which unit"),
            oere("committed_oere", "committed in the year"),
            oere("expected_oere", "expected of the year"),
            whole("days", "days of help", 0, 366),
            whole("volume", "days times quantity, in thousandths", 0, MOST_VOLUME),
            day("end", "last day", required=False),
            yes_no("is_one_off", "has no days of help"),
        ),
    ),
)
