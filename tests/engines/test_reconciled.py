"""Two forecasts of the same persons made one: weights by what each missed, and parts that sum."""

import csv
import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from helhed.cli.forecast_episodes import Asked
from helhed.cli.forecast_made import made as made_of
from helhed.cli.forecast_made import read_given
from helhed.cli.forecast_pictures import pasts_of
from helhed.cli.main import app
from helhed.exchange.faults import Faults
from helhed.forecast import Scores
from helhed.forecast.episodes.told import courses_of
from helhed.forecast.reconciled import (
    agree,
    averaged,
    between,
    coherent,
    missed_ahead,
    share_of_first,
    summed_apart,
)
from tests.engines.test_episodes_cli import HEAD, rows_of
from tests.engines.worlds import Rates, world

AS_OF = "2025-05-31"
POSITIVE = st.floats(0.01, 1e4)
THREE = st.lists(POSITIVE, min_size=3, max_size=3)


def scores(*missed):
    return [Scores("helhed", "n", a, 9, w, 0.0, w, w, 0.5, 0.8, 0.95) for a, w in missed]


def test_a_forecast_that_missed_half_as_much_counts_four_times_as_much():
    share = share_of_first(np.array([0.05, 0.1]), np.array([0.1, 0.1]))
    assert share == pytest.approx([0.8, 0.5])


def test_what_was_missed_is_drawn_straight_between_what_was_tested():
    found = missed_ahead(scores((1, 0.02), (3, 0.06)), "n", np.array([1.0, 2.0, 3.0, 9.0]))
    assert found == pytest.approx([0.02, 0.04, 0.06, 0.06])
    assert missed_ahead(scores((1, 0.02)), "other", np.array([1.0])) is None


@given(
    st.floats(0, 1),
    st.lists(POSITIVE, min_size=3, max_size=3),
    st.lists(POSITIVE, min_size=3, max_size=3),
)
def test_an_average_of_quantiles_rises_and_lies_between_the_two(share, one, other):
    one, other = np.sort(one)[None, :], np.sort(other)[None, :]
    found = averaged(one, other, np.array([share]))
    assert (np.diff(found) >= -1e-9).all()
    assert (found >= np.minimum(one, other) - 1e-9).all()
    assert (found <= np.maximum(one, other) + 1e-9).all()


def test_between_what_is_known_it_moves_straight_and_then_stands():
    found = between([2, 4], np.array([[2.0], [6.0]]), 6)
    assert found[:, 0] == pytest.approx([1, 2, 4, 6, 6, 6])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(POSITIVE, min_size=3, max_size=3),
    POSITIVE,
    POSITIVE,
    st.lists(POSITIVE, min_size=5, max_size=5),
)
def test_groups_are_the_sum_of_their_parts_whatever_was_foretold(parts, group, whole, wide):
    middles = np.array([*parts, group, whole])[:, None]
    found = coherent(middles, np.array(wide)[:, None], [[0, 1], [0, 1, 2]])[:, 0]
    assert found[3] == pytest.approx(found[0] + found[1])
    assert found[4] == pytest.approx(found[:3].sum())
    assert (found >= 0).all()


def test_what_sums_already_is_left_as_it_is_and_the_surest_moves_least():
    middles = np.array([[10.0], [20.0], [30.0]])
    still = coherent(middles, np.ones((3, 1)), [[0, 1]])
    assert still[:, 0] == pytest.approx([10, 20, 30])
    moved = coherent(np.array([[10.0], [20.0], [36.0]]), np.array([[1.0], [4.0], [1.0]]), [[0, 1]])
    assert moved[:, 0] == pytest.approx([11, 24, 35])


def test_without_parts_nothing_sums():
    with pytest.raises(ValueError, match="no parts"):
        coherent(np.ones((1, 1)), np.ones((1, 1)), [[]])


def test_the_middle_of_a_sum_is_the_sum_of_middles_and_its_width_that_of_parts_apart():
    found = summed_apart([np.array([[7.0, 10.0, 13.0]]), np.array([[16.0, 20.0, 24.0]])], 1)
    assert found[0] == pytest.approx([25, 30, 35])


def test_pasts_that_differ_by_more_than_is_allowed_do_not_tell_the_same():
    assert agree({"a": 100.0, "b": 50.0}, {"a": 102.0, "b": 50.0}, 0.05)
    assert not agree({"a": 100.0}, {"a": 120.0}, 0.05)
    assert agree({"a": 100.0}, {"b": 100.0}, 0.05) is None


@pytest.fixture(scope="module")
def told():
    return world(Rates(), np.random.default_rng(5), known=44, first_day=738_000)


def folder_of(tmp_path, told, counts):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "episodes.csv").write_text(HEAD + "".join(rows_of(*told)))
    (folder / "counts.csv").write_text("unit,series,period,value\n" + "".join(counts))
    return folder


def months_of(told, more=1.0):
    """Persons at the end of each month, as a count of the total."""
    courses = courses_of(told[0])
    for month in range(24_270, 24_305):
        there = ((courses.at < month + 1) & (courses.until > month + 1)).sum()
        yield f"total,persons,{month // 12}-{month % 12 + 1:02},{there * more}\n"


def run(folder, out):
    words = ["forecast", "run", "--in", str(folder), "--out", str(out), "--as-of", AS_OF]
    ran = CliRunner().invoke(app, [*words, "--horizon", "3", "--paths", "20"])
    assert ran.exit_code == 0, ran.output
    with (out / "forecast.csv").open() as file:
        rows = list(csv.DictReader(file))
    return rows, json.loads((out / "run.json").read_text())


def middles(rows, unit, series="persons"):
    return {
        row["period"]: float(row["value"])
        for row in rows
        if (row["unit"], row["series"], row["quantile"]) == (unit, series, "0.5")
    }


def test_what_counts_and_episodes_both_tell_stands_once_with_its_weights_and_sums(tmp_path, told):
    rows, made = run(folder_of(tmp_path, told, months_of(told)), tmp_path / "out")
    keys = [(row["unit"], row["series"], row["period"], row["quantile"]) for row in rows]
    assert len(keys) == len(set(keys))
    total = middles(rows, "total")
    for period, value in total.items():
        parts = middles(rows, "foster/own")[period] + middles(rows, "home/private")[period]
        assert parts == pytest.approx(value, abs=1e-5)
    weights = [one for one in made["reconciled"] if one["unit"] == "total"]
    assert {one["period"] for one in weights} == set(total)
    for one in weights:
        assert one["episodes"] + one["counts"] == pytest.approx(1)
        assert 0 < one["episodes"] < 1


def test_quantiles_of_the_reconciled_rise(tmp_path, told):
    rows, _ = run(folder_of(tmp_path, told, months_of(told)), tmp_path / "out")
    by_key = {}
    for row in rows:
        key = (row["unit"], row["series"], row["period"])
        by_key.setdefault(key, []).append((float(row["quantile"]), float(row["value"])))
    for listed in by_key.values():
        values = [value for _, value in sorted(listed)]
        assert values == sorted(values)
        assert values[0] >= 0


def test_counts_of_other_persons_are_not_reconciled_and_it_is_said(tmp_path, told):
    rows, made = run(folder_of(tmp_path, told, months_of(told, more=1.5)), tmp_path / "out")
    assert "reconciled" not in made
    assert any("different persons" in note for note in made["fallbacks"])
    keys = [(row["unit"], row["series"], row["period"], row["quantile"]) for row in rows]
    assert len(keys) == len(set(keys))
    with (tmp_path / "out" / "counts_apart.csv").open() as file:
        apart = list(csv.DictReader(file))
    assert middles(apart, "total")["2025-07"] > 1.2 * middles(rows, "total")["2025-07"]
    assert any("stands in counts_apart.csv" in note for note in made["fallbacks"])
    both = made["told_by_both"][0]
    assert (both["unit"], both["series"], both["reconciled"]) == ("total", "persons", False)


def test_before_a_forecast_of_episodes_stands_their_own_past_and_not_that_of_other_counts(
    tmp_path, told
):
    given = read_given(folder_of(tmp_path, told, months_of(told, more=1.5)), Faults())
    found = made_of(given, Asked(3, date.fromisoformat(AS_OF), 20, 1))
    known = pasts_of(*found.pasts)["total", "persons"]
    there = {row.split(",")[2]: float(row.split(",")[3]) for row in months_of(told)}
    assert known["2022-12"] == pytest.approx(there["2022-12"])


def test_years_of_counts_and_months_of_episodes_that_do_not_agree_are_told_apart(tmp_path, told):
    yearly = [f"total,persons,{year},{900 + year % 7}\n" for year in range(2014, 2025)]
    rows, made = run(folder_of(tmp_path, told, yearly), tmp_path / "out")
    assert {"2025", "2025-06"} <= set(middles(rows, "total"))
    assert made["told_by_both"] == [
        {
            "unit": "total",
            "series": "persons",
            "reconciled": False,
            "counts": "2025 to 2027",
            "episodes": "2025-06 to 2025-08",
        }
    ]
    assert any(
        "years are of the counts, months of the episodes" in note for note in made["fallbacks"]
    )
    assert not (tmp_path / "out" / "counts_apart.csv").exists()


def test_what_counts_told_apart_does_not_stand_beside_a_new_answer(tmp_path, told):
    folder = folder_of(tmp_path, told, months_of(told, more=1.5))
    run(folder, tmp_path / "out")
    (folder / "counts.csv").write_text("unit,series,period,value\n" + "".join(months_of(told)))
    _, made = run(folder, tmp_path / "out")
    assert not (tmp_path / "out" / "counts_apart.csv").exists()
    assert made["told_by_both"] == []


def test_money_moves_with_the_persons_of_its_unit(tmp_path, told):
    counted = list(months_of(told))
    plain = [row.replace("total", "elsewhere") for row in counted]
    (tmp_path / "a").mkdir()
    before, _ = run(folder_of(tmp_path / "a", told, plain), tmp_path / "a" / "out")
    after, _ = run(folder_of(tmp_path, told, counted), tmp_path / "out")
    for period, persons in middles(before, "foster/own").items():
        times = middles(after, "foster/own")[period] / persons
        was, became = (middles(rows, "foster/own", "oere")[period] for rows in (before, after))
        assert became == pytest.approx(was * times, rel=1e-4)
