"""The demonstration's claims are what the rules say of what was known on their day."""

from datetime import UTC, date, datetime

import pytest

from helhed.apps.refunds.claimable import claimable
from helhed.apps.refunds.models import Income, RefundClaim, SettlementClaim
from helhed.apps.refunds.unclaimed import owed
from helhed.apps.transfer.loading import load_frames
from helhed.kernel.period import Month
from helhed.rules.refunds.mellemkommunal import Risk, risk
from helhed.synth.make import make
from tests.apps.refunds.slow_twin import check_claimable, posted_by_law

pytestmark = pytest.mark.django_db

LAST_CLAIM = datetime(2026, 10, 20, 23, tzinfo=UTC)


def test_what_the_demonstration_claimed_is_what_the_house_counts_of_the_same_facts():
    load_frames(make(0.02, 5))
    years, through = [2025, 2026], Month(2026, 9)
    assert RefundClaim.objects.filter(state="sent").count() == 1
    later = Income.objects.filter(recorded_at__gt=LAST_CLAIM)
    assert later.exists()
    check_claimable(years, through)
    assert claimable(years, through)
    later.delete()
    assert claimable(years, through) == []
    check_claimable(years, through)
    assert len(posted_by_law(years, through)[0]) > 100


def test_the_demonstrations_settlement_leaves_nothing_twice_and_something_about_to_lapse():
    load_frames(make(0.05, 5))
    found = owed(date(2026, 11, 2), Month(2026, 9))
    assert found
    assert all(one.oere >= 0 for one in found)
    # what was claimed was left out: the months of this quarter, and what was forgotten
    assert {one.month.year for one in found} == {2025, 2026}
    risks = {risk(one.first_day, date(2026, 11, 2)) for one in found if one.oere}
    assert risks == {Risk.SOON, Risk.FINE}
    assert any(one.lapsed for one in found)
    assert SettlementClaim.objects.filter(is_outgoing=False).exists()
