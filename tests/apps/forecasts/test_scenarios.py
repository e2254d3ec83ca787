"""Scenarios: written on a form or as text, compared on the same chances, and taken back."""

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.forecasts import actions
from helhed.apps.forecasts.models import Scenario
from helhed.apps.forecasts.scenarios import UnableToReadScenario, read_scenario
from helhed.apps.forecasts.web.written import as_toml
from helhed.forecast.episodes.scenarios import Change, Place
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
NOTHING = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.0\n'
DEARER = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.1\n'
FEWER = '[[change]]\nkind = "entries"\nfrom = "2027-01"\nfactor = 0.5\n'


@pytest.mark.parametrize(
    ("told", "change"),
    [
        (
            {"kind": "entries", "where": "home/own", "percent": 10},
            Change("entries", 24324, Place("home", "own"), factor=1.1),
        ),
        (
            {"kind": "mix", "where": "home/private", "share": 20, "to": "foster/own"},
            Change("mix", 24324, Place("home", "private"), Place("foster", "own"), share=0.2),
        ),
        (
            {"kind": "house", "where": "home/own", "places": 6, "to": "home/private", "yearly": 90},
            Change(
                "house", 24324, Place("home", "own"), Place("home", "private"),
                places=6, oere_per_year=90,
            ),
        ),
        (
            {"kind": "measure", "percent": -5, "yearly": 150},
            Change("measure", 24324, Place(), entries=0.95, oere_per_year=150),
        ),
    ],
)  # fmt: skip
def test_the_form_writes_what_the_engine_reads(told, change):
    assert read_scenario("x", as_toml('Et "navn"', {"since": "2027-01", **told})).changes == (
        change,
    )


def test_a_scenario_is_written_on_the_screen_and_taken_back():
    town = Town()
    browser = b.signed_in(town.finance)
    form = {"name": "Færre", "kind": "entries", "since": "2027-01", "percent": "-10"}
    page = browser.post("/prognose/scenarier/nyt/?afdeling=adults", form, follow=True)
    assert "Færre" in page.content.decode()
    row = Scenario.objects.get()
    page = browser.post("/prognose/scenarier/nyt/?afdeling=adults", form)
    assert "har været et scenarie" in page.content.decode()
    page = browser.post("/prognose/scenarier/nyt/?afdeling=adults", {**form, "since": "snart"})
    assert "kan ikke læses" in page.content.decode()
    browser.post(reverse("forecasts:scenario-withdraw", args=[row.id]))
    row.refresh_from_db()
    assert row.withdrawn_at
    with pytest.raises(UnableToReadScenario):
        actions.write_scenario(town.finance, department="adults", name="x", changes="ikke toml")
    with pytest.raises(UnableToLetIn):
        actions.write_scenario(town.head, department="children", name="x", changes=FEWER)
