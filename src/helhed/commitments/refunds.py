"""State refund for many citizens at once, exact: the fast side of ``rules.refunds.refusion``.

Year by year, a table of citizens × twelve months:

1. Costs are summed per citizen and month; single expenses are spread evenly over their year.
2. Income is taken off, no further than to 0.
3. What children of one household cost is summed; everybody else stands alone.
4. The refund of each sum is counted and rounded once, and a household's is shared among its
   children by what they cost, the øre left over to those who lost most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from helhed.commitments.price import MonthCosts
from helhed.commitments.rounding import AmountTooLarge, exact_sum
from helhed.commitments.tables import ONE_OFF, Grants, Ints
from helhed.kernel.period import Month
from helhed.rules.refunds.refusion import NotKnownBefore67, limits_in

ALONE = NOBODY = -1
NEVER = 9_999 * 12 + 11
NOT_TOLD = -1
_SAFE = 1 << 62
_MOST = 10**13  # øre of one grant in a month
_Table = NDArray[np.int64]  # citizens × 12


@dataclass(frozen=True, slots=True)
class Claimants:
    """Those whose costs are refunded, one row per citizen and law, in any order.

    ``household`` numbers the household whose children are summed, or ALONE. ``child_until`` is
    the last month in which the household sums; ``turns_67`` the month in which 67 is reached, or
    NEVER; ``covered_before`` 1 or 0 for whether the month before that one was over the first limit,
    or NOT_TOLD. Months are counted from year 0. ``names`` are what errors call the citizens.
    """

    names: Sequence[object]
    household: Ints
    child_until: Ints
    turns_67: Ints
    covered_before: Ints

    def __len__(self) -> int:
        return len(self.names)

    @classmethod
    def of(cls, rows: Iterable[tuple[object, int | None]]) -> Claimants:
        """From rows of (name, number of the household or None), none of which turn 67."""
        listed = list(rows)
        household = [ALONE if row[1] is None else row[1] for row in listed]
        many = len(listed)
        return cls(
            [row[0] for row in listed],
            np.array(household, np.int64),
            np.full(many, NEVER, np.int64),
            np.full(many, NEVER, np.int64),
            np.full(many, NOT_TOLD, np.int64),
        )


@dataclass(frozen=True, slots=True)
class Amounts:
    """Costs or incomes: row of the claimant, month from year 0, øre."""

    claimant: Ints
    month: Ints
    oere: Ints

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Month, int]] = ()) -> Amounts:
        """From rows of (row of the claimant, month, øre)."""
        listed = list(rows)
        return cls(
            np.array([row[0] for row in listed], np.int64),
            np.array([number_of(row[1]) for row in listed], np.int64),
            np.array([row[2] for row in listed], np.int64),
        )


def claimed(costs: MonthCosts, grants: Grants, claimant: Ints) -> tuple[Amounts, Amounts]:
    """Running costs and single expenses of those who claim: ``claimant`` is the row of each
    grant's claimant, or NOBODY."""
    who, single = claimant[costs.grant], grants.kind[costs.grant] == ONE_OFF
    some = who != NOBODY
    running, one_off = some & ~single, some & single
    return (
        Amounts(who[running], costs.month[running], costs.oere[running]),
        Amounts(who[one_off], costs.month[one_off], costs.oere[one_off]),
    )


def only_one_offs(grants: Grants) -> Grants:
    """The same grants, of which only single expenses cost anything: the single expenses of a
    whole year count, also when only some of its months are asked for."""
    end = np.where(grants.kind == ONE_OFF, grants.end, grants.start - 1)
    return replace(grants, end=end)


@dataclass(frozen=True, slots=True)
class MonthRefunds:
    """Per claimant and month, in that order: the net cost that counts, and what the state pays.

    Only where the state pays something to the claimant or the household; øre; months counted
    from year 0.
    """

    claimant: Ints
    month: Ints
    basis: Ints
    oere: Ints

    def __len__(self) -> int:
        return len(self.oere)

    @property
    def total(self) -> int:
        return exact_sum(self.oere)


def number_of(month: Month) -> int:
    """A month as counted from year 0."""
    return month.year * 12 + month.month - 1


def refunds(
    claimants: Claimants,
    running: Amounts,
    one_offs: Amounts,
    incomes: Amounts,
    first: Month,
    last: Month,
) -> MonthRefunds:
    """The refund of every claimant in every month from ``first`` to ``last``, both included.

    ``one_offs`` must hold the single expenses of the whole years. Raises NoValueThatDay for a
    year without limits, NotKnownBefore67, and AmountTooLarge.
    """
    for amounts in (running, one_offs, incomes):
        _check_size(claimants, amounts)
    low, high = number_of(first), number_of(last)
    covered = claimants.covered_before.copy()
    parts = []
    for year in range(first.year, last.year + 1):
        net = _net(len(claimants), running, one_offs, incomes, year)
        months = np.arange(12) + year * 12
        _see_who_was_covered(claimants, net, months, covered, low)
        inside = (low <= months) & (months <= high)
        net[:, ~inside] = 0
        _leave_out_not_covered(claimants, net, months, covered)
        parts.append(_of_year(claimants, net, months))
    return _in_order(parts, len(claimants))


def _check_size(claimants: Claimants, amounts: Amounts) -> None:
    """No sum over a citizen's months goes beyond 64 bits, also not 900 times as large."""
    large = np.flatnonzero(np.abs(amounts.oere) > _MOST)
    if len(large):
        raise AmountTooLarge("citizen", claimants.names[int(amounts.claimant[large[0]])])


def _net(many: int, running: Amounts, one_offs: Amounts, incomes: Amounts, year: int) -> _Table:
    """What each claimant costs in each month of a year, less income, never below 0."""
    net = np.zeros((many, 12), np.int64)
    _add(net, running, year, 1)
    _add(net, incomes, year, -1)
    here = one_offs.month // 12 == year
    who, oere = one_offs.claimant[here], one_offs.oere[here]
    size, sign = np.abs(oere), np.sign(oere)
    for number in range(12):  # the øre left over stand on the first months
        np.add.at(net, (who, number), sign * (size // 12 + (number < size % 12)))
    return np.maximum(net, 0, out=net)


def _add(net: _Table, amounts: Amounts, year: int, sign: int) -> None:
    january = year * 12
    here = np.flatnonzero((january <= amounts.month) & (amounts.month < january + 12))
    cell = amounts.claimant[here] * 12 + (amounts.month[here] - january)
    np.add.at(net.reshape(-1), cell, sign * amounts.oere[here])


def _see_who_was_covered(
    claimants: Claimants, net: _Table, months: Ints, covered: Ints, low: int
) -> None:
    """Whether the month before 67 was over the first limit, where it was counted and not told."""
    month = claimants.turns_67 - 1
    known = (months[0] <= month) & (month <= months[11]) & (month >= low)
    row = np.flatnonzero(known & (covered == NOT_TOLD))
    covered[row] = 12 * net[row, month[row] - months[0]] > _first_limit(months)


def _leave_out_not_covered(claimants: Claimants, net: _Table, months: Ints, covered: Ints) -> None:
    """No refund after 67 to whoever was not covered just before. Raises NotKnownBefore67."""
    for row in np.flatnonzero(claimants.turns_67 < months[11]).tolist():
        turned = int(claimants.turns_67[row])
        after = months > turned
        if covered[row] == NOT_TOLD and 12 * int(net[row, after].max()) > _first_limit(months):
            before = Month((turned - 1) // 12, (turned - 1) % 12 + 1)
            who = claimants.names[row]
            raise NotKnownBefore67(f"whether {who} was covered in {before}, before 67, is not told")
        if covered[row] != 1:
            net[row, after] = 0


def _first_limit(months: Ints) -> int:
    return limits_in(int(months[0]) // 12).steps[0][0]


def _of_year(claimants: Claimants, net: _Table, months: Ints) -> MonthRefunds:
    steps = limits_in(int(months[0]) // 12).steps
    households = int(claimants.household.max(initial=ALONE)) + 1
    summed = np.zeros((households, 12), np.int64)
    together = claimants.household[:, None] != ALONE
    together = together & (months[None, :] <= claimants.child_until[:, None])
    row, column = np.nonzero(together & (net > 0))
    np.add.at(summed, (claimants.household[row], column), net[row, column])
    of_household = _refund(summed, steps)
    paid = of_household[claimants.household[row], column] > 0
    row, column = row[paid], column[paid]
    household = claimants.household[row]
    oere = np.zeros_like(net)
    oere[row, column] = _shared(
        household * 12 + column,
        net[row, column],
        of_household[household, column],
        summed[household, column],
    )
    alone = ~together & (12 * net > steps[0][0])
    oere[alone] = _refund(net[alone], steps)
    is_paid = alone & (oere > 0)
    is_paid[row, column] = True
    row, column = np.nonzero(is_paid)
    return MonthRefunds(row, months[column], net[row, column], oere[row, column])


def _refund(basis: Ints, steps: Sequence[tuple[int, int]]) -> Ints:
    """Σ over the limits of what each adds to the state's share, as 1,200ths of an øre, rounded
    half away from zero."""
    total, before = np.zeros(basis.shape, np.int64), 0
    for limit, share in steps:
        total += (share - before) * np.maximum(12 * basis - limit, 0)
        before = share
    rounded: Ints = (2 * total + 1_200) // 2_400
    return rounded


def _shared(group: Ints, weight: Ints, whole: Ints, weights: Ints) -> Ints:
    """``whole`` shared in each group by weight: rounded down, and the øre left over one each to
    those who lost most, the first of equals."""
    if not len(group):
        return group
    part, lost = _divided(whole, weight, weights)
    order = np.lexsort((np.arange(len(group)), -lost, group))
    heads = np.flatnonzero(np.append(True, np.diff(group[order]) != 0))
    sizes = np.diff(np.append(heads, len(group)))
    given = np.add.reduceat(part[order], heads)
    rank = np.arange(len(group)) - np.repeat(heads, sizes)
    left = whole[order] - np.repeat(given, sizes)
    part[order] += rank < left
    return part


def _divided(whole: Ints, weight: Ints, weights: Ints) -> tuple[Ints, Ints]:
    """whole × weight ÷ weights, rounded down, and the rest."""
    if int(whole.max()) * int(weight.max()) < _SAFE:
        product = whole * weight
        return product // weights, product % weights
    exact = whole.astype(object) * weight.astype(object)
    return (exact // weights).astype(np.int64), (exact % weights).astype(np.int64)


def _in_order(parts: Sequence[MonthRefunds], many: int) -> MonthRefunds:
    """Years, each in order of claimant and month, as one in that order: every row goes after
    what its claimant has in earlier years."""
    counts = [np.bincount(part.claimant, minlength=many) for part in parts]
    ends = np.cumsum(np.sum(counts, axis=0))
    taken = ends - np.sum(counts, axis=0)
    size = int(ends[-1]) if many else 0
    whole = MonthRefunds(*(np.zeros(size, np.int64) for _ in range(4)))
    for part, count in zip(parts, counts, strict=True):
        rank = np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count)
        place = taken[part.claimant] + rank
        for name in ("claimant", "month", "basis", "oere"):
            getattr(whole, name)[place] = getattr(part, name)
        taken = taken + count
    return whole
