"""What services cost in a year is kept, and is always what the grants' years say."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.access.models import Unit
from helhed.apps.budgets import effort_totals
from helhed.apps.budgets.activity import effort_sums, effort_years, grant_years
from helhed.apps.budgets.effort_totals import triggers
from helhed.apps.budgets.models import ToSumAgain
from helhed.apps.decisions.actions.change import end_grant, suspend_grant
from helhed.apps.decisions.actions.rates import set_rate
from helhed.apps.decisions.models import Grant
from helhed.apps.payments.models import Posting, PostingYear
from helhed.kernel.period import Month
from tests.apps import building as b
from tests.apps import paying
from tests.apps.town import Town

YEARS = (2025, 2026, 2027)
FEWER = max(settings.default.max_examples // 20, 4)  # each example is a whole house


def made_town(count: int = 3) -> Town:
    """A town whose grants begin in July; the first months are paid."""
    town = Town()
    town.grants = []
    start = date(2026, 7, 1)
    for number in range(count):
        rate = b.rate(b.offer(b.provider("private")), (date(2020, 1, 1), None, 100_000 + number))
        town.grants.append(b.grant(b.case(town.north), rate, start))
        b.order(town.grants[-1], start)
    for number in (7, 8):
        paying.pay(town.finance, town.other_finance, Month(2026, number))
    return town


def check() -> None:
    """The kept sums of every year are those of the grants, whatever is closed."""
    units = list(Unit.objects.exclude(department=""))
    for year in YEARS:
        for closed in ({}, {"adults": 8, "children": 3}, {"adults": 12, "children": 12}):
            rows = grant_years(year, units, closed)
            said = {key: one for key, one in effort_sums(rows).items() if one != type(one)()}
            assert effort_years(year, units, closed) == said
    assert not ToSumAgain.objects.filter(year__in=YEARS).exists()


def priced(town: Town, which: int) -> None:
    set_rate(town.finance, rate=town.grants[which].rate_id, oere=140_000, start=date(2026, 8, 5))


def paused(town: Town, which: int) -> None:
    start, end = date(2026, 9, 1), date(2026, 9, 9)
    suspend_grant(town.leader, grant=town.grants[which].id, start=start, end=end, reason="Ferie")


def ended(town: Town, which: int) -> None:
    end_grant(town.leader, grant=town.grants[which].id, end=date(2026, 10, 3), reason="Flyttet")


def taken_back(town: Town, which: int) -> None:
    Posting.objects.filter(grant=town.grants[which]).delete()
    PostingYear.objects.filter(grant=town.grants[which]).delete()


def of_another_service(town: Town, which: int) -> None:
    Grant.objects.filter(id=town.grants[which].id).update(service="opholdssted")


def paid(town: Town, which: int) -> None:
    for number in (9, 10):
        if not Posting.objects.filter(month=date(2026, number, 1)).exists():
            paying.pay(town.finance, town.other_finance, Month(2026, number))
            return


ACTS = (priced, paused, ended, taken_back, of_another_service, paid)


class KeptSums(TestCase):
    @settings(max_examples=FEWER, suppress_health_check=list(HealthCheck))
    @given(st.permutations(ACTS), st.lists(st.integers(0, 2), min_size=4, max_size=4))
    def test_whatever_is_done_the_kept_sums_are_those_of_the_grants(self, acts, whom):
        town = made_town()
        for act, which in zip(acts, whom, strict=False):
            check()
            act(town, which)
        check()


@pytest.mark.django_db
def test_what_is_otherwise_on_one_account_is_summed_again_there_alone(monkeypatch):
    town = made_town()
    check()
    asked = []
    monkeypatch.setattr(effort_totals, "_sum_again", lambda *said: asked.append(said))
    priced(town, 0)
    effort_totals.keep(2026)
    assert len(asked) == 1
    assert asked[0][1]


@pytest.mark.django_db
def test_when_very_much_changed_the_whole_year_is_summed_anew(monkeypatch):
    town = made_town()
    check()
    monkeypatch.setattr(effort_totals, "MANY", 0)
    priced(town, 1)
    check()


@pytest.mark.django_db
def test_a_year_that_nothing_changed_in_takes_two_questions_whatever_its_size(
    django_assert_num_queries,
):
    town, closed = made_town(1), {"adults": 8, "children": 3}
    units = list(Unit.objects.exclude(department=""))
    for _ in range(2):
        effort_years(2026, units, closed)
        with django_assert_num_queries(2):
            effort_years(2026, units, closed)
        for _ in range(5):
            rate = b.rate(b.offer(b.provider("private")), (date(2020, 1, 1), None, 100_000))
            b.grant(b.case(town.north), rate, date(2026, 7, 1))


@pytest.mark.django_db
def test_every_trigger_that_the_kept_sums_rest_on_is_there():
    catalogue = "sqlite_master WHERE type = 'trigger'"
    if connection.vendor != "sqlite":
        catalogue = "(SELECT tgname AS name FROM pg_trigger) t"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {catalogue}")
        there = {name for (name,) in cursor.fetchall()}
    assert {one.name for one in triggers()} <= there
