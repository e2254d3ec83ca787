"""The tolerance that is agreed for one order: judged by, shown to both sides, logged."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.orders import agreeing, delivering
from helhed.apps.orders.models import DeliveredPeriod, OrderTolerance
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.orders.levering import UnableToAgree
from tests.apps import building as b
from tests.apps.town import SECRET, Town

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER = (Month.of(date(2026, month, 1)).period for month in (9, 10))


@pytest.fixture
def house():
    town = Town()
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 40_000), kind="weekly_hours")
    grant = b.grant(
        town.case, rate, date(2026, 1, 1), service_key="stoette_85", quantity=Decimal(7)
    )
    order = b.order(grant, date(2026, 1, 1))
    town.theirs = b.actor(Role.PROVIDER, provider=order.provider)
    return town, order


def agree(house, promille=None, hours=None, start=OCTOBER.start, text="Aftalt", who=None):
    town, order = house
    return agreeing.agree_tolerance(
        who or town.anna, order=order.id, start=start, promille=promille, hours=hours, text=text
    )


def deliver(house, quantity, period=OCTOBER):
    town, order = house
    return delivering.deliver(
        town.theirs,
        order=order.id,
        grant=order.grant_id,
        period=period,
        quantity=Decimal(quantity),
        text="Aflyst",
    )


@pytest.mark.parametrize(
    ("promille", "hours", "quantity", "state"),
    [
        (200, None, "24.8", "fits"),  # 31 hours are ordered in October
        (200, None, "24.7", "under"),
        (10, None, "30", "under"),
        (None, Decimal(1), "26.6", "fits"),  # a seventh of what is ordered
        (None, Decimal(1), "26.5", "under"),
        (200, Decimal(1), "24.8", "fits"),
        (0, Decimal(0), "31", "fits"),
        (0, Decimal(0), "31.001", "over"),
    ],
)
def test_what_is_delivered_is_judged_by_what_is_agreed(house, promille, hours, quantity, state):
    agree(house, promille, hours)
    assert deliver(house, quantity).state == state


def test_an_agreement_counts_for_periods_from_its_day_and_the_newest_counts(house):
    agree(house, 300)
    assert deliver(house, "25", SEPTEMBER).state == "under"
    assert deliver(house, "25").state == "fits"
    agree(house, 10)
    assert deliver(house, "25").state == "under"


def test_what_waits_is_judged_anew_and_waits_no_more_when_it_is_within(house):
    typed, older = deliver(house, "25"), deliver(house, "25", SEPTEMBER)
    agree(house, 300, text=SECRET)
    typed.refresh_from_db()
    older.refresh_from_db()
    assert (typed.state, typed.owner, older.state) == ("fits", None, "under")
    entry = Entry.objects.filter(action="order.tolerance").get()
    assert entry.facts["fits"] == 1
    assert SECRET not in str(entry.facts)


def test_what_fits_stays_so_when_less_is_tolerated(house):
    typed = deliver(house, "28.5")
    agree(house, 10)
    typed.refresh_from_db()
    assert typed.state == "fits"


def test_only_the_authority_agrees_and_not_on_nothing(house):
    town, order = house
    for other in (town.theirs, town.nobody):
        with pytest.raises(UnableToLetIn):
            agree(house, 100, who=other)
    for wrong in (
        {},
        {"promille": 1001},
        {"hours": Decimal(169)},
        {"hours": Decimal(-1)},
        {"promille": 100, "text": " "},
    ):
        with pytest.raises(UnableToAgree):
            agree(house, **wrong)
    order.grant.end = date(2026, 9, 30)
    order.grant.save()
    with pytest.raises(UnableToAgree, match="før bevillingen slutter"):
        agree(house, 100)
    order.state = "withdrawn"
    order.save()
    with pytest.raises(UnableToAgree, match="når bestillingen er sendt"):
        agree(house, 100, start=SEPTEMBER.start)
    assert not OrderTolerance.objects.exists()


def test_both_sides_see_the_standard_and_then_what_is_agreed(house):
    town, order = house
    url = reverse("orders:agree", args=[order.id])
    for who in (town.anna, town.theirs):
        page = b.seen(who, "orders:one", order.id)
        assert "10 % af det bestilte" in page
        assert "kommunens standard" in page
        assert (url in page) is (who is town.anna)
    ours = b.signed_in(town.anna)
    asked = {"percent": "7,55", "hours": "1,5", "start": "01.10.2026", "text": "Ferie i uge 42"}
    page = ours.post(url, asked).content.decode()
    assert "højst én decimal" in page
    assert "Ferie i uge 42" in page
    assert ours.post(url, {**asked, "percent": "7,5"}).status_code == 302
    assert b.signed_in(town.theirs).get(url).status_code == 403
    row = OrderTolerance.objects.get()
    assert (row.promille, row.hours, row.agreed_by) == (75, Decimal("1.5"), town.anna.user)
    for name, who in (
        ("orders:one", town.anna),
        ("orders:one", town.theirs),
        ("orders:deliver", town.theirs),
    ):
        page = b.seen(who, name, order.id)
        assert "7,5 % af det bestilte eller 1,5 timer om ugen" in page
        assert "Ferie i uge 42" in page
        assert "kommunens standard" not in page
    assert not DeliveredPeriod.objects.exists()
