"""What a scenario takes for granted is said: who fills a house, what changes nothing, and money
that is written. The command line says it too."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from helhed.cli.main import app
from helhed.forecast.episodes.model import fit
from helhed.forecast.episodes.scenarios import (
    Change,
    NotAScenario,
    Place,
    Scenario,
    assumed_of,
    notes_of,
    states_with,
    with_scenario,
)
from helhed.forecast.episodes.setting import Setting
from helhed.forecast.episodes.told import State
from tests.engines.worlds import Rates, world

AT_FOSTER, AT_HOME = Place("foster", "own"), Place("home", "private")
AT_OWN = Place("home", "own")
TOLD, DAY = world(Rates(), np.random.default_rng(7), known=48)


def made(*changes):
    scenario = Scenario("s", changes)
    model = fit(TOLD, DAY, states_with(sorted(set(TOLD.known_on(DAY).state)), [scenario]))
    return model, Setting.of(model, 12, seed=3), scenario


def assumed(*changes):
    return [(one.number, one.why) for one in assumed_of(*made(*changes))]


def house(to, places=3, where=AT_OWN, oere=70_000_000):
    return Change("house", 24_300, where, to, places=places, oere_per_year=oere)


def there(place):
    model, _, _ = made(house(AT_HOME))
    return sum(model.states[n] in place for n in model.present.state.tolist())


def test_a_house_that_is_filled_from_several_services_says_so():
    _, _, scenario = told = made(house(Place()))
    (one,) = [one for one in assumed_of(*told) if one.why == "every"]
    assert one.units == ("foster", "home")
    (note,) = [n for n in notes_of(*told, told[0].states) if "fills" in n]
    assert note.startswith(f"{scenario.name}, change 1 fills its places with people of 2 services")
    assert "every" not in [why for _, why in assumed(house(Place("home")))]
    assert "every" not in [why for _, why in assumed(house(AT_HOME))]


def test_a_house_without_a_price_says_what_a_place_is_taken_to_cost():
    assert "unpriced" not in [why for _, why in assumed(house(AT_HOME))]
    (one,) = [one for one in assumed_of(*made(house(AT_HOME, oere=0))) if one.why == "unpriced"]
    assert one.oere == 50_000_000, "what all others cost"


def test_a_house_takes_nobody_from_its_own_owner_unless_that_is_named():
    model, setting, scenario = made(house(Place(), where=AT_HOME))
    (plain,) = with_scenario(model, setting, scenario)[1].changes.houses
    assert {model.states[n].unit for n in plain.fills_from} == {"foster/own"}
    model, setting, scenario = made(house(AT_HOME, where=AT_HOME))
    (named,) = with_scenario(model, setting, scenario)[1].changes.houses
    assert [model.states[n] for n in named.fills_from] == [State("home", "private", "")]
    model, setting, scenario = made(house(Place("home"), where=AT_HOME))
    with pytest.raises(NotAScenario, match="nobody to fill the house with"):
        with_scenario(model, setting, scenario)


def test_more_places_than_there_are_people_to_fill_them_are_told():
    many = there(AT_HOME)
    assert many > 3
    assert "too_many" not in [why for _, why in assumed(house(AT_HOME, many))]
    told = made(house(AT_HOME, many + 1))
    (one,) = [one for one in assumed_of(*told) if one.why == "too_many"]
    assert (one.places, one.people) == (many + 1, many)
    (note,) = [n for n in notes_of(*told, told[0].states) if "more places" in n]
    assert f"({many + 1}) than there are people to fill them today ({many})" in note


def test_two_houses_that_are_filled_from_the_same_place_are_counted_together():
    many = there(AT_HOME)
    found = assumed(house(AT_HOME, many), house(AT_HOME, 1), house(AT_FOSTER, 1))
    assert [number for number, why in found if why == "too_many"] == [2]


@pytest.mark.parametrize(
    "change",
    [
        Change("price", 24_300, AT_HOME),
        Change("mix", 24_300, AT_HOME, AT_FOSTER),
        Change("mix", 24_300, AT_HOME, AT_HOME, share=0.5),
        Change("mix", 24_300, Place(owner="own"), Place("foster"), share=0.5),
    ],
)
def test_what_changes_nothing_is_told(change):
    assert (1, "idle") in assumed(change)


@pytest.mark.parametrize(
    "change",
    [
        Change("price", 24_300, AT_HOME, factor=1.01),
        Change("mix", 24_300, AT_HOME, AT_FOSTER, share=0.5),
        Change("mix", 24_300, Place(), AT_FOSTER, share=0.5),
        Change("measure", 24_300, Place(), entries=0.9),
    ],
)
def test_what_changes_something_is_not_told_to_change_nothing(change):
    found = [why for _, why in assumed(change)]
    assert "idle" not in found
    assert "written" not in found


def test_money_of_a_measure_is_told_as_written_and_as_begun_where_it_has():
    _, setting, _ = made(house(AT_HOME))
    found = assumed(Change("measure", setting.month - 9, Place(), oere_per_year=-4_700))
    assert found == [(1, "begun"), (1, "written")]
    assert assumed(Change("price", setting.month - 9, Place(), factor=1.1)) == [(1, "before")]


def test_the_command_line_tells_them(tmp_path):
    rows = [
        f"p{n},2010-03,{service},{owner},,2019-0{1 + n % 9}-01,{end},50000000"
        for n in range(40)
        for service, owner, end in [
            ("home", "private", "2021-05-31" if n % 3 == 0 else "")
            if n % 2
            else ("foster", "own", "")
        ]
    ]
    head = "person,birth_month,service,owner,level,start,end,oere_per_year"
    (tmp_path / "episodes.csv").write_text("\n".join([head, *rows, ""]))
    path = tmp_path / "large.toml"
    path.write_text(
        '[[change]]\nkind = "house"\nfrom = "2022-03"\nservice = "home"\nowner = "own"\n'
        'places = 500\n[[change]]\nkind = "price"\nfrom = "2022-03"\nfactor = 1\n'
        '[[change]]\nkind = "measure"\nfrom = "2021-01"\noere_per_year = -470000000\n'
    )
    words = ["forecast", "compare", str(path), "--in", str(tmp_path), "--out"]
    words += [str(tmp_path / "out"), "--horizon", "3", "--paths", "10", "--as-of", "2021-12-31"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    said = " ".join(told.output.split())
    notes = Path(tmp_path / "out" / "compare.json").read_text()
    for words in (
        "large, change 1 fills its places with people of 2 services",
        "large, change 1 has more places (500) than there are people to fill them today (",
        "large, change 2 changes nothing",
        "large, change 3 is a measure that begins before the forecast",
        "large, change 3 counts -470000000 øre a year because they are written",
    ):
        assert words in said
        assert words.replace("ø", "\\u00f8") in notes or words in notes
