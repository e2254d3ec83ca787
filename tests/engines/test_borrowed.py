"""Margins fitted again to other events, all draws at once and as few looks at the cells as can be:
as if each draw and margin were fitted by itself; and months foretold as their definition says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from helhed.forecast.episodes.borrowed import AGAIN, OF_STATES, Margin, Refit, fitted
from helhed.forecast.episodes.breaks import _take_part
from helhed.forecast.episodes.levels import KEEPS, NOBODY, _foretold


def margins(services, owners, ages):
    """Those of cells ``[state, age]``, the states in some order of services and owners."""
    states = np.repeat(np.arange(len(services)), ages)
    age = np.tile(np.arange(ages), len(services))
    named = {name: n for n, name in enumerate(dict.fromkeys(services))}
    service = np.array([named[name] for name in services])
    owned = {pair: n for n, pair in enumerate(dict.fromkeys(zip(services, owners, strict=True)))}
    owner = np.array([owned[pair] for pair in zip(services, owners, strict=True)])
    return [
        Margin("service", service[states]),
        Margin("ownership", owner[states]),
        Margin(OF_STATES, states),
        Margin("age", age),
        Margin("service by age", service[states] * ages + age),
    ]


def one_by_one(refit, events):
    """The rates of all cells under events ``[had cell]``, margin after margin."""
    rates = refit.rates
    parts = [part.copy() for part in rates.parts]
    came = np.zeros(len(rates.events))
    came[refit.seen[refit.had]] = events
    level, awaited = rates.level, np.where(rates.exposure > 0, rates.exposure * rates.expected, 0.0)
    for _ in range(AGAIN):
        for n, margin in enumerate(rates.margins):
            for group in np.unique(margin.group[refit.seen]):
                of = margin.group == group
                without = awaited[of].sum() / parts[n][group]
                part = (came[of].sum() + margin.strength) / (without + margin.strength)
                awaited[of] *= part / parts[n][group]
                parts[n][group] = part
        scale = came.sum() / awaited.sum()
        level, awaited = level * scale, awaited * scale
    found = np.full(len(came), level)
    for margin, part in zip(rates.margins, parts, strict=True):
        found *= part[margin.group]
    return found


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), min_size=2, max_size=7),
    st.integers(0, 2**32 - 1),
)
def test_margins_fitted_again_are_those_that_are_fitted_one_by_one(states, seed):
    numbers = np.random.default_rng(seed)
    told = margins([one for one, _ in states], [two for _, two in states], 4)
    exposure = numbers.choice([0.0, 3.0, 50.0], len(told[0].group))
    exposure[0] = 20.0
    events = np.where(exposure > 0, numbers.poisson(0.1 * exposure), 0).astype(float)
    events[0] = 2.0
    refit = Refit(fitted(events, exposure, told))
    drawn = numbers.standard_gamma(np.tile(events[refit.seen][refit.had], (3, 1)))
    found = np.empty((3, len(events)))
    refit.to(drawn).fill(found)
    for of_draw, came in zip(found, drawn, strict=True):
        assert of_draw == pytest.approx(np.maximum(one_by_one(refit, came), 1e-9), rel=1e-9)


def month_after_month(came, awaited, shape, rate, slope, keep):
    """The definition: each month a negative binomial, what is known before it worth ``keep``."""
    told = 0.0
    for group in range(came.shape[1]):
        known, seen = shape[keep, group], rate[slope, keep, group]
        for now, mean in zip(came[:, group], awaited[:, slope, group], strict=True):
            known, seen = KEEPS[keep] * known, KEEPS[keep] * seen
            if mean > NOBODY:
                told += nbinom.logpmf(now, known, seen / (seen + mean))
            known, seen = known + now, seen + mean
    return told


@pytest.mark.parametrize("empty", [False, True])
def test_months_are_foretold_as_the_negative_binomial_says_but_for_those_nobody_is_awaited_in(
    empty,
):
    numbers = np.random.default_rng(4)
    came = numbers.poisson(3.0, (14, 2)).astype(float)
    awaited = 3.0 * np.exp(numbers.normal(0, 0.2, (14, 3, 2)))
    if empty:
        awaited[4:7, :, 1] = 0.0
        came[5:7, 1] = 0.0
    shape = np.full((len(KEEPS), 2), 2.5)
    rate = np.full((3, len(KEEPS), 2), 2.0)
    found = _foretold(came, awaited, shape, rate)
    # What depends on what came alone is the same in all histories.
    usual = month_after_month(came, awaited, shape, rate, 0, 0) - found[0, 0]
    for slope in range(3):
        for keep in range(len(KEEPS)):
            plain = month_after_month(came, awaited, shape, rate, slope, keep)
            assert plain - found[slope, keep] == pytest.approx(usual, abs=1e-8)


@pytest.mark.parametrize("least", [0, 1, 2])
def test_those_who_take_part_in_a_break_do_so_as_often_as_they_should_when_so_many_must(least):
    part, numbers = np.array([0.1, 0.6, 0.3]), np.random.default_rng(2)
    drawn = np.array([_take_part(part, numbers.random(3), least) for _ in range(20_000)])
    assert drawn.sum(axis=1).min() == least
    each = {}
    for n in range(8):
        broke = tuple(bool(n >> k & 1) for k in range(3))
        each[broke] = np.prod(np.where(broke, part, 1 - part)) * (sum(broke) >= least)
    whole = sum(each.values())
    for broke, chance in each.items():
        share = (drawn == broke).all(axis=1).mean()
        assert share == pytest.approx(chance / whole, abs=0.012)
