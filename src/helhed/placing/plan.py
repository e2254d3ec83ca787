"""Plan: which places to convert, open or close, and when, under a forecast's simulated paths.

A two-stage stochastic program (Birge & Louveaux, *Introduction to Stochastic Programming*): the
first stage decides how many places each change takes in each period, once for all paths; the
second stage, path by path, uses the municipality's own places as far as there is need for them and
they are cheaper, and buys the rest outside, at the prices of that path. The cost of a path is what
is spent once, the places that stand there whether used or not, what using them costs, and what is
bought. What is made as small as it can be is a mix of the expected cost and the mean of the worst
paths (CVaR; Rockafellar & Uryasev 2000, *Optimization of conditional value-at-risk*, Journal of
Risk 2(3)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from helhed.placing.fewest import fewest
from helhed.placing.outlook import MILLION_KR, Made, Oere, Outlook, UnableToPlan

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and what it costs over the paths (øre): expected, and the mean of the
    worst. It is proved that no plan costs less by more than ``gap``, a share of the whole."""

    made: Made
    weight: float
    expected: float
    worst: float
    gap: float
    costs: Oere = field(repr=False)


def cvar(costs: Oere, alpha: float) -> float:
    """The mean of the ``1 - alpha`` most costly paths, the last of them in part."""
    ordered = np.sort(costs)[::-1]
    left = (1 - alpha) * len(ordered)
    share = np.clip(left - np.arange(len(ordered)), 0.0, 1.0)
    return float((ordered * share).sum() / left)


def risk_cost(costs: Oere, weight: float, alpha: float) -> float:
    """What a plan is judged by: (1 - weight) × expected + weight × CVaR."""
    return (1 - weight) * float(costs.mean()) + weight * cvar(costs, alpha)


def plan(outlook: Outlook, weight: float = 0.0, alpha: float = 0.9) -> Plan:
    """The plan that costs least, when the worst paths count by ``weight`` (0 to 1); of plans that
    cost the same, one that changes no places for nothing.

    Raises UnableToPlan for a weight or alpha that makes no sense, and when the solver gives none.
    """
    from scipy.optimize import milp  # takes seconds to load: not before it is needed

    if not 0 <= weight <= 1 or not 0 <= alpha < 1:
        raise UnableToPlan("the weight is from 0 to 1, and alpha from 0 to below 1")
    program = _Program(outlook, weight, alpha)
    found = milp(
        program.cost,
        constraints=program.constraints,
        integrality=program.integrality,
        bounds=program.bounds,
        options={"mip_rel_gap": 1e-9},
    )
    if not found.success:
        raise UnableToPlan(f"the solver gave no answer: {found.message}")
    made = {
        slot: round(count)
        for slot, count in zip(program.slots, found.x, strict=False)
        if round(count)
    }
    if broken := outlook.breaks(made):
        raise UnableToPlan(f"the solver's plan cannot be done: {broken}")
    made = fewest(outlook, made, lambda costs: (float(costs.mean()), cvar(costs, alpha)))
    costs = outlook.costs(made)
    left = float(found.mip_gap or 0.0)
    return Plan(made, weight, float(costs.mean()), cvar(costs, alpha), left, costs)


def frontier(outlook: Outlook, weights: Sequence[float], alpha: float = 0.9) -> list[Plan]:
    """The plans from the cheapest on the whole to the safest, each once."""
    return undominated([plan(outlook, weight, alpha) for weight in sorted(weights)])


def undominated(plans: Sequence[Plan]) -> list[Plan]:
    """The plans without those that another beats both on the whole and in the worst paths: where
    only the worst paths count, plans are alike to the solver that are not so on the whole. Of those
    that cost the same both ways, the one that changes fewest places."""
    kept: dict[tuple[int, int], Plan] = {}
    for one in plans:
        told = (round(one.expected), round(one.worst))
        if told not in kept or _changed(one) < _changed(kept[told]):
            kept[told] = one
    return [
        one
        for mine, one in kept.items()
        if not any(o != mine and o[0] <= mine[0] and o[1] <= mine[1] for o in kept)
    ]


def _changed(plan: Plan) -> int:
    return sum(plan.made.values())


class _Program:
    """The program's matrices: first the changes by period, then own places used by path, kind and
    period, then the threshold of CVaR and what each path costs over it. Money in million kr."""

    def __init__(self, outlook: Outlook, weight: float, alpha: float) -> None:
        self.outlook = outlook
        paths, kinds, periods = outlook.need.shape
        self.slots = [(change.key, p) for change in outlook.changes for p in outlook.periods]
        self.first, self.used = len(self.slots), paths * kinds * periods
        self.size = self.first + self.used + 1 + paths
        self.paths, self.cells = paths, kinds * periods
        self.cost = np.zeros(self.size)
        self.cost[: self.first] = (1 - weight) * self._once().mean(axis=0)
        self.cost[self.first : self.first + self.used] = (1 - weight) * self._saved() / paths
        self.cost[self.first + self.used] = weight
        self.cost[self.first + self.used + 1 :] = weight / ((1 - alpha) * paths)
        self.integrality = np.r_[np.ones(self.first), np.zeros(self.size - self.first)]
        self.bounds = self._bounds()
        self.constraints = [*self._limits(), self._places(), self._worst()]

    def _prices(self) -> tuple[Oere, Oere, Oere]:
        standing, used, bought = (price / MILLION_KR for price in self.outlook.prices)
        return standing, used, bought

    def _moves(self) -> Oere:
        """Places [slot, kind × period] that each decision moves."""
        moved = [
            self.outlook.moved(change, period).ravel()
            for change in self.outlook.changes
            for period in self.outlook.periods
        ]
        return np.array(moved, dtype=float).reshape(self.first, self.cells)

    def _once(self) -> Oere:
        """What each decision costs a place in all periods of a path, used or not ``[path, slot]``:
        what is spent once, and the place that stands there."""
        once = [change.once / MILLION_KR for change in self.outlook.changes]
        standing = self._prices()[0].reshape(self.paths, self.cells)
        cost: Oere = np.repeat(once, len(self.outlook.periods)) + standing @ self._moves().T
        return cost

    def _saved(self) -> Oere:
        """What using a place costs more than buying, by path, kind and period: below 0 it saves."""
        _, used, bought = self._prices()
        saved: Oere = (used - bought).ravel()
        return saved

    def _bounds(self) -> Bounds:
        from scipy.optimize import Bounds

        most = np.repeat(
            [float(change.most) for change in self.outlook.changes], len(self.outlook.periods)
        )
        low = np.zeros(self.size)
        low[self.first + self.used] = -np.inf
        high = np.r_[most, self.outlook.need.ravel(), np.inf, np.full(self.paths, np.inf)]
        return Bounds(low, high)

    def _limits(self) -> list[LinearConstraint]:
        """At most so many of each change, and never fewer places than none."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_matrix

        if not self.first:
            return []
        each = np.kron(np.eye(len(self.outlook.changes)), np.ones(len(self.outlook.periods)))
        most = np.array([float(change.most) for change in self.outlook.changes])
        there = self.outlook.own({}).ravel().astype(float)
        rows = np.vstack([each, -self._moves().T])
        padded = coo_matrix((rows.ravel(), _grid(*rows.shape)), shape=(rows.shape[0], self.size))
        return [LinearConstraint(padded.tocsr(), -np.inf, np.r_[most, there])]

    def _places(self) -> LinearConstraint:
        """No more places are used in a path than are there."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_matrix

        moves = np.tile(-self._moves().T, (self.paths, 1))
        rows, columns = _grid(*moves.shape)
        own = np.arange(self.used)
        matrix = coo_matrix(
            (
                np.r_[moves.ravel(), np.ones(self.used)],
                (np.r_[rows, own], np.r_[columns, self.first + own]),
            ),
            shape=(self.used, self.size),
        )
        there = np.tile(self.outlook.own({}).ravel().astype(float), self.paths)
        return LinearConstraint(matrix.tocsr(), -np.inf, there)

    def _worst(self) -> LinearConstraint:
        """What a path costs over the threshold: z ≥ cost - threshold."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_matrix

        nothing = self._when_nothing()
        once, saved = self._once(), self._saved()
        rows, columns = _grid(*once.shape)
        path = np.arange(self.paths)
        matrix = coo_matrix(
            (
                np.r_[once.ravel(), saved, -np.ones(self.paths), -np.ones(self.paths)],
                (
                    np.r_[rows, np.repeat(path, self.cells), path, path],
                    np.r_[
                        columns,
                        self.first + np.arange(self.used),
                        np.full(self.paths, self.first + self.used),
                        self.first + self.used + 1 + path,
                    ],
                ),
            ),
            shape=(self.paths, self.size),
        )
        return LinearConstraint(matrix.tocsr(), -np.inf, -nothing)

    def _when_nothing(self) -> Oere:
        """What each path costs when nothing is changed and everything is bought."""
        standing, _, bought = self._prices()
        found: Oere = (self.outlook.need * bought + self.outlook.own({}) * standing).sum(
            axis=(1, 2)
        )
        return found


def _grid(height: int, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows, columns = np.divmod(np.arange(height * width), max(width, 1))
    return rows, columns
