"""Scenarios as texts: what is written reads back to the same, and nothing odd breaks the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.forecast.episodes.scenario_told import (
    MOST_OF,
    MUST,
    NOTHING,
    NUMBERS,
    WHOLE,
    WORDS,
    scenario_of,
    toml_of,
)
from helhed.forecast.episodes.scenarios import KINDS, Change, Place, Scenario

NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
PLACES = st.builds(Place, NAMES, NAMES, NAMES)
SOMEWHERE = PLACES.filter(lambda place: any((place.service, place.owner, place.level)))
NEW = PLACES.filter(lambda place: bool(place.service and place.owner))


def number(kind, word):
    if word in WHOLE:
        saves = (kind, word) == ("measure", "oere_per_year")
        return st.integers(-MOST_OF[word] if saves else word == "places", MOST_OF[word])
    least = 0.01 if word == "time" or (kind, word) == ("time", "factor") else 0.0
    return st.floats(least, MOST_OF.get(word, 100))


def changes(kind):
    told = {word: number(kind, word) for word in WORDS[kind] & NUMBERS}
    goes = {"mix": SOMEWHERE, "house": PLACES}.get(kind, st.just(Place()))
    where = NEW if kind == "house" else PLACES
    months = st.integers(12, 12 * 9999 + 11)
    made = st.builds(Change, st.just(kind), months, where, goes, **told)
    return made.filter(does_something) if kind == "measure" else made


def does_something(change):
    return any(getattr(change, word) != none for word, none in NOTHING.items())


SCENARIOS = st.builds(
    Scenario, NAMES, st.lists(st.one_of(*map(changes, KINDS)), min_size=1, max_size=4).map(tuple)
)


@given(SCENARIOS)
def test_a_scenario_reads_back_as_it_was_written(scenario):
    assert scenario_of(toml_of(scenario), "another name") == (scenario, [])


def test_what_a_change_leaves_as_it_is_is_not_written():
    change = Change("measure", 24324, Place("home"), entries=0.9)
    assert toml_of(Scenario("Før", (change,))) == (
        'name = "Før"\n\n[[change]]\nkind = "measure"\nfrom = "2027-01"\nservice = "home"\n'
        "entries = 0.9\n"
    )


def test_what_must_be_told_is_written_though_it_changes_nothing():
    for kind in KINDS:
        change = Change(kind, 24324, Place("home", "own"), Place("foster"), places=1)
        for word in MUST.get(kind, ("factor",) if "factor" in WORDS[kind] else ()):
            assert f"\n{word} = " in toml_of(Scenario("x", (change,)))


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 20_000,
        "a = " + "9" * 5_000,
        "change = 5",
        "change = [5]",
        '[change]\nkind = "price"',
        '[[change]]\nkind = ["price"]',
        '[[change]]\nkind = "price"\nfrom = 2027-01-01\nfactor = nan\nservice = 1',
        '[[change]]\nkind = "price"\nfrom = "2027-13"\nfactor = inf',
        '[[change]]\nkind = "time"\nfrom = "2027-01"\nfactor = 5e-324',
        '[[change]]\nkind = "measure"\nfrom = "2027-01"\ntime = 0.001',
    ],
)
def test_no_text_is_too_odd_to_be_told_what_is_wrong_with_it(text):
    found, wrong = scenario_of(text, "x")
    assert found is None
    assert wrong


def test_a_measure_that_does_nothing_is_no_measure():
    for more in ("", "entries = 1.0\noere_per_year = 0\n"):
        text = f'[[change]]\nkind = "measure"\nfrom = "2027-01"\n{more}'
        found, [wrong] = scenario_of(text, "x")
        assert (found, wrong.why) == (None, "nothing")


def test_a_measure_may_save_money_and_a_place_may_not_cost_less_than_nothing():
    text = '[[change]]\nkind = "measure"\nfrom = "2027-01"\noere_per_year = -100\n'
    found, wrong = scenario_of(text, "x")
    assert found, wrong
    assert found.changes[0].oere_per_year == -100
    for value, why in ((-(10**15) - 1, "large"), (10**15 + 1, "bounds"), ("-1.5", "number")):
        _, [fault] = scenario_of(text.replace("-100", f"{value}"), "x")
        assert fault.why == why
    house = text.replace("measure", "house").replace("-100", "-1")
    _, [fault] = scenario_of(f'{house}service = "a"\nowner = "own"\nplaces = 1\n', "x")
    assert (fault.word, fault.why) == ("oere_per_year", "bounds")


def test_an_unknown_kind_does_not_hide_a_month_that_is_none():
    text = '[[change]]\nkind = "prise"\nfrom = "2027-13"\n'
    found, wrong = scenario_of(text, "x")
    assert found is None
    assert {(one.word, one.line) for one in wrong} == {("kind", 2), ("from", 3)}
