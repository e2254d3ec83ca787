"""The comparison of scenarios: its rows, its picture, and what it says of money that is written."""

from datetime import date

import pytest

from helhed.apps.forecasts.figures import CUMULATED, NET, OERE, PERSONS, QUANTILES
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.web.differs import chosen, compared_rows, month_rows, side_by_side
from helhed.apps.forecasts.web.rows import number
from helhed.apps.layout.web.spans import Span, spans

FEWER = '[[change]]\nkind = "entries"\nfrom = "2027-01"\nfactor = 0.5\n'
TARGET = '[[change]]\nkind = "measure"\nfrom = "2027-01"\noere_per_year = -470000000\n'


def figures(*months, mean=None):
    """The same in all paths, but the mean where it is told."""
    whole = list(months)
    return {"mean": whole if mean is None else mean, "q": [whole for _ in QUANTILES]}


def of_scenario(*differs, mean=None):
    """What a scenario says: 1.000 a year and the difference of 2026 and of 2027."""
    years = {year: figures(one) for year, one in zip(("2026", "2027"), differs, strict=True)}
    if mean is not None:
        years["2027"]["mean"] = [mean]
    own = {year: figures(1_000 + one["q"][0][0]) for year, one in years.items()}
    both = {"years": years, "months": figures(*differs), CUMULATED: figures(*differs)}
    of_persons = {"years": {year: figures(-400) for year in years}}
    beside = {OERE: both, PERSONS: of_persons, NET: {"years": years}}
    return {OERE: {"years": own}, "difference": beside}


BASE = {OERE: {"years": {year: figures(1_000) for year in ("2026", "2027")}}}


def run(*texts):
    named = [{"name": f"S{n}", "changes": text} for n, text in enumerate(texts, 1)]
    return Forecast(as_of=date(2026, 10, 31), months=2, scenarios=named)


def test_what_it_costs_without_changes_stands_first_and_a_year_without_difference_last():
    totals = {0: BASE, 1: of_scenario(0, -50), 2: of_scenario(0, 70)}
    rows = compared_rows(run(FEWER, FEWER), totals)
    assert [(one["year"], one["scenario"], one["middle"]) for one in rows] == [
        ("2027", "Uden ændringer", 1_000),
        ("2027", "S1", 950),
        ("2027", "S2", 1_070),
        ("2026", "Uden ændringer", 1_000),
        ("2026", "S1", 1_000),
        ("2026", "S2", 1_000),
    ]
    assert rows[0]["mean"] is rows[0]["persons"] is None
    assert f"{rows[1]['persons']} {number(-4)}" == "-0.4 0.0"
    assert compared_rows(run(), {0: BASE}) == []


def test_a_difference_whose_middle_is_nothing_is_told_by_its_mean():
    rows = compared_rows(run(FEWER), {0: BASE, 1: of_scenario(0, 0, mean=-30)})
    (one,) = [one for one in rows if one["scenario"] == "S1" and one["year"] == "2027"]
    assert (one["difference"], one["mean"], one["after"]) == (0, -30, -30)


@pytest.mark.parametrize(
    ("text", "verdict", "says"),
    [
        (TARGET, "written", "Som skrevet"),
        (FEWER, "less", "Sikkert billigere"),
        (TARGET + FEWER, "less", "Sikkert billigere"),
        (TARGET + "exits = 1.1\n", "less", "Sikkert billigere"),
    ],
)
def test_a_target_that_is_written_is_never_told_as_something_found(text, verdict, says):
    row = run(text)
    totals = {0: BASE, 1: of_scenario(0, -50)}
    beside = chosen(row, totals, "1")
    assert beside.verdict == verdict
    assert beside.mean == -50
    assert [one["mean_in_all"] for one in month_rows(beside)] == [0, -50]
    assert says in [one["verdict"] for one in compared_rows(row, totals)]


def test_two_scenarios_stand_in_one_picture_and_one_needs_none():
    totals = {0: BASE, 1: of_scenario(0, -50), 2: of_scenario(0, 70)}
    wide, narrow = side_by_side(run(FEWER, FEWER), totals)
    assert (wide.size, narrow.size) == ("wide", "narrow")
    less, more = wide.rows
    assert less.name == "S1"
    assert less.mean < wide.nothing < more.mean
    assert side_by_side(run(FEWER), totals) == []


def test_a_long_name_is_cut_where_there_is_no_room_and_whole_in_the_title():
    told = [Span("x" * 80, 0.0, 0.0, 0.0), Span("y", 0.0, 0.0, 0.0)]
    wide, narrow = spans("t", told, str)
    assert wide.rows[0].name == "x" * 80
    assert narrow.rows[0].name.endswith("x…")
    assert narrow.rows[0].title.startswith("x" * 80)
    assert wide.nothing == wide.rows[0].mean
