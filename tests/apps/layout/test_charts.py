"""A chart has room for what it says."""

from itertools import pairwise

import pytest

from helhed.apps.layout.web.charts import in_short, months_chart
from helhed.apps.layout.web.fans import Drawn, fan_chart

WIDTH_OF_A_LETTER = 7.6
"""In the font of the axis, 15 px: more than what the letters and figures take on an average."""


@pytest.mark.parametrize("oere", [1, 999_99, 250_000_00, 10_000_000_00, 1_000_000_000_00])
def test_no_amount_on_the_axis_is_cut(oere):
    chart = months_chart("Året", ["jan"], [("actual", "Bogført", [oere])], [oere])
    assert all(tick.x >= len(tick.text) * WIDTH_OF_A_LETTER for tick in chart.ticks)


@pytest.mark.parametrize(
    ("oere", "told"),
    [
        (200_000, ["0", "500", "1 t.", "1,5 t.", "2 t."]),
        (1_000_000, ["0", "2,5 t.", "5 t.", "7,5 t.", "10 t."]),
        (250_000_000, ["0", "625 t.", "1,25 mio.", "1,875 mio.", "2,5 mio."]),
        (1_000, ["0", "2,5", "5", "7,5", "10"]),
    ],
)
def test_what_stands_at_the_axis_is_what_the_line_is_at(oere, told):
    chart = months_chart("Året", ["jan"], [("actual", "Bogført", [oere])], [oere])
    assert [tick.text for tick in chart.ticks] == told


@pytest.mark.parametrize(
    ("oere", "told"),
    [
        (-250_000_000, "−2,5 mio."),
        (-2_000_000_00, "−2,0 mio."),
        (-50_000_00, "−50 t."),
        (-12_00, "−12"),
        (-1, "0"),
    ],
)
def test_what_is_below_nothing_is_told_as_short_as_what_is_above(oere, told):
    assert in_short(oere) == told


def test_a_fan_is_drawn_for_a_narrow_screen_too_with_fewer_words_under_it():
    months = [f"m{n}" for n in range(24)]
    flat = [100.0 + n for n in range(24)]
    fan = fan_chart("Udgift", Drawn(months, [], flat, [], [None] * 24), in_short)
    assert fan.narrow is not None
    assert fan.narrow.width < fan.width / 2
    assert len(fan.narrow.labels) <= 4 < len(fan.labels)
    assert [one.text for one in fan.narrow.ticks] == [one.text for one in fan.ticks]
    room = fan.narrow.width / len(fan.narrow.labels)
    assert all(len(one.text) * WIDTH_OF_A_LETTER < room for one in fan.narrow.labels)


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ([0, 3], [0, 1, 2, 3, 4]),
        ([0.2, 0.4], [0, 1, 2, 3, 4]),
        ([-91_448, 0], [-100_000, -75_000, -50_000, -25_000, 0]),
        ([0, 47_840], [0, 15_000, 30_000, 45_000, 60_000]),
        ([220, 380], [200, 250, 300, 350, 400]),
        ([-3, 4], [-6, -3, 0, 3, 6]),
    ],
)
def test_every_line_of_a_fan_stands_at_a_round_figure(values, lines):
    drawn = Drawn(["a", "b"], [], values, [], [None, None])
    fan = fan_chart("x", drawn, lambda value: f"{value:g}")
    assert [float(tick.text) for tick in fan.ticks] == lines


def test_names_under_a_fan_have_room():
    for months in (12, 24, 36, 60):
        drawn = Drawn(["aug. 27"] * months, [], [1.0] * months, [], [None] * months)
        fan = fan_chart("x", drawn, str)
        for one, least in ((fan, 65), (fan.narrow, 55)):
            places = [label.x for label in one.labels]
            assert min(b - a for a, b in pairwise(places)) >= least
