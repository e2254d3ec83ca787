"""Who does the jobs of a forecast, how many at once and in which order, cannot be seen in it."""

from dataclasses import astuple
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helhed.forecast.episodes.drawn import Growth
from helhed.forecast.episodes.follow import at_a_time, follow, growth_as_before
from helhed.forecast.episodes.model import fit
from helhed.forecast.episodes.setting import Setting
from helhed.forecast.episodes.tested import backtest_episodes
from helhed.forecast.machines import ALONE, in_order
from tests.engines.test_episodes_twin import same
from tests.engines.worlds import Rates, world

PATHS = 23


class AnyOrder:
    """Machines that do so many at once, and are done in an order of their own."""

    def __init__(self, at_once, seed):
        self.at_once, self.numbers = at_once, np.random.default_rng(seed)

    def each(self, what, work, shared, jobs):
        for number in self.numbers.permutation(len(jobs)).tolist():
            yield number, work(shared, jobs[number])


@cache
def given_world():
    told, day = world(Rates(), np.random.default_rng(3), known=40)
    model = fit(told, day)
    setting = Setting.of(model, 3, 11)
    growth: Growth = growth_as_before(model, setting.steps)
    return told, day, model, setting, growth


@cache
def alone():
    told, day, *asked = given_world()
    return follow(*asked, PATHS).paths, backtest_episodes(told, day, 3, 10, 11)


@settings(max_examples=20)
@given(st.integers(1, 40), st.integers(0, 99))
def test_paths_are_the_same_however_many_machines_in_whichever_order(at_once, seed):
    _, _, *asked = given_world()
    same(follow(*asked, PATHS, AnyOrder(at_once, seed)).paths, alone()[0])


@pytest.mark.parametrize("seed", range(3))
def test_a_back_test_is_the_same_in_whichever_order(seed):
    told, day, *_ = given_world()
    found = backtest_episodes(told, day, 3, 10, 11, machines=AnyOrder(2, seed))
    assert [str(astuple(one)) for one in found] == [str(astuple(one)) for one in alone()[1]]


@given(st.lists(st.sampled_from(["Åse", "Bo", "bo", "p1", "p10", "p2", "Ærø", "Ø", "zz"])))
def test_numbers_for_names_stand_in_the_order_of_the_names(names):
    told = given_world()[0]
    some = type(told)(
        names, *(getattr(told, name) for name in ("birth", "state", "start")), told.end, told.oere
    )
    known = list(some.nameless().person)
    assert not set(known) & set(names)
    for one, other in zip(known, names, strict=True):
        for another, yet_another in zip(known, names, strict=True):
            assert (one < another) == (other < yet_another)


@given(st.lists(st.integers(1), max_size=9))
def test_one_process_does_every_job_in_order(jobs):
    done = list(ALONE.each("numbers", divmod, 97, jobs))
    assert done == [(number, divmod(97, job)) for number, job in enumerate(jobs)]
    assert in_order(iter(done[::-1])) == [one for _, one in done]


@given(st.integers(1, 500), st.integers(1, 3000), st.integers(1, 40))
def test_no_batch_is_larger_than_it_may_be_and_no_machine_has_many_more_than_another(
    most, paths, at_once
):
    many = at_a_time(most, paths, at_once)
    assert 1 <= many <= most
    one_less = many - 1
    turns = -(-paths // (most * at_once))
    assert not one_less or at_once == 1 or paths > one_less * at_once * max(4, turns)


def test_a_thousand_paths_are_shared_evenly_by_two():
    assert -(-1_000 // at_a_time(38, 1_000, 1)) == 27
    assert -(-1_000 // at_a_time(38, 1_000, 2)) == 28
