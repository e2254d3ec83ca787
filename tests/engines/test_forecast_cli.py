"""``helhed forecast``: a folder in, a folder out; bad input told by row, nothing written."""

import csv
import json

import pytest
from typer.testing import CliRunner

from helhed.cli.main import app

HEAD = "unit,series,period,value\n"


def counts(units=10, years=8):
    return HEAD + "".join(
        f"u{u},persons,{2015 + y},{100 + 7 * u + (3 * y * u) % 11}\n"
        for u in range(units)
        for y in range(years)
    )


def called(folder, *words):
    return CliRunner().invoke(app, ["forecast", *words, "--in", str(folder)])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "counts.csv").write_text(counts())
    return tmp_path / "in"


def test_a_run_writes_every_unit_period_and_quantile_and_how_it_was_made(folder, tmp_path):
    out = tmp_path / "out"
    told = called(folder, "run", "--out", str(out), "--horizon", "3")
    assert told.exit_code == 0, told.output
    with (out / "forecast.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["unit", "series", "period", "quantile", "value"]
    assert {row["period"] for row in rows} == {"2023", "2024", "2025"}
    assert len(rows) == 10 * 3 * 9
    run = json.loads((out / "run.json").read_text())
    assert (run["from"], run["to"]) == ("2023", "2025")
    names = {"helhed", "naive", "drift", "pooled growth"}
    assert {one["method"] for one in run["backtest"]} == names
    again = tmp_path / "again"
    called(folder, "run", "--out", str(again), "--horizon", "3")
    assert (again / "forecast.csv").read_bytes() == (out / "forecast.csv").read_bytes()


def test_a_short_past_is_forecast_and_said_to_be_untested(folder, tmp_path):
    (folder / "counts.csv").write_text(counts(years=3))
    out = tmp_path / "out"
    assert called(folder, "run", "--out", str(out), "--horizon", "1").exit_code == 0
    run = json.loads((out / "run.json").read_text())
    assert "too short a past to test it on" in run["fallbacks"]
    told = called(folder, "backtest", "--out", str(out))
    assert told.exit_code == 3
    assert "more than four years" in told.output


def test_a_back_test_is_written_and_shown(folder, tmp_path):
    out = tmp_path / "out"
    told = called(folder, "backtest", "--out", str(out), "--horizon", "2")
    assert told.exit_code == 0, told.output
    with (out / "backtest.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {(row["method"], row["ahead"]) for row in rows} >= {("helhed", "1"), ("naive", "2")}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEAD + "a,n,2019,1\na,n,2019,2\n", "row 3"),
        (HEAD + "a,n,2019,1\na,n,nineteen,2\n", "row 3"),
        (HEAD + "a,n,2019,-1\n", "row 2, column value"),
        (HEAD + "a,n,2019,many\n", "row 2, column value"),
        ("unit,series,value\na,n,1\n", "period"),
    ],
)
def test_bad_input_is_told_by_row_and_nothing_is_written(folder, tmp_path, text, place):
    (folder / "counts.csv").write_text(text)
    told = called(folder, "run", "--out", str(tmp_path / "out"), "--horizon", "1")
    assert told.exit_code == 3
    assert place in told.output
    assert not (tmp_path / "out").exists()


def test_a_folder_without_counts_is_told(tmp_path):
    told = called(tmp_path, "run", "--out", str(tmp_path / "out"), "--horizon", "1")
    assert told.exit_code == 3
    assert "counts.csv: the file is missing" in told.output


def test_what_is_not_used_of_a_folder_and_units_of_which_nothing_is_told_are_said(folder, tmp_path):
    (folder / "population.csv").write_text("year,age,persons\n2023,1,10\n")
    (folder / "counts.csv").write_text(counts() + "nobody,persons,2020,\n")
    called(folder, "run", "--out", str(tmp_path / "out"), "--horizon", "2")
    fallbacks = json.loads((tmp_path / "out" / "run.json").read_text())["fallbacks"]
    assert "population is not used: it is for episodes" in fallbacks
    assert "nobody: left out, as no value is told of it" in fallbacks


def test_numbers_that_never_change_are_forecast_no_worse_than_by_the_last_one(folder, tmp_path):
    same = "".join(f"u{u},persons,{2012 + y},20\n" for u in range(5) for y in range(12))
    (folder / "counts.csv").write_text(HEAD + same)
    called(folder, "run", "--out", str(tmp_path / "out"), "--horizon", "2")
    run = json.loads((tmp_path / "out" / "run.json").read_text())
    assert run["not_better_than_naive"] == []
    assert not any("WAPE" in one for one in run["beaten_by"])


def test_folders_of_counts_in_a_folder_are_no_run_of_many_municipalities_and_it_is_said(tmp_path):
    (tmp_path / "in" / "Nord").mkdir(parents=True)
    (tmp_path / "in" / "Nord" / "counts.csv").write_text(counts())
    told = called(tmp_path / "in", "run", "--out", str(tmp_path / "out"), "--horizon", "2")
    assert told.exit_code == 3
    assert "counts of many stand in one counts.csv" in " ".join(told.output.split())


def faults_of(folder, tmp_path, text):
    (folder / "counts.csv").write_text(text)
    told = called(folder, "run", "--out", str(tmp_path / "out"), "--horizon", "1", "--json")
    assert told.exit_code == 3
    listed = json.loads(told.stdout.splitlines()[0])["faults"]
    return {(one["row"], one["column"], one["text"]) for one in listed}


def test_every_period_that_is_none_is_told_and_every_number_that_stands_twice(folder, tmp_path):
    periods = ("2012-13", "13-2012", "12", "2012", "2013", "2012", "2012")
    text = HEAD + "".join(f"a,n,{one},1\n" for one in periods)
    again = "the same unit, series and period stand in row 5 already."
    assert faults_of(folder, tmp_path, text) == {
        (2, "period", "“2012-13” is no month."),
        (3, "period", "“13-2012” is no period."),
        (4, "period", "“12” is no period."),
        (7, "period", again),
        (8, "period", again),
    }


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        (("2012", "2013", "2014-01"), {(4, "a month stands here, and a year in row 2.")}),
        (
            ("2012", "2013", "2014-01", "2014-02", "2014-03"),
            {(row, "a year stands here, and a month in row 4.") for row in (2, 3)},
        ),
        (("2012-01", "2013"), {(3, "a year stands here, and a month in row 2.")}),
        (("2012", "2013-01"), {(3, "a month stands here, and a year in row 2.")}),
    ],
)
def test_years_and_months_in_one_file_are_told_by_the_fewer(folder, tmp_path, periods, said):
    text = HEAD + "".join(f"a,n,{one},1\n" for one in periods)
    assert {(row, what) for row, _, what in faults_of(folder, tmp_path, text)} == said


def test_a_value_that_is_none_does_not_hide_a_period_that_is_none(folder, tmp_path):
    told = faults_of(folder, tmp_path, HEAD + "a,n,2012,many\na,n,12,1\na,n,,1\n")
    assert {row for row, _, _ in told} == {2, 3, 4}


def test_a_fault_of_counts_does_not_hide_those_of_episodes(folder, tmp_path):
    stays = "person,birth_month,service,owner,level,start,end,oere_per_year\n"
    row = "x,2010-01,home,own,,2023-01-01,,1\n"
    (folder / "episodes.csv").write_text(stays + row + row)
    (folder / "counts.csv").write_text(HEAD + "a,n,12,1\n")
    told = called(folder, "run", "--out", str(tmp_path / "out"), "--horizon", "1")
    assert "counts.csv, row 2, column period" in told.output
    assert "episodes.csv, row 3, column start" in told.output
