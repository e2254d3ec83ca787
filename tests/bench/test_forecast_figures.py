"""The figures of the forecast from episodes, on a few people."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from helhed.cli.bench.forecast import Case, Growth, bench_forecast
from helhed.cli.bench.forecast_given import AS_OF, write_episodes
from helhed.cli.bench.measured import Measured
from helhed.cli.bench.speed_page import page

SAMPLE = Path(__file__).parents[1] / "engines" / "data" / "placement-episodes"
FEW = Growth(scale=0.01, paths=(2, 4), shares=(2, 1), large=0.02, few=2)


def small(most):
    return (
        Case("the sample", None, date(2022, 3, 31), 2, 3, most),
        Case("few persons", 0.02, AS_OF, 2, 3, most, times=2),
    )


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    found = bench_forecast(folder, small(100.0), FEW, SAMPLE)
    assert list(folder.iterdir()) == []
    return found


def test_every_case_has_its_persons_and_its_seconds(measured):
    rows = [dict(zip(measured.columns, row, strict=True)) for row in measured.rows]
    assert [row["what"] for row in rows] == ["the sample", "few persons"]
    for row in rows:
        assert row["persons"] > 0
        assert row["processor s"] == pytest.approx(row["fit s"] + row["paths s"])
    assert set(measured.facts) == {"paths", "persons"}


def test_what_takes_too_long_is_a_broken_promise(tmp_path):
    faults = bench_forecast(tmp_path, small(0.0), FEW, SAMPLE).faults
    assert [fault.partition(":")[0] for fault in faults[:2]] == ["the sample", "few persons"]


def test_without_the_sample_nothing_is_measured_and_that_is_told(tmp_path):
    [fault] = bench_forecast(tmp_path, small(1.0), FEW, tmp_path / "none").faults
    assert "no episodes" in fault


def test_the_page_tells_the_promise_and_the_slopes(measured, tmp_path):
    rows = [dict(zip(measured.columns, row, strict=True)) for row in measured.rows]
    found = {
        "machine": {"python": "3", "cpus": 2, "load": 1.0},
        "facts": measured.facts,
        "rows": rows,
        "faults": ["few persons: slow"],
    }
    text = page({"forecast": found})
    assert "## Forecasts from episodes" in text
    assert f"**{measured.facts['persons']}** in persons" in text
    assert "Not held: few persons: slow." in text
    Measured("forecast", "About", measured.columns, measured.rows, (), measured.facts).table()


def test_the_municipalitys_episodes_are_cut_where_prices_change(tmp_path):
    frame = write_episodes(tmp_path, 0.02)
    assert (tmp_path / "episodes.csv").is_file()
    ended = frame.filter(pl.col("end").is_not_null())
    assert (ended["start"] <= ended["end"]).all()
    crossed = ended.filter(
        (pl.col("start").dt.year() < pl.col("end").dt.year())
        & (pl.col("start") >= date(2021, 1, 1))
        & (pl.col("end") <= AS_OF)
    )
    assert crossed.is_empty()
    assert frame["oere_per_year"].null_count() < 0.02 * frame.height
