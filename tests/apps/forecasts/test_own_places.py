"""Own places of a scenario: in which services, who fills them, and when nobody can."""

import pytest
from django.urls import reverse

from helhed.apps.forecasts import actions
from helhed.apps.forecasts.web.change_words import told
from helhed.apps.forecasts.web.place_choices import ALL, SAME
from helhed.forecast.episodes.scenarios import Change, Place
from tests.apps.forecasts.house import TODAY
from tests.apps.forecasts.test_scenarios import DEARER, form_of, text_of

pytestmark = pytest.mark.django_db
BEGUN = '[[change]]\nkind = "measure"\nfrom = "2026-01"\noere_per_year = -470000000\n'


@pytest.mark.parametrize(
    ("people", "to", "words"),
    [
        ({("home", "own"): 4}, SAME, "Ingen andre har den ydelse i dag"),
        ({("home", "own"): 4}, "home/private", "Ingen er der i dag"),
        ({("home", "own"): 4}, "home/own", None),
        ({("home", "own"): 4, ("home", "private"): 0}, SAME, None),
        ({}, SAME, None),
    ],
)
def test_own_places_that_nobody_is_there_to_fill_are_refused_at_their_field(people, to, words):
    told = {"since": "2027-01", "service": "home", "places": "3", "to": to}
    form = form_of("house", told, people=people)
    assert form.is_valid() == (words is None), form.errors
    assert words is None or words in form.errors["to"][0]


def test_whose_places_a_text_says_they_are_stands_when_the_form_is_used():
    change = Change("house", 24324, Place("home", "region", "high"), Place("home"), places=2)
    shown = {"since": "2027-01", "service": "home", "places": "3", "to": SAME}
    form = form_of("house", shown, change)
    assert form.is_valid(), form.errors
    assert form.change == Change("house", 24324, change.where, change.to, places=3)


def test_own_places_are_of_services_with_places_and_filled_from_the_same_service(browser):
    form = browser.get("/prognose/scenarier/nyt/?afdeling=adults&slags=house").context["form"]
    offered = {key for key, _words in form.fields["service"].choices}
    assert {"botilbud_107", "botilbud_108", "aktivitet_104"} <= offered
    assert not offered & {"tilskud_95", "stoette_85", "bpa_96", "kompensation_100"}
    assert "owner" not in form.fields
    assert form["to"].value() == SAME
    assert ALL not in dict(form.fields["to"].choices)


HOME = (
    '[[change]]\nkind = "house"\nfrom = "2027-01"\nservice = "botilbud_107"\nowner = "own"\n'
    "places = 5000\n"
)


def test_a_house_that_is_filled_from_everywhere_says_so_and_can_be_opened(town, browser):
    text = HOME + DEARER.replace("1.1", "1") + BEGUN
    row = actions.write_scenario(town.finance, department="adults", name="Hus", changes=text)
    page = text_of(browser.get(reverse("forecasts:scenario", args=[row.id])))
    assert "også med folk, der får en helt anden hjælp" in page
    assert "Som den er skrevet, ændrer den intet" in page
    assert "så tæller det to gange" in page
    assert page.count("<dt>Hvor</dt>") == 2
    form = browser.get(reverse("forecasts:change", args=[row.id, 1])).context["form"]
    assert form["to"].value() == ALL
    assert ALL in dict(form.fields["to"].choices)


AT, TO, NEW = (Place("botilbud_107"), Place("botilbud_108"), Place("botilbud_108", "own"))


@pytest.mark.parametrize(
    ("change", "is_met"),
    [
        (Change("price", 24324, AT, factor=1.1), True),
        (Change("price", 24324, TO, factor=1.1), False),
        (Change("mix", 24324, AT, TO, share=0.5), False),
        (Change("mix", 24324, AT, NEW, share=0.5), True),
        (Change("house", 24324, NEW, AT, places=1), True),
        (Change("house", 24324, NEW, TO, places=1), False),
        (Change("house", 24324, Place("botilbud_107", "private"), AT, places=1), False),
    ],
)
def test_a_change_that_meets_nobody_is_told_before_a_run_comes_to_nothing(change, is_met):
    people = {("botilbud_107", "private"): 6}
    assert any("kan ikke regnes" in note for note in told([change], TODAY, people)[0].notes) != (
        is_met
    )
    assert told([change], TODAY, {})[0].notes == []


@pytest.mark.parametrize(
    ("to", "people", "many"),
    [
        (Place("botilbud_107"), {("botilbud_107", "private"): 34}, "34"),
        (Place("botilbud_107"), {("botilbud_107", "own"): 9, ("botilbud_107", "region"): 3}, "3"),
        (Place("botilbud_107"), {("botilbud_107", "private"): 5000}, None),
        (Place("botilbud_107"), {}, None),
    ],
)
def test_places_that_cannot_be_filled_are_told_where_the_change_stands(to, people, many):
    home = Change("house", 24324, Place("botilbud_107", "own"), to, places=5000)
    notes = told([home], TODAY, people)[0].notes
    assert len(notes) == (many is not None)
    assert many is None or f"omkring {many} at fylde de 5.000 pladser med" in notes[0]
