"""Flytning: why the expected result of a year is another now than it was a month ago.

Each grant is held against itself as it was kept then, and the change is told by what happened to
it: it is new, it ended earlier, it was extended, the quantity or the price changed, or it is a
one-off amount. What was paid otherwise than committed, and what was posted without a grant, is
*other*. The parts are whole øre and sum to the change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.words import CodeList, screen_text


class Why(CodeList):
    """What happened to a grant."""

    NEW = "new", screen_text("Nye bevillinger")
    ENDED = "ended", screen_text("Ophørt eller afkortet")
    EXTENDED = "extended", screen_text("Forlænget")
    QUANTITY = "quantity", screen_text("Ændret mængde")
    PRICE = "price", screen_text("Ændret pris")
    ONE_OFF = "one_off", screen_text("Engangsbeløb")
    OTHER = "other", screen_text("Andet")


@dataclass(frozen=True, slots=True)
class Kept:
    """A grant's year as it looked on a day, in øre: what it commits in the whole year, and what is
    expected (paid in closed months, committed in the rest). ``volume`` is days × quantity in
    thousandths; a grant that is ``posted`` only has no commitment."""

    committed: int
    expected: int
    days: int
    volume: int
    end: date | None
    is_one_off: bool = False

    @property
    def paid_otherwise(self) -> int:
        return self.expected - self.committed


NOT_THERE = Kept(0, 0, 0, 0, None)


def moved(before: Kept | None, now: Kept | None) -> dict[Why, int]:
    """Why one grant's expected year moved, in øre; only what is not nothing."""
    was, has = before or NOT_THERE, now or NOT_THERE
    parts: Counter[Why] = Counter()
    parts[Why.OTHER] = has.paid_otherwise - was.paid_otherwise
    change = has.committed - was.committed
    if has.is_one_off or was.is_one_off:
        parts[Why.ONE_OFF] = change
    elif not was.volume:
        parts[Why.NEW] = change
    elif not has.volume:
        parts[Why.ENDED] = change
    else:
        at_old_price = Fraction(was.committed * has.volume, was.volume)
        volume = round_half_away_from_zero(at_old_price) - was.committed
        parts[_why_volume(was, has)] += volume
        parts[Why.PRICE] += change - volume
    return {why: oere for why, oere in parts.items() if oere}


def moved_in_total(before: Mapping[Hashable, Kept], now: Mapping[Hashable, Kept]) -> dict[Why, int]:
    """Why the sum of many moved; every reason is there."""
    total: Counter[Why] = Counter()
    for key in {*before, *now}:
        total.update(moved(before.get(key), now.get(key)))
    return {why: total[why] for why in Why}


def _why_volume(was: Kept, has: Kept) -> Why:
    if was.end == has.end or was.days == has.days:
        return Why.QUANTITY
    ends_earlier = has.end is not None and (was.end is None or has.end < was.end)
    return Why.ENDED if ends_earlier else Why.EXTENDED
