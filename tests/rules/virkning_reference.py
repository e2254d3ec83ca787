"""The slow, plain twin of the comparison of offers: sums over grids in place of formulas."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, sqrt
from statistics import fmean

from helhed.rules.plans.virkning import Spread

WIDE = 7.0  # standard deviations that a grid reaches out
STEPS = 161


def within_slowly(groups: Sequence[Sequence[float]]) -> float:
    """The pooled variance from all pairs of citizens in the same offer."""
    squares = sum(
        sum((a - b) ** 2 for a in values for b in values) / (2 * len(values)) for values in groups
    )
    return squares / (sum(map(len, groups)) - len(groups))


def between_slowly(groups: Sequence[Sequence[float]], within: float) -> float:
    """The τ² at which Cochran's Q is what it is expected to be, found by halving; 0 when Q is
    smaller than it ever is expected to be."""
    means, weights = [fmean(g) for g in groups], [len(g) / within for g in groups]

    def q_of(values: Sequence[float]) -> float:
        middle = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
        return sum(w * (v - middle) ** 2 for w, v in zip(weights, values, strict=True))

    def expected(between: float) -> float:
        """Q is a sum of squares: its mean is that over one offer moved at a time."""
        total = 0.0
        for number, weight in enumerate(weights):
            one = [0.0] * len(weights)
            one[number] = sqrt(1 / weight + between)
            total += q_of(one)
        return total

    found = q_of(means)
    if found <= expected(0.0):
        return 0.0
    low, high = 0.0, 1.0
    while expected(high) < found:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if expected(middle) < found else (low, middle)
    return (low + high) / 2


def posterior_slowly(
    groups: Sequence[Sequence[float]], number: int, common: Spread
) -> tuple[float, float]:
    """Mean and variance of one offer's θ, σ² and τ² given: for every μ on a grid, how likely all
    the offers' means make it, times a grid of θ around that μ. The offer's own τ² is widened as
    much as the correction for K offers asks."""
    means = [fmean(g) for g in groups]
    errors = [common.within / len(g) for g in groups]
    mean, error, offers = means[number], errors[number], len(groups)
    pull = error / (error + common.between) * (offers - 3) / (offers - 1)
    own_between = error * (1 - pull) / pull
    total = first = second = 0.0
    for mu, likely in _common_means(means, errors, common.between):
        reach = sqrt(min(error, own_between)) * WIDE
        centre = (mu * error + mean * own_between) / (error + own_between)
        thetas = [centre + reach * (2 * n / (STEPS - 1) - 1) for n in range(STEPS)]
        weights = [_near(t, mu, own_between) * _near(mean, t, error) for t in thetas]
        whole = sum(weights)
        total += likely
        first += likely * sum(w * t for w, t in zip(weights, thetas, strict=True)) / whole
        second += likely * sum(w * t * t for w, t in zip(weights, thetas, strict=True)) / whole
    middle = first / total
    return middle, second / total - middle * middle


def _near(x: float, middle: float, variance: float) -> float:
    return exp(-((x - middle) ** 2) / (2 * variance))


def _common_means(
    means: Sequence[float], errors: Sequence[float], between: float
) -> list[tuple[float, float]]:
    """A grid of μ with how likely each is."""
    low, high = min(means), max(means)
    reach = WIDE * sqrt(min(errors) + between)
    steps = int((high - low + 2 * reach) / reach * 120) + 1
    grid = [low - reach + (high - low + 2 * reach) * n / steps for n in range(steps + 1)]
    likely = []
    for mu in grid:
        found = 0.0
        for mean, error in zip(means, errors, strict=True):
            found -= (mean - mu) ** 2 / (2 * (error + between))
        likely.append(found)
    top = max(likely)
    return [(mu, exp(one - top)) for mu, one in zip(grid, likely, strict=True)]
