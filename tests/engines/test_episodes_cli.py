"""Forecasts from episodes by command: a folder in, a folder out; bad input told by row, column."""

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from helhed.cli.main import app
from helhed.forecast.episodes.scenario_told import scenario_of
from helhed.forecast.episodes.told import OPEN
from tests.engines.worlds import Rates, world

HEAD = "person,birth_month,service,owner,level,start,end,oere_per_year\n"
ROW = "p1,2010-03,foster,own,,2019-01-01,,50000000\n"


def rows_of(told, day):
    for n, person in enumerate(told.person):
        if told.start[n] <= day:
            born = f"{told.birth[n] // 12}-{told.birth[n] % 12 + 1:02}"
            end = int(told.end[n])
            ended = date.fromordinal(end).isoformat() if end <= day and end < OPEN else ""
            start = date.fromordinal(int(told.start[n])).isoformat()
            state = told.state[n]
            yield f"{person},{born},{state.service},{state.owner},,{start},{ended},50000000\n"


@pytest.fixture(scope="module")
def text():
    told, day = world(Rates(), np.random.default_rng(5), known=40, first_day=738_200)
    return HEAD + "".join(rows_of(told, day))


@pytest.fixture
def folder(tmp_path, text):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "episodes.csv").write_text(text)
    return tmp_path / "in"


def called(folder, out, *words, horizon=3, paths=12):
    told = ["forecast", *words, "--in", str(folder), "--out", str(out)]
    return CliRunner().invoke(app, [*told, "--horizon", str(horizon), "--paths", str(paths)])


def read(path):
    with path.open() as file:
        return list(csv.DictReader(file))


def test_a_run_writes_every_unit_series_month_and_quantile(folder, tmp_path):
    out = tmp_path / "out"
    told = called(folder, out, "run", "--as-of", "2025-05-31")
    assert told.exit_code == 0, told.output
    rows = read(out / "forecast.csv")
    assert list(rows[0]) == ["unit", "series", "period", "quantile", "value"]
    assert {row["unit"] for row in rows} == {"foster/own", "home/private", "total"}
    assert {row["period"] for row in rows} == {"2025-06", "2025-07", "2025-08"}
    assert {row["series"] for row in rows if row["unit"] == "foster/own"} == {
        "persons",
        "places",
        "oere",
    }
    asked = {"0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"}
    assert asked <= {row["quantile"] for row in rows}


def test_a_run_tells_how_it_was_made_and_its_own_back_test(folder, tmp_path):
    out = tmp_path / "out"
    told = called(folder, out, "run", "--as-of", "2024-07-31", "--seed", "9")
    assert told.exit_code == 0, told.output
    run = json.loads((out / "run.json").read_text())
    assert run["episodes"]["as_of"] == "2024-07-31"
    assert (run["episodes"]["seed"], run["episodes"]["paths"]) == (9, 12)
    assert run["version"]
    assert {one["method"] for one in run["backtest"]} >= {"helhed", "naive", "stock and flow"}
    assert isinstance(run["not_better_than_naive"], list)
    assert any("no population.csv" in one for one in run["fallbacks"])


def test_the_same_seed_gives_the_same_file_and_another_seed_another(folder, tmp_path):
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        assert called(folder, tmp_path / name, "run", "--seed", seed).exit_code == 0
    one, same, other = ((tmp_path / n / "forecast.csv").read_bytes() for n in "abc")
    assert one == same
    assert one != other


def test_the_explained_change_sums(folder, tmp_path):
    assert called(folder, tmp_path / "out", "run").exit_code == 0
    parts = {}
    for row in read(tmp_path / "out" / "explained.csv"):
        parts.setdefault((row["unit"], row["series"]), {})[row["cause"]] = row["value"]
    for values in parts.values():
        numbers = {name: round(1_000 * float(value)) for name, value in values.items()}
        end = numbers.pop("end")
        assert sum(numbers.values()) == end


def test_counts_and_episodes_stand_in_the_same_forecast(folder, tmp_path):
    counts = "".join(
        f"u{u},persons,{2015 + y},{50 + 3 * u + y}\n" for u in range(5) for y in range(9)
    )
    (folder / "counts.csv").write_text("unit,series,period,value\n" + counts)
    out = tmp_path / "out"
    told = called(folder, out, "run")
    assert told.exit_code == 0, told.output
    assert {"u0", "total"} <= {row["unit"] for row in read(out / "forecast.csv")}


def test_a_population_that_doubles_brings_more_and_prices_rise_as_told(folder, tmp_path):
    assert called(folder, tmp_path / "plain", "run", "--as-of", "2024-12-31").exit_code == 0
    ages = [
        f"{year},{age},{100 * (1 + 9 * (year - 2024))}\n"
        for year in (2024, 2025, 2026)
        for age in range(20)
    ]
    (folder / "population.csv").write_text("year,age,persons\n" + "".join(ages))
    prices = "service,owner,year,percent,uncertainty\n,own,2025,10,0\n,private,2025,0,0\n"
    (folder / "prices.csv").write_text(prices)
    told = called(folder, tmp_path / "more", "run", "--as-of", "2024-12-31")
    assert told.exit_code == 0, told.output

    def middle(name, unit, series):
        rows = read(tmp_path / name / "forecast.csv")
        return next(
            float(row["value"])
            for row in rows
            if (row["unit"], row["series"], row["period"], row["quantile"])
            == (unit, series, "2025-03", "0.5")
        )

    assert middle("more", "total", "places") > middle("plain", "total", "places")
    each = middle("more", "foster/own", "oere") / middle("more", "foster/own", "places")
    assert each == pytest.approx(55_000_000 / 12, rel=0.05)


SCENARIO = """name = "dearer homes"
[[change]]
kind = "price"
from = "2024-09"
service = "home"
factor = 1.2
"""
TO_THE_MOON = """[[change]]
kind = "mix"
from = "2024-09"
service = "home"
share = 0.5
to_service = "moon"
"""


def test_scenarios_are_compared_on_common_numbers(folder, tmp_path):
    path = tmp_path / "dear.toml"
    path.write_text(SCENARIO)
    out = tmp_path / "out"
    told = called(folder, out, "compare", str(path), "--as-of", "2024-07-31")
    assert told.exit_code == 0, told.output
    rows = read(out / "compare.csv")
    mine = [row for row in rows if row["scenario"] == "dearer homes"]
    assert {row["scenario"] for row in rows} == {"as it is", "dearer homes"}
    persons = [float(row["difference"]) for row in mine if row["series"] == "persons"]
    assert not any(persons)
    later = [
        float(row["difference"])
        for row in mine
        if (row["unit"], row["series"], row["period"]) == ("home/private", "oere", "2024-10")
    ]
    assert min(later) > 0


@pytest.mark.parametrize(
    ("scenario", "place"),
    [
        ("name = 1 = 2", "it cannot be read"),
        ("name = 'x'\n", "nothing is changed"),
        ('[[change]]\nkind = "sorcery"\n', "change 1, kind"),
        ('[[change]]\nkind = "price"\nfrom = "2024-09"\n', "change 1, factor: it is missing"),
        ('[[change]]\nkind = "price"\nfrom = "soon"\nfactor = 2\n', "change 1, from"),
        ('[[change]]\nkind = "price"\nfrom = "2024-09"\nfactor = "2"\n', "change 1, factor"),
        ('[[change]]\nkind = "mix"\nfrom = "2024-09"\nshare = 2\n', "change 1, share"),
        ('[[change]]\nkind = "price"\nfrom = "2024-09"\nfactor = 2\nwho = 1\n', "change 1, who"),
        (SCENARIO.replace("home", "moon"), "s.toml, change 1: nobody was ever at moon"),
        (TO_THE_MOON, "s.toml, change 1: name the service and the owner"),
    ],
)
def test_a_scenario_that_cannot_be_is_told(folder, tmp_path, scenario, place):
    path = tmp_path / "s.toml"
    path.write_text(scenario)
    told = called(folder, tmp_path / "out", "compare", str(path))
    assert told.exit_code == 3
    assert place in told.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"\xef\xbb\xbf" + SCENARIO.encode(), ""),
        (SCENARIO.replace("dearer", "dyrt l\xf8ft").encode("latin-1"), "not written in UTF-8"),
    ],
)
def test_a_scenario_from_a_windows_editor_is_read_or_told_how_it_is_written(
    folder, tmp_path, written, told
):
    path = tmp_path / "s.toml"
    path.write_bytes(written)
    answer = called(folder, tmp_path / "out", "compare", str(path))
    assert answer.exit_code == (3 if told else 0), answer.output
    assert told in answer.output


@pytest.mark.parametrize(
    ("scenario", "line"),
    [
        ('name = "x"\nname = = 2\n', 2),
        ('name = "x"\nwho = 1\n' + SCENARIO.partition("\n")[2], 2),
        (SCENARIO + '[[change]]\nfrom = "2024-09"\nkind = "sorcery"\n', 9),
        (SCENARIO + '[[change]]\nkind = "price"\nfrom = "2024-09"\n', 7),
        (SCENARIO + '[[change]]\nkind = "price"\nfrom = "2024-09"\n\nfactor = "2"\n', 11),
        ('change = [{kind = "price", from = "2024-09"}]\n', 0),
    ],
)
def test_a_scenario_that_cannot_be_is_told_by_its_line(scenario, line):
    found, wrong = scenario_of(scenario, "x")
    assert found is None
    assert [one.line for one in wrong] == [line]


def test_of_two_scenarios_of_one_name_both_files_are_told(folder, tmp_path):
    one, other = tmp_path / "s.toml", tmp_path / "t.toml"
    for path in (one, other):
        path.write_text(SCENARIO)
    told = called(folder, tmp_path / "out", "compare", str(one), str(other))
    assert told.exit_code == 3
    assert "s.toml: another is called" in told.output
    assert "t.toml: another is called" in told.output


def test_the_command_line_says_which_line_of_a_scenario_to_mend(folder, tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(SCENARIO.replace("1.2", '"dear"'))
    told = called(folder, tmp_path / "out", "compare", str(path))
    assert told.exit_code == 3
    assert "line 6: change 1, factor" in " ".join(told.output.split())


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("episodes", HEAD + ROW.replace("2019-01-01", "soon"), "row 2, column start"),
        ("episodes", HEAD + ROW.replace("2019-01-01,", "2019-01-01,2018-01-01"), "row 2"),
        ("episodes", HEAD + ROW + ROW.replace("2010-03", "2011-03"), "row 3, column birth_month"),
        ("episodes", HEAD + ROW.replace("2010-03", "2020-03"), "row 2, column start"),
        ("episodes", HEAD + ROW.replace("50000000", "-1"), "row 2, column oere_per_year"),
        ("episodes", HEAD + ROW + ROW, "row 3, column start"),
        ("episodes", HEAD, "there is no row"),
        ("episodes", "person,start\np,2020-01-01\n", "service"),
        ("population", "year,age,persons\n2024,3,5\n2024,3,6\n", "population.csv, row 3"),
        ("prices", "owner,year,percent\nown,2024,x\n", "prices.csv, row 2, column percent"),
    ],
)
def test_bad_input_is_told_by_file_row_and_column(folder, tmp_path, name, content, place):
    (folder / f"{name}.csv").write_text(content)
    told = called(folder, tmp_path / "out", "run")
    assert told.exit_code == 3
    assert place in told.output
    assert not (tmp_path / "out").exists()


def test_a_day_before_the_first_episode_is_told(folder, tmp_path):
    told = called(folder, tmp_path / "out", "run", "--as-of", "1990-01-01")
    assert told.exit_code == 3
    assert "no episode had begun" in told.output


def test_without_prices_no_cost_is_forecast_and_it_is_told(folder, tmp_path, text):
    (folder / "episodes.csv").write_text(text.replace(",50000000\n", ",\n"))
    out = tmp_path / "out"
    told = called(folder, out, "run")
    assert told.exit_code == 0, told.output
    assert "no price is told" in told.output
    assert {row["series"] for row in read(out / "forecast.csv")} == {"persons", "places"}


def test_on_a_sample_of_english_returns_it_beats_the_last_value_and_stock_and_flow(tmp_path):
    """A sample that shrinks: what is told in the how-to."""
    sample = Path(__file__).parent / "data" / "placement-episodes"
    told = called(sample, tmp_path, "backtest", "--as-of", "2022-03-31", horizon=6, paths=40)
    assert told.exit_code == 0, told.output
    wape = {
        (row["series"], row["method"]): float(row["wape"])
        for row in read(tmp_path / "backtest.csv")
        if row["ahead"] == "6"
    }
    for series in ("persons", "places", "persons, total", "places, total"):
        assert wape[series, "helhed"] < wape[series, "naive"]
        assert wape[series, "helhed"] < wape[series, "stock and flow"]


def test_accounts_sum_to_what_all_costs_and_paths_can_be_kept(folder, tmp_path):
    accounts = "service,owner,level,account\n,,,5.28\nhome,private,,5.30\n"
    (folder / "accounts.csv").write_text(accounts)
    out = tmp_path / "out"
    told = called(folder, out, "run", "--keep-paths")
    assert told.exit_code == 0, told.output
    rows = read(out / "accounts.csv")
    assert {(row["owner"], row["account"]) for row in rows} == {
        ("", "5.28"),
        ("", "5.30"),
        ("own", "5.28"),
        ("private", "5.30"),
    }
    paths = pl.read_parquet(out / "paths.parquet").filter(pl.col("series") == "oere")
    assert paths["path"].n_unique() == 12
    of_all = paths.filter(pl.col("unit") == "total")["value"].sum()
    assert paths.filter(pl.col("unit") != "total")["value"].sum() == pytest.approx(of_all)


def test_two_accounts_of_one_place_are_told(folder, tmp_path):
    (folder / "accounts.csv").write_text("service,owner,account\nhome,,1\nhome,,2\n")
    told = called(folder, tmp_path / "out", "run")
    assert told.exit_code == 3
    assert "accounts.csv, row 3, column account" in told.output


def test_a_single_stay_is_forecast_and_what_is_not_known_is_told(folder, tmp_path):
    (folder / "episodes.csv").write_text(HEAD + ROW)
    out = tmp_path / "out"
    told = called(folder, out, "run", "--as-of", "2020-12-31")
    assert told.exit_code == 0, told.output
    fallbacks = " ".join(json.loads((out / "run.json").read_text())["fallbacks"])
    for note in ("nobody left", "nobody moved", "not tested on its own past"):
        assert note in fallbacks
    rows = read(out / "forecast.csv")
    middle = {
        row["value"] for row in rows if (row["series"], row["quantile"]) == ("persons", "0.5")
    }
    assert middle == {"1.0"}
