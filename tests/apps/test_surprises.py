"""What users of another open system would call wrong, and what happens here instead.

Each was seen there: open-ended help that counts nothing next year, help that is never paid
because it starts late, a day without a rate that costs 0, a late rate that corrects nothing, a
current price that is as old as the server, a year that counts what fell in another, an end date
that is not included, and a payment whose day was missed.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.access.models import Municipality
from helhed.apps.budgets.queries import BudgetFilter, follow_up
from helhed.apps.decisions.actions import rates
from helhed.apps.decisions.actions.change import end_grant
from helhed.apps.decisions.actions.horizon import extend_to_horizon
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.decisions.queries import price_of
from helhed.apps.payments import due, queries
from helhed.apps.payments.actions.runs import make_run
from helhed.apps.payments.models import PayRun
from helhed.kernel.clock import FixedDay
from helhed.kernel.money import kroner
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.linjer import LineKind
from tests.apps import building as b
from tests.apps import paying

pytestmark = pytest.mark.django_db

DAY_RATE = 210_000
ALWAYS = (date(2020, 1, 1), None, DAY_RATE)
AUGUST, SEPTEMBER, OCTOBER = (Month(2026, month) for month in (8, 9, 10))


@pytest.fixture
def team():
    b.municipality()
    return b.unit("Team Nord")


@pytest.fixture
def finance(team):
    return b.actor(Role.FINANCE)


def granted(team, start, end=None, amounts=(ALWAYS,), kind="day"):
    rate = b.rate(b.offer(), *amounts, kind=kind)
    made = b.grant(b.case(team), rate, start, end)
    b.order(made, start)
    return made


def on_the_budget(actor, year):
    return follow_up(actor, BudgetFilter(year)).headline.expected


def pay(finance, month):
    return paying.pay(finance, b.actor(Role.FINANCE), month)


@pytest.mark.parametrize("today", [date(2026, 12, 31), date(2027, 1, 1), date(2027, 6, 1)])
def test_open_ended_help_counts_all_of_next_year_on_every_day_of_this_year(team, today):
    granted(team, date(2026, 10, 1))
    Municipality.objects.update(fixed_today=today)
    extend_to_horizon(FixedDay(today))
    reader = b.actor(Role.FINANCE, today=today)
    next_year = today.year + 1
    days = 366 if next_year == 2028 else 365
    assert on_the_budget(reader, next_year) == days * DAY_RATE
    page = b.signed_in(reader).get(reverse("budgets:overview"), {"year": next_year})
    assert kroner(days * DAY_RATE, 0) in page.content.decode()


def test_help_that_starts_after_next_year_is_committed_now_and_paid_when_it_begins(team, finance):
    late = granted(team, date(2029, 3, 15))
    assert on_the_budget(finance, 2029) == (365 - 31 - 28 - 14) * DAY_RATE
    march = Month(2029, 3)
    due.bring_plans_up_to_date("adults", march, march)
    (one,) = due.due(Grant.objects.filter(id=late.id), march, march)
    assert one.oere == 17 * DAY_RATE


def test_help_that_starts_beyond_the_years_that_are_counted_is_there_when_they_are(team):
    granted(team, date(2031, 5, 1))
    assert Commitment.objects.get().oere == 31 * DAY_RATE  # its first month, so that it is seen
    extend_to_horizon(FixedDay(date(2027, 1, 1)))
    reader = b.actor(Role.FINANCE, today=date(2027, 1, 1))
    assert on_the_budget(reader, 2031) == (365 - 120) * DAY_RATE


def test_a_day_without_a_rate_stops_the_pay_run_and_is_never_paid_as_nothing(team, finance):
    granted(team, date(2026, 8, 1))
    rate = b.rate(b.offer(), (date(2020, 1, 1), date(2026, 10, 15), DAY_RATE))
    hole = b.grant(b.case(team), rate, date(2026, 10, 1), counted=False)
    b.order(hole, date(2026, 10, 1))
    with pytest.raises(UnableToPrice, match=r"16\.10\.2026") as told:
        make_run(finance, department=Department.ADULTS, month=OCTOBER)
    assert told.value.grant == hole.id
    assert not PayRun.objects.exists()


def test_a_day_without_a_rate_has_no_price_before_it_is_granted_either(team):
    rate = b.rate(b.offer(), (date(2020, 1, 1), date(2027, 1, 31), DAY_RATE))
    line = Grant(service="botilbud_107", kind="day", rate=rate, quantity=1, start=date(2026, 12, 1))
    with pytest.raises(UnableToPrice, match=r"1\.2\.2027"):
        price_of([line], date(1980, 5, 17), b.TODAY)


def test_a_late_rate_is_told_for_every_paid_month_also_of_help_that_has_ended(team, finance):
    leader = b.actor(Role.TEAM_LEADER, team)
    ended = granted(team, date(2026, 8, 1))
    for month in (AUGUST, SEPTEMBER):
        pay(finance, month)
    end_grant(leader, grant=ended.id, end=date(2026, 9, 15), reason="Flyttet")
    rates.set_rate(finance, rate=ended.rate_id, oere=DAY_RATE + 1_000, start=date(2026, 8, 11))
    found = queries.differences(finance, "adults", OCTOBER, 12)
    by_month = {row.one.month: row.one.oere for row in found.rows if row.one.grant == ended.id}
    assert by_month == {
        AUGUST: 21 * 1_000,
        SEPTEMBER: 15 * 1_000 - 15 * DAY_RATE,
    }


def test_the_price_that_is_shown_is_todays_and_not_that_of_the_day_the_server_started(team):
    offer = b.offer()
    b.rate(
        offer, (date(2020, 1, 1), date(2026, 12, 31), 111_100), (date(2027, 1, 1), None, 222_200)
    )
    client = b.signed_in(b.actor(Role.FINANCE))
    shown = []
    for today in (date(2026, 12, 31), date(2027, 1, 1)):
        Municipality.objects.update(fixed_today=today)
        page = client.get(reverse("offers:rates")).content.decode()
        shown.append([price in page for price in ("1.111,00", "2.222,00")])
    assert shown == [[True, False], [False, True]]


@pytest.mark.parametrize(("year", "expected"), [(2025, 0), (2026, DAY_RATE), (2027, 0)])
def test_a_one_off_counts_in_its_own_year_alone(team, finance, year, expected):
    granted(team, date(2026, 8, 12), date(2027, 8, 12), kind="one_off")
    assert on_the_budget(finance, year) == expected


def test_the_last_day_of_a_rate_and_of_help_is_included(team, finance):
    dearer = (date(2026, 8, 15), None, 2 * DAY_RATE)
    amounts = ((date(2020, 1, 1), date(2026, 8, 14), DAY_RATE), dearer)
    granted(team, date(2026, 8, 10), date(2026, 8, 20), amounts)
    run = pay(finance, AUGUST)
    assert run.lines.get().oere == (5 + 6 * 2) * DAY_RATE


def test_one_day_of_help_is_a_day(team, finance):
    granted(team, date(2026, 8, 31), date(2026, 8, 31))
    assert pay(finance, AUGUST).lines.get().oere == DAY_RATE


def test_a_month_that_nobody_paid_in_time_waits_until_somebody_does(team):
    granted(team, date(2026, 8, 1))
    pay(b.actor(Role.FINANCE), AUGUST)
    months_later = b.actor(Role.FINANCE, today=date(2027, 2, 15))
    (waiting,) = [one for one in queries.months_to_make(months_later) if one.department == "adults"]
    assert waiting.month == SEPTEMBER
    run = pay(months_later, SEPTEMBER)
    assert run.lines.get().oere == 30 * DAY_RATE


def test_help_that_was_granted_after_its_month_was_paid_comes_with_the_next_run_by_itself(
    team, finance
):
    granted(team, date(2026, 8, 1))
    for month in (AUGUST, SEPTEMBER):
        pay(finance, month)
    late = granted(team, date(2026, 9, 21))
    lines = pay(finance, OCTOBER).lines.filter(grant=late).order_by("month")
    assert [(line.month, line.kind, line.oere) for line in lines] == [
        (SEPTEMBER.first, LineKind.BACK_PAY.value, 10 * DAY_RATE),
        (OCTOBER.first, LineKind.ORDINARY.value, 31 * DAY_RATE),
    ]
    assert not queries.differences(finance, "adults", OCTOBER, 12).rows


def test_a_price_of_a_whole_year_is_of_that_year(team):
    line = Grant(
        service="botilbud_107",
        kind="day",
        rate=b.rate(b.offer(), ALWAYS),
        quantity=Decimal(1),
        start=date(2026, 12, 1),
    )
    price = price_of([line], date(1980, 5, 17), b.TODAY)
    assert (price.this_year, price.next_year) == (31 * DAY_RATE, 365 * DAY_RATE)
