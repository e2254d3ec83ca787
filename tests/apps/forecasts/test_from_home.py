"""How far from home a plan's changes take citizens, and what is not known of it."""

from collections import Counter

import pytest

from helhed.apps.forecasts.from_home import FromHome, Living, mean_far
from helhed.apps.forecasts.web.plan_edge import edges
from helhed.apps.forecasts.web.plan_rows import move_rows
from helhed.placing import Distances, Far
from helhed.rules.forecasts.pladsplan import AskedChange

BETWEEN = Distances({("Nord", "Syd"): 12_000, ("Nord", "Byen"): 40_000})


@pytest.mark.parametrize(
    ("homes", "places", "far"),
    [
        ({"Nord": 2}, {"Nord": 3}, Far(0, 0.0)),
        ({"Nord": 1}, {"Syd": 3, "Byen": 1}, Far(19_000, 0.0)),
        ({"Nord": 1, "": 3}, {"Syd": 1}, Far(12_000, 0.75)),
        ({"Syd": 1}, {"Byen": 1}, Far(None, 1.0)),
        ({"Syd": 1}, {}, Far(None, 1.0)),
    ],
)
def test_the_mean_is_of_what_is_known_and_what_is_not_is_told(homes, places, far):
    assert mean_far(Counter(homes), Counter(places), BETWEEN) == far


def test_who_leaves_gets_where_places_are_bought_and_who_moves_in_where_they_come():
    known = FromHome(
        {
            ("home", True): Living(Counter(Nord=4), Counter(Syd=4)),
            ("home", False): Living(Counter(Nord=2), Counter(Byen=2)),
            ("family", False): Living(Counter(Syd=1), Counter(Nord=1)),
        },
        BETWEEN,
    )
    assert known.out(AskedChange("home", "", 1, 0, 0)) == Far(40_000, 0.0)
    assert known.into(AskedChange("", "home", 1, 0, 0)) == Far()
    assert known.into(AskedChange("", "home", 1, 0, 0, "Syd")) == Far(12_000, 0.0)
    assert known.into(AskedChange("home", "family", 1, 0, 0)) == Far(0, 0.0)


def test_a_plan_says_nothing_where_nobody_moves_and_that_it_is_not_known_where_it_is_not():
    moves = {"out": 1200, "out_unknown": 1200, "out_metres": None, "into": 0, "into_unknown": 0}
    told, before = move_rows(
        {"plans": [{"weight": 0.0, "moves": {**moves, "into_metres": None}}, {"weight": 1.0}]}
    )
    assert (told["out_km"], told["into_km"]) == ("kendes ikke", None)
    assert {before[key] for key in ("out", "out_km", "into", "into_unknown")} == {"kendes ikke"}


def test_the_frontier_stands_on_round_amounts_and_keeps_its_names_inside():
    told = {
        "plans": [{"weight": 0.0, "expected": 44_027_198_664, "worst": 50_543_814_367}],
        "nothing": {"expected": 44_432_812_527, "worst": 50_958_327_471},
    }
    wide, narrow = edges(told)
    assert narrow.width < wide.width / 2
    assert next(one.text for one in narrow.y_ticks) == "504,0 mio."
    for drawn in (wide, narrow):
        assert all(drawn.left <= point.x <= drawn.width for point in drawn.points)
