"""Half refund around homelessness: SEL § 177 (shelters, from memory) and SEL § 176 a.

§ 176 a stk. 1: support by § 85 a in the first two years after discharge from a § 110 home, when
it was decided before the discharge, or before the end of a § 107 stay that lay between.
§ 176 a stk. 2-3: a § 107 stay for at most six months within the first year, when it was decided
before the discharge. All periods are counted from the first discharge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.kernel.dated import load_parameters
from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.period import ONE_DAY, Month, Period, months_after

PARAMETERS = load_parameters(__package__, "hjemloeshed.toml")
SHELTERS = frozenset({"SEL § 109", "SEL § 110"})
HOMELESS_SHELTER, SUPPORT, STAY = "SEL § 110", "SEL § 85 a", "SEL § 107"


@dataclass(frozen=True, slots=True)
class Help:
    """A grant as this rule sees it: its paragraph, the day it was decided, the days it runs."""

    citation: str
    decided_on: date
    days: Period


def first_discharge(grants: Iterable[Help]) -> date | None:
    """The last day of the citizen's first stay in a § 110 home; None while in it, and for whoever
    never was."""
    ends = [one.days.end for one in grants if one.citation == HOMELESS_SHELTER]
    left = [end for end in ends if end is not None]
    return min(left) if left else None


def half_refund_days(one: Help, grants: Iterable[Help]) -> Period | None:
    """The days of a § 85 a support or a § 107 stay on which the state pays half, or None."""
    listed = list(grants)
    discharge = first_discharge(listed)
    if discharge is None or one.citation not in (SUPPORT, STAY):
        return None
    if one.citation == SUPPORT:
        stays = (other for other in listed if other.citation == STAY)
        between = [s.days.end for s in stays if s.days.end and is_early(s, discharge)]
        if not any(one.decided_on <= end for end in [discharge, *between]):
            return None
        return _within(one.days, discharge, "support_months", discharge)
    if not is_early(one, discharge):
        return None
    begins = max(one.days.start, discharge)
    year = _within(one.days, discharge, "stay_within_months", discharge)
    return None if year is None else _within(year, begins, "stay_months", discharge)


def is_early(stay: Help, discharge: date) -> bool:
    """Whether a stay was decided before the discharge."""
    return stay.decided_on <= discharge


def _within(days: Period, start: date, parameter: str, day: date) -> Period | None:
    months = PARAMETERS[parameter].int_on(day)
    return days.intersect(Period(start, months_after(start, months) - ONE_DAY))


def half_of(oere: int, month: Month) -> int:
    """The state's half of a cost in a month."""
    share = PARAMETERS["homeless_share"].int_on(month.first)
    return round_half_away_from_zero(Fraction(oere * share, 100))


def part_of_month(oere: int, active: Period, counted: Period | None, month: Month) -> int:
    """How much of a grant's cost in a month falls on the days that count: evenly by day."""
    days = active.clip_to_month(month)
    inside = counted and days and counted.intersect(days)
    if not days or not inside:
        return 0
    return round_half_away_from_zero(Fraction(oere * inside.length, days.length))
