"""Money is a whole number of øre. Rounding happens only here, by a rule with a name."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from helhed.kernel.numerals import NotANumber, parse_number


class NotAnAmount(ValueError):
    """A text that should be an amount in kroner is not."""


def round_half_away_from_zero(exact: Fraction) -> int:
    """The nearest whole øre; exactly half goes away from zero (2,5 → 3, −2,5 → −3).

    The rule for the price of a grant in a month: computed exactly, rounded once.
    """
    above, below = exact.numerator, exact.denominator  # whole numbers: no fraction is made
    whole = (2 * abs(above) + below) // (2 * below)
    return whole if above >= 0 else -whole


def split_by_weight(oere: int, weights: Sequence[int]) -> list[int]:
    """An amount split in parts as the weights say, which sum to the amount exactly.

    Largest remainder: each part is rounded towards zero, and the øre left over go to the
    parts that lost most, the first of equals. Raises ValueError when the weights sum to 0.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("the weights must be zero or more, and not all zero")
    sign, amount = (1, oere) if oere >= 0 else (-1, -oere)
    parts = [amount * weight // total for weight in weights]
    lost = [amount * weight % total for weight in weights]
    left = amount - sum(parts)
    for index in sorted(range(len(weights)), key=lambda i: -lost[i])[:left]:
        parts[index] += 1
    return [sign * part for part in parts]


def parse_kroner(text: str) -> int:
    """Øre from kroner as a Dane writes them: ``1.234,50``, ``1234,5``, ``-99``.

    Raises NotAnAmount with what was expected.
    """
    try:
        number = parse_number(text.strip().removesuffix("kr."), decimals=2)
    except NotANumber as error:
        raise NotAnAmount(f"an amount is written like 1.234,50, not {text!r}") from error
    return int(number * 100)


def kroner(oere: int, decimals: int = 2) -> str:
    """An amount as a Dane writes it: ``1.234,50``; with 0 decimals rounded, ``1.235``.

    Half an øre or krone is rounded away from zero. Only ever for showing.
    """
    if decimals not in (0, 2):
        raise ValueError("an amount is shown with 0 or 2 decimals")
    shown = oere if decimals == 2 else round_half_away_from_zero(Fraction(oere, 100)) * 100
    whole, part = divmod(abs(shown), 100)
    text = f"{whole:,}".replace(",", ".")
    if decimals == 2:
        text += f",{part:02d}"
    return f"−{text}" if shown < 0 else text
