"""In which services a municipality can open places of its own, and who can fill them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.forecasts.egne_pladser import (
    OWN,
    able_to_fill,
    service_of_kind,
    services_of_places,
    shared_out,
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


def test_a_kind_that_only_one_service_is_given_in_has_the_places_of_that():
    assert service_of_kind("crisis_centre") == "krisecenter_109"
    assert service_of_kind("children_institution") is None
    assert service_of_kind("foster_care") is None


def test_a_place_is_of_the_service_that_is_got_in_it_and_a_free_one_of_what_most_get():
    assert shared_out(7, {"b": 2, "a": 4}) == {"a": 5, "b": 2}
    assert shared_out(5, {"a": 4, "b": 2}) == {"a": 4, "b": 1}
    assert shared_out(3, {"c": 0}) == {"c": 3}
    assert shared_out(3, {}) == {}


@given(
    st.integers(0, 50), st.dictionaries(st.sampled_from("abcde"), st.integers(0, 20), min_size=1)
)
def test_every_place_is_of_one_service_and_none_of_one_that_nobody_gets_while_another_is_got(
    places, delivered
):
    found = shared_out(places, delivered)
    assert sum(found.values()) == places
    most = max(delivered.values())
    for service, count in found.items():
        assert count <= delivered[service] or delivered[service] == most
