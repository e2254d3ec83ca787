"""Names and sentences to choose from; every one of them made up (``data/ORIGIN.md``)."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

import numpy as np
import polars as pl

from helhed.synth.chance import Chance, Flags, Floats, Ints, between
from helhed.synth.shape import chosen

FOREIGN_SHARE = 0.14


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the data files."""
    path = resources.files(__package__) / "data" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def names(use: str) -> tuple[str, ...]:
    """Female, male, danish or other surnames, streets, houses."""
    return tuple(row["word"] for row in rows("names.csv") if row["use"] == use)


@cache
def sentences(use: str) -> tuple[str, ...]:
    """Sentences for a use."""
    return tuple(row["text"] for row in rows("sentences.csv") if row["use"] == use)


@cache
def pairs(use: str) -> tuple[tuple[str, str], ...]:
    """Sentences with what goes with each: a headline and its text, a task and its act."""
    found = (row for row in rows("sentences.csv") if row["use"] == use)
    return tuple((row["text"], row["more"]) for row in found)


def said(draws: Floats, use: str) -> pl.Series:
    """A sentence for each draw."""
    listed = sentences(use)
    return chosen(listed, between(draws, 0, len(listed) - 1))


def said_by(draws: Floats, uses: list[str]) -> pl.Series:
    """A sentence for each draw, each from the list of its own use."""
    listed = {use: sentences(use) for use in sorted(set(uses))}
    picked = [
        listed[use][int(draw * len(listed[use]))]
        for use, draw in zip(uses, draws.tolist(), strict=True)
    ]
    return pl.Series(picked, dtype=pl.String)


def only_where(texts: pl.Series, wanted: Flags) -> pl.Series:
    """The texts, empty where they are not wanted."""
    return texts.set(pl.Series(~wanted), "")


def full_names(chance: Chance, what: str, is_male: Flags) -> list[str]:
    """A first name and a surname for each person."""
    count = len(is_male)
    first = {sex: names(sex) for sex in ("female", "male")}
    last = {use: names(use) for use in ("danish", "other")}
    draw_first = chance.draw(count, what, "first name") ** 1.2
    draw_last = chance.draw(count, what, "surname") ** 1.5
    foreign = chance.draw(count, what, "foreign") < FOREIGN_SHARE
    found = []
    for male, one, two, other in zip(
        is_male.tolist(), draw_first.tolist(), draw_last.tolist(), foreign.tolist(), strict=True
    ):
        given = first["male" if male else "female"]
        family = last["other" if other else "danish"]
        place = _tail(one, len(given)) if other else int(one * len(given) * 0.75)
        found.append(f"{given[place]} {family[int(two * len(family))]}")
    return found


def _tail(draw: float, count: int) -> int:
    """An index in the last quarter of a list."""
    return count - 1 - int(draw * count * 0.25)


def addresses(chance: Chance, what: str, count: int) -> list[str]:
    """A street and a number for each."""
    streets = names("street")
    street = between(chance.draw(count, what, "street"), 0, len(streets) - 1)
    number = between(chance.draw(count, what, "number"), 1, 120)
    return [f"{streets[s]} {n}" for s, n in zip(street.tolist(), number.tolist(), strict=True)]


def phones(chance: Chance, what: str, count: int) -> list[str]:
    """Telephone numbers that are given to nobody: they begin with 00."""
    number = between(chance.draw(count, what, "phone"), 0, 999_999)
    return [f"00 {n // 10_000:02d} {n // 100 % 100:02d} {n % 100:02d}" for n in number.tolist()]


def row_numbers(counts: Ints) -> Ints:
    """For counts [2, 0, 1]: parents [0, 0, 2]."""
    return np.repeat(np.arange(len(counts)), counts)
