"""Figures with their intervals on one common scale."""

from hypothesis import given
from hypothesis import strategies as st

from helhed.apps.layout.web.intervals import EDGE, Interval, interval_strips

FIGURE = st.floats(-5, 5, allow_nan=False)


def drawn(listed, common=0.0):
    return interval_strips("Titel", listed, common, lambda value: f"{value:.2f}")


def place(said):
    return float(said.removesuffix("%"))


@given(st.lists(st.tuples(FIGURE, FIGURE, FIGURE, FIGURE), min_size=1, max_size=9), FIGURE)
def test_everything_is_drawn_within_the_edges_in_the_order_of_the_figures(figures, common):
    listed = []
    for one, two, three, measured in figures:
        low, middle, high = sorted((one, two, three))
        listed.append(Interval("A", "/a/", low, middle, high, measured, ""))
    strips = drawn(listed, common)
    places = [place(strips.common), *(place(x) for x, _ in strips.ticks)]
    for one in strips.strips:
        assert place(one.low) <= place(one.middle) <= place(one.high)
        places += [place(one.low), place(one.high), place(one.measured)]
    assert min(places) >= EDGE - 0.01
    assert max(places) <= 100 - EDGE + 0.01
    ticks = [place(x) for x, _ in strips.ticks]
    assert ticks == sorted(ticks)
    assert 2 <= len(ticks) <= 7


def test_the_scale_has_round_figures():
    strips = drawn([Interval("A", "/a/", -0.4, 0.1, 0.9, 0.3, "")])
    assert [word for _, word in strips.ticks] == ["-0.50", "0.00", "0.50", "1.00"]
    assert strips.common == strips.ticks[1][0]


def test_one_figure_without_breadth_is_drawn_too():
    strips = drawn([Interval("A", "/a/", 0, 0, 0, 0, "")])
    assert len(strips.ticks) == 2
