"""Whole numbers multiplied, divided and rounded once: exact, also where 64 bits are few."""

from __future__ import annotations

import numpy as np

from helhed.commitments.tables import Ints

_SAFE = 1 << 61


class AmountTooLarge(OverflowError):
    """An amount does not fit in 64 bits: more than 92 million billion kroner."""

    def __init__(self, whose: str, name: object) -> None:
        super().__init__(f"a cost of {whose} {name} is too large to be counted in øre")
        self.name = name


def rounded_product(one: Ints, other: Ints, divisor: Ints) -> Ints:
    """one × other ÷ divisor, row by row, half away from zero.

    Raises OverflowError with the row that does not fit.
    """
    largest = np.abs(one).astype(float) * np.abs(other).astype(float) * 2 + divisor
    if len(largest) and largest.max() >= _SAFE:
        exact = one.astype(object) * other.astype(object)
        rounded = [_rounded(n, d) for n, d in zip(exact, divisor.tolist(), strict=True)]
        too_large = [row for row, amount in enumerate(rounded) if abs(amount) >= 1 << 63]
        if too_large:
            raise OverflowError(too_large[0])
        return np.array(rounded, np.int64)
    product = one * other
    quotient: Ints = np.sign(product) * ((2 * np.abs(product) + divisor) // (2 * divisor))
    return quotient


def _rounded(numerator: int, divisor: int) -> int:
    whole = (2 * abs(numerator) + divisor) // (2 * divisor)
    return whole if numerator >= 0 else -whole


def exact_sum(amounts: Ints) -> int:
    """The sum of any number of amounts."""
    if not len(amounts):
        return 0
    if int(np.abs(amounts).max()) * len(amounts) < _SAFE:
        return int(amounts.sum())
    return sum(amounts.tolist())
