"""Øre in, øre out: rounding by name, and amounts as Danes write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.money import (
    NotAnAmount,
    kroner,
    parse_kroner,
    round_half_away_from_zero,
    split_by_weight,
)


@pytest.mark.parametrize(
    ("exact", "whole"),
    [("5/2", 3), ("-5/2", -3), ("49/20", 2), ("51/20", 3), ("-1/2", -1), ("0", 0), ("7/3", 2)],
)
def test_half_is_rounded_away_from_zero(exact, whole):
    assert round_half_away_from_zero(Fraction(exact)) == whole


@given(st.fractions())
def test_rounding_never_moves_more_than_half(exact):
    assert abs(round_half_away_from_zero(exact) - exact) <= Fraction(1, 2)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=14))
def test_parts_by_weight_sum_to_the_whole(oere, weights):
    if sum(weights) == 0:
        with pytest.raises(ValueError, match="weights"):
            split_by_weight(oere, weights)
        return
    parts = split_by_weight(oere, weights)
    assert sum(parts) == oere
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(oere * weight, sum(weights))) < 1


@pytest.mark.parametrize(
    ("text", "oere"),
    [
        ("1.234,50", 123450),
        ("1234,5", 123450),
        ("0", 0),
        ("-99", -9900),
        ("−1.000.000,01", -100000001),
        ("12 kr.", 1200),
    ],
)
def test_kroner_are_read_as_danes_write_them(text, oere):
    assert parse_kroner(text) == oere


@pytest.mark.parametrize(
    "text", ["", "abc", "1,234.50", "12.34", "1,005", "1..000", "--5", "1.0000"]
)
def test_what_is_not_an_amount_is_refused_and_not_guessed(text):
    with pytest.raises(NotAnAmount):
        parse_kroner(text)


@given(st.integers(-(10**13), 10**13))
def test_what_is_shown_can_be_read_back(oere):
    assert parse_kroner(kroner(oere)) == oere


def test_whole_kroner_are_rounded_for_show():
    assert kroner(123450, decimals=0) == "1.235"
    assert kroner(-123449, decimals=0) == "−1.234"
    assert kroner(-123449) == "−1.234,49"
