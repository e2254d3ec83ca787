"""The forecast of counts: as its slow twin counts, calibrated, and never a silent number."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helhed.forecast import (
    QUANTILES,
    Counts,
    NotCounts,
    Settings,
    Step,
    UnableToForecast,
    backtest,
    forecast,
)
from helhed.forecast._reference import medians
from helhed.forecast.pooled import Past
from helhed.forecast.spread import weighted_quantile

DATA = Path(__file__).parent / "data" / "children-looked-after"
VALUE = st.one_of(st.none(), st.integers(0, 400).map(float), st.floats(0.5, 5000))


@st.composite
def tables(draw):
    """A few series of a few to twenty units over a few years, with gaps and zeros."""
    units, years = draw(st.integers(1, 14)), draw(st.integers(2, 7))
    series = draw(st.integers(1, 3))
    rows = [
        (f"u{u:02}", f"s{s}", str(2010 + y), draw(VALUE))
        for s in range(series)
        for u in range(units)
        for y in range(years)
    ]
    rows.append(("u00", "s0", str(2010 + years - 1), 7.0))
    rows.append(("u00", "s0", str(2010 + years - 2), 5.0))
    return list({row[:3]: row for row in rows}.values())


def authorities(*columns, name="authorities.csv"):
    with (DATA / name).open() as file:
        listed = list(csv.DictReader(file))
    return Counts.of(
        (row["la"], column, row["year"], float(row[column]) if row[column] else None)
        for column in columns
        for row in listed
    )


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(1, 3))
def test_the_median_is_what_the_slow_twin_counts(rows, ahead):
    counts = Counts.of(rows)
    found = forecast(counts, ahead, (0.5,)).values[:, :, ahead - 1, 0]
    for series in range(len(counts.series)):
        for fast, slow in zip(
            found[series], medians(counts, series, ahead, Settings()), strict=True
        ):
            if slow is None:
                assert math.isnan(fast)
            else:
                assert fast == pytest.approx(slow, rel=1e-6, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(tables(), st.integers(1, 4))
def test_quantiles_rise_are_no_less_than_zero_and_widen_around_a_median_that_is_the_same(rows, far):
    values = forecast(Counts.of(rows), far).values
    known = values[~np.isnan(values).any(axis=3)]
    assert (np.diff(known, axis=1) >= -1e-9).all()
    assert (known >= 0).all()
    assert np.isfinite(known).all()


@settings(max_examples=30, deadline=None)
@given(tables(), st.floats(0.01, 1000))
def test_a_forecast_in_another_currency_is_the_same_forecast(rows, times):
    counts = Counts.of(rows)
    more = Counts.of([(u, s, p, None if v is None else v * times) for u, s, p, v in rows])
    one = forecast(counts, 2, (0.5,)).values
    other = forecast(more, 2, (0.5,)).values
    np.testing.assert_allclose(other, one * times, rtol=1e-6, atol=1e-6 * times)


@settings(max_examples=20, deadline=None)
@given(tables(), st.integers(1, 3))
def test_what_was_missed_is_the_same_whether_more_is_known_since_or_not(rows, back):
    counts = Counts.of(rows)
    origin = max(counts.periods - 1 - back, 1)
    known, past = counts.until(origin), Past(counts, Settings())
    try:
        alone = forecast(known, 2).values
    except UnableToForecast:
        return
    np.testing.assert_array_equal(forecast(known, 2, past=past).values, alone)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 5)), min_size=1, max_size=30),
    st.integers(1, 99),
)
def test_a_weighted_quantile_lies_among_the_values_and_rises(pairs, percent):
    values = np.array([float(value) for value, _ in pairs])
    weight = np.array([float(count) for _, count in pairs])
    low, high = weighted_quantile(values, weight, np.array([percent / 100, percent / 100 + 0.005]))
    assert values.min() <= low <= high <= values.max()


REAL = [
    ("authorities.csv", ("TOTAL", "FOSTER", "RESI_ALL")),
    ("spend.csv", ("total_spend",)),
]


@pytest.mark.parametrize(("name", "columns"), REAL)
def test_on_real_numbers_it_is_nearer_and_surer_than_every_plain_method(name, columns):
    """One, two and three years ahead, in every series; 80 % intervals hold 76 to 84 %."""
    counts = authorities(*columns, name=name)
    scores = {(one.series, one.ahead, one.method): one for one in backtest(counts, 3)}
    for (series, ahead, method), other in scores.items():
        ours = scores[series, ahead, "helhed"]
        assert 0.76 <= ours.cover_80 <= 0.84
        if method != "helhed":
            assert ours.wape < other.wape, (series, ahead, method)
            assert ours.wis < other.wis, (series, ahead, method)


@settings(max_examples=30, deadline=None)
@given(tables())
def test_no_interval_of_whole_numbers_is_narrower_than_if_they_were_rounded(rows):
    whole = [(*key, None if value is None else float(round(value))) for *key, value in rows]
    values = forecast(Counts.of(whole), 2, (0.1, 0.5, 0.9)).values
    known = values[~np.isnan(values).any(axis=3)]
    assert (known[:, 2] - known[:, 1] >= 0.4 - 1e-9).all()
    assert ((known[:, 1] - known[:, 0] >= 0.4 - 1e-9) | (known[:, 0] == 0)).all()


def test_what_never_moved_is_held_by_its_interval_and_may_yet_be_one_more():
    still = Counts.of([(u, "p", str(y), 7.0) for u in "ABCDE" for y in range(2012, 2022)])
    low, high = forecast(still, 1, (0.025, 0.975)).values[0, 0, 0]
    assert (low, high) == pytest.approx((6.525, 7.475))
    ours = [one for one in backtest(still, 3, others={}) if one.method == "helhed"]
    assert all(one.cover_80 == 1 for one in ours)


def test_months_keep_their_season():
    season = [1.3, 1.1, 1, 1, 1, 0.9, 0.6, 0.8, 1, 1, 1.1, 1.2]
    rows = [
        (f"u{u}", "persons", f"{2019 + m // 12}-{m % 12 + 1:02}", 200 * season[m % 12] + u)
        for u in range(10)
        for m in range(60)
    ]
    counts = Counts.of(rows)
    assert (counts.step, counts.name(60)) == (Step.MONTH, "2024-01")
    medians = forecast(counts, 12, (0.5,)).values[0, 0, :, 0]
    np.testing.assert_allclose(medians, 200 * np.array(season), rtol=0.08)


def test_one_unit_alone_is_forecast_and_the_spread_told_to_be_thin():
    found = forecast(Counts.of([("a", "n", str(y), 10.0 + y % 3) for y in range(2015, 2021)]), 2)
    assert not np.isnan(found.values).any()
    assert any("widened" in note for note in found.notes)
    assert found.values[0, 0, 1, -1] > found.values[0, 0, 0, -1]


def test_a_unit_that_is_not_known_lately_has_no_forecast():
    rows = [("a", "n", str(y), 10.0) for y in range(2010, 2020)]
    rows += [("b", "n", str(y), 10.0) for y in range(2010, 2015)]
    found = forecast(Counts.of(rows), 1)
    assert np.isnan(found.values[0, 1]).all()
    assert not np.isnan(found.values[0, 0]).any()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "no row"),
        ([("a", "n", "2019", 1.0), ("a", "n", "2019-03", 1.0)], "same file"),
        ([("a", "n", "19", 1.0)], "no period"),
        ([("a", "n", "2019-13", 1.0)], "no month"),
        ([("a", "n", "2019", -1.0)], "zero or more"),
        ([("a", "n", "2019", float("nan"))], "zero or more"),
        ([("a", "n", "2019", 1.0), ("a", "n", "2019", 2.0)], "twice"),
        ([("a", "n", "2019", None)], "no value"),
    ],
)
def test_what_is_no_counts_is_told(rows, told):
    with pytest.raises(NotCounts, match=told):
        Counts.of(rows)


def test_without_two_periods_nothing_is_forecast():
    with pytest.raises(UnableToForecast):
        forecast(Counts.of([("a", "n", "2019", 1.0), ("b", "n", "2020", 2.0)]), 1)


def test_quantiles_are_those_promised():
    assert {0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975} <= set(QUANTILES)


def test_a_month_where_the_large_unit_is_unknown_makes_no_growth_of_the_small_one():
    def rows(hole):
        for m in range(60):
            month = f"{2020 + m // 12}-{m % 12 + 1:02}"
            yield "large", "n", month, None if hole and m == 52 else 1_000.0 + m % 3
            yield "small", "n", month, 40.0 if m >= 52 else 20.0

    whole, holed = (forecast(Counts.of(list(rows(hole))), 12) for hole in (False, True))
    assert abs(holed.growth[0].seen - whole.growth[0].seen) < 0.005
    assert abs(holed.values[0, 0, -1, 4] / whole.values[0, 0, -1, 4] - 1) < 0.02
