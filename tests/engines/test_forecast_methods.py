"""The methods a forecast is set beside: what each says on numbers one can count by hand, and that
a back-test tells where it is beaten."""

import csv
import json
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from helhed.cli.forecast_tested import beaten_by, not_better, too_narrow
from helhed.cli.main import app
from helhed.forecast import Counts, Scores, Step, backtest
from helhed.forecast import standard as standard_module
from helhed.forecast.backtest import QUANTILES, scored
from helhed.forecast.plain import drift, naive, plain_methods, pooled_growth, seasonal_naive
from helhed.forecast.standard import NotInstalled, standard_methods, without_gaps

needs_statsforecast = pytest.mark.skipif(
    find_spec("statsforecast") is None, reason="the extra forecast is not installed"
)
MEDIAN = (0.5,)


def yearly(*rows):
    """One series; a row of values for each unit, None unknown."""
    return Counts.of(
        (f"u{unit}", "n", str(2010 + year), value)
        for unit, row in enumerate(rows)
        for year, value in enumerate(row)
    )


def test_the_last_value_stands_and_widens_with_the_root_of_the_periods_ahead():
    found = naive(yearly([10.0, 12.0, 10.0, 12.0]), 4, (0.1, 0.5, 0.9))[0, 0]
    assert found[:, 1].tolist() == [12.0] * 4
    wide = found[:, 2] - found[:, 0]
    assert wide[3] == pytest.approx(2 * wide[0])
    assert wide[0] == pytest.approx(2 * 1.2815516 * 2)


def test_drift_goes_on_as_the_unit_itself_went():
    found = drift(yearly([10.0, 12.0, 14.0], [9.0, 8.0, 7.0]), 2, MEDIAN)[0, :, :, 0]
    assert found.tolist() == [[16.0, 18.0], [6.0, 5.0]]


def test_the_growth_of_all_is_lent_to_each():
    found = pooled_growth(yearly([100.0, 110.0, 121.0], [10.0, 11.0, 12.1]), 2, QUANTILES)
    middle = found[0, :, :, QUANTILES.index(0.5)]
    np.testing.assert_allclose(middle, [[133.1, 146.41], [13.31, 14.641]])


def test_the_last_season_is_that_of_the_same_month():
    rows = [("a", "n", f"{2019 + m // 12}-{m % 12 + 1:02}", float(m % 12)) for m in range(30)]
    found = seasonal_naive(Counts.of(rows), 14, MEDIAN)[0, 0, :, 0]
    assert found.tolist() == [float((30 + m) % 12) for m in range(14)]
    assert "seasonal naive" in plain_methods(Step.MONTH)
    assert "seasonal naive" not in plain_methods(Step.YEAR)


def test_a_unit_with_too_short_a_past_is_as_sure_as_the_middle_one():
    found = naive(yearly([100.0, 110.0, 100.0], [None, None, 50.0]), 1, (0.1, 0.9))[0]
    wide = found[:, 0, 1] - found[:, 0, 0]
    assert wide[1] == pytest.approx(wide[0] / 2)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 500).map(float)), min_size=6, max_size=6),
        min_size=1,
        max_size=4,
    ).filter(lambda rows: any(value is not None for row in rows for value in row)),
    st.integers(1, 4),
)
def test_quantiles_of_every_plain_method_rise_and_are_no_less_than_zero(rows, far):
    counts = yearly(*rows)
    for method in plain_methods(Step.YEAR).values():
        found = method(counts, far, QUANTILES)
        known = found[~np.isnan(found).any(axis=3)]
        assert (known >= 0).all()
        assert (np.diff(known, axis=1) >= -1e-9).all()


def test_a_number_without_an_interval_is_scored_as_if_it_were_sure():
    truth, said = np.array([10.0, 20.0]), np.array([[12.0], [20.0]])
    found = scored("plain", "n", 1, [(truth, said)])
    assert found.wape == found.crps == found.wis == pytest.approx(2 / 30)
    assert np.isnan(found.cover_80)


def test_an_interval_that_holds_the_truth_scores_better_than_one_beside_it():
    spread = np.array([QUANTILES]) * 10
    near = scored("a", "n", 1, [(np.array([105.0]), 100 + spread)])
    far = scored("b", "n", 1, [(np.array([105.0]), 110 + spread)])
    assert near.crps < far.crps
    assert near.wis < far.wis
    assert (near.cover_50, far.cover_95) == (1.0, 0.0)


def test_crps_of_an_even_spread_is_what_it_is_on_paper():
    """Of a uniform number between 0 and 1 and a truth in the middle of it: 1/12."""
    found = scored("a", "n", 1, [(np.array([0.5]), np.array([QUANTILES]))])
    assert found.crps * 0.5 == pytest.approx(1 / 12, rel=0.03)


def one(method, wape, wis, series="n"):
    return Scores(method, series, 1, 9, wape, 0.0, wis, wis, 0.5, 0.8, 0.95)


def test_where_another_method_is_better_is_told_by_what_it_is_better():
    scores = [one("helhed", 0.05, 0.03), one("naive", 0.06, 0.02), one("drift", 0.04, 0.02)]
    assert beaten_by(scores) == ["n, 1 ahead: naive (WIS)", "n, 1 ahead: drift (WAPE, WIS)"]
    assert not_better(scores) == ["n, 1 ahead (WIS)"]
    assert not_better([scores[0], one("naive", 0.06, 0.04)]) == []
    assert not_better([one("helhed", 0.06, 0.02), one("naive", 0.06, 0.04)]) == ["n, 1 ahead"]


def test_an_interval_that_held_the_truth_far_too_seldom_is_told_of_where_it_was_tried_enough():
    narrow = replace(one("helhed", 0.05, 0.03), cover_80=0.61, count=60)
    told = ["n, 1 ahead: the 80 % interval held 61% of 60"]
    assert too_narrow([narrow, replace(narrow, method="naive")]) == told
    assert too_narrow([replace(narrow, count=19), replace(narrow, cover_80=0.71)]) == []


def some_counts(units=9, years=7):
    numbers = np.random.default_rng(4)
    rows = 80 + 9 * np.arange(units)[:, None] + numbers.integers(0, 12, (units, years))
    return yearly(*rows.astype(float).tolist())


def test_all_methods_are_scored_on_the_same():
    counts = some_counts()
    counts.values[0, 0, 2:] = np.nan  # not known lately: the forecast says nothing of it
    scores = backtest(counts, 2)
    for ahead in (1, 2):
        assert len({one.count for one in scores if one.ahead == ahead}) == 1


def test_what_is_not_installed_is_told_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(standard_module, "find_spec", lambda _: None)
    with pytest.raises(NotInstalled, match=r"pip install helhed\[forecast\]"):
        standard_methods()
    told = called(folder_of(tmp_path), tmp_path / "out", "all")
    assert told.exit_code == 2
    assert "helhed[forecast]" in told.output
    assert not (tmp_path / "out").exists()
    assert called(folder_of(tmp_path), tmp_path / "out", "plain").exit_code == 0


def folder_of(tmp_path):
    folder, counts = tmp_path / "in", some_counts()
    folder.mkdir(exist_ok=True)
    lines = [
        f"{unit},n,{counts.name(period)},{counts.values[0, number, period]}\n"
        for number, unit in enumerate(counts.units)
        for period in range(counts.periods)
    ]
    (folder / "counts.csv").write_text("unit,series,period,value\n" + "".join(lines))
    return folder


def called(folder, out, baselines):
    words = ["forecast", "backtest", "--in", str(folder), "--out", str(out), "--horizon", "2"]
    return CliRunner().invoke(app, [*words, "--baselines", baselines])


def test_a_back_test_writes_the_scores_and_where_it_is_beaten(tmp_path):
    assert called(folder_of(tmp_path), tmp_path / "out", "plain").exit_code == 0
    run = json.loads((tmp_path / "out" / "backtest.json").read_text())
    with (tmp_path / "out" / "backtest.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(run["backtest"]) == len(rows)
    assert {"wape", "bias", "crps", "wis", "cover_50", "cover_80", "cover_95"} <= set(rows[0])
    assert run["baselines"] == "plain"
    assert all(": " in line for line in run["beaten_by"])


def test_gaps_between_known_values_are_gone_straight_over():
    values = np.array([np.nan, 1.0, np.nan, 3.0, np.nan])
    assert without_gaps(values).tolist() == [1.0, 2.0, 3.0]
    assert without_gaps(np.array([np.nan])).tolist() == []


@needs_statsforecast
def test_the_standard_methods_forecast_each_unit_and_fall_back_on_the_last_value():
    counts = some_counts()
    counts.values[0, 0, :-2] = np.nan
    for name, method in standard_methods().items():
        found = method(counts, 2, QUANTILES)
        assert found.shape == (1, 9, 2, len(QUANTILES)), name
        assert np.isfinite(found).all()
        assert (np.diff(found, axis=3) >= -1e-6).all()
        np.testing.assert_array_equal(found[0, 0], naive(counts, 2, QUANTILES)[0, 0])


@needs_statsforecast
def test_what_is_not_known_lately_is_forecast_from_when_it_was():
    counts = some_counts(units=1)
    counts.values[0, 0] = 10.0 * np.arange(counts.periods)
    late = counts.values.copy()
    counts.values[0, 0, -1] = np.nan
    early = Counts(counts.units, counts.series, counts.step, counts.first, late[:, :, :-1])
    method = standard_methods()["AutoARIMA"]
    np.testing.assert_allclose(
        method(counts, 1, MEDIAN)[0, 0, 0], method(early, 2, MEDIAN)[0, 0, 1]
    )


@needs_statsforecast
def test_a_back_test_beside_all_methods_scores_every_one(tmp_path):
    told = called(folder_of(tmp_path), tmp_path / "out", "all")
    assert told.exit_code == 0, told.output
    run = json.loads((tmp_path / "out" / "backtest.json").read_text())
    names = {"helhed", "naive", "drift", "pooled growth", "AutoETS", "AutoARIMA", "AutoTheta"}
    assert {one["method"] for one in run["backtest"]} == names
    assert run["baselines"] == "all"
