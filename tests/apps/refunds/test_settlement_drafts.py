"""A claim on another municipality that was not sent holds no limit, and is shown so."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.refunds.actions import settlement as acts
from helhed.apps.refunds.queries import refund_waiting, settlement_page
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.refunds.house import KR, closed, grant, post, year
from tests.apps.refunds.test_settlement import duty

pytestmark = pytest.mark.django_db

SEPTEMBER = Month(2026, 9)


@pytest.fixture
def team():
    b.municipality()
    closed(SEPTEMBER)
    return b.unit("Voksne", "adults")


@pytest.fixture
def finance():
    return b.actor(Role.FINANCE)


def test_a_draft_holds_no_limit_until_it_is_sent(team):
    """November 2025 lapses from 2 November 2026 on, draft or not."""
    made = grant(team, b.citizen())
    duty(made.citizen)
    post(made, [Month(2025, 11)], 30_000)
    finance = b.actor(Role.FINANCE, today=date(2026, 10, 30))
    [claim] = acts.make_settlements(finance, through=SEPTEMBER)
    found = settlement_page(finance)
    assert (found.oere, found.drafted, found.soon) == (0, 30_000 * KR, 30_000 * KR)
    assert found.deadlines == {claim.id: date(2026, 11, 1)}
    assert refund_waiting(finance).soon == 30_000 * KR
    late = settlement_page(b.actor(Role.FINANCE, today=date(2026, 11, 11)))
    assert (late.lapsed, late.drafted, late.soon) == (10_000 * KR, 20_000 * KR, 20_000 * KR)
    acts.send_settlement(finance, settlement=claim.id)
    sent = settlement_page(finance)
    assert (sent.unclaimed, sent.drafted, sent.deadlines) == ([], 0, {})


def test_the_page_shows_drafts_apart_with_their_last_day(finance, team):
    made = grant(team, b.citizen())
    duty(made.citizen)
    post(made, year(2026, 9, 7), 30_000)
    [claim] = acts.make_settlements(finance, through=SEPTEMBER)
    client = b.signed_in(finance)
    text = client.get(reverse("refunds:settlement")).content.decode()
    assert "I kladder, ikke sendt" in text
    assert "Fristen løber, til du sender det" in text
    assert "1.7.2027" in text
    page = client.get(reverse("refunds:settlement-claim", args=[claim.id])).content.decode()
    assert "Skal sendes senest" in page
    assert "1.7.2027" in page
