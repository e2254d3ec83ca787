"""A chart has room for what it says."""

import pytest

from helhed.apps.layout.web.charts import months_chart

WIDTH_OF_A_LETTER = 7.6
"""In the font of the axis, 15 px: more than what the letters and figures take on an average."""


@pytest.mark.parametrize("oere", [1, 999_99, 250_000_00, 10_000_000_00, 1_000_000_000_00])
def test_no_amount_on_the_axis_is_cut(oere):
    chart = months_chart("Året", ["jan"], [("actual", "Bogført", [oere])], [oere])
    assert all(tick.x >= len(tick.text) * WIDTH_OF_A_LETTER for tick in chart.ticks)
