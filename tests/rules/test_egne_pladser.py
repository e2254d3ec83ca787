"""In which services a municipality can open places of its own, and who can fill them."""

import pytest

from helhed.rules.forecasts.egne_pladser import (
    OWN,
    able_to_fill,
    services_of_places,
    why_not_filled,
)
from helhed.rules.forecasts.forskel import Difference, difference_of

HOME = ("botilbud_107", OWN)
PEOPLE = {
    HOME: 10,
    ("botilbud_107", "private"): 6,
    ("botilbud_107", "region"): 2,
    ("stoette_85", "none"): 90,
}


def test_own_places_are_of_services_that_are_given_in_places():
    adults, children = services_of_places("adults"), services_of_places("children")
    assert {"botilbud_107", "krisecenter_109", "aktivitet_104"} <= set(adults)
    assert {"doegninstitution", "opholdssted", "saerligt_dagtilbud"} <= set(children)
    no_places = {"tilskud_95", "stoette_85", "bpa_96", "plejefamilie", "tabt_arbejde_87"}
    assert not no_places & {*adults, *children}
    assert services_of_places("") == adults + children


@pytest.mark.parametrize(
    ("source", "many"),
    [
        (("botilbud_107", ""), 8),
        (("botilbud_107", OWN), 10),
        (("botilbud_107", "region"), 2),
        (("", ""), 98),
        (("", OWN), 10),
        (("botilbud_108", ""), None),
    ],
)
def test_those_in_its_own_places_fill_new_ones_only_where_their_owner_is_named(source, many):
    assert able_to_fill(HOME, source, PEOPLE) == many


def test_why_places_cannot_be_filled_is_said_only_of_what_is_known():
    assert why_not_filled(HOME, ("botilbud_107", ""), PEOPLE) == ""
    assert why_not_filled(HOME, ("botilbud_107", ""), {}) == ""
    assert "Ingen andre" in why_not_filled(HOME, ("botilbud_107", ""), {HOME: 3})
    assert "Ingen er der" in why_not_filled(HOME, ("botilbud_108", ""), PEOPLE)


def test_an_amount_that_is_written_is_no_finding_however_sure_its_interval():
    assert difference_of(-5, -5, is_written=True) == Difference.WRITTEN
    assert difference_of(0, 0, is_written=True) == Difference.NONE
    assert difference_of(-5, -5) == Difference.LESS
