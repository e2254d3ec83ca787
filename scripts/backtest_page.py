"""Writes docs/reference/backtest.md again: the forecast beside plain and standard methods on real
numbers, on a sample of episodes and in worlds whose rates are known. Takes half an hour, and needs
the extra forecast."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from helhed.cli.episodes_folder import read_episodes
from helhed.exchange.faults import Faults
from helhed.forecast import Counts, Scores, Step, backtest
from helhed.forecast.backtest import METHOD, scored
from helhed.forecast.episodes.tested import STOCK_FLOW, backtest_episodes
from helhed.forecast.plain import Method, naive, plain_methods
from helhed.forecast.standard import standard_methods

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.engines.worlds import (  # noqa: E402
    OTHER_WORLDS,
    WORLDS,
    Rates,
    of_persons,
    pairs_of_history,
    pairs_of_worlds,
)

DATA = ROOT / "tests" / "engines" / "data"
PAGE = ROOT / "docs" / "reference" / "backtest.md"
WORLD_SEEDS, FEWER_SEEDS = range(100, 200), range(100, 140)
LARGE_SEEDS, TIMES = range(100, 164), 4
"""Worlds of a department, and how many times as many come to them."""
KNOWN_MONTHS, FAR = (24, 48, 72, 96), (24, 36)
PATHS = 200
"""As many as a forecast has where nobody asks for more."""
SERIES = {"TOTAL": "total", "FOSTER": "foster", "RESI_ALL": "residential and other"}


def counts_of(name: str, columns: Mapping[str, str]) -> Counts:
    with (DATA / "children-looked-after" / name).open() as file:
        listed = list(csv.DictReader(file))
    return Counts.of(
        (row["la"], series, row["year"], float(row[column]) if row[column] else None)
        for column, series in columns.items()
        for row in listed
    )


def cell(share: float, is_best: bool) -> str:
    text = f"{100 * share:.2f}" if share == share else "–"
    return f"**{text}**" if is_best else text


def table(scores: Iterable[Scores], what: str, methods: Sequence[str]) -> list[str]:
    """One row for each series and distance; what is best is bold."""
    listed = list(scores)
    lines = [
        f"| series | ahead | {' | '.join(methods)} |",
        f"| --- | --- |{' --- |' * len(methods)}",
    ]
    for series, ahead in dict.fromkeys((one.series, one.ahead) for one in listed):
        here = {one.method: one for one in listed if (one.series, one.ahead) == (series, ahead)}
        values = [getattr(here[name], what) if name in here else np.nan for name in methods]
        best = np.nanmin(values)
        cells = [cell(value, value == best) for value in values]
        lines.append(f"| {series} | {ahead} | {' | '.join(cells)} |")
    return lines


def covers(scores: Iterable[Scores]) -> list[str]:
    lines = ["| series | ahead | forecasts | bias | 50 % | 80 % | 95 % |", "| --- |" + " --- |" * 6]
    for one in scores:
        if one.method == METHOD:
            shares = (one.bias, one.cover_50, one.cover_80, one.cover_95)
            cells = " | ".join(f"{100 * share:.1f}" for share in shares)
            lines.append(f"| {one.series} | {one.ahead} | {one.count} | {cells} |")
    return lines


def of_authorities(standard: Mapping[str, Method]) -> list[str]:
    others = {**plain_methods(Step.YEAR), **standard}
    scores = backtest(counts_of("authorities.csv", SERIES), 3, others=others)
    scores += backtest(counts_of("spend.csv", {"total_spend": "spend"}), 3, others=others)
    names = [METHOD, *others]
    return [
        AUTHORITIES,
        *table(scores, "wape", names),
        "\nThe weighted interval score in the same way:\n",
        *table(scores, "wis", names),
        "\nThe forecast's bias, and how often the truth lay in its intervals, in percent:\n",
        *covers(scores),
    ]


def of_sample(standard: Mapping[str, Method]) -> list[str]:
    faults = Faults()
    stays = read_episodes(DATA / "placement-episodes", faults)
    if stays is None:
        raise RuntimeError(str(faults.listed))
    others = {"naive": naive, **{name: of_persons(one) for name, one in standard.items()}}
    day = np.datetime64("2022-03-31").astype(object).toordinal()
    scores = backtest_episodes(stays.episodes, day, 24, PATHS, 1, others)
    scores = [one for one in scores if one.series.startswith("persons")]
    names = [METHOD, *others, STOCK_FLOW]
    return [
        SAMPLE,
        *table(scores, "wape", names),
        "\nCRPS:\n",
        *table(scores, "crps", names),
        "",
        *covers(scores),
    ]


def of_worlds(standard: Mapping[str, Method]) -> list[str]:
    slow = {name: of_persons(one) for name, one in standard.items() if name != "AutoARIMA"}
    lines = [WORLDS_TOLD.format(many=len(WORLD_SEEDS))]
    for name, rates in WORLDS.items():
        lines += ["", f"### {name}"]
        lines += _of_world(rates, WORLD_SEEDS, {"naive": naive, **slow})
    return lines


def of_other_worlds(_: Mapping[str, Method]) -> list[str]:
    lines = [OTHERS_TOLD.format(many=len(FEWER_SEEDS))]
    for name, rates in OTHER_WORLDS.items():
        lines += ["", f"### {name}"]
        lines += _of_world(rates, FEWER_SEEDS, {"naive": naive})
    return lines


def of_departments(_: Mapping[str, Method]) -> list[str]:
    lines = [DEPARTMENTS_TOLD.format(many=len(LARGE_SEEDS))]
    for name, rates in WORLDS.items():
        larger = replace(rates, comes=tuple(TIMES * one for one in rates.comes))
        lines += ["", f"### {name}, {TIMES} times as many"]
        lines += _of_world(larger, LARGE_SEEDS, {"naive": naive})
    return lines


def of_history(_: Mapping[str, Method]) -> list[str]:
    names = (METHOD, "naive", STOCK_FLOW)
    heads = [f"{what} {name}" for what in ("WAPE", "CRPS") for name in names]
    lines = [
        HISTORY_TOLD.format(many=len(FEWER_SEEDS)),
        f"| world | months known | ahead | {' | '.join(heads)} | in 80 % |",
        f"| --- | --- | --- |{' --- |' * len(heads)} --- |",
    ]
    for world, rates in WORLDS.items():
        for known in KNOWN_MONTHS:
            pairs = pairs_of_history(rates, FEWER_SEEDS, {"naive": naive}, known, PATHS)
            for ahead in FAR:
                keys = [(name, "persons, total", ahead) for name in names]
                each = [scored(*key, pairs[key]) for key in keys]
                cells = [f"{100 * each[0].cover_80:.0f}"]
                for what in ("crps", "wape"):
                    values = [getattr(one, what) for one in each]
                    cells = [cell(one, one == min(values)) for one in values] + cells
                lines.append(f"| {world} | {known} | {ahead} | {' | '.join(cells)} |")
    return lines


def _of_world(rates: Rates, seeds: Sequence[int], others: Mapping[str, Method]) -> list[str]:
    names = [METHOD, *others, STOCK_FLOW]
    pairs = pairs_of_worlds(rates, seeds, others, PATHS)
    scores = [scored(*key, pairs[key]) for key in sorted(pairs, key=lambda one: one[1:])]
    told = [*table(scores, "wape", names), "", *table(scores, "crps", names)]
    return ["", *told, "", *covers(scores)]


AUTHORITIES = """## English authorities

89 authorities, children looked after 2011–2025 (origins from 2014), and what 85 of them spent
2011–2021, each table by itself
([where they come from](../../tests/engines/data/children-looked-after/README.md)).

Misses in percent of what came (WAPE), by years ahead:
"""
SAMPLE = """## A sample of English returns

820 invented children, six origins, as of 31 March 2022; persons per service and owner, and in
total, by months ahead. WAPE:
"""
WORLDS_TOLD = """## Worlds whose rates are known

Some 450 persons, ten years, two services, {many} worlds of each kind, six origins in each, five
years of the ten behind the first; persons per service and in total, by months ahead. WAPE, then
CRPS, in percent, then how often the truth lay in the intervals. The settings of the forecast were
chosen on other worlds of these kinds."""
OTHERS_TOLD = """## Worlds that change in other ways

The same with some 450 persons, {many} worlds of each kind: what is believed of trends before
anything is seen suits some ways to change better than others."""
DEPARTMENTS_TOLD = """## Larger worlds whose rates are known

The same with some 1,800 persons, {many} worlds of each kind."""
HISTORY_TOLD = """## By how much is known

The same worlds with some 450 persons, each told of once, when so many months were known; persons in
total, {many} worlds of each kind. WAPE and CRPS in percent, and how often the truth lay in the
80 % interval.
"""
HEAD = """# Back-tests

Written by `scripts/backtest_page.py`. Every forecast is made as of a past day, as if nothing later
were known, and scored on what came; all methods on the same. The best of each row is bold, be it
ours or not. What the scores and methods are stands in
[Back-test a forecast](../how-to/back-test-a-forecast.md)."""
PARTS = {
    "authorities": of_authorities,
    "sample": of_sample,
    "worlds": of_worlds,
    "others": of_other_worlds,
    "departments": of_departments,
    "history": of_history,
}


def main() -> None:
    """Write all parts, or only those that are named, the others as they stand."""
    asked = sys.argv[1:] or list(PARTS)
    standing = PAGE.read_text("utf-8") if PAGE.exists() else ""
    standard = standard_methods()
    parts = []
    for name, make in PARTS.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if name in asked or begin not in standing:
            text = "\n".join(make(standard))
        else:
            text = standing.split(begin)[-1].split(end)[0].strip("\n")
        parts.append(f"{begin}\n{text}\n{end}")
        PAGE.write_text("\n\n".join([HEAD, *parts]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
