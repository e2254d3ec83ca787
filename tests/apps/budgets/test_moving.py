"""What moved since a kept month is read of the grants that moved alone, and is the same as if
every grant were read and held against what was kept."""

from datetime import date

import pytest

from helhed.apps.access.models import Unit
from helhed.apps.budgets import actions
from helhed.apps.budgets.activity import grant_years
from helhed.apps.budgets.models import KeptMonth
from helhed.apps.budgets.queries import BudgetFilter, kept
from helhed.apps.decisions import years
from helhed.apps.decisions.actions.change import end_grant, suspend_grant
from helhed.apps.payments.models import Posting, PostingYear
from helhed.apps.payments.queries import closed_months, told
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.budgets.flytning import moved_in_total
from tests.apps import building as b
from tests.apps.paying import pay

pytestmark = pytest.mark.django_db

RATE = 100_000
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
ACCOUNT, OTHER = "5.38.52.1.4.001.40", "5.38.52.1.1.001.94"


@pytest.fixture
def house():
    """Seven grants that were kept in September and six of which are otherwise since."""
    b.municipality()
    team, family = b.unit("Team Nord"), b.unit("Familier", "children")
    finance, leader = b.actor(Role.FINANCE), b.actor(Role.TEAM_LEADER, team)
    ends, rests, dearer, more, posted, as_it_was = (granted(team) for _ in range(6))
    granted(family)
    actions.keep_month(finance, month=SEPTEMBER)
    end_grant(leader, grant=ends.id, end=date(2026, 11, 30), reason="Slut")
    pause = {"start": date(2026, 11, 1), "end": date(2026, 11, 5), "reason": "Ferie"}
    suspend_grant(leader, grant=rests.id, **pause)
    dearer.rate.amounts.update(end=date(2026, 11, 30))
    dearer.rate.amounts.create(oere=RATE + 5, start=date(2026, 12, 1), recorded_at=b.NOON)
    more.quantity *= 2  # at half the price: the amount stands, two reasons are told
    more.save(update_fields=["quantity"])
    more.rate.amounts.update(oere=RATE // 2)
    b.recount(dearer, more)
    granted(team, date(2026, 12, 1))
    b.order(as_it_was, date(2026, 1, 1))
    pay(finance, b.actor(Role.FINANCE), Month(2026, 10))
    for grant, account in ((posted, ACCOUNT), (posted, OTHER), (None, OTHER)):
        post(team, grant, account)
    actions.keep_month(finance, month=OCTOBER)
    return finance


def granted(team, start=date(2026, 1, 1)):
    rate = b.rate(b.offer(b.provider()), (date(2020, 1, 1), None, RATE))
    return b.grant(b.case(team), rate, start)


def post(team, grant, account):
    january = date(2026, 1, 1)
    of = {"account": account, "unit": team, "month": january, "posted_on": january}
    Posting.objects.create(grant=grant, oere=777, **of)
    if grant is not None:
        moved = {(grant.id, account, team.id, 2026): {1: 777}}
        years.add_months(PostingYear, moved)


def by_cell(rows):
    return {(row.grant, row.account, row.unit): row.kept for row in rows}


@pytest.mark.parametrize("last", [None, OCTOBER])
@pytest.mark.parametrize("account", ["", ACCOUNT, OTHER])
@pytest.mark.parametrize("department", ["", "adults", "children"])
@pytest.mark.parametrize("many", [kept.MANY, 0])
def test_what_moved_is_the_same_as_when_every_grant_is_read(
    house, monkeypatch, last, account, department, many
):
    monkeypatch.setattr(kept, "MANY", many)
    wanted = BudgetFilter(2026, department=department, account=account)
    units = [one for one in Unit.objects.all() if department in ("", one.department)]
    before, later = (
        by_cell(kept._read(kept._kept_rows(month, units, account), units))
        for month in KeptMonth.objects.order_by("month")
    )
    ledger = told(house.today, [2026], units)
    now = by_cell(grant_years(2026, units, ledger.closed(2026), account, ledger.known))
    now = later if last else now
    found = kept.between(house, wanted, SEPTEMBER, last)
    assert found.before == sum(one.expected for one in before.values())
    assert found.now == sum(one.expected for one in now.values())
    assert found.reasons == moved_in_total(before, now)


def test_a_grant_that_did_not_move_is_not_read(house):
    month = KeptMonth.objects.get(month=OCTOBER)
    parts = kept.parts_of(2026, Unit.objects.all(), closed_months(2026))
    assert kept.moved_grants(month, parts) == set()
    month = KeptMonth.objects.get(month=SEPTEMBER)
    parts = kept.parts_of(2026, Unit.objects.all(), {})
    assert len(kept.moved_grants(month, parts)) == 5
