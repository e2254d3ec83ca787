"""A projection of the population: read from the table that the command line reads
(``year,age,persons``), kept as a row an age and a column a year, and what it makes of entries."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helhed.apps.forecasts.models import PopulationProjection
from helhed.forecast.episodes.bands import AGES
from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.numbers import Floats
from helhed.forecast.episodes.population import Population, multiplied, reaches_back
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text

MOST_BYTES = 2_000_000
MOST_PERSONS = 10**7
MOST_KEPT = 32_000
"""Letters of what is kept: more than a cell of a spreadsheet holds would be lost on the way out."""
YEARS, AGES_IN_YEARS = range(1900, 2200), range(131)
HEAD = ("year", "age", "persons")
Figures = dict[tuple[int, int], int]
"""Inhabitants on 1 January by year and age."""

TEXTS = {
    "head": screen_text("Øverste linje skal være year,age,persons."),
    "cells": screen_text("Her skal stå tre tal: år, alder og personer."),
    "whole": screen_text("%(value)s er ikke et helt tal."),
    "year": screen_text("%(value)s er ikke et år fra 1900 til 2199."),
    "age": screen_text("%(value)s er ikke en alder fra 0 til 130."),
    "persons": screen_text("%(value)s er ikke et antal personer fra 0 til 10.000.000."),
    "twice": screen_text("Året og alderen står også på linje %(value)s."),
    "many": screen_text("Der er for mange år og aldre. Tag kun de år med, der skal regnes på."),
    "nothing": screen_text("Der er ingen tal under overskriften."),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong on a line of the file, in Danish with a value."""

    line: int
    text: str
    value: str = ""


class UnableToTakeInPopulation(UnableTo):
    """A projection cannot be understood; ``wrong`` is everything that is wrong, by line."""

    def __init__(self, text: str, wrong: Sequence[Wrong] = ()) -> None:
        super().__init__(text)
        self.wrong = list(wrong)


def read_figures(text: str) -> Figures:
    """The figures of a file, with commas or semicolons. Raises UnableToTakeInPopulation with every
    line that is wrong."""
    found: Figures = {}
    wrong: list[Wrong] = []
    lines: dict[tuple[int, int], int] = {}
    rows = _rows(text)
    order = _order(next(rows, (1, []))[1])
    if order is None:
        wrong.append(Wrong(1, TEXTS["head"]))
    else:
        for line, cells in rows:
            one = _figure(line, [cells[at] for at in order] if len(cells) == len(HEAD) else None)
            if isinstance(one, Wrong):
                wrong.append(one)
            elif one[:2] in lines:
                wrong.append(Wrong(line, TEXTS["twice"], str(lines[one[:2]])))
            else:
                lines[one[:2]] = line
                found[one[:2]] = one[2]
        wrong += _as_a_whole(found, wrong)
    if wrong:
        said = screen_text("Filen kan ikke hentes ind. Ret det, der står på listen, i filen.")
        raise UnableToTakeInPopulation(said, wrong)
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with their numbers, without those that are empty."""
    lines = text.replace("\x00", "").splitlines()
    cut = ";" if lines and ";" in lines[0] else ","
    for number, line in enumerate(lines, 1):
        if line.strip(f" \t{cut}"):
            yield number, [one.strip() for one in next(csv.reader([line], delimiter=cut))]


def _order(head: Sequence[str]) -> list[int] | None:
    """In which column year, age and persons stand; None when the head does not say so."""
    named = [one.lower() for one in head]
    return [named.index(one) for one in HEAD] if sorted(named) == sorted(HEAD) else None


def _figure(line: int, cells: Sequence[str] | None) -> tuple[int, int, int] | Wrong:
    if cells is None:
        return Wrong(line, TEXTS["cells"])
    for cell in cells:
        digits = cell.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) < len("1000000000")):
            return Wrong(line, TEXTS["whole"], cell[:40])
    year, age, persons = map(int, cells)
    bounds = (("year", year, YEARS), ("age", age, AGES_IN_YEARS))
    for name, value, known in (*bounds, ("persons", persons, range(MOST_PERSONS + 1))):
        if value not in known:
            return Wrong(line, TEXTS[name], str(value))
    return year, age, persons


def _as_a_whole(found: Figures, wrong: Sequence[Wrong]) -> list[Wrong]:
    if not found and not wrong:
        return [Wrong(1, TEXTS["nothing"])]
    if len(kept(found)) > MOST_KEPT:
        return [Wrong(1, TEXTS["many"])]
    return []


def kept(figures: Figures) -> str:
    """Figures as they are kept: a row an age, a column a year, empty where nothing is told."""
    years = sorted({year for year, _ in figures})
    ages = sorted({age for _, age in figures})
    rows = [
        ",".join([str(age), *(str(figures.get((year, age), "")) for year in years)]) for age in ages
    ]
    return "\n".join([",".join(["age", *map(str, years)]), *rows]) + "\n"


def figures_of(text: str) -> Figures:
    """What is kept, as figures."""
    head, *rows = csv.reader(text.splitlines())
    return {
        (int(year), int(age)): int(cell)
        for age, *cells in rows
        for year, cell in zip(head[1:], cells, strict=True)
        if cell
    }


def as_file(figures: Figures) -> str:
    """Figures as the table that the command line reads."""
    rows = [f"{year},{age},{persons}" for (year, age), persons in sorted(figures.items())]
    return "\n".join([",".join(HEAD), *rows]) + "\n"


def latest() -> PopulationProjection | None:
    """The projection that counts: the one that was taken in last."""
    return PopulationProjection.objects.order_by("-made_at", "-id").first()


@dataclass(frozen=True, slots=True)
class Followed:
    """What entries are multiplied by, ``[step, age band]``, and what had to be assumed, in Danish
    with values."""

    factor: Floats | None
    notes: list[tuple[str, dict[str, Any]]]


def inhabitants(told: PopulationProjection | None) -> Population:
    """The persons of a projection; nobody where there is none."""
    figures = figures_of(told.figures) if told else {}
    year, age = np.array(list(figures), dtype=np.int64).reshape(-1, 2).T
    return Population(year, age, np.array(list(figures.values()), dtype=float))


def followed(told: PopulationProjection | None, model: Model, steps: int) -> Followed:
    """What a projection makes of entries; without one they follow their own trend alone."""
    if told is None:
        text = screen_text("Der er ingen befolkningsprognose; tilgangen følger sin egen udvikling.")
        return Followed(None, [(text, {})])
    people = inhabitants(told)
    year = people.year
    came = [bool(one) for one in model.counts.entries.sum(axis=(0, 1)) > 0]
    found = multiplied(people, model.now, steps, [*came][:AGES])
    span = {"first": int(year.min()), "last": int(year.max())}
    notes: list[tuple[str, dict[str, Any]]] = [
        (screen_text("Tilgangen følger befolkningsprognosen for %(first)s til %(last)s."), span)
    ]
    if not reaches_back(people, model.counts.first):
        text = screen_text(
            "Den har ikke de år, tilgangen er talt i. Tag dem med, ellers kan tilgang, der voksede"
            " med befolkningen, tælle to gange."
        )
        notes.append((text, {}))
    if found.stands_still:
        text = screen_text("Uden for de år er det nærmeste år brugt.")
        notes.append((text, {}))
    if found.untold:
        text = screen_text(
            "For nogle aldre har den ingen personer; de følger deres egen udvikling."
        )
        notes.append((text, {}))
    return Followed(found.factor, notes)
