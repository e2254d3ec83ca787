"""What is said of the engine's speed is measured on the same amounts, and told as it is."""

import json

import numpy as np
import pytest

from helhed.cli.bench import engines, speed_page
from helhed.cli.bench.engine_files import bench_files
from helhed.cli.bench.measured import Measured
from helhed.cli.bench.speed_page import ELSEWHERE, page, write_page


def test_time_that_grows_with_size_has_the_slope_1():
    assert engines._slope((10, 100, 1_000), (0.2, 2.0, 20.0)) == pytest.approx(1)
    assert engines._slope((10, 100, 1_000), (1.0, 100.0, 10_000.0)) == pytest.approx(2)


def test_the_engine_and_its_slow_twin_count_the_same_made_up_grants(monkeypatch):
    monkeypatch.setattr(engines, "SIZES", (300, 1_000))
    monkeypatch.setattr(engines, "PLAIN", 20)
    found = engines.bench_commitments()
    assert [row[0] for row in found.rows] == [300, 1_000]
    assert {"slope", "times_the_slow_twin", "months"} <= set(found.facts)
    this = engines.given(1_000)
    assert this.claimants.household.max() > 0
    assert np.diff(np.sort(this.suspensions.grant)).min() == 0  # some grants rest twice


def test_what_is_too_slow_too_large_or_not_straight_is_a_broken_promise():
    facts = {"times_the_slow_twin": 299, "slope": 1.3}
    told = engines._broken(15.1, 4_097, facts)
    assert len(told) == 4
    assert engines._broken(15, 4_096, {"times_the_slow_twin": 300, "slope": 1.0}) == []


def test_both_forms_of_files_are_counted_and_taken_away(tmp_path):
    found = bench_files(tmp_path, 400)
    assert [row[0] for row in found.rows] == ["csv", "parquet"]
    assert list(tmp_path.iterdir()) == []


def large(tmp_path, scale=1.0):
    rows = [(name, 7, 12.0, 20.0, 31.5) for name in ELSEWHERE]
    columns = ("page", "SQL", "p50 ms", "p95 ms", "a second, 8 at once")
    size = {"cases.Case": 19_436, "decisions.Grant": 27_216, "payments.PaymentLine": 531_743}
    facts = {"scale": scale, "rows": size}
    Measured("speed", "Pages", columns, rows, ["a case: 40 SQL"], facts).write(tmp_path)
    return {"speed": json.loads((tmp_path / "speed.json").read_text())}


def test_the_page_says_both_systems_figures_and_what_was_not_held(tmp_path):
    told = page(large(tmp_path))
    assert "| a grant | 7 | 410 | 12 | 20 | 221 | 31.5 | 6 |" in told
    assert "27,216 grants, 531,743 payment lines" in told
    assert "Not held: a case: 40 SQL." in told


def test_the_page_is_written_of_a_large_municipality_only(tmp_path, monkeypatch):
    monkeypatch.setattr(speed_page, "PAGE", tmp_path / "speed.md")
    large(tmp_path, 0.1)
    assert not write_page(tmp_path)
    large(tmp_path)
    assert write_page(tmp_path)
    assert (tmp_path / "speed.md").read_text(encoding="utf-8").startswith("# Speed")
