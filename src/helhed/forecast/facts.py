"""What is known of a unit in a period that says how one of its series will move beside the others:
its size, and how large its other series are beside this one and how they grew in a year."""

from __future__ import annotations

import numpy as np

from helhed.forecast.counts import Block
from helhed.forecast.panel import Panel

MOST_OTHERS = 6
FARTHEST = 3.0
"""Standard deviations beyond which a fact counts no more."""


def facts_of(panel: Panel, series: int, period: int) -> Block:
    """One row per unit, one column per fact, around the median unit; unknown is the median."""
    known = panel.facts.get((series, period))
    if known is None:
        known = panel.facts[series, period] = _counted(panel, series, period)
    return known


def _counted(panel: Panel, series: int, period: int) -> Block:
    own = panel.logs_filled[series][:, period]
    year = int(panel.counts.step)
    columns = [own]
    for other in range(len(panel.counts.series)):
        if other == series or len(columns) >= 1 + 2 * MOST_OTHERS:
            continue
        theirs = panel.logs_filled[other]
        columns.append(theirs[:, period] - own)
        columns.append(theirs[:, period] - theirs[:, period - year])
    return np.column_stack([_around_median(column) for column in columns])


def _around_median(column: Block) -> Block:
    if np.isnan(column).all():
        return np.zeros(len(column))
    told = np.nan_to_num(column - np.nanmedian(column))
    farthest = FARTHEST * told.std()
    return np.clip(told, -farthest, farthest)
