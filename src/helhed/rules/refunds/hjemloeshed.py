"""Half refund around homelessness: SEL § 177 (shelters, from memory) and SEL § 176 a.

§ 176 a stk. 1: support by § 85 a in the first two years after discharge from a § 110 home, when
it was decided before the discharge, or before the end of a § 107 stay that lay between.
§ 176 a stk. 2-3: a § 107 stay for at most six months within the first year, when it was decided
before the discharge; the whole of its cost, stay and support. Periods are counted from the first
discharge. That stays after each other share the six months, and that the support is what is
granted by § 85 on the days of the stay, is the house's reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.kernel.dated import Parameter, load_parameters
from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.period import ONE_DAY, Month, Period, joined, months_after

PARAMETERS = load_parameters(__package__, "hjemloeshed.toml")
SHELTERS = frozenset({"SEL § 109", "SEL § 110"})
HOMELESS_SHELTER, SUPPORT, STAY = "SEL § 110", "SEL § 85 a", "SEL § 107"
SUPPORT_IN_STAY = "SEL § 85"


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


def half_refund_days(one: Help, grants: Iterable[Help]) -> tuple[Period, ...]:
    """The days of a grant on which the state pays half by § 176 a: of support by § 85 a, of a
    § 107 stay, and of support by § 85 in such a stay; none for any other."""
    listed = list(grants)
    discharge = first_discharge(listed)
    if discharge is None:
        return ()
    if one.citation == SUPPORT:
        stays = (other for other in listed if other.citation == STAY)
        between = [s.days.end for s in stays if s.days.end and is_early(s, discharge)]
        if not any(one.decided_on <= end for end in [discharge, *between]):
            return ()
        return _within([_from(discharge, "support_months")], one.days)
    if one.citation == SUPPORT_IN_STAY or (one.citation == STAY and is_early(one, discharge)):
        return _within(counted_stays(listed, discharge), one.days)
    return ()


def counted_stays(grants: Iterable[Help], discharge: date) -> list[Period]:
    """The days of § 107 stays on which the state pays half: those of the first year after the
    discharge, until there are six months of them."""
    year = _from(discharge, "stay_within_months")
    early = (s for s in grants if s.citation == STAY and is_early(s, discharge))
    merged = joined(days for s in early if (days := s.days.intersect(year)))
    found: list[Period] = []
    left = 0
    for stay in merged:
        left = left if found else _from(stay.start, "stay_months").length
        if left > 0:
            most = Period(stay.start, stay.start + (left - 1) * ONE_DAY)
            found += _within([most], stay)
            left -= found[-1].length
    return found


def is_early(stay: Help, discharge: date) -> bool:
    """Whether a stay was decided before the discharge."""
    return stay.decided_on <= discharge


def _from(start: date, parameter: str) -> Period:
    """So many months from a day."""
    return Period(start, months_after(start, PARAMETERS[parameter].int_on(start)) - ONE_DAY)


def _within(counted: Iterable[Period], days: Period) -> tuple[Period, ...]:
    return tuple(part for one in counted if (part := one.intersect(days)) is not None)


def half_of(oere: int, month: Month, parameter: Parameter) -> int:
    """The state's half of a cost in a month."""
    return round_half_away_from_zero(Fraction(oere * parameter.int_on(month.first), 100))


def part_of_month(oere: int, active: Period, counted: Iterable[Period], month: Month) -> int:
    """How much of a grant's cost in a month falls on the days that count: evenly by day."""
    days = active.clip_to_month(month)
    if not days:
        return 0
    inside = sum(part.length for part in _within(counted, days))
    return round_half_away_from_zero(Fraction(oere * inside, days.length))
