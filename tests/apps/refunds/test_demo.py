"""The demonstration's claims are what the rules say of what was known on their day."""

from datetime import UTC, datetime

import pytest

from helhed.apps.refunds.models import Income, RefundClaim
from helhed.apps.refunds.statements import claimed, truth
from helhed.apps.transfer.loading import load_frames
from helhed.kernel.period import Month
from helhed.rules.refunds.hjemtagning import deltas
from helhed.synth.make import make

pytestmark = pytest.mark.django_db

LAST_CLAIM = datetime(2026, 10, 20, 23, tzinfo=UTC)


def test_what_the_demonstration_claimed_is_what_the_house_counts_of_the_same_facts():
    load_frames(make(0.02, 5))
    years, through = [2025, 2026], Month(2026, 9)
    assert RefundClaim.objects.filter(state="sent").count() == 1
    later = Income.objects.filter(recorded_at__gt=LAST_CLAIM)
    assert later.exists()
    now = truth(years, through)
    open_now = deltas(now.refunds, claimed(years), now.uncounted)
    later.delete()
    then = truth(years, through)
    assert deltas(then.refunds, claimed(years), then.uncounted) == {}
    assert len(then.refunds) > 100
    assert open_now
