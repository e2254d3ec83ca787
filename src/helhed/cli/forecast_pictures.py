"""Pictures of a forecast and of a back-test on the command line: what is drawn, and where it is
written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import typer

from helhed.forecast import Counts, Scores
from helhed.forecast.picture import Fan, fans, missed

Pasts = Mapping[tuple[str, str], Mapping[str, float]]
"""What is known of each unit and series, by period."""
PICTURE = typer.Option("--picture", help="Draw it as well, in this SVG file.")
PICTURE_OF = typer.Option(
    "--picture-of", help="Draw this unit alone; else the total and the largest, six in all."
)
TOTAL, MONEY = "total", ("oere", "refund", "oere after refund")
ENDING = ".svg"


def checked(path: Path | None) -> Path | None:
    """Where the picture is written. Raises BadParameter for a name that is no SVG."""
    if path is not None and path.suffix.lower() != ENDING:
        raise typer.BadParameter(f"a picture is written as SVG; name it {path.stem}{ENDING}.")
    return path


def pasts_of(*told: Counts) -> dict[tuple[str, str], dict[str, float]]:
    """The known numbers of counts; of the same unit and series in two of them, the later one's."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for counts in told:
        for s, series in enumerate(counts.series):
            for u, unit in enumerate(counts.units):
                known = counts.values[s, u]
                found[unit, series] = {
                    counts.name(n): float(v) for n, v in enumerate(known) if v == v
                }
    return found


def drawn_forecast(
    path: Path | None, table: pl.DataFrame, pasts: Pasts, unit: str | None
) -> dict[Path, str]:
    """The forecast as fans, under the name it is to have; nothing where none is asked for. Raises
    BadParameter for a unit that is not in it."""
    if path is None:
        return {}
    listed = _fans(table, pasts, unit)
    if not listed:
        raise typer.BadParameter(f"{unit} is no unit of the forecast.")
    to_come = table["period"].unique().sort()
    of = f" of {unit}" if unit else ""
    return {path: fans(f"Forecast{of}, {to_come[0]} to {to_come[-1]}", listed)}


def drawn_scores(path: Path | None, scores: Sequence[Scores]) -> dict[Path, str]:
    """The back-test as lines, in the same way."""
    return {path: missed("Back-test: how near each method came", scores)} if path else {}


def _fans(table: pl.DataFrame, pasts: Pasts, unit: str | None) -> list[Fan]:
    told: dict[tuple[str, str], dict[str, dict[float, float]]] = {}
    for name, series, period, quantile, value in table.rows():
        if (unit is None or name == unit) and series not in MONEY:
            told.setdefault((name, series), {}).setdefault(period, {})[quantile] = value
    return [_one(key, told[key], pasts) for key in sorted(told, key=lambda key: _order(key, pasts))]


def _order(key: tuple[str, str], pasts: Pasts) -> tuple[object, ...]:
    """The total first, then the largest; what is counted at the end of a month before the rest."""
    known = list(pasts.get(key, {}).values())
    size = known[-1] if known else 0.0
    return key[1] == "places", key[0] != TOTAL, -size, key


def _one(key: tuple[str, str], told: Mapping[str, Mapping[float, float]], pasts: Pasts) -> Fan:
    past = pasts.get(key, {})
    to_come = sorted(told)
    known = [period for period in sorted(past) if period < to_come[0]]
    quantiles = sorted(told[to_come[0]])
    return Fan(
        f"{key[0]}, {key[1]}",
        [*known, *to_come],
        [past[period] for period in known],
        {one: [told[period][one] for period in to_come] for one in quantiles},
    )
