"""The years of grants counted day by day and row by row, to hold against those that are kept."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from helhed.apps.decisions.models import Commitment, CommitmentYear, Grant, Suspension
from helhed.apps.decisions.years import BY_TIME, MONTHS
from helhed.apps.payments.models import Posting, PostingYear


def check_years() -> None:
    """Every year that is kept is what its rows say, and none is missing."""
    assert _kept(CommitmentYear) == _summed(Commitment)
    assert _kept(PostingYear) == _summed(Posting)
    grants = {one.id: one for one in Grant.objects.all()}
    pauses = list(Suspension.objects.values_list("grant_id", "start", "end"))
    for kept in CommitmentYear.objects.all():
        rests = [(start, end) for grant, start, end in pauses if grant == kept.grant_id]
        helped = sum(_is_helped(grants[kept.grant_id], rests, day) for day in _days(kept.year))
        costs = sum(getattr(kept, name) for name in MONTHS)
        assert kept.days == (helped if costs else 0)


def _kept(years):
    found = Counter()
    for row in years.objects.all():
        for number, name in enumerate(MONTHS, 1):
            key = (row.grant_id, row.account, row.unit_id, row.year, number)
            found[key] += getattr(row, name)
    return {key: oere for key, oere in found.items() if oere}


def _summed(rows):
    found = Counter()
    for row in rows.objects.filter(grant__isnull=False):
        key = (row.grant_id, row.account, row.unit_id, row.month.year, row.month.month)
        found[key] += row.oere
    return {key: oere for key, oere in found.items() if oere}


def _is_helped(grant, rests, day):
    lasts = [last for last in (grant.end, grant.runs_to) if last is not None]
    if grant.kind not in BY_TIME or day < grant.start or any(day > last for last in lasts):
        return False
    return not any(start <= day and (end is None or day <= end) for start, end in rests)


def _days(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
