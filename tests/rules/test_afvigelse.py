"""A difference is explained to the øre: how many, spread how, at what price, and what is other."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.budgets.afvigelse import NOTHING, Explained, Line, explained, in_total

amounts = st.integers(-(10**11), 10**12)
many = st.one_of(st.just(0), st.integers(1, 50_000))


def one(*lines):
    """The explanation of lines that are all of one service."""
    [found] = explained([Line("home", f"kind {i}", *line) for i, line in enumerate(lines)]).values()
    return found


@st.composite
def some_lines(draw):
    listed = draw(st.lists(st.tuples(many, amounts, many, amounts), min_size=1, max_size=6))
    services = draw(st.lists(st.sampled_from("abc"), min_size=len(listed), max_size=len(listed)))
    return [
        Line(service, str(i), *line)
        for i, (service, line) in enumerate(zip(services, listed, strict=True))
    ]


def test_a_hand_made_example_comes_out_as_worked_by_hand():
    """Base: 100 months in own houses at 50,000 kr. and 50 months bought at 80,000 kr.
    = 5,000,000 + 4,000,000 = 9,000,000 kr.; 150 months at 60,000 kr. on the average.
    Now: 90 own at 52,000 kr. = 4,680,000 kr. and 80 bought at 83,000 kr. = 6,640,000 kr.;
    11,320,000 kr. for 170 months: 2,320,000 kr. more.

    Quantity: 20 months more at 60,000 kr. = 1,200,000 kr.
    Mix: 90 × 50,000 + 80 × 80,000 = 10,900,000; less 170 × 60,000 = 10,200,000: 700,000 kr.
    Price: 90 × 2,000 + 80 × 3,000 = 180,000 + 240,000 = 420,000 kr.
    1,200,000 + 700,000 + 420,000 = 2,320,000 kr.
    """
    found = one(
        (100, 5_000_000_00, 90, 4_680_000_00),
        (50, 4_000_000_00, 80, 6_640_000_00),
    )
    assert found == Explained(9_000_000_00, 11_320_000_00, 1_200_000_00, 700_000_00, 420_000_00, 0)
    assert found.difference == 2_320_000_00


@given(some_lines())
def test_the_parts_sum_to_the_difference_of_every_service_and_in_total(lines):
    services = explained(lines)
    total = in_total(services.values())
    for found in (*services.values(), total):
        assert found.quantity + found.mix + found.price + found.other == found.difference
    assert total.base == sum(line.base_oere for line in lines)
    assert total.now == sum(line.oere for line in lines)


@given(some_lines())
def test_each_part_is_what_its_step_changes_written_out_line_by_line(lines):
    """The same by another road: each line's own steps in exact fractions, at most an øre from
    what was rounded (two roundings of half an øre at most)."""
    for service, found in explained(lines).items():
        ours = [line for line in lines if line.service == service]
        before = sum(line.base_quantity for line in ours)
        if not before:
            assert (found.quantity, found.mix, found.price) == (0, 0, 0)
            continue
        now = sum(line.quantity for line in ours)
        mean = Fraction(sum(x.base_oere for x in ours if x.base_quantity), before)
        quantity = mix = price = Fraction(0)
        for line in ours:
            at = Fraction(line.base_oere, line.base_quantity) if line.base_quantity else mean
            as_before = Fraction(line.base_quantity * now, before)
            quantity += (as_before - line.base_quantity) * at
            mix += (line.quantity - as_before) * at
            price += (line.oere - line.quantity * at) if line.quantity else 0
        for exact, told in ((quantity, found.quantity), (mix, found.mix), (price, found.price)):
            assert abs(exact - told) <= 1


@given(some_lines())
def test_nothing_moved_is_nothing_to_explain(lines):
    same = [
        Line(x.service, x.kind, x.base_quantity, x.base_oere, x.base_quantity, x.base_oere)
        for x in lines
    ]
    for found in explained(same).values():
        assert (found.quantity, found.mix, found.price, found.other) == (0, 0, 0, 0)


@given(some_lines(), st.integers(2, 9))
def test_as_many_times_more_of_each_at_the_same_price_is_quantity_alone(lines, times):
    more = [
        Line(
            x.service,
            x.kind,
            x.base_quantity,
            x.base_oere,
            times * x.base_quantity,
            times * x.base_oere,
        )
        for x in lines
        if x.base_quantity
    ]
    for found in explained(more).values():
        assert (found.mix, found.price, found.other) == (0, 0, 0)
        assert found.quantity == found.difference


@given(some_lines(), st.integers(-5_000, 5_000))
def test_another_price_for_the_same_is_price_alone(lines, dearer):
    moved = [
        Line(
            x.service,
            x.kind,
            x.base_quantity,
            x.base_oere,
            x.base_quantity,
            x.base_oere + dearer * x.base_quantity,
        )
        for x in lines
    ]
    for found in explained(moved).values():
        assert (found.quantity, found.mix, found.other) == (0, 0, 0)
        assert found.price == found.difference


@given(st.integers(1, 900), st.integers(1, 900), st.integers(0, 10**8), st.integers(0, 10**8))
def test_the_same_number_spread_otherwise_at_the_same_prices_is_mix_alone(few, lots, cheap, dear):
    found = one((few, few * cheap, lots, lots * cheap), (lots, lots * dear, few, few * dear))
    assert (found.quantity, found.price, found.other) == (0, 0, 0)


@given(some_lines())
def test_the_order_of_the_lines_does_not_matter(lines):
    assert explained(lines) == explained(reversed(lines))


def test_a_new_supplier_of_a_known_service_is_quantity_and_price_and_not_mix():
    found = one((10, 1_000, 10, 1_000), (0, 0, 5, 900))
    assert (found.quantity, found.mix, found.price, found.other) == (500, 0, 400, 0)


def test_a_new_service_is_other_and_so_is_an_amount_without_a_quantity():
    assert one((0, 0, 5, 900)).other == 900
    assert one((10, 1_000, 10, 1_000), (0, 70, 0, 100)).other == 30


def test_a_service_that_is_gone_is_quantity_alone():
    assert one((10, 1_000, 0, 0)) == Explained(1_000, 0, -1_000, 0, 0, 0)


def test_a_quantity_below_zero_cannot_be_explained():
    with pytest.raises(ValueError, match="home, kind 0"):
        one((1, 1, -1, 1))


def test_no_lines_are_nothing():
    assert in_total(explained([]).values()) == NOTHING
