"""How citizens fared in comparable offers: chance told apart from what the offers have in common.

The model is the normal one of parametric empirical Bayes. What happened to one citizen is
y ~ N(θ of the offer, σ²), and the offers' θ ~ N(μ, τ²). σ² is pooled within the offers; τ² is the
moment estimate of DerSimonian and Laird, never below 0; μ is the mean weighted by 1/(σ²/n + τ²).
Each of K offers is moved towards μ by B = (K − 3)/(K − 1) · (σ²/n) / (σ²/n + τ²): the fewer
citizens, the further. Its variance is (1 − B)σ²/n + B²·Var(μ), and 2B²/(K − 3)·(mean − μ)² on top.
The factor and the last term are there because τ² is itself a guess from K offers; without them the
intervals hold the truth too seldom.

Sources: C. N. Morris, "Parametric Empirical Bayes Inference: Theory and Applications", Journal of
the American Statistical Association 78 (1983) 47-55 (both corrections in their form for equal
variances); R. DerSimonian and N. Laird, "Meta-analysis in Clinical Trials", Controlled Clinical
Trials 7 (1986) 177-188; estimators of τ² compared: Veroniki et al., Research Synthesis Methods 7
(2016) 55-79, doi 10.1002/jrsm.1164.

It is no measure of cause: nobody drew lots for who came where.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum, sqrt
from statistics import NormalDist, fmean
from typing import Generic, TypeVar

from helhed.kernel.dated import load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text

Offer = TypeVar("Offer", bound=Hashable)

PARAMETERS = load_parameters(__package__, "virkning.toml")
FEWEST_OFFERS = 4
"""The least number of offers for which the variance of the guess at τ² exists (K − 3 > 0)."""
TWO_SIDED_95 = NormalDist().inv_cdf(0.975)


class UnableToCompare(UnableTo):
    """Offers cannot be compared; the text says why."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Offer]):
    """What happened to one citizen in one offer, and what she came with (``before``: citizens with
    the same are compared; None where it is not known)."""

    offer: Offer
    value: float
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """What offers have in common: their mean μ with its variance, the variance σ² of one citizen
    within an offer, and τ² between offers."""

    mean: float
    mean_variance: float
    within: float
    between: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """An offer: how many citizens, their plain mean, the mean moved towards the comparable offers'
    with its 95 % interval, and how much of the plain mean is left in it (1 − B)."""

    count: int
    plain: float
    moved: float
    low: float
    high: float
    own_share: float


class Standing(CodeList):
    """What may be said of an offer beside the others of its kind."""

    BELOW = "below", screen_text("Under det fælles tal")
    WITHIN = "within", screen_text("Kan være held")
    ABOVE = "above", screen_text("Over det fælles tal")


def standing(estimate: Estimate, common: float) -> Standing:
    """Whether an offer's whole interval lies on one side of the mean of them all."""
    if estimate.high < common:
        return Standing.BELOW
    return Standing.ABOVE if estimate.low > common else Standing.WITHIN


def fewest_shown(day: date) -> int:
    """The least number of citizens for which a figure is shown."""
    return PARAMETERS["fewest_shown"].int_on(day)


def adjusted(outcomes: Sequence[Outcome[Offer]]) -> dict[Offer, list[float]]:
    """The outcomes by offer, freed of what citizens came with: each less the mean of all who came
    with the same, plus the mean of all (direct comparison within strata)."""
    groups: dict[int | None, list[float]] = defaultdict(list)
    for one in outcomes:
        groups[one.before].append(one.value)
    usual = {before: fmean(values) for before, values in groups.items()}
    overall = fmean(one.value for one in outcomes) if outcomes else 0.0
    found: dict[Offer, list[float]] = defaultdict(list)
    for one in outcomes:
        found[one.offer].append(one.value - usual[one.before] + overall)
    return dict(found)


def spread(groups: Iterable[Sequence[float]]) -> Spread:
    """What the groups have in common. Raises UnableToCompare with the reason."""
    filled = [list(values) for values in groups if values]
    offers, citizens = len(filled), sum(map(len, filled))
    if offers < FEWEST_OFFERS:
        raise UnableToCompare(
            screen_text(
                "Der er borgere med et målt resultat i %(offers)s tilbud. Der skal være mindst "
                "%(fewest)s, før tilbud kan holdes op mod hinanden."
            ),
            offers=offers,
            fewest=FEWEST_OFFERS,
        )
    means = [fmean(values) for values in filled]
    squares = fsum((y - m) ** 2 for values, m in zip(filled, means, strict=True) for y in values)
    if citizens == offers or squares <= 0:
        raise UnableToCompare(
            screen_text(
                "Der er for lidt forskel mellem borgere i samme tilbud til at se, hvad der er held."
            )
        )
    within = squares / (citizens - offers)
    errors = [within / len(values) for values in filled]
    between = _between(means, errors)
    weights = [1 / (error + between) for error in errors]
    mean = fsum(w * m for w, m in zip(weights, means, strict=True)) / fsum(weights)
    return Spread(mean, 1 / fsum(weights), within, between)


def _between(means: Sequence[float], errors: Sequence[float]) -> float:
    """τ² by DerSimonian and Laird: Cochran's Q set equal to what it is expected to be."""
    weights = [1 / error for error in errors]
    total = fsum(weights)
    middle = fsum(w * m for w, m in zip(weights, means, strict=True)) / total
    q = fsum(w * (m - middle) ** 2 for w, m in zip(weights, means, strict=True))
    room = total - fsum(w * w for w in weights) / total
    return max(0.0, (q - (len(means) - 1)) / room)


def estimates(
    groups: Mapping[Offer, Sequence[float]],
) -> tuple[Spread, dict[Offer, Estimate]]:
    """Every offer that has citizens, moved towards the others. Raises UnableToCompare."""
    common = spread(groups.values())
    offers = sum(1 for values in groups.values() if values)
    return common, {key: _moved(values, common, offers) for key, values in groups.items() if values}


def _moved(values: Sequence[float], common: Spread, offers: int) -> Estimate:
    plain, error = fmean(values), common.within / len(values)
    pull = error / (error + common.between) * (offers - 3) / (offers - 1)
    moved = pull * common.mean + (1 - pull) * plain
    guessed = 2 * pull**2 / (offers - 3) * (plain - common.mean) ** 2
    variance = (1 - pull) * error + pull**2 * common.mean_variance + guessed
    half = TWO_SIDED_95 * sqrt(variance)
    return Estimate(len(values), plain, moved, moved - half, moved + half, 1 - pull)
