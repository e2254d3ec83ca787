"""Need against places: own, bought and waiting apart, and nothing netted between districts."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.citizens.models import Citizen
from helhed.apps.matching import cover
from helhed.apps.offers import actions as offers
from helhed.rules.assessments import ffb
from tests.apps import building as b
from tests.apps.matching.test_share import home, stay, waits
from tests.apps.town import Town, level_theme

pytestmark = pytest.mark.django_db

THEME = ffb.theme_of(level_theme()).code


@pytest.fixture
def town():
    return Town()


def lives_in(town, offer, *, assessed):
    grant = b.grant(town.case, offer.rates.get(), date(2026, 1, 1))
    stay(offer, grant)
    if assessed:
        town.assessment(finished=True)
    return grant


def totals():
    rows, bought = cover.cover(b.TODAY)
    return {(row.kind, row.district): row for row in rows}, bought


def test_need_is_those_who_live_there_and_wait_against_own_places(town):
    own, private = home("Eget", places=2), home("Købt", ownership="private")
    lives_in(town, private, assessed=False)
    waits(town, "Ida")
    rows, _bought = totals()
    here = rows["residential_temporary", ""]
    there = rows["residential_temporary", town.citizen.district]
    assert (here.waits, here.places[0], here.free[0], here.lacks(0)) == (1, 2, 2, 0)
    assert (there.own[0], there.bought[0], there.lacks(0)) == (0, 1, 0)
    assert own.places.count() == 2


def test_places_to_spare_in_one_district_cover_nobody_in_another(town):
    home("Eget", places=5)
    Citizen.objects.filter(id=waits(town, "Ida").citizen_id).update(district="Langt væk")
    rows, _bought = totals()
    assert rows["residential_temporary", "Langt væk"].lacks(0) == 1
    page = b.seen(town.finance, "matching:cover")
    assert "af de ventende mangler en ledig egen plads i deres slags og bydel" in page
    assert "Kvartalerne er ingen prognose." in page


def test_own_places_that_nobody_wrote_are_not_known_and_whoever_is_there_is_counted(town):
    offer = home("Uden pladser", places=0)
    waits(town, "Ida")
    inside = b.case(town.north, b.citizen(name="Carl"), town.anna.user)
    b.order(b.grant(inside, offer.rates.get(), date(2026, 1, 1)), started=date(2026, 1, 1))
    row = totals()[0]["residential_temporary", ""]
    assert (row.own, row.places[0], row.free[0], row.lacks(0)) == ([1] * 5, None, None, None)
    page = b.seen(town.anna, "matching:cover")
    assert ">kendes ikke<" in page
    assert "Carl" in b.seen(town.anna, "matching:living", slags=offer.kind, hvad="own")
    assert "Carl" not in b.seen(town.anna, "matching:living", slags=offer.kind, hvad="bought")
    hidden = b.seen(town.finance, "matching:living", slags=offer.kind)
    assert "Carl" not in hidden
    assert "1 til er i en sag, som du ikke må se." in hidden


def test_each_department_sees_its_own_kinds_first_and_may_ask_for_others(town):
    home("Huset")
    assert "Midlertidigt" in b.seen(town.head, "matching:cover")
    assert "Midlertidigt" not in b.seen(town.childrens_head, "matching:cover")
    assert "Midlertidigt" in b.seen(town.childrens_head, "matching:cover", afdeling="adults")


def test_a_stay_that_ends_is_no_need_in_the_quarters_after(town):
    offer = home()
    grant = b.grant(town.case, offer.rates.get(), date(2026, 1, 1))
    stay(offer, grant, end=date(2027, 1, 15))
    row = totals()[0]["residential_temporary", town.citizen.district]
    assert cover.days(b.TODAY)[1] == date(2026, 12, 31)
    assert row.own == [1, 1, 0, 0, 0]


def test_a_bought_place_is_told_of_only_when_an_own_offer_gives_all_that_is_needed(town):
    own, private = home("Eget"), home("Købt", ownership="private")
    lives_in(town, private, assessed=True)
    assert totals()[1] == []
    offers.set_abilities(town.visitation, offer=own.id, groups=[], levels={THEME: 3}, start=b.TODAY)
    assert [one.own.id for one in totals()[1]] == [own.id]
    page = b.signed_in(town.finance).get(reverse("matching:cover"))
    assert "fits" not in page.context["shown"].totals, "one free place may fit several"


def test_without_an_assessment_nobody_is_said_to_fit_elsewhere(town):
    home("Eget")
    lives_in(town, home("Købt", ownership="private"), assessed=False)
    assert totals()[1] == []


def test_the_names_behind_the_number_are_only_for_those_who_may_see_them(town):
    own, private = home("Eget"), home("Købt", ownership="private")
    lives_in(town, private, assessed=True)
    offers.set_abilities(town.visitation, offer=own.id, groups=[], levels={THEME: 4}, start=b.TODAY)
    assert town.citizen.name in b.seen(town.anna, "matching:bought")
    for who in (town.finance, town.carla):
        page = b.seen(who, "matching:bought")
        assert town.citizen.name not in page
        assert "1 til er i en sag, som du ikke må se." in page
    assert b.signed_in(town.provider).get(reverse("matching:cover")).status_code == 403
    assert "Købt, men en egen passer" in b.seen(town.finance, "matching:cover")
