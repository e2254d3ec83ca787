"""The corrections that are kept are those that are counted anew, whatever was done."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from helhed.apps.access.models import Unit
from helhed.apps.decisions.actions.change import suspend_grant
from helhed.apps.decisions.actions.rates import set_rate
from helhed.apps.orders.models import Order
from helhed.apps.payments import known_kept
from helhed.apps.payments.models import (
    Difference,
    KeptCorrections,
    PaymentLine,
    PaymentPlan,
    Posting,
)
from helhed.apps.payments.queries import known, told
from helhed.kernel.period import Month
from tests.apps import building as b
from tests.apps import paying
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
YEARS = (2026, 2027)


def made_town() -> Town:
    town = Town()
    town.grants = []
    start = date(2026, 7, 1)
    for oere in (100_033, 123_457):
        rate = b.rate(b.offer(b.provider("private")), (date(2020, 1, 1), None, oere))
        town.grants.append(b.grant(b.case(town.north), rate, start))
        b.order(town.grants[-1], start)
    for number in range(7, 11):
        paying.pay(town.finance, town.other_finance, Month(2026, number))
    return town


def check() -> int:
    """What is told twice over is told the same when nothing is kept; how much it sums to."""
    units = list(Unit.objects.all())
    first = told(TODAY, YEARS, units)
    assert told(TODAY, YEARS, units) == first
    KeptCorrections.objects.all().delete()
    assert told(TODAY, YEARS, units) == first
    return sum(one.oere for one in first.known)


def price(town: Town) -> None:
    set_rate(town.finance, rate=town.grants[1].rate_id, oere=133_457, start=date(2026, 9, 1))


def pause(town: Town) -> None:
    start, end = date(2026, 9, 11), date(2026, 9, 20)
    suspend_grant(town.leader, grant=town.grants[1].id, start=start, end=end, reason="Ferie")


def stop(town: Town) -> None:
    Order.objects.filter(grant=town.grants[0]).update(stopped_on=date(2026, 8, 20))


def plan(town: Town) -> None:
    PaymentPlan.objects.filter(grant=town.grants[0]).update(end=date(2026, 8, 20))


def line(town: Town) -> None:
    PaymentLine.objects.filter(grant=town.grants[0], month=date(2026, 8, 1)).update(oere=1)


@pytest.mark.parametrize("act", [price, pause])
def test_what_is_told_late_is_told_at_once_though_corrections_are_kept(act) -> None:
    town = made_town()
    assert check() == 0
    act(town)
    assert check() != 0


@pytest.mark.parametrize("act", [stop, plan, line])
def test_what_changes_what_is_due_is_counted_again(act) -> None:
    town = made_town()
    check()
    price(town)
    before = check()
    act(town)
    pause(town)
    check()
    assert before > 0


def test_a_posted_month_is_counted_again() -> None:
    town = made_town()
    price(town)
    assert check() == 61 * 10_000
    paying.pay(town.finance, town.other_finance, Month(2026, 11))
    assert check() == 0
    Posting.objects.filter(month=date(2026, 7, 1)).delete()
    check()


def test_what_is_kept_takes_two_questions_at_any_number_of_corrections(
    django_assert_num_queries,
) -> None:
    town = made_town()
    units = list(Unit.objects.all())
    for change in (lambda: None, lambda: price(town), lambda: pause(town)):
        change()
        told(TODAY, [2026], units)
        with django_assert_num_queries(2):
            told(TODAY, [2026], units)


def test_another_year_does_not_forget_what_is_kept(django_assert_num_queries) -> None:
    made_town()
    units = list(Unit.objects.all())
    told(TODAY, [2026], units)
    told(TODAY, [2027], units)
    with django_assert_num_queries(2):
        told(TODAY, YEARS, units)


def counted(monkeypatch) -> list[set | None]:
    """What is asked for to be counted again from now on: some grants, or all."""
    asked: list[set | None] = []
    whole = known._counted

    def watched(today, year, runs, only=None):
        asked.append(None if only is None else set(only))
        return whole(today, year, runs, only)

    monkeypatch.setattr(known, "_counted", watched)
    return asked


def test_only_the_grants_that_changed_are_counted_again(monkeypatch) -> None:
    town = made_town()
    units = list(Unit.objects.all())
    told(TODAY, [2026], units)
    asked = counted(monkeypatch)
    pause(town)
    told(TODAY, [2026], units)
    assert asked == [{town.grants[1].id}]
    stop(town)
    told(TODAY, [2026], units)
    assert asked[1:] == [{town.grants[0].id}]
    check()


def test_when_many_changed_or_a_rate_did_all_are_counted_again(monkeypatch) -> None:
    town = made_town()
    units = list(Unit.objects.all())
    told(TODAY, [2026], units)
    asked = counted(monkeypatch)
    price(town)
    told(TODAY, [2026], units)
    assert asked == [None]
    monkeypatch.setattr(known_kept, "MOST_AGAIN", 1)
    Order.objects.update(stopped_on=date(2026, 8, 20))
    told(TODAY, [2026], units)
    assert asked == [None, None]
    check()


def test_a_difference_with_the_ledger_is_counted_again_for_its_grant(monkeypatch) -> None:
    town = made_town()
    price(town)
    units = list(Unit.objects.all())
    told(TODAY, [2026], units)
    asked = counted(monkeypatch)
    line = PaymentLine.objects.filter(grant=town.grants[0]).first()
    Difference.objects.create(
        line=line, unit=town.north, kind="amount", found_oere=5, oere=5, found_at=b.NOON
    )
    told(TODAY, [2026], units)
    assert asked == [{town.grants[0].id}]
    check()


def test_every_trigger_that_the_kept_corrections_rest_on_is_there() -> None:
    catalogue = "sqlite_master WHERE type = 'trigger'"
    if connection.vendor != "sqlite":
        catalogue = "(SELECT tgname AS name FROM pg_trigger) t"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {catalogue}")
        there = {name for (name,) in cursor.fetchall()}
    assert {one.name for one in known_kept.triggers(connection.vendor)} <= there
