"""The back-test on the command line: which methods the forecast is set beside, and what is told of
how they did."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import typer
from rich.table import Table as Shown

from helhed.cli.forecast_folder import scores_table
from helhed.cli.forecast_said import say_no
from helhed.forecast import Scores, Step
from helhed.forecast.plain import Method, plain_methods
from helhed.forecast.standard import NotInstalled, standard_methods

OURS, NAIVE = "helhed", "naive"
EXACT = 1e-9
"""A miss below this share is none: it is what floats round by."""
NARROW, FEWEST_TOLD = 0.7, 20
"""An 80 % interval that held the truth less often than this is told of, where it was tried so many
times."""


class Baselines(Enum):
    """Which methods a back-test sets the forecast beside."""

    PLAIN = "plain"
    ALL = "all"


BASELINES = typer.Option(
    "--baselines",
    help="Beside which methods: plain (at once), or all, with AutoETS, AutoARIMA and AutoTheta "
    "(minutes; needs the extra forecast).",
)


def others_of(asked: Baselines, as_json: bool, step: Step) -> Mapping[str, Method]:
    """The methods that are asked for; what is not installed is said, and it ends."""
    if asked is Baselines.PLAIN:
        return plain_methods(step)
    try:
        return {**plain_methods(step), **standard_methods()}
    except NotInstalled as error:
        say_no(f"it cannot be set beside all methods: {error}.", as_json, status=2)


def tell_scores(scores: list[Scores], told: dict[str, Any]) -> None:
    """Put a back-test into what is told."""
    told["not_better_than_naive"] += not_better(scores)
    told["beaten_by"] += beaten_by(scores)
    told["too_narrow"] += too_narrow(scores)
    told["backtest"] += scores_table(scores).to_dicts() if scores else []


def not_better(scores: list[Scores]) -> list[str]:
    """Where the forecast missed by no less than the last value, or only its spread was worse
    (WIS)."""
    naive = {(one.series, one.ahead): one for one in scores if one.method == NAIVE}
    found = []
    for one in (one for one in scores if one.method == OURS):
        last = naive[one.series, one.ahead]
        if max(one.wape, last.wape) < EXACT:
            continue
        if not one.wape < last.wape:
            found.append(f"{one.series}, {one.ahead} ahead")
        elif one.wis >= last.wis:
            found.append(f"{one.series}, {one.ahead} ahead (WIS)")
    return found


def too_narrow(scores: list[Scores]) -> list[str]:
    """Where the forecast's 80 % interval held the truth far too seldom."""
    return [
        f"{one.series}, {one.ahead} ahead: the 80 % interval held {one.cover_80:.0%} of {one.count}"
        for one in scores
        if one.method == OURS and one.cover_80 < NARROW and one.count >= FEWEST_TOLD
    ]


def notes_of(scores: list[Scores]) -> list[str]:
    """What a back-test shows that a reader must know."""
    return said(not_better(scores), too_narrow(scores))


def said(worse: list[str], narrow: list[str]) -> list[str]:
    """The same in words."""
    return [*(f"{one}: no better than the last value" for one in worse), *narrow]


def beaten_by(scores: list[Scores]) -> list[str]:
    """Where another method missed by less (WAPE) or was surer for as good reason (WIS)."""
    ours = {(one.series, one.ahead): one for one in scores if one.method == OURS}
    found = []
    for one in scores:
        mine = ours[one.series, one.ahead]
        lost = [
            name for name in ("wape", "wis") if getattr(one, name) < getattr(mine, name) - EXACT
        ]
        if lost:
            found.append(
                f"{one.series}, {one.ahead} ahead: {one.method} ({', '.join(lost).upper()})"
            )
    return found


def shown(scores: list[Scores]) -> Shown:
    """The scores for a person to read."""
    table = Shown(title="Back-test, in percent: misses of the sum of what came; what is covered")
    numbers = ("of", "WAPE", "bias", "CRPS", "WIS", "50", "80", "95")
    for name in ("series", "ahead", "method", *numbers):
        table.add_column(name, justify="left" if name in ("series", "method") else "right")
    for one in scores:
        misses = (one.wape, one.bias, one.crps, one.wis)
        covers = (one.cover_50, one.cover_80, one.cover_95)
        cells = [*(_percent(value, 2) for value in misses), *(_percent(v, 0) for v in covers)]
        table.add_row(one.series, str(one.ahead), one.method, str(one.count), *cells)
    return table


def _percent(share: float, digits: int) -> str:
    return f"{100 * share:.{digits}f}" if share == share else "–"
