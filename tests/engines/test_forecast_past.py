"""A forecast is made of what was known, of nothing later; and how much of a growth it believes."""

import csv
import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from helhed.cli.main import app
from helhed.forecast import Counts, Settings, backtest, forecast
from helhed.forecast.plain import naive, pooled_growth
from helhed.forecast.pooled import Past, believed
from tests.engines.test_forecast import REAL, authorities


def with_another_future(counts, origin, seed):
    """The same until a period; after it whatever comes, from nothing to ten thousand times."""
    numbers = np.random.default_rng(seed)
    values = counts.values.copy()
    later = values[:, :, origin + 1 :]
    later *= numbers.choice([0.0, 0.1, 3.0, 1e4], later.shape)
    later[numbers.random(later.shape) < 0.2] = np.nan
    return Counts(counts.units, counts.series, counts.step, counts.first, values)


@pytest.mark.parametrize("origin", [3, 5, 7])
@pytest.mark.parametrize(("name", "columns"), REAL)
def test_whatever_came_later_the_forecast_is_the_same_and_so_is_what_steers_it(
    name, columns, origin
):
    counts = authorities(*columns, name=name)
    alone = forecast(counts.until(origin), 3)
    for seed in range(3):
        other = with_another_future(counts, origin, seed)
        again = forecast(counts.until(origin), 3, past=Past(other, Settings()))
        np.testing.assert_array_equal(again.values, alone.values)
        assert (again.growth, again.notes) == (alone.growth, alone.notes)


@pytest.mark.parametrize(("name", "columns"), REAL)
def test_a_back_test_scores_what_was_forecast_as_of_that_year(name, columns):
    """What each origin says is scored as it is said of a table that ends there."""
    counts = authorities(*columns, name=name).until(6)
    given = []

    def as_of(known, reach, quantiles):
        given.append(known.periods)
        return forecast(known, reach, quantiles).values

    scores = {(o.series, o.ahead, o.method): o for o in backtest(counts, 3, others={"cut": as_of})}
    assert given == [4, 5, 6]
    for (series, ahead, method), one in scores.items():
        mine = asdict(scores[series, ahead, "helhed"]) | {"method": method}
        assert asdict(one) == mine


def test_the_growth_that_is_told_is_that_of_the_years_known_and_the_mean_over_the_doubts():
    rows = [(f"u{u}", "n", str(2015 + y), 100 * 1.022**y) for u in range(9) for y in range(6)]
    grown = forecast(Counts.of(rows), 1).growth[0]
    seen = np.log(1.022)
    assert grown.seen == pytest.approx(seen)
    by_hand = (seen + (seen - 0.01) * 1.5 + (seen - 0.02) * 1.5) / 3
    assert grown.believed == pytest.approx(by_hand)


@given(st.floats(-0.5, 0.5), st.floats(0, 0.5))
def test_what_is_believed_of_a_growth_lies_between_none_and_all_of_it_and_rises_with_it(yearly, up):
    steered = Settings()
    found = believed(yearly, steered)
    assert min(0.0, yearly) - 1e-12 <= found <= max(0.0, yearly) + 1e-12
    assert found == -believed(-yearly, steered)
    assert believed(yearly + up, steered) >= found - 1e-12
    if abs(yearly) >= steered.growth_belief * max(steered.growth_doubts):
        assert found == pytest.approx(yearly)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([1, 3, 10]), st.integers(2, 4), st.floats(0, 30), st.booleans(), st.integers(0)
)
def test_few_units_short_pasts_and_zeros_give_no_silly_numbers(units, years, mean, monthly, seed):
    """No more than twenty times what was ever seen, and no less than none."""
    numbers = np.random.default_rng(seed)
    periods = years * (12 if monthly else 1)
    seen = numbers.poisson(mean, (units, periods)).astype(float)
    seen[0, -2:] = [4.0, 5.0]
    names = [
        f"{2018 + p // 12}-{p % 12 + 1:02}" if monthly else str(2018 + p) for p in range(periods)
    ]
    rows = [(f"u{u}", "n", names[p], seen[u, p]) for u, p in np.ndindex(units, periods)]
    found = forecast(Counts.of(rows), 12 if monthly else 3, (0.1, 0.5, 0.9)).values
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert found[..., 1].max() <= 20 * seen.max()


def half_of(counts, seed):
    drawn = np.random.default_rng(seed).permutation(len(counts.units))
    kept = np.sort(drawn[: len(drawn) // 2])
    units = tuple(counts.units[unit] for unit in kept)
    return Counts(units, counts.series, counts.step, counts.first, counts.values[:, kept])


@pytest.mark.parametrize(("name", "columns"), REAL)
def test_over_halves_of_the_authorities_it_is_nearer_and_surer_than_either_plain_growth(
    name, columns
):
    """In the mean over halves, series and years ahead; in one half it may well be beaten."""
    counts, others = authorities(*columns, name=name), {"naive": naive, "growth": pooled_growth}
    scores = [one for seed in range(8) for one in backtest(half_of(counts, seed), 3, others=others)]
    for what in ("wape", "wis"):
        ours, last, growth = (
            np.mean([getattr(one, what) for one in scores if one.method == method])
            for method in ("helhed", *others)
        )
        assert ours < min(last, growth)


def test_a_run_tells_what_steered_it_and_the_growth_and_nothing_later_changes_a_byte(tmp_path):
    def run(name, rows):
        (tmp_path / name).mkdir()
        with (tmp_path / name / "counts.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("unit", "series", "period", "value"), *rows])
        out = tmp_path / f"{name}-out"
        words = ["--in", str(tmp_path / name), "--out", str(out), "--horizon", "2"]
        told = CliRunner().invoke(app, ["forecast", "run", *words])
        assert told.exit_code == 0, told.output
        return (out / "forecast.csv").read_bytes(), json.loads((out / "run.json").read_text())

    rows = [(f"u{u}", "n", 2015 + y, 90 + u + 3 * y) for u in range(9) for y in range(6)]
    table, told = run("until-2020", rows)
    again, also = run("in-another-order", [*reversed(rows), ("u0", "n", 2021, "")])
    assert (again, also["growth"]) == (table, told["growth"])
    assert told["settings"]["growth_doubts"] == [0.0, 0.01, 0.02]
    assert set(told["growth"]["n"]) == {"seen", "believed"}
    assert 0 < told["growth"]["n"]["believed"] <= told["growth"]["n"]["seen"]
