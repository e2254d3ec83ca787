"""A level over time as a curve."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from helhed.apps.layout.web.curves import HEIGHT, WIDTH, level_curve, y_of

DAYS = st.integers(0, 20_000).map(lambda n: date(1990, 1, 1) + timedelta(days=n))
POINTS = st.lists(st.tuples(DAYS, st.integers(0, 4), st.just("")), min_size=1).map(sorted)


@given(POINTS)
def test_every_point_is_drawn_inside_the_curve_in_the_order_of_the_days(points):
    curve = level_curve(points)
    assert len(curve.dots) == len(points)
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in curve.dots)
    assert [dot.x for dot in curve.dots] == sorted(dot.x for dot in curve.dots)
    assert [dot.y for dot in curve.dots] == [y_of(level) for _, level, _ in points]
    assert (curve.last is None) == (points[0][0] == points[-1][0])


def test_better_is_up():
    assert y_of(0) < y_of(1) < y_of(4)
