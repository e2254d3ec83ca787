"""What was delivered, month by month: written by the provider, judged, settled, seen by both."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.decisions.models import Suspension
from helhed.apps.desk.queries.texts import search_texts
from helhed.apps.desk.queries.thing import ThingKind
from helhed.apps.desk.queries.things import read_things
from helhed.apps.orders import delivering
from helhed.apps.orders.delivered import choices_of, deviations
from helhed.apps.orders.models import DeliveredPeriod
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.orders.levering import UnableToDeliver
from tests.apps import building as b
from tests.apps.town import SECRET, Town

pytestmark = pytest.mark.django_db

OCTOBER = Month.of(date(2026, 10, 1)).period
ORDERED = Decimal("31.000")


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


def deliver(house, quantity, text="", period=OCTOBER, who=None):
    town, order = house
    return delivering.deliver(
        who or town.theirs,
        order=order.id,
        grant=order.grant_id,
        period=period,
        quantity=Decimal(quantity),
        text=text,
    )


@pytest.mark.parametrize(
    ("quantity", "state"), [("31", "fits"), ("28", "fits"), ("27", "under"), ("34.5", "over")]
)
def test_a_month_is_held_against_what_is_ordered_within_tolerance(house, quantity, state):
    typed = deliver(house, quantity, "Aflyst")
    assert (typed.ordered, typed.state) == (ORDERED, state)
    waits = state in ("under", "over")
    assert typed.owner == (house[0].anna.user if waits else None)


def test_days_on_which_the_grant_rests_are_not_ordered(house):
    _town, order = house
    b.suspension(order.grant, date(2026, 10, 1), date(2026, 10, 21))
    assert deliver(house, 10).ordered == Decimal("10.000")
    assert Suspension.objects.count() == 1


def test_what_deviates_needs_a_word_and_is_seen_by_both_sides_until_it_is_settled(house):
    town, order = house
    with pytest.raises(UnableToDeliver):
        deliver(house, 20)
    typed = deliver(house, 20, SECRET)
    for who in (town.anna, town.theirs):
        assert [one.order for one in deviations(who, 5)] == [order.id]
        page = b.seen(who, "orders:one", order.id)
        assert "Mindre end bestilt" in page
        assert SECRET in page
        assert f"{reverse('orders:one', args=[order.id])}#leveret" in b.seen(who, "desk:day")
    assert not deviations(town.bo, 5)
    with pytest.raises(UnableToDeliver):
        delivering.settle(town.anna, delivered=typed.id, explanation=" ")
    with pytest.raises(UnableToLetIn):
        delivering.settle(town.theirs, delivered=typed.id, explanation="Selv")
    delivering.settle(town.anna, delivered=typed.id, explanation="Hentes ind")
    for who in (town.anna, town.theirs):
        assert not deviations(who, 5)
        assert "Hentes ind" in b.seen(who, "orders:one", order.id)
    assert not any(SECRET in str(row.facts) for row in Entry.objects.all())


def test_what_is_said_of_a_delivery_is_found_by_search_and_stands_in_the_citizens_file(house):
    town, order = house
    typed = deliver(house, 20, "Sygdom hos vikaren")
    delivering.settle(town.anna, delivered=typed.id, explanation="Hentes ind i november")
    for word in ("vikar", "hentes"):
        [found] = search_texts(town.anna, word).rows
        assert found.href == reverse("orders:one", args=[order.id])
        assert search_texts(town.bo, word).rows == []
    thing = read_things(ThingKind.ORDER, [order.id])[order.id]
    assert any("vikaren" in text and "november" in text for _, text in thing.parts)


def test_written_again_it_is_judged_anew_and_there_is_one_figure_for_a_period(house):
    town, _order = house
    first = deliver(house, 20, "Aflyst")
    delivering.settle(town.anna, delivered=first.id, explanation="Fint")
    again = deliver(house, 31)
    assert (again.id, again.state, again.explanation) == (first.id, "fits", "")
    assert DeliveredPeriod.objects.count() == 1
    week = choices_of(house[1], house[1].grant, b.TODAY)
    assert all(not one.period.overlaps(OCTOBER) or one.period == OCTOBER for one in week)


def test_only_the_provider_of_a_running_order_writes(house):
    town, _order = house
    for other in (town.anna, b.actor(Role.PROVIDER, provider=b.provider()), town.nobody):
        with pytest.raises(UnableToLetIn):
            deliver(house, 31, who=other)
    with pytest.raises(UnableToDeliver):
        deliver(house, 31, period=Month.of(date(2025, 12, 1)).period)
    with pytest.raises(UnableToDeliver):
        deliver(house, -1)


def test_it_is_written_and_settled_through_the_pages(house):
    town, order = house
    url = reverse("orders:deliver", args=[order.id])
    theirs, anna = b.signed_in(town.theirs), b.signed_in(town.anna)
    form = theirs.get(url).content.decode()
    assert "okt. 2026: bestilt 31" in form
    assert anna.get(url).status_code == 403
    period = f"{order.grant_id}|{OCTOBER.start}|{OCTOBER.end}"
    asked = {"period": period, "quantity": "20,5", "text": ""}
    assert "Skriv kort hvorfor" in theirs.post(url, asked).content.decode()
    assert theirs.post(url, {**asked, "text": "Ferie"}).status_code == 302
    typed = DeliveredPeriod.objects.get()
    assert typed.quantity == Decimal("20.5")
    settle = reverse("orders:settle", args=[order.id, typed.id])
    assert settle in anna.get(reverse("orders:one", args=[order.id])).content.decode()
    assert anna.post(settle, {"explanation": "Hentes ind"}).status_code == 302
    typed.refresh_from_db()
    assert typed.state == "settled"
