"""Offers: what is shown of them, and the amounts that rates have had."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.offers.actions import UnableToChangeOffer, add_place
from helhed.apps.offers.models import Offer, Provider, Rate
from helhed.apps.offers.queries import OfferFilter, offer_page, offers
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def names(who, **wanted):
    return sorted(row.name for row in offers(who, OfferFilter(**wanted)))


def test_offers_are_those_of_today_by_kind_owner_and_words(town):
    own = b.provider("own", "Ålborg Å")
    b.offer(own, name="Åhuset")
    b.offer(kind="shelter", name="Herberget")
    past = b.offer(name="Lukket")
    Offer.objects.filter(id=past.id).update(end=date(2026, 11, 1))
    assert names(town.anna) == ["Herberget", "Åhuset"]
    assert names(town.anna, kind="shelter") == ["Herberget"]
    assert names(town.anna, ownership="own") == ["Åhuset"]
    assert names(town.anna, words="aahus") == names(town.anna, words="ålborg") == ["Åhuset"]


def test_only_places_of_today_are_counted(town):
    offer = b.offer()
    for name, start, end in [
        ("1", date(2020, 1, 1), None),
        ("2", date(2020, 1, 1), date(2026, 11, 1)),
        ("3", date(2026, 11, 3), None),
        ("4", date(2026, 11, 2), date(2026, 11, 2)),
    ]:
        offer.places.create(name=name, start=start, end=end)
    [row] = offers(town.anna, OfferFilter())
    assert row.place_count == 2


def test_a_place_has_a_name_of_its_own_in_the_offer(town):
    offer = b.offer()
    add_place(town.visitation, offer=offer.id, name="1", start=b.TODAY)
    with pytest.raises(UnableToChangeOffer):
        add_place(town.visitation, offer=offer.id, name=" 1 ", start=b.TODAY)


def test_a_rate_shows_todays_amount_and_all_before_and_after(town):
    rate = b.rate(
        b.offer(),
        (date(2025, 1, 1), date(2025, 12, 31), 100),
        (date(2026, 1, 1), date(2026, 12, 31), 110),
        (date(2027, 1, 1), None, 120),
    )
    [shown] = offer_page(town.anna, rate.offer_id).rates
    assert shown.today == 110
    assert [amount.oere for amount in shown.amounts] == [120, 110, 100]
    rate.amounts.filter(oere=110).delete()
    [shown] = offer_page(town.anna, rate.offer_id).rates
    assert shown.today is None


def test_an_offer_goes_from_provider_to_price_on_its_pages(town):
    client = b.signed_in(town.visitation)
    sent = {"name": "Fonden", "ownership": "private", "cvr": "1234"}
    assert "otte cifre" in client.post(reverse("offers:add-provider"), sent).content.decode()
    client.post(reverse("offers:add-provider"), {**sent, "cvr": "12345678"})
    sent = {
        "provider": str(Provider.objects.get().id),
        "name": "Huset",
        "kind": "shelter",
        "start": "2026-01-01",
    }
    one = client.post(reverse("offers:add"), sent)["Location"]
    assert client.post(f"{one}pladser/ny/", {"name": "1", "start": "2026-01-01"})["Location"] == one
    price = client.post(f"{one}takster/ny/", {"name": "Døgn", "kind": "day"})["Location"]
    assert "12.345,67" not in client.get(one).content.decode()
    after = client.post(price, {"oere": "12.345,67", "start": "2026-01-01"})["Location"]
    assert after == price.removesuffix("pris/")
    assert "12.345,67" in client.get(one).content.decode()
    again = client.post(price, {"oere": "1,00", "start": "2026-01-01"})
    assert "Der er allerede skrevet en pris fra den dag." in again.content.decode()
    assert Rate.objects.get().amounts.get().oere == 1_234_567
    assert b.signed_in(town.finance).get(price).status_code == 200
    assert b.signed_in(town.anna).get(price).status_code == 403
