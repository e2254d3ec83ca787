"""What is said of many machines is measured on the same answer."""

import pytest

from helhed.cli.bench import cluster
from helhed.cli.forecast_made import read_given
from helhed.exchange.faults import Faults
from helhed.forecast.episodes.told import OPEN


def test_municipalities_are_as_many_as_asked_and_the_largest_is_about_one_in_ten():
    found = cluster.sizes(40_000, 98)
    assert len(found) == 98
    assert sum(found) == pytest.approx(40_000, rel=0.01)
    assert found == sorted(found, reverse=True)
    assert 0.04 < found[0] / 40_000 < 0.12


def test_about_as_many_as_asked_are_there_at_the_end(tmp_path):
    cluster.write_municipality(tmp_path / "one", 300, 1)
    faults = Faults()
    told = read_given(tmp_path / "one", faults).episodes.episodes
    assert not faults
    assert (told.end == OPEN).sum() == pytest.approx(300, rel=0.2)


def test_one_worker_and_two_give_the_same_answer_and_say_what_they_took(tmp_path):
    cluster.write_municipality(tmp_path / "one", 20, 1)
    for workers in (1, 2):
        run = cluster._by(tmp_path, "one", workers, "1", "10")
        assert min(run.seconds, run.peak, run.peak_of_workers) > 0
    assert cluster._same(tmp_path / "one-1", tmp_path / "one-2")


def test_answers_that_differ_in_a_byte_or_a_file_are_not_the_same(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "forecast.csv").write_text("1")
    assert cluster._same(tmp_path / "one", tmp_path / "other")
    (tmp_path / "other" / "forecast.csv").write_text("2")
    assert not cluster._same(tmp_path / "one", tmp_path / "other")
    (tmp_path / "other" / "forecast.csv").write_text("1")
    (tmp_path / "other" / "more.csv").write_text("1")
    assert not cluster._same(tmp_path / "one", tmp_path / "other")
