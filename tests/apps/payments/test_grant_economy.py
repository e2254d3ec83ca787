"""The economy of one grant: paid beside committed, and who sees it."""

from datetime import date

import pytest
from django.db.models import Sum

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.payments import queries
from helhed.apps.payments.models import PaymentLine
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps import paying

pytestmark = pytest.mark.django_db

SEPTEMBER, AUGUST = Month(2026, 9), Month(2026, 8)
DAY_RATE = 210_000


def paid_grant(team):
    rate = b.rate(b.offer(b.provider("private")), (date(2020, 1, 1), None, DAY_RATE))
    granted = b.grant(b.case(team), rate, date(2026, 8, 1))
    b.order(granted, granted.start)
    return granted


def test_the_economy_of_a_grant_shows_paid_beside_committed(team, maker, approver):
    granted = paid_grant(team)
    for month in (AUGUST, SEPTEMBER):
        paying.pay(maker, approver, month)
    granted.end = date(2026, 9, 15)
    granted.save()
    b.recount(granted)
    found = queries.grant_economy(maker, granted.id, 2026)
    by_month = {line.month.month: line for line in found.months}
    assert (by_month[8].committed, by_month[8].paid, by_month[8].difference) == (
        31 * DAY_RATE,
        31 * DAY_RATE,
        0,
    )
    assert by_month[9].difference == -15 * DAY_RATE
    assert by_month[10].difference is None
    assert found.shown_year.paid == PaymentLine.objects.aggregate(sum=Sum("oere"))["sum"]


def test_finance_sees_the_money_of_a_grant_but_not_the_words(team, maker):
    granted = paid_grant(team)
    granted.decision.purpose = "Et helt privat formål"
    granted.decision.save()
    up = queries.grant_economy(maker, granted.id, 2026).way_up
    assert (up.may_follow, up.purpose, up.need, up.goals) == (False, "", "", [])
    own = queries.grant_economy(b.actor(Role.CASEWORKER_ADULTS, team), granted.id, 2026).way_up
    assert (own.may_follow, own.purpose) == (True, "Et helt privat formål")


def test_the_grant_of_another_team_is_closed(team):
    granted = paid_grant(team)
    with pytest.raises(UnableToLetIn):
        queries.grant_economy(b.actor(Role.TEAM_LEADER, b.unit("Syd")), granted.id, 2026)
    assert Entry.objects.filter(action="grant.economy").count() == 0
