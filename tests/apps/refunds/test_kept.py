"""The refund that is kept is what its rows say, and the database notes every change itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.cases.models import Case
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.apps.payments.models import PayRun, Posting
from helhed.apps.refunds import kept
from helhed.apps.refunds.models import (
    CountedYear,
    Household,
    HouseholdMember,
    Income,
    PayerTotal,
    PayingDuty,
    RefundFact,
    ToCountAgain,
)
from helhed.apps.refunds.triggers import triggers
from helhed.kernel.period import Month
from tests.apps import building as b
from tests.apps.refunds.house import KR, closed, grant, post, year
from tests.apps.refunds.slow_twin import check_kept

YEAR = (2022,)
MAY = Month(2022, 5)
FEWER = max(settings.default.max_examples // 20, 4)  # each example is a whole house


class House:
    """Two children and an adult whose costs are near a limit or over it."""

    def __init__(self):
        b.municipality()
        closed(Month(2022, 6))
        self.units = [b.unit("Børn", "children"), b.unit("Voksne", "adults")]
        births = (date(2012, 3, 1), date(2014, 3, 1), date(1980, 3, 1))
        self.people = [b.citizen(birth) for birth in births]
        self.grants = [
            grant(self.units[0], self.people[0], service="opholdssted"),
            grant(self.units[0], self.people[1], service="opholdssted"),
            grant(self.units[1], self.people[2]),
        ]
        self.homes = [Household.objects.create(name=name) for name in ("Hjemme", "Hos far")]
        for one in self.grants:
            post(one, year(2022, 6), 80_000)


def paid(house, who, number):
    post(house.grants[who], [Month(2022, number)], 40_000)


def posted_back(house, who, number):
    Posting.objects.filter(grant=house.grants[who], month=Month(2022, number).first).delete()


def on_another_account(house, who, number):
    post(house.grants[who], [Month(2022, number)], 30_000, account="9.99.99")


def moved_to_another_grant(house, who, number):
    rows = Posting.objects.filter(grant=house.grants[who], month=Month(2022, number).first)
    rows.update(grant=house.grants[(who + 1) % 3])


def income(house, who, number):
    Income.objects.create(
        grant=house.grants[who],
        kind="user_payment",
        month=Month(2022, number).first,
        oere=9_000 * KR,
        recorded_at=b.NOON,
    )


def joined(house, who, number):
    day = Month(2022, number).first
    if not HouseholdMember.objects.filter(citizen=house.people[who], start=day).exists():
        home = house.homes[number % 2]
        HouseholdMember.objects.create(household=home, citizen=house.people[who], start=day)


def left(house, who, number):
    HouseholdMember.objects.filter(citizen=house.people[who]).delete()


def moved_home(house, who, number):
    rows = HouseholdMember.objects.filter(citizen=house.people[who])
    rows.update(household=house.homes[number % 2])


def refugee(house, who, number):
    RefundFact.objects.update_or_create(
        citizen=house.people[who],
        kind="refugee",
        defaults={"start": Month(2022, number).first, "note": "", "recorded_at": b.NOON},
    )


def paid_elsewhere(house, who, number):
    day = Month(2022, number).first
    if not PayingDuty.objects.filter(citizen=house.people[who], start=day).exists():
        PayingDuty.objects.create(
            citizen=house.people[who],
            acting="0999",
            paying="0101",
            residence="0999",
            basis="child",
            start=day,
            recorded_at=b.NOON,
        )


def born(house, who, number):
    house.people[who].birth_date = date(1954 + number, 5, 1)
    house.people[who].save(update_fields=["birth_date"])


def ended(house, who, number):
    house.grants[who].end = Month(2022, number).last
    house.grants[who].save(update_fields=["end"])


def another_law(house, who, number):
    house.grants[who].citation = "SEL § 110"
    house.grants[who].save(update_fields=["citation"])


def decided(house, who, number):
    decision = house.grants[who].decision
    decision.decided_at = b.NOON.replace(year=2022, month=number)
    decision.save(update_fields=["decided_at"])


def renumbered(house, who, number):
    Case.objects.filter(decisions__grants=house.grants[who]).update(number=f"X-{who}-{number}")


def another_department(house, who, number):
    unit = house.units[who % 2]
    unit.department = ("children", "adults")[number % 2]
    unit.save(update_fields=["department"])


def month_closed(house, who, number):
    if not PayRun.objects.filter(department="adults", month=Month(2022, number).first).exists():
        closed(Month(2022, number), ("adults",))


CHANGES = (
    paid,
    posted_back,
    on_another_account,
    moved_to_another_grant,
    income,
    joined,
    left,
    moved_home,
    refugee,
    paid_elsewhere,
    born,
    ended,
    another_law,
    decided,
    renumbered,
    another_department,
    month_closed,
)


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_what_is_kept_follows_a_change_however_it_is_written(change):
    house = House()
    joined(house, 0, 2)
    joined(house, 1, 4)
    check_kept(YEAR)
    change(house, 0, 5)
    check_kept(YEAR)


class TestManyChanges(TestCase):
    @settings(max_examples=FEWER, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(st.sampled_from(CHANGES), st.integers(0, 2), st.integers(1, 12)),
            min_size=1,
            max_size=6,
        )
    )
    def test_what_is_kept_is_the_slow_count_after_any_changes_in_any_order(self, changes):
        house = House()
        check_kept(YEAR)
        for change, who, number in changes:
            change(house, who, number)
            check_kept(YEAR)


@pytest.mark.django_db
def test_only_those_who_are_concerned_are_counted_again():
    house = House()
    kept.keep(2022)
    before = dict(PayerTotal.objects.values_list("citizen", "id"))
    post(house.grants[2], [MAY], 20_000)
    kept.keep(2022)
    now = dict(PayerTotal.objects.values_list("citizen", "id"))
    assert {key for key in now if now[key] != before[key]} == {house.people[2].id}
    assert not ToCountAgain.objects.exists()


@pytest.mark.django_db
def test_when_very_much_changed_the_whole_year_is_counted_anew(monkeypatch):
    house = House()
    kept.keep(2022)
    monkeypatch.setattr(kept, "MANY", 2)
    post(house.grants[2], year(2022, 9, 7), 70_000)
    check_kept(YEAR)
    assert not ToCountAgain.objects.exists()


@pytest.mark.django_db
def test_a_corrected_limit_counts_the_year_anew():
    House()
    kept.keep(2022)
    assert CountedYear.objects.get(year=2022).state
    ParameterCorrection.objects.create(
        file="refusion.toml",
        key="step_1_from",
        value="900000",
        valid_from=date(2022, 1, 1),
        recorded_at=b.NOON,
    )
    assert CountedYear.objects.get(year=2022).state == ""


@pytest.mark.django_db
def test_every_trigger_that_the_kept_refund_rests_on_is_there():
    catalogue = "sqlite_master WHERE type = 'trigger'"
    if connection.vendor != "sqlite":
        catalogue = "(SELECT tgname AS name FROM pg_trigger) t"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {catalogue}")
        there = {name for (name,) in cursor.fetchall()}
    assert {one.name for one in triggers()} <= there
