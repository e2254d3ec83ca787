"""Two forecasts of the same number made one, and numbers that belong together made to sum.

**Weights.** At each distance the two are weighed by how they did on their own past: a forecast that
missed by m is worth 1/m² (Bates & Granger 1969, Operational Research Quarterly 20(4)). Their
quantiles are averaged, so the shape of both is kept (Lichtendahl, Grushka-Cockayne & Winkler 2013,
Management Science 59(7)).

**Coherence.** What was foretold of each part, of their groups and of all together is moved as
little as it takes for the parts to sum, and least where it is surest: trace minimisation with the
variances of the forecasts on the diagonal (MinT; Wickramasuriya, Athanasopoulos & Hyndman 2019,
Journal of the American Statistical Association 114(526)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from helhed.forecast.backtest import METHOD, Scores
from helhed.forecast.counts import Block

LEAST = 1e-9


def missed_ahead(scores: Sequence[Scores], series: str, aheads: Block) -> Block | None:
    """What the forecast missed by (WAPE) so many periods ahead, drawn straight between what was
    tested and level outside it; None where it was not tested."""
    told = sorted(
        (one.ahead, one.wape)
        for one in scores
        if one.method == METHOD and one.series == series and one.wape == one.wape
    )
    if not told:
        return None
    places, missed = zip(*told, strict=True)
    return np.asarray(np.interp(aheads, places, missed))


def share_of_first(first: Block, second: Block) -> Block:
    """The weight of the first of two forecasts by what both missed by; the other's is the rest."""
    one, other = 1 / np.maximum(first, LEAST) ** 2, 1 / np.maximum(second, LEAST) ** 2
    return np.asarray(one / (one + other))


def averaged(first: Block, second: Block, share: Block) -> Block:
    """The average of quantiles ``[ahead, quantile]``, the first by its share ``[ahead]``."""
    return np.asarray(share[:, None] * first + (1 - share[:, None]) * second)


def between(known: Sequence[int], moved: Block, aheads: int) -> Block:
    """By how much each period is moved when some are known, ``[known, quantile]``: straight from
    nothing now to the first, between them, and as the last from there on."""
    places = [0, *known]
    table = np.concatenate([np.zeros((1, moved.shape[1])), moved])
    wanted = np.arange(1, aheads + 1)
    return np.stack([np.interp(wanted, places, column) for column in table.T], axis=1)


def coherent(middles: Block, variances: Block, groups: Sequence[Sequence[int]]) -> Block:
    """Middles ``[node, period]`` moved so that every group is the sum of its parts.

    The last ``len(groups)`` nodes are the groups, each told by the numbers of its parts among the
    nodes before them. Raises ValueError when there is no part.
    """
    parts = len(middles) - len(groups)
    if parts < 1:
        raise ValueError("there are no parts to sum")
    sums = np.zeros((len(middles), parts))
    sums[:parts] = np.eye(parts)
    for number, group in enumerate(groups):
        sums[parts + number, list(group)] = 1.0
    found = np.empty_like(middles)
    for period in range(middles.shape[1]):
        worth = 1 / np.maximum(variances[:, period], LEAST)
        normal = (sums * worth[:, None]).T @ sums
        right = (sums * worth[:, None]).T @ middles[:, period]
        found[:, period] = sums @ np.linalg.solve(normal, right)
    return _none_below_zero(found, sums, parts)


def _none_below_zero(found: Block, sums: Block, parts: int) -> Block:
    """Parts below zero are none, and the groups sum them again."""
    return np.asarray(sums @ np.maximum(found[:parts], 0.0))


def summed_apart(parts: Sequence[Block], middle: int) -> Block:
    """Quantiles ``[period, quantile]`` of a sum of parts that vary apart: the sum of their middles,
    and around it the root of the sum of squares."""
    centre = np.sum([one[:, middle] for one in parts], axis=0)[:, None]
    squares = np.sum([(one - one[:, middle, None]) ** 2 for one in parts], axis=0)
    side = np.sign(np.arange(parts[0].shape[1]) - middle)
    return np.asarray(np.maximum(centre + side * np.sqrt(squares), 0.0))


def agree(one: Mapping[str, float], other: Mapping[str, float], apart: float) -> bool | None:
    """Whether two pasts tell the same: their middle difference, as a share, is at most ``apart``.
    None where they share no period over zero."""
    shared = [period for period in one if period in other and one[period] > 0]
    if not shared:
        return None
    off = [abs(other[period] / one[period] - 1) for period in shared]
    return bool(np.median(off) <= apart)
