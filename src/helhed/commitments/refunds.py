"""State refund for many citizens at once, exact: the fast side of ``rules.refunds.refusion``.

Costs are summed per payer (a citizen, or a household whose children are summed) and month; single
expenses are spread evenly over the twelve months of their year first. The refund is what the rule
``refund_of_month`` gives in all, rounded once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helhed.commitments.tables import Ints
from helhed.rules.refunds.refusion import limits_in


@dataclass(frozen=True, slots=True)
class MonthRefunds:
    """Per payer and month, in that order: the cost that counts and what the state pays, in øre.

    ``payer`` is the number that was given; ``month`` counts months from year 0.
    """

    payer: Ints
    month: Ints
    basis: Ints
    oere: Ints

    def __len__(self) -> int:
        return len(self.oere)


def refunds(payer: Ints, month: Ints, oere: Ints, is_one_off: NDArray[np.bool_]) -> MonthRefunds:
    """The refund of costs told by payer, month and øre. Raises NoValueThatDay for a year that
    has no limits."""
    whole, share = _spread(month[is_one_off], oere[is_one_off])
    spread_payer = np.repeat(payer[is_one_off], 12)
    payers = np.concatenate([payer[~is_one_off], spread_payer])
    months = np.concatenate([month[~is_one_off], whole])
    amounts = np.concatenate([oere[~is_one_off], share])
    order = np.lexsort((months, payers))
    payers, months, amounts = payers[order], months[order], amounts[order]
    if not len(payers):
        return MonthRefunds(payers, months, amounts, amounts)
    changes = np.append(True, (payers[1:] != payers[:-1]) | (months[1:] != months[:-1]))
    heads = np.flatnonzero(changes)
    basis = np.maximum(np.add.reduceat(amounts, heads), 0)
    months = months[heads]
    return MonthRefunds(payers[heads], months, basis, _refund(basis, months))


def _spread(month: Ints, oere: Ints) -> tuple[Ints, Ints]:
    """Each amount in twelve parts over its year, the øre left over on the first months."""
    number = np.tile(np.arange(12), len(oere))
    size, sign = np.repeat(np.abs(oere), 12), np.repeat(np.sign(oere), 12)
    part = sign * (size // 12 + (number < size % 12))
    return np.repeat(month // 12 * 12, 12) + number, part


def _refund(basis: Ints, month: Ints) -> Ints:
    """Σ over the limits of what each adds to the state's share, as 1,200ths of an øre, rounded
    half away from zero."""
    total = np.zeros(len(basis), np.int64)
    year = month // 12
    for one in np.unique(year).tolist():
        here, before = year == one, 0
        for limit, share in limits_in(int(one)).steps:
            above = np.maximum(12 * basis[here] - limit, 0)
            total[here] += (share - before) * above
            before = share
    rounded: Ints = (2 * total + 1_200) // 2_400
    return rounded
