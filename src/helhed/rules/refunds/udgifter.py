"""Udgifter: from a grant's cost in a month to what the statement of refund counts.

The same for what was posted, what is committed, and what a made-up municipality paid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from helhed.kernel.period import Month, Period
from helhed.rules.refunds.betingelser import LeftOut, left_out
from helhed.rules.refunds.forhold import FactKind
from helhed.rules.refunds.hjemloeshed import (
    SHELTERS,
    STAY,
    SUPPORT,
    SUPPORT_IN_STAY,
    Help,
    half_refund_days,
    part_of_month,
)
from helhed.rules.refunds.opgoerelse import (
    Person,
    Scheme,
    Spent,
    last_before_67,
    net_of,
    turns_67,
)
from helhed.rules.refunds.refusion import CostKind

HALF_REFUNDED = frozenset({*SHELTERS, SUPPORT, STAY})
"""Paragraphs that make somebody a candidate for half refund."""
FIRST_MONTH = Month(2021, 1)
"""The first month of the scheme as it is: no earlier cost decides whether one is covered at 67."""


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant as refund sees it; ``account`` is the one it is to be booked on."""

    key: str
    citizen: str
    citation: str
    account: str
    is_one_off: bool
    days: Period
    decided_on: date


@dataclass(frozen=True, slots=True)
class Half:
    """That a grant is half refunded: by which law, and on which of its days."""

    scheme: Scheme
    days: tuple[Period, ...]


def halves(grants: Iterable[GrantFacts]) -> dict[str, Half]:
    """The grants that are half refunded, by key."""
    by_citizen: dict[str, list[GrantFacts]] = defaultdict(list)
    for grant in grants:
        if grant.citation in HALF_REFUNDED or grant.citation == SUPPORT_IN_STAY:
            by_citizen[grant.citizen].append(grant)
    found = {}
    for listed in by_citizen.values():
        helps = [_help(grant) for grant in listed]
        for grant, one in zip(listed, helps, strict=True):
            if grant.citation in SHELTERS:
                found[grant.key] = Half(Scheme.SHELTER, (grant.days,))
            elif days := half_refund_days(one, helps):
                found[grant.key] = Half(Scheme.AFTER_SHELTER, days)
    return found


def _help(grant: GrantFacts) -> Help:
    return Help(grant.citation, grant.decided_on, grant.days)


def why_left_out(
    grant: GrantFacts, booked: str, month: Month, paid_by_others: Sequence[Period]
) -> LeftOut | None:
    """Why a grant's cost in a month is not claimed; ``paid_by_others`` are the periods in which
    another municipality pays for the citizen: it bears the months whose first day lies in one."""
    elsewhere = any(month.first in period for period in paid_by_others)
    return left_out(grant.citation, grant.account, booked, paid_elsewhere=elsewhere)


def spent(grant: GrantFacts, month: Month, oere: int, income: int, half: Half | None) -> Spent:
    """A cost of a grant in a month; ``income`` is what came in of it, which no law refunds."""
    scheme, half_oere = None, 0
    if half is not None:
        scheme, net = half.scheme, oere - income
        is_whole = half.days == (grant.days,)
        half_oere = net if is_whole else part_of_month(net, grant.days, half.days, month)
    return Spent(
        grant.citizen,
        grant.key,
        month,
        oere,
        CostKind.ONE_OFF if grant.is_one_off else CostKind.RUNNING,
        grant.citation.startswith("BL "),
        scheme,
        half_oere,
    )


def deciding_month(
    birth_date: date | None, told: Mapping[FactKind, date], year: int
) -> Month | None:
    """The month whose cost decides whether somebody is covered after 67, when that matters in a
    year."""
    if birth_date is None or turns_67(birth_date) >= Month(year, 12):
        return None
    return last_before_67(birth_date, told.get(FactKind.HOSPITAL_AT_67))


def person(
    key: str,
    birth_date: date | None,
    households: Mapping[Month, str],
    told: Mapping[FactKind, date],
    before_67: tuple[Sequence[Spent], Mapping[tuple[str, Month], int], Month] | None,
) -> Person:
    """Somebody as the statement sees them; ``before_67`` are their costs, incomes and the month
    that decides after 67 (None: it is not known what they cost then)."""
    net = None
    if before_67 is not None and before_67[2] >= FIRST_MONTH:
        net = net_of(*before_67)
    covered = None
    if FactKind.COVERED_AT_67 in told or FactKind.NOT_COVERED_AT_67 in told:
        covered = FactKind.COVERED_AT_67 in told
    return Person(key, birth_date, households, told.get(FactKind.REFUGEE), net, covered)
