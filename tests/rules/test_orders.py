"""The life of an order: each side makes its own moves, and says why when it must."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.orders.bestilling import (
    STEPS,
    Move,
    OrderState,
    Side,
    UnableToMoveOrder,
    moves_open_to,
    step,
)

ENDS = {OrderState.REJECTED, OrderState.STOPPED, OrderState.WITHDRAWN}


@pytest.mark.parametrize(("state", "move", "side"), [*product(OrderState, Move, Side)])
def test_a_move_is_allowed_exactly_when_it_is_shown_as_open(state, move, side):
    shown = [s for s in moves_open_to(state, side) if s.move is move]
    if shown:
        assert step(state, move, side, "fordi") == shown[0]
    else:
        with pytest.raises(UnableToMoveOrder) as caught:
            step(state, move, side, "fordi")
        assert caught.value.values == {"state": state.label, "move": move.label}


@pytest.mark.parametrize("allowed", STEPS, ids=lambda s: f"{s.side.value}-{s.move.value}")
def test_a_move_that_must_say_why_is_refused_without_a_reason(allowed):
    for empty in ("", "  \n"):
        if allowed.needs_reason:
            with pytest.raises(UnableToMoveOrder):
                step(allowed.old, allowed.move, allowed.side, empty)
        else:
            assert step(allowed.old, allowed.move, allowed.side, empty) == allowed


def test_no_side_has_two_answers_to_the_same_move():
    keys = [(s.old, s.move, s.side) for s in STEPS]
    assert len(keys) == len(set(keys))


@given(st.lists(st.tuples(st.sampled_from(Side), st.integers(0, 5)), max_size=12))
def test_every_walk_ends_in_an_answer_and_starts_only_what_was_sent_and_accepted(choices):
    state, been = OrderState.DRAFT, [OrderState.DRAFT]
    for side, choice in choices:
        open_now = moves_open_to(state, side)
        if open_now:
            state = open_now[choice % len(open_now)].new
            been.append(state)
    assert len(been) == len(set(been))
    if OrderState.STARTED in been:
        assert been[:4] == [
            OrderState.DRAFT,
            OrderState.SENT,
            OrderState.ACCEPTED,
            OrderState.STARTED,
        ]
    if OrderState.STOPPED in been:
        assert OrderState.STARTED in been


def test_every_state_can_be_reached_and_only_the_ends_lead_nowhere():
    assert {s.new for s in STEPS} | {OrderState.DRAFT} == set(OrderState)
    assert {state for state in OrderState if not any(s.old is state for s in STEPS)} == ENDS


def test_only_the_authority_sends_and_withdraws_and_only_the_provider_answers_and_starts():
    whose = {(s.move, s.side) for s in STEPS if s.move is not Move.STOP}
    assert whose == {
        (Move.SEND, Side.AUTHORITY),
        (Move.WITHDRAW, Side.AUTHORITY),
        (Move.ACCEPT, Side.PROVIDER),
        (Move.REJECT, Side.PROVIDER),
        (Move.START, Side.PROVIDER),
    }


def test_an_order_awaits_the_provider_exactly_while_it_is_sent_or_accepted():
    waiting = {state for state in OrderState if state.awaits_provider}
    assert waiting == {OrderState.SENT, OrderState.ACCEPTED}
    for state in waiting:
        assert moves_open_to(state, Side.PROVIDER)
