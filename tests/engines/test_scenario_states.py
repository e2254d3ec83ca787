"""States that only a scenario brings leave the forecast without it as it is, to the bit."""

from dataclasses import replace

import numpy as np
import pytest

from helhed.forecast.episodes.follow import follow, growth_as_before
from helhed.forecast.episodes.model import fit
from helhed.forecast.episodes.setting import Setting
from helhed.forecast.episodes.told import State
from tests.engines.worlds import Rates, world

LEVELS = 6


def followed(told, day, extra):
    states = (*sorted(set(told.known_on(day).state)), *extra)
    model = fit(told, day, states)
    setting = Setting.of(model, 12, seed=3)
    return follow(model, setting, growth_as_before(model, setting.steps), 8).paths


@pytest.fixture(scope="module", params=["a state a service", "several levels"])
def without(request):
    told, day = world(Rates(comes=(6.0, 3.0)), np.random.default_rng(7), known=48)
    if request.param == "several levels":
        levels = [str(int(person[1:]) % LEVELS) for person in told.person]
        pairs = zip(told.state, levels, strict=True)
        told = replace(told, state=[replace(one, level=level) for one, level in pairs])
    oere = 1e7 * (1 + np.arange(len(told.person)) % 5)
    told = replace(told, oere=oere)
    return told, day, followed(told, day, [])


@pytest.mark.parametrize(
    "extra",
    [
        [State("home", "private", "new house 1")],
        [State("home", "own", "")],
        [State("zoo", "zookeeper", "")],
        [State("a first service", "a first owner", "")],
        [State(f"new {n}", f"owner {n % 3}", "") for n in range(12)],
    ],
)
def test_what_only_a_scenario_brings_changes_nothing_of_the_forecast(without, extra):
    told, day, plain = without
    beside = followed(told, day, extra)
    states = plain.persons.shape[-1]
    for series in ("persons", "ticks", "oere", "rate", "flows", "flow_oere"):
        own, found = getattr(plain, series), getattr(beside, series)
        assert np.array_equal(own, found[:, :, :states]), series
        assert not found[:, :, states:].any(), series
