"""A running payment of a citizen in the claim, in the forecast and on the pages."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.refunds.actions import claims as acts
from helhed.apps.refunds.models import Income, PayerTotal, RefundClaimLine
from helhed.apps.refunds.queries import incomes_by_month
from helhed.apps.refunds.running import month_incomes
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.refunds.house import KR, closed, grant, post, year
from tests.apps.refunds.slow_twin import check_kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    """90,000 kr. posted January to October 2026, of which 4,500 was paid in January and
    February, and nothing is written after."""
    b.municipality()
    closed(Month(2026, 10))
    made = grant(b.unit("Voksne", "adults"), b.citizen())
    post(made, year(2026, 10), 90_000)
    for number in (1, 2):
        paid(made, number, 4_500)
    return made


def paid(of, number, kroner):
    return Income.objects.create(
        grant=of,
        kind="user_payment",
        month=date(2026, number, 1),
        oere=kroner * KR,
        recorded_at=b.NOON,
    )


def test_a_claim_takes_no_more_of_a_month_for_which_nobody_wrote_the_payment(home):
    check_kept((2026,))
    acts.make_claim(b.actor(Role.FINANCE), through=Month(2026, 10))
    refunds = RefundClaimLine.objects.values_list("refund_oere", flat=True)
    assert len(refunds) == 10
    assert len(set(refunds)) == 1


def test_what_the_year_ends_at_counts_the_payment_that_runs_on(home):
    check_kept((2026,))
    before = PayerTotal.objects.get(year=2026).earned_oere
    for number in range(3, 11):
        paid(home, number, 4_500)
    check_kept((2026,))
    assert PayerTotal.objects.get(year=2026).earned_oere == before


def test_a_payment_that_is_ended_runs_no_further(home):
    paid(home, 5, 0)
    check_kept((2026,))
    months = incomes_by_month(b.actor(Role.FINANCE), 2026)
    told = {one.month.month: one.user_payment for one in months if one.user_payment}
    assert told == dict.fromkeys((1, 2, 3, 4), 4_500 * KR)


def test_the_page_says_which_months_it_runs_on_into(home):
    client = b.signed_in(b.actor(Role.FINANCE))
    page = reverse("refunds:citizen", args=[home.citizen_id])
    text = client.get(page, {"year": "2026"}).content.decode()
    assert text.count("løber videre</span>") == 8
    assert "0 for at slutte den" in text


def test_the_months_of_a_year_alone_are_those_of_all_months_that_lie_in_it(home):
    """What is asked for since January is what the whole history says of the year, to the øre."""
    other = grant(home.unit, b.citizen())
    post(other, [*year(2025, 12, 10), *year(2026, 6)], 70_000)
    for number in (10, 11):
        Income.objects.create(
            grant=other,
            kind="user_payment",
            month=date(2025, number, 1),
            oere=3_100 * KR,
            recorded_at=b.NOON,
        )
    january = Month(2026, 1)
    every = month_incomes(None, 2026)
    whole = [one for one in every if one.month >= january]
    alone = month_incomes(None, 2026, january)
    assert sorted(alone, key=str) == sorted(whole, key=str)
    assert {one.month.month for one in alone if one.grant == other.id} == set(range(1, 7))
    assert len(every) == len(whole) + 3
