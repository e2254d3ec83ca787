"""When the year turns, commitments are counted one year further, and only where they run on."""

from datetime import date

import pytest

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.actions.horizon import extend_to_horizon
from helhed.apps.decisions.models import Commitment
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.kernel.clock import FixedDay
from tests.apps import building as b

pytestmark = pytest.mark.django_db

THIS_YEAR, NEXT_YEAR = FixedDay(date(2026, 12, 31)), FixedDay(date(2027, 1, 1))


@pytest.fixture
def open_grant():
    b.municipality()
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 100_000))
    return b.grant(b.case(b.unit("Team")), rate, date(2026, 1, 1))


def last_month(grant):
    return Commitment.objects.filter(grant=grant).order_by("-month").first().month


def test_the_first_day_of_a_year_counts_one_year_more(open_grant):
    assert last_month(open_grant) == date(2030, 12, 1)
    assert extend_to_horizon(NEXT_YEAR) is True
    assert last_month(open_grant) == date(2031, 12, 1)
    row = Entry.objects.get(action="commitments.extend")
    assert (row.actor, row.role, row.facts["to"]) == (None, "house", "2031-12")


def test_within_the_year_and_the_second_time_nothing_is_done(open_grant):
    assert extend_to_horizon(THIS_YEAR) is False
    assert extend_to_horizon(NEXT_YEAR) is True
    assert extend_to_horizon(NEXT_YEAR) is False
    assert Entry.objects.filter(action="commitments.extend").count() == 1


def test_a_grant_that_ends_before_the_horizon_is_left_alone(open_grant):
    rate = b.rate(b.offer(), (date(2020, 1, 1), date(2028, 12, 31), 100))
    ends = b.grant(b.case(b.unit("Team")), rate, date(2026, 1, 1), date(2028, 12, 31))
    before = list(Commitment.objects.filter(grant=ends).values_list("id", flat=True))
    extend_to_horizon(NEXT_YEAR)
    assert list(Commitment.objects.filter(grant=ends).values_list("id", flat=True)) == before


def test_a_rate_that_has_no_amount_in_the_new_year_is_told_and_nothing_is_lost(open_grant):
    rate = b.rate(b.offer(), (date(2020, 1, 1), date(2030, 12, 31), 100))
    b.grant(b.case(b.unit("Team")), rate, date(2026, 1, 1))
    count = Commitment.objects.count()
    with pytest.raises(UnableToPrice, match=r"1\.1\.2031"):
        extend_to_horizon(NEXT_YEAR)
    assert Commitment.objects.count() == count


def test_an_empty_house_has_nothing_to_extend():
    b.municipality()
    assert extend_to_horizon(NEXT_YEAR) is False
