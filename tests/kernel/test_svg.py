"""Pictures as text: well formed whatever is in them, round axes, and names that do not lie on each
other."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.svg import Picture, Scale, apart, round_steps, written

NUMBER = st.floats(-1e9, 1e9)


@given(NUMBER, NUMBER)
def test_an_axis_reaches_around_its_values_in_even_round_steps(one, other):
    low, high = min(one, other), max(one, other)
    levels = round_steps(low, high)
    step = levels[1] - levels[0]
    assert levels[0] <= low + 1e-6 * max(1, step)
    assert levels[-1] >= high - 1e-6 * max(1, step)
    assert 2 <= len(levels) <= 8


def test_steps_are_one_two_or_five_times_a_power_of_ten():
    assert round_steps(0, 9.3) == [0, 2, 4, 6, 8, 10]
    assert round_steps(113, 212) == [100, 120, 140, 160, 180, 200, 220]
    assert round_steps(3, 3)[0] < 3 < round_steps(3, 3)[-1]


def test_an_axis_without_an_end_is_refused():
    with pytest.raises(ValueError, match="finite"):
        round_steps(0, float("nan"))


@given(st.lists(st.floats(0, 500), min_size=1, max_size=9), st.integers(1, 20))
def test_names_lie_apart_and_in_the_order_of_their_places(places, least):
    found = apart(places, least)
    ordered = sorted(found)
    assert all(b - a >= least - 1e-6 for a, b in pairwise(ordered))
    by_place = [found[n] for n in sorted(range(len(places)), key=lambda n: places[n])]
    assert by_place == pytest.approx(ordered)


def test_names_that_are_apart_already_stay_where_they_are():
    assert apart([10.0, 50.0, 90.0], 14) == [10.0, 50.0, 90.0]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20))
def test_a_picture_is_well_formed_and_says_what_it_shows(text):
    picture = Picture(100, 50, text, f"told: {text}")
    picture.text((1, 2), text, "name")
    picture.line([(0, 0), (1.25, 2)], stroke="#000")
    root = ElementTree.fromstring(str(picture))
    title, told = root[0], root[1]
    assert (title.text or "") == text
    assert told.text == f"told: {text}"
    assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    assert root.get("role") == "img"


def test_a_scale_without_length_points_at_its_middle():
    assert Scale(3, 3, 0, 10)(3) == 5
    assert Scale(0, 10, 100, 0)(2.5) == 75


def test_numbers_on_an_axis_part_thousands_and_have_no_idle_decimals():
    assert [written(one) for one in (1200.0, 0.25, 3.0, -2500.5)] == [
        "1,200",
        "0.25",
        "3",
        "-2,500.5",
    ]
