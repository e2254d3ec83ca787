"""Budgetmodeller: four ways to make next year's lines from what is known, on the same data.

- *ramme*: the assumptions of the budget before, at new prices: a fixed frame.
- *aktivitet*: persons and prices as they are, at new prices: takst × antal.
- *demografi*: persons as they are, as many more or fewer as the age group grows or shrinks.
- *støttebehov*: each service's cost is shared out by how much support its persons need (the
  five levels of fælles faglige begreber, weighed by dated parameters), at new prices.

Municipalities choose differently; what matters is that the same data lie under the choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.kernel.dated import load_parameters
from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.budgets.helaarsperson import amount, grown

PARAMETERS = load_parameters(__package__, "budget.toml")
LEVELS = range(5)
UNKNOWN_WEIGHS_AS = 2


class BudgetModel(CodeList):
    """How a version's first lines were made."""

    ACTIVITY = "activity", screen_text("Aktivitet: antal × pris fra bevillingerne")
    FRAME = "frame", screen_text("Ramme: forrige budget fremskrevet")
    POPULATION = "population", screen_text("Demografi: antal følger aldersgruppen")
    NEED = "need", screen_text("Støttebehov: prisen følger behovet")


class VersionState(CodeList):
    """Where a version of the budget is."""

    DRAFT = "draft", screen_text("Kladde")
    ADOPTED = "adopted", screen_text("Vedtaget")


Key = tuple[str, str, str]
"""Service, account and unit."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Of one service on an account in a unit: thousandths of helårspersoner, øre per
    helårsperson, and øre that no person's days make."""

    key: Key
    department: str
    persons: int
    price: int
    fixed: int = 0

    @property
    def oere(self) -> int:
        return amount(self.persons, self.price, self.fixed)


@dataclass(frozen=True, slots=True)
class Known:
    """What the models go by. ``growth`` is each department's age group in thousandths of what it
    was; ``levels`` the helårspersoner of each key by level of need (None: not assessed)."""

    budget: Sequence[Assumption]
    activity: Sequence[Assumption]
    growth: Mapping[str, Fraction]
    levels: Mapping[Key, Mapping[int | None, int]]


def price_growth(day: date) -> int:
    """Thousandths by which prices grow, as the parameters have it on a day."""
    return PARAMETERS["price_growth"].int_on(day)


def costly_case_from(day: date) -> int:
    """Øre a year from which a case is especially expensive."""
    return 100 * PARAMETERS["costly_case_from"].int_on(day)


def weights(day: date) -> dict[int | None, int]:
    """What each level of need weighs on a day; who is not assessed weighs as moderate."""
    found: dict[int | None, int] = {
        level: PARAMETERS[f"need_weight_{level}"].int_on(day) for level in LEVELS
    }
    return {**found, None: found[UNKNOWN_WEIGHS_AS], -1: found[UNKNOWN_WEIGHS_AS]}


def modelled(
    model: BudgetModel, known: Known, per_mille: int, weigh: Mapping[int | None, int]
) -> list[Assumption]:
    """The lines that a model makes, at prices that have grown by so many thousandths."""
    match model:
        case BudgetModel.FRAME:
            chosen = known.budget or known.activity
        case BudgetModel.ACTIVITY:
            chosen = known.activity
        case BudgetModel.POPULATION:
            chosen = [_as_many(line, known.growth) for line in known.activity]
        case BudgetModel.NEED:
            chosen = _by_need(known, weigh)
    return [
        Assumption(
            line.key,
            line.department,
            line.persons,
            grown(line.price, per_mille),
            grown(line.fixed, per_mille),
        )
        for line in chosen
    ]


def _as_many(line: Assumption, growth: Mapping[str, Fraction]) -> Assumption:
    factor = growth.get(line.department, Fraction(1))
    persons = round_half_away_from_zero(line.persons * factor)
    return Assumption(line.key, line.department, persons, line.price, line.fixed)


def _by_need(known: Known, weigh: Mapping[int | None, int]) -> list[Assumption]:
    by_service: defaultdict[str, list[Assumption]] = defaultdict(list)
    for line in known.activity:
        by_service[line.key[0]].append(line)
    return [made for lines in by_service.values() for made in _of_service(lines, known, weigh)]


def _of_service(
    lines: Iterable[Assumption], known: Known, weigh: Mapping[int | None, int]
) -> list[Assumption]:
    """A service's lines at one price per point of need."""
    lines = list(lines)
    weight = {line.key: _mean_weight(known.levels.get(line.key, {}), weigh) for line in lines}
    points = sum((line.persons * weight[line.key] for line in lines), Fraction(0))
    cost = sum(line.oere - line.fixed for line in lines)
    if not points:
        return lines
    return [
        Assumption(
            line.key,
            line.department,
            line.persons,
            round_half_away_from_zero(1000 * cost * weight[line.key] / points),
            line.fixed,
        )
        for line in lines
    ]


def _mean_weight(levels: Mapping[int | None, int], weigh: Mapping[int | None, int]) -> Fraction:
    persons = sum(levels.values())
    if not persons:
        return Fraction(weigh[None])
    return Fraction(sum(weigh[level] * count for level, count in levels.items()), persons)
