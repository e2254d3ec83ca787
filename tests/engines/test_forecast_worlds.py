"""The forecast from episodes beside other methods in worlds that stand still, grow and change by
law. By day a few worlds and plain methods; by night more, and the standard methods."""

import os
from dataclasses import replace
from importlib.util import find_spec

import pytest

from helhed.forecast.backtest import METHOD, scored
from helhed.forecast.episodes.tested import STOCK_FLOW
from helhed.forecast.plain import naive
from helhed.forecast.standard import standard_methods
from tests.engines.worlds import DISTANCES, WORLDS, of_persons, pairs_of_worlds

STILL, GROWS, LAW = WORLDS
TOTAL = "persons, total"
by_night = pytest.mark.skipif(
    os.environ.get("HELHED_HYPOTHESIS") != "nightly" or find_spec("statsforecast") is None,
    reason="by night, with the extra forecast",
)


def scores_of(rates, seeds, others, paths=60, reach=36):
    pairs = pairs_of_worlds(rates, seeds, others, paths, reach)
    scores = [scored(*key, listed) for key, listed in pairs.items()]
    return {(one.series, one.ahead, one.method): one for one in scores}


def test_where_more_come_each_year_it_is_nearer_than_the_last_value_and_surer_than_stock_and_flow():
    scores = scores_of(WORLDS[GROWS], range(100, 102), {"naive": naive})
    ours, last = scores[TOTAL, 36, METHOD], scores[TOTAL, 36, "naive"]
    assert ours.wape < 0.9 * last.wape
    assert ours.crps < 0.9 * last.crps
    assert ours.crps < scores[TOTAL, 36, STOCK_FLOW].crps
    assert abs(ours.bias) < 0.8 * abs(last.bias)


def test_where_nothing_changes_it_is_surer_than_stock_and_flow_and_little_behind_the_last_value():
    scores = scores_of(WORLDS[STILL], range(100, 101), {"naive": naive}, reach=12)
    for series in ("persons", TOTAL):
        ours = scores[series, 12, METHOD]
        assert ours.crps < scores[series, 12, STOCK_FLOW].crps
        assert ours.crps < 1.25 * scores[series, 12, "naive"].crps


def standard():
    slow = {name: of_persons(one) for name, one in standard_methods().items()}
    return {"naive": naive, "AutoETS": slow["AutoETS"], "AutoTheta": slow["AutoTheta"]}


@by_night
def test_by_night_where_more_come_each_year_no_method_is_nearer_or_surer():
    """Over two hundred worlds: of one hundred another method may be nearer by chance."""
    scores = scores_of(WORLDS[GROWS], range(100, 300), standard(), paths=200)
    for series in ("persons", TOTAL):
        for ahead in DISTANCES:
            ours = scores[series, ahead, METHOD]
            for name in ("naive", "AutoETS", "AutoTheta", STOCK_FLOW):
                other = scores[series, ahead, name]
                assert ours.wape < other.wape, (series, ahead, name)
                assert ours.crps < other.crps, (series, ahead, name)


@by_night
@pytest.mark.parametrize("name", [STILL, GROWS, LAW])
def test_by_night_it_is_nearest_and_surest_of_services_in_every_kind_of_world(name):
    scores = scores_of(WORLDS[name], range(100, 140), {"naive": naive}, paths=200)
    for ahead in DISTANCES:
        ours = scores["persons", ahead, METHOD]
        for other in ("naive", STOCK_FLOW):
            assert ours.wape < scores["persons", ahead, other].wape, (ahead, other)
            assert ours.crps < scores["persons", ahead, other].crps, (ahead, other)
        in_total, last = scores[TOTAL, ahead, METHOD], scores[TOTAL, ahead, "naive"]
        assert in_total.wape < 1.02 * last.wape, ahead
        assert in_total.wape < 1.03 * scores[TOTAL, ahead, STOCK_FLOW].wape, ahead
        assert in_total.crps < 1.04 * last.crps, ahead


@by_night
@pytest.mark.parametrize("name", [GROWS, LAW])
def test_by_night_with_people_enough_it_is_nearest_and_surest_in_total_where_something_changes(
    name,
):
    larger = replace(WORLDS[name], comes=tuple(4 * one for one in WORLDS[name].comes))
    scores = scores_of(larger, range(100, 124), {"naive": naive}, paths=200)
    for series in ("persons", TOTAL):
        for ahead in DISTANCES:
            ours = scores[series, ahead, METHOD]
            for other in ("naive", STOCK_FLOW):
                assert ours.wape < scores[series, ahead, other].wape, (series, ahead, other)
                assert ours.crps < scores[series, ahead, other].crps, (series, ahead, other)
