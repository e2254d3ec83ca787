"""A grant is paid on the days on which it is delivered, however often it stops and starts again."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from helhed.apps.decisions.models import Grant
from helhed.apps.payments import due, queries
from helhed.kernel.period import Month, Period
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps import paying

pytestmark = pytest.mark.django_db

RATE = 1_700_00
FIRST, LAST = Month(2026, 6), Month(2026, 10)
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 20)


def day(number):
    return MAY + timedelta(days=number)


@st.composite
def stretches(draw, most):
    """Periods that do not touch, in order; the last may be open."""
    cuts = sorted(draw(st.lists(st.integers(0, 180), unique=True, max_size=2 * most)))
    pairs = [Period(day(a), day(z)) for a, z in zip(cuts[::2], cuts[1::2], strict=False)]
    return [*pairs, Period(day(cuts[-1]))] if len(cuts) % 2 else pairs


def granted(kind="day", start=MARCH, end=None, oere=RATE, team=None):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, oere), kind=kind)
    return b.grant(b.case(team or b.unit()), rate, start, end)


def paid(grant):
    for month in FIRST.until(LAST):
        due.bring_plans_up_to_date("adults", month, month)
    owed = due.due(Grant.objects.filter(id=grant.id), FIRST, LAST)
    assert len({one.month for one in owed}) == len(owed), "one amount a grant and month"
    return sum(one.oere for one in owed)


@settings(max_examples=25)
@given(stretches(3), stretches(2), st.none() | st.integers(60, 180).map(day))
def test_paid_days_are_the_delivered_ones_that_are_granted_and_not_suspended(
    deliveries, pauses, end
):
    with transaction.atomic():
        grant = granted(start=day(5), end=end)
        for one in deliveries:
            b.order(grant, one.start, one.end)
        for one in pauses:
            b.suspension(grant, one.start, one.end)
        window = Period(FIRST.first, LAST.last).intersect(Period(day(5), end))
        days = [
            one
            for one in window.days()
            if any(one in period for period in deliveries)
            and not any(one in period for period in pauses)
        ]
        assert paid(grant) == len(days) * RATE
        transaction.set_rollback(True)


def test_a_month_with_a_gap_is_rounded_once_and_a_one_off_is_paid_once():
    for kind, oere, expected in [("month", 1_000, 30 * 1_000 // 31), ("one_off", 5_000, 5_000)]:
        grant = granted(kind, start=date(2026, 10, 1), oere=oere)
        b.order(grant, date(2026, 10, 1), date(2026, 10, 10))
        b.order(grant, date(2026, 10, 12))
        assert paid(grant) == expected + (kind == "month")


def test_a_plan_that_came_in_without_orders_is_paid_as_planned():
    grant = granted()
    b.order(grant, MARCH)
    due.bring_plans_up_to_date("adults", LAST, LAST)
    grant.orders.all().delete()
    assert paid(grant) == 153 * RATE


def test_the_gap_between_two_orders_is_no_difference_and_what_follows_a_service_rests_with_it():
    team, maker, approver = b.unit(), b.actor(Role.FINANCE), b.actor(Role.FINANCE)
    main = granted(team=team)
    hours = b.rate(main.offer, (date(2020, 1, 1), None, 70_000), kind="weekly_hours")
    extra = b.grant(main.decision.case, hours, MARCH, service_key="ekstra_timer_bo", main=main)
    b.order(main, MARCH, date(2026, 6, 10))
    b.order(main, date(2026, 9, 21))
    runs = []
    for month in FIRST.until(LAST):
        run = paying.pay(maker, approver, month)
        runs.append(dict(run.lines.values_list("grant", "oere")))
    assert runs == [
        {main.id: 10 * RATE, extra.id: 100_000},
        {},
        {},
        {main.id: 10 * RATE, extra.id: 100_000},
        {main.id: 31 * RATE, extra.id: 310_000},
    ]
    assert queries.differences(maker, "adults", LAST, 12).count == 0
