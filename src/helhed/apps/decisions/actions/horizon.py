"""Counting commitments further ahead when the year turns."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, Q

from helhed.apps.access.access import House
from helhed.apps.access.queries import municipality
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import expecting
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.decisions.pricing import recount
from helhed.kernel.clock import Clock
from helhed.kernel.period import Month
from helhed.rules.budgets.horisont import last_counted_month


def extend_to_horizon(clock: Clock) -> bool:
    """Count the grants that run past the last counted month, once a year; whether it was needed.

    Asked for by the house itself when it opens. Raises UnableToPrice; then nothing is changed.
    """
    horizon = last_counted_month(clock.today())
    with transaction.atomic():
        counted = Commitment.objects.aggregate(last=Max("month"))["last"]
        if counted is None or Month.of(counted) >= horizon:
            return False
        day = Month.of(counted).last
        runs_on = Q(end__isnull=True) | Q(end__gt=day)
        not_ended_by_law = Q(runs_to__isnull=True) | Q(runs_to__gt=day)
        longer = Grant.objects.filter(runs_on, not_ended_by_law, state="granted")
        if not longer.exists():
            return False
        recount(longer, horizon)
        expecting.count_all(horizon)
        wrote(House(clock), "commitments.extend", municipality(), to=str(horizon))
    return True
