"""The budget models tried on a year that is known: what each would have said of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.budgets import seeds
from helhed.apps.payments.access import ids_of, units_within
from helhed.kernel.money import round_half_away_from_zero
from helhed.rules.access.rights import Action
from helhed.rules.budgets.budgetmodel import (
    Assumption,
    BudgetModel,
    modelled,
    price_growth,
    weights,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says of a year: thousandths of helårspersoner, and øre."""

    model: BudgetModel
    persons: int
    oere: int


@dataclass(frozen=True, slots=True)
class Simulated:
    """What every model says of a year, and what it became, in what the actor may see."""

    models: list[Said]
    became: int
    has_budget: bool

    @property
    def alike(self) -> list[list[BudgetModel]]:
        """The models that say the same in whole kroner, when there are more of them."""
        by_kroner: defaultdict[int, list[BudgetModel]] = defaultdict(list)
        for one in self.models:
            by_kroner[round_half_away_from_zero(Fraction(one.oere, 100))].append(one.model)
        return [models for models in by_kroner.values() if len(models) > 1]


def simulated(actor: Actor, year: int) -> Simulated:
    """Each model from the year before the one asked for, at that year's growth of prices."""
    require_at_all(actor, Action.SEE_BUDGET)
    seen = {str(id) for id in ids_of(units_within(actor, Action.SEE_BUDGET))}
    day = date(year, 1, 1)
    known = seeds.what_is_known(year - 1, actor.units)
    found = []
    for model in BudgetModel:
        lines = _seen(modelled(model, known, price_growth(day), weights(day)), seen)
        found.append(
            Said(model, sum(line.persons for line in lines), sum(line.oere for line in lines))
        )
    became = _seen(seeds.assumed(year, actor.units), seen)
    return Simulated(found, sum(line.oere for line in became), bool(known.budget))


def _seen(lines: list[Assumption], units: set[str]) -> list[Assumption]:
    return [line for line in lines if line.key[2] in units]
