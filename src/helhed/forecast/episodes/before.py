"""What those who were there when counting began tell of how many came before, and so of a trend.

Were the rates what they are now, so many would have been there in balance with those who come. That
fewer were there tells of a trend upwards; that as many were, of none: their number is worth years
of entries that were never counted. It may also tell nothing (people came under another law, or the
first day of the extract is no honest one), so both are weighed by what was seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.borrowed import LEAST, ln_gamma
from helhed.forecast.episodes.counted import GONE, WENT, Counted
from helhed.forecast.episodes.numbers import Floats

LINKED = 0.9
"""How likely it is that they came as those who were counted."""
WANDERS = 0.02
"""By so much, as a share, may how many come be other after a year, while people stay."""
LOOSE = 1.0
"""The shape of what their number may be where they did not: nearly anything."""


@dataclass(frozen=True, slots=True)
class Before:
    """Those who were there, by group, and how many would be in balance; both in units of events
    that tell as much as Poisson ones. ``years_ago`` is when they were there, ``stay`` how many
    months before that they came in the mean."""

    came: Floats
    awaited: Floats
    years_ago: float
    stay: float

    def begins(
        self, slopes: Floats, even: Floats, keeps: Floats, worth: float
    ) -> tuple[Floats, Floats]:
        """What they tell of the level when counting begins: shape ``[keep, group]`` and rate
        ``[slope, keep, group]`` of its Gamma."""
        kept = (keeps**self.stay)[:, None]
        there = self._leaned(slopes, even)[:, None, :]
        return np.maximum(kept * (worth + self.came), LEAST), np.maximum(
            kept * (worth + there), LEAST
        )

    def told(self, slopes: Floats, even: Floats, worth: float) -> tuple[float, Floats]:
        """How likely their number is, as a logarithm: if they came otherwise, and, for each slope,
        if they came as those who were counted."""
        otherwise = _chance(self.came, self.awaited, LOOSE).sum() + np.log(1 - LINKED)
        alike = _chance(self.came, self._leaned(slopes, even), worth).sum(axis=1)
        return float(otherwise), np.asarray(alike + np.log(LINKED))

    def _leaned(self, slopes: Floats, even: Floats) -> Floats:
        return np.asarray(self.awaited * np.exp(-self.years_ago * slopes)[:, None] * even)


def _chance(came: Floats, awaited: Floats, worth: float) -> Floats:
    """The logarithm of a Poisson number's chance whose level is a Gamma around 1, but for what does
    not depend on how many are awaited."""
    told = ln_gamma(came + worth) - ln_gamma(np.full_like(came, worth)) + worth * np.log(worth)
    told = told - (came + worth) * np.log(worth + awaited)
    return np.asarray(told + came * np.log(np.maximum(awaited, 1e-300)))


def there_before(
    counts: Counted, exits: Floats, a_month: Floats, groups: Floats, spread: Floats, now: float
) -> Before | None:
    """Who were there when counting began, by the group whose entries they would be of. ``exits``
    are the rates of cells, ``a_month`` how many come a month to each state, ``groups`` is ``[state,
    group]``. None where nobody was, or where people do not leave: then no balance is."""
    lived = counts.lived.sum(axis=(1, 2))
    some = np.flatnonzero(lived > 0)
    left = (exits.reshape(counts.lived.shape) * counts.lived).sum(axis=(1, 2))
    moved = counts.went.sum(axis=0) + counts.grown[:, WENT:]
    np.fill_diagonal(moved, 0.0)
    out = np.diag(left + counts.grown[:, GONE] + moved.sum(axis=1)) - moved
    rates = out[np.ix_(some, some)] / lived[some, None]
    if not counts.exits.sum() or not counts.there.sum() or np.linalg.cond(rates) > 1e9:
        return None
    of_group = np.linalg.solve(rates.T, (groups * a_month[:, None])[some])
    of_group = np.maximum(of_group, 0.0)
    came = counts.there[some] @ (of_group / np.maximum(of_group.sum(axis=1, keepdims=True), LEAST))
    awaited = of_group.sum(axis=0)
    stay = float(awaited.sum()) / max(float(a_month.sum()), LEAST)
    # How long people stay is known from those who left, no better than as many tell; and how many
    # came before may have been other than since.
    doubt = spread + came.sum() / counts.exits.sum() + came * WANDERS**2 * stay / 12
    return Before(came / doubt, awaited / doubt, (now - counts.first) / 12, stay)
