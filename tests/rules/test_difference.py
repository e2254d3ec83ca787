"""Whether the difference between a scenario and the forecast is sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.forecasts.forskel import Difference, difference_of


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1, 9, Difference.MORE),
        (-9, -1, Difference.LESS),
        (-1, 1, Difference.UNSURE),
        (0, 1, Difference.UNSURE),
        (-1, 0, Difference.UNSURE),
        (0, 0, Difference.NONE),
    ],
)
def test_a_difference_is_sure_when_its_interval_lies_on_one_side_of_nothing(low, high, said):
    assert difference_of(low, high) is said


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**12))
def test_what_is_turned_round_is_said_the_other_way_round(low, width):
    high = low + width
    other = {Difference.MORE: Difference.LESS, Difference.LESS: Difference.MORE}
    said = difference_of(low, high)
    assert difference_of(-high, -low) is other.get(said, said)
