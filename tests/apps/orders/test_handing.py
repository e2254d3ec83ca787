"""A part of the plan handed to the provider: asked for, written together, read by both."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.desk.queries.texts import search_texts
from helhed.apps.orders import handing
from helhed.apps.orders.models import HandedPart
from helhed.rules.access.rights import Role
from helhed.rules.orders.delplan import UnableToHandPart
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

ASKED, TOLD = "Hverdagen hos jer", "Vi laver mad sammen om tirsdagen zq7"


@pytest.fixture
def house():
    town = Town()
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 250_000))
    order = b.order(b.grant(town.case, rate, date(2026, 1, 1)), date(2026, 1, 1))
    town.theirs = b.actor(Role.PROVIDER, provider=order.provider)
    return town, order


def test_the_authority_asks_and_the_provider_writes_on_the_screen(house):
    town, order = house
    plan = town.plan()
    ours, theirs = b.signed_in(town.anna), b.signed_in(town.theirs)
    page = ours.post(reverse("orders:hand", args=[order.id]), {"asked": ASKED}, follow=True)
    assert ASKED in page.content.decode()
    part = HandedPart.objects.get()
    address = reverse("orders:part", args=[order.id, part.id])
    assert ASKED in theirs.get(address).content.decode()
    page = theirs.post(address, {"text": TOLD}, follow=True).content.decode()
    assert TOLD in page
    assert TOLD in ours.get(reverse("orders:one", args=[order.id])).content.decode()
    address = reverse("orders:handed-of-plan", args=[plan.id])
    piece = ours.get(address, headers={"HX-Request": "true"}).content.decode()
    alone = ours.get(address).content.decode()
    assert TOLD in piece
    assert "<html" not in piece
    assert TOLD in alone
    assert "<html" in alone
    assert len(search_texts(town.anna, "zq7").rows) == 1


def test_nothing_asked_and_nothing_written_are_refused_and_say_so(house):
    town, order = house
    page = b.signed_in(town.anna).post(reverse("orders:hand", args=[order.id]), {"asked": " "})
    assert not HandedPart.objects.exists()
    assert page.status_code == 200
    with pytest.raises(UnableToHandPart, match="hvilken del"):
        handing.hand(town.anna, order=order.id, asked="  ")
    part = handing.hand(town.anna, order=order.id, asked=ASKED)
    with pytest.raises(UnableToHandPart, match="jeres del"):
        handing.write_part(town.theirs, handedpart=part.id, text=" ")


def test_a_part_is_handed_over_when_the_provider_has_said_yes(house):
    town, order = house
    order.state = "sent"
    order.save()
    with pytest.raises(UnableToHandPart, match="sagt ja"):
        handing.hand(town.anna, order=order.id, asked=ASKED)


def test_what_is_taken_back_is_kept_and_not_written_any_more(house):
    town, order = house
    part = handing.hand(town.anna, order=order.id, asked=ASKED)
    handing.write_part(town.theirs, handedpart=part.id, text=TOLD)
    address = reverse("orders:take-back", args=[order.id, part.id])
    page = b.signed_in(town.anna).post(address, follow=True).content.decode()
    assert "er gemt" in page
    assert ASKED not in page
    with pytest.raises(UnableToHandPart, match="taget delen tilbage"):
        handing.write_part(town.theirs, handedpart=part.id, text="Mere")
    with pytest.raises(UnableToHandPart, match="allerede"):
        handing.take_back(town.anna, handedpart=part.id)
    assert HandedPart.objects.get().told == TOLD


def test_another_provider_and_another_team_can_do_neither(house):
    town, order = house
    part = handing.hand(town.anna, order=order.id, asked=ASKED)
    with pytest.raises(UnableToLetIn):
        handing.hand(town.bo, order=order.id, asked=ASKED)
    for stranger in (town.provider, town.bo, town.anna):
        with pytest.raises(UnableToLetIn):
            handing.write_part(stranger, handedpart=part.id, text=TOLD)
    with pytest.raises(UnableToLetIn):
        handing.take_back(town.theirs, handedpart=part.id)


def test_help_that_is_over_takes_no_more_words(house):
    town, order = house
    part = handing.hand(town.anna, order=order.id, asked=ASKED)
    order.state = "stopped"
    order.save()
    with pytest.raises(UnableToHandPart, match="Hjælpen er slut"):
        handing.write_part(town.theirs, handedpart=part.id, text=TOLD)
