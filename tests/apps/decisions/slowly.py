"""What grants cost, counted day by day from the rows themselves: slow, and plainly right."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from helhed.apps.decisions.models import Commitment, CommitmentTotal, Grant
from helhed.apps.offers.models import RateAmount
from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.period import Month

Days = list[date]
Amounts = list[tuple[date, date | None, int]]


def cost(kind: str, quantity: Decimal, days: Days, amounts: Amounts) -> Counter[Month]:
    """Øre per month of a grant that is active on these days."""
    exact: dict[Month, Fraction] = {}
    for day in days:
        month = Month.of(day)
        [oere] = [o for start, end, o in amounts if start <= day and (end is None or day <= end)]
        per_day = {"month": month.length, "weekly_hours": 7}.get(kind, 1)
        exact[month] = exact.get(month, Fraction(0)) + Fraction(oere, per_day)
    quantity_ = Fraction(quantity)
    return Counter({m: round_half_away_from_zero(quantity_ * sum_) for m, sum_ in exact.items()})


def days_between(start: date, last: date) -> Days:
    """Every day from one to another, both included."""
    return [start + timedelta(days=n) for n in range((last - start).days + 1)]


def committed(until: Month) -> dict[tuple[UUID, Month], int]:
    """What all granted grants commit, month by month, from the rows of grants alone."""
    found = {}
    for grant in Grant.objects.filter(state="granted").prefetch_related("suspensions"):
        assert grant.start is not None
        last = min(d for d in (grant.end, grant.runs_to, until.last) if d is not None)
        days = days_between(grant.start, last)[: 1 if grant.kind == "one_off" else None]
        for pause in grant.suspensions.all():
            end = pause.end or date.max
            days = [day for day in days if not pause.start <= day <= end]
        rows = RateAmount.objects.filter(rate=grant.rate_id).values_list("start", "end", "oere")
        for month, oere in cost(grant.kind, grant.quantity or Decimal(0), days, list(rows)).items():
            if oere:
                found[grant.id, month] = oere
    return found


def stored() -> dict[tuple[UUID, Month], int]:
    """The commitments as they stand."""
    rows = Commitment.objects.values_list("grant_id", "month", "oere")
    return {(grant, Month.of(month)): oere for grant, month, oere in rows}


def check_totals() -> None:
    """The totals beside the commitments are their sums."""
    summed: Counter[tuple[str, UUID, date]] = Counter()
    for row in Commitment.objects.select_related("grant"):
        assert (row.account, row.unit_id) == (row.grant.account, row.grant.unit_id)
        summed[row.account, row.unit_id, row.month] += row.oere
    kept = {(t.account, t.unit_id, t.month): t.oere for t in CommitmentTotal.objects.all()}
    assert {key: oere for key, oere in kept.items() if oere} == dict(summed)
