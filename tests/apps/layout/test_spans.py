"""Intervals under each other on one axis, as wide as a screen and as narrow as a telephone."""

from hypothesis import given
from hypothesis import strategies as st

from helhed.apps.layout.web.spans import LETTER, Span, spans

MONEY = st.integers(-5 * 10**9, 5 * 10**9)


def worded(value):
    return f"{value / 1e6:,.1f} mio."


@given(st.lists(st.tuples(MONEY, MONEY, MONEY), min_size=1, max_size=4))
def test_figures_on_the_axis_never_run_together_and_nothing_is_one_of_them(told):
    listed = [Span("A", *sorted(one)) for one in told]
    for drawn in spans("Titel", listed, worded):
        assert any(tick.text == worded(0.0) for tick in drawn.ticks)
        for left, right in zip(drawn.ticks, drawn.ticks[1:], strict=False):
            assert right.x - left.x >= LETTER * max(len(left.text), len(right.text))
