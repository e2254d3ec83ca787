"""Numbers are read as Danes write them, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.numerals import NotANumber, TooManyDecimals, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7,5", "7.5"),
        ("1.234,5", "1234.5"),
        (" 37 ", "37"),
        ("−0,125", "-0.125"),
        ("1.234", "1234"),
    ],
)
def test_a_dot_parts_thousands_and_a_comma_begins_the_decimals(text, number):
    assert parse_number(text, decimals=3) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", "7.5", "1e5", "1E5", "NaN", "Infinity", "1,", ",5", "1,2,3", "1.23", "٣", "+1", "_1"],
)
def test_what_is_no_danish_number_is_refused_and_not_guessed(text):
    with pytest.raises(NotANumber):
        parse_number(text, decimals=3)


@given(st.integers(0, 6), st.integers(0, 10**9))
def test_more_decimals_than_there_is_room_for_are_refused_and_never_cut_off(room, whole):
    text = f"{whole},{'1' * (room + 1)}"
    with pytest.raises(TooManyDecimals):
        parse_number(text, decimals=room)
    assert parse_number(text, decimals=room + 1) == Decimal(text.replace(",", "."))
