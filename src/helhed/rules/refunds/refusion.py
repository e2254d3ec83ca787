"""Statsrefusion i særligt dyre enkeltsager: what the state pays of a citizen's cost in a month.

SEL § 176 for adults, BL § 198 for children; the order in BEK 1485 of 06/12/2023 § 3:

- month by month, of what is over one twelfth of the year's limits (stk. 1);
- the whole cost of the citizen counts, less all income, other refund among it (stk. 2-3);
- a single expense is spread evenly over the accounting year's twelve months (stk. 4);
- objective financing does not count (stk. 5);
- children of one household are summed (SEL § 176 stk. 2, BL § 198 stk. 2);
- what was claimed by one law is not claimed by the other (BL § 198 stk. 3);
- from 67 only whoever was covered just before (SEL § 176 stk. 3, BEK 2430/2021 § 6).

Amounts are øre. A twelfth of a limit is not always whole øre, so everything is exact until the
end: each step's refund is the difference between two running totals that are rounded half away
from zero, and so the steps sum to the refund.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction

from helhed.kernel.dated import load_parameters
from helhed.kernel.law import Citation
from helhed.kernel.money import round_half_away_from_zero, split_by_weight
from helhed.kernel.period import Month, Period, months_after

PARAMETERS = load_parameters(__package__, "refusion.toml")
STEPS = (1, 2, 3)
ADULTS, CHILDREN = Citation("SEL", "§ 176"), Citation("BL", "§ 198")


class CostKind(Enum):
    """How a cost counts towards the limits."""

    RUNNING = "running"
    ONE_OFF = "one_off"
    OBJECTIVE = "objective"


class ClaimedTwice(ValueError):
    """A cost was to be claimed by two laws, or twice by one."""

    def __init__(self, costs: Iterable[str]) -> None:
        super().__init__(f"claimed twice: {', '.join(sorted(costs))}")


class NotKnownBefore67(LookupError):
    """Whether somebody was covered in the last month before 67 was not told, and it matters."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost of a citizen in a month: its name (such as a posting's id), øre, how it counts."""

    name: str
    month: Month
    oere: int
    kind: CostKind = CostKind.RUNNING


@dataclass(frozen=True, slots=True)
class Limits:
    """A year's limits in øre a year and the state's share above each, in percent, lowest first."""

    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Refund:
    """What the state pays for a month: the net cost it is counted on, and øre per step."""

    month: Month
    basis: int
    steps: tuple[int, ...]

    @property
    def oere(self) -> int:
        return sum(self.steps)


def limits_in(year: int) -> Limits:
    """The limits of a year, with what the house corrected. Raises NoValueThatDay for a year
    without."""
    day = date(year, 1, 1)
    steps = (
        (
            100 * PARAMETERS[f"step_{step}_from"].int_on(day),
            PARAMETERS[f"step_{step}_share"].int_on(day),
        )
        for step in STEPS
    )
    return Limits(tuple(steps))


def counted(costs: Iterable[Cost], incomes: Mapping[Month, int], year: int) -> dict[Month, int]:
    """The net cost that counts in each month of a year: single expenses spread, objective
    financing left out, incomes taken off (never below 0)."""
    months = [Month(year, number) for number in range(1, 13)]
    sums = dict.fromkeys(months, 0)
    for cost in costs:
        if cost.month.year != year or cost.kind is CostKind.OBJECTIVE:
            continue
        if cost.kind is CostKind.ONE_OFF:
            for month, part in zip(months, split_by_weight(cost.oere, [1] * 12), strict=True):
                sums[month] += part
        else:
            sums[cost.month] += cost.oere
    return {month: max(0, oere - incomes.get(month, 0)) for month, oere in sums.items()}


def refund_of_month(basis: int, month: Month, limits: Limits | None = None) -> Refund:
    """What the state pays of a net cost in a month. Raises NoValueThatDay for a year without
    limits, and ValueError for a cost below 0."""
    if basis < 0:
        raise ValueError("a net cost is not below 0; income is taken off no further than to 0")
    of_year = (limits or limits_in(month.year)).steps
    ceilings = [limit for limit, _ in of_year[1:]]
    so_far, before, steps = 0, 0, []
    for (limit, share), ceiling in zip(of_year, [*ceilings, None], strict=True):
        top = 12 * basis if ceiling is None else min(12 * basis, ceiling)
        so_far += max(0, top - limit) * share  # 1,200ths of an øre
        total = (2 * so_far + 1_200) // 2_400
        steps.append(total - before)
        before = total
    return Refund(month, basis, tuple(steps))


def refund_of_household(bases: Mapping[str, int], month: Month) -> Refund:
    """The refund of children of one household, whose net costs are summed first."""
    return refund_of_month(sum(bases.values()), month)


def is_covered(birth_date: date, month: Month, net_before_67: int | None) -> bool:
    """Whether a month of an adult is under the scheme: every month until the one in which 67 is
    reached, and later months when the last month before cost more than a twelfth of the first
    limit (``net_before_67``; of somebody in hospital then, the last month before that).

    Raises NotKnownBefore67.
    """
    age = PARAMETERS["pension_age_months"].int_on(month.first)
    turned = Month.of(months_after(birth_date, age))
    if month <= turned:
        return True
    if net_before_67 is None:
        raise NotKnownBefore67(f"the net cost of {turned.plus(-1)} is needed")
    last = turned.plus(-1)
    return 12 * net_before_67 > limits_in(last.year).steps[0][0]


def refund_to_refugee(basis: int, month: Month, residence_from: date) -> int:
    """What the state pays of a net cost in the first years after the residence permit: all of it
    (SEL § 181 stk. 2). In the month in which they begin or end the cost is shared evenly by its
    days (the house's reading); what is left counts towards the limits, and so do later months."""
    years = PARAMETERS["refugee_years"].int_on(month.first)
    last = months_after(residence_from, 12 * years) - timedelta(days=1)
    inside = Period(residence_from, last).intersect(month.period)
    if inside is None:
        return 0
    return round_half_away_from_zero(Fraction(basis * inside.length, month.period.length))


def require_claimed_once(claims: Sequence[tuple[Citation, Iterable[str]]]) -> None:
    """Raises ClaimedTwice when the same cost is in two claims, by one law or by two."""
    seen: set[str] = set()
    twice: set[str] = set()
    for _, costs in claims:
        for name in costs:
            (twice if name in seen else seen).add(name)
    if twice:
        raise ClaimedTwice(twice)
