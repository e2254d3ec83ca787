"""The days on which what is ordered is granted."""

from __future__ import annotations

from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.pricing import last_day
from helhed.kernel.period import Period


def granted_period(grant: Grant) -> Period:
    """The days on which a granted service can run. A granted one always has a start."""
    assert grant.start is not None
    last = last_day(grant.end, grant.runs_to)
    return Period(grant.start, None if last is None else max(last, grant.start))
