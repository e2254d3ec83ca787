"""What a plan does to citizens: how many move, and how far from home, where it is known."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helhed.placing import Change, Far, Kind, Outlook, moved_in_all, moves_of
from helhed.placing._reference import walked


@st.composite
def moving_worlds(draw):
    """Kinds, changes and whole persons, and a plan that can be done."""
    periods, paths = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    kinds = [Kind(key, draw(st.integers(0, 6)), 1, 1, 3) for key in ("a", "b")]
    sides = st.sampled_from([("a", "b"), ("b", "a"), ("a", None), (None, "a"), ("b", None)])
    changes = [
        Change(str(n), *draw(sides), 4, draw(st.integers(0, 2)), 1, Far(1_000 * n, 0.0), Far())
        for n in range(draw(st.integers(1, 3)))
    ]
    need = draw(
        st.lists(st.integers(0, 9), min_size=paths * 2 * periods, max_size=paths * 2 * periods)
    )
    outlook = Outlook(kinds, changes, np.array(need, float).reshape(paths, 2, periods))
    made = {}
    for change in changes:
        made[change.key, draw(st.integers(0, periods - 1))] = draw(st.integers(0, 4))
    assume(not outlook.breaks(made))
    return outlook, made


@given(moving_worlds())
@settings(max_examples=100, deadline=None)
def test_who_moves_is_whom_a_walk_person_by_person_moves(world):
    outlook, made = world
    paths = range(len(outlook.need))
    walks = [[walked(outlook, made, path, kind) for kind in (0, 1)] for path in paths]
    out, into = np.array(walks, float).sum(axis=1).mean(axis=0)
    found = moved_in_all(outlook, made)
    assert (found.out, found.into) == (pytest.approx(out), pytest.approx(into))


def two_kinds(need, *changes, places=(10, 0)):
    kinds = [Kind("home", places[0], 1, 1, 3), Kind("foster", places[1], 1, 1, 3)]
    return Outlook(kinds, list(changes), np.array(need, float))


def test_only_those_who_live_in_a_place_when_it_goes_must_move():
    """Need that grows after a place is gone moves nobody out of it."""
    close = Change("close", "home", None, 4, 1, 0, Far(20_000, 0.25))
    outlook = two_kinds([[[6, 6, 10, 10], [0, 0, 0, 0]]], close)
    assert moves_of(outlook, {("close", 0): 4})["close"].out == 0
    full = two_kinds([[[9, 9, 10, 10], [0, 0, 0, 0]]], close)
    [found] = moves_of(full, {("close", 0): 4}).values()
    assert (found.out, found.out_unknown, found.out_far.metres) == (3, 0.75, 20_000)


def test_a_distance_that_nobody_knows_is_unknown_and_never_nought():
    near = Change("near", "home", None, 2, 0, 0, Far(4_000, 0.0))
    unknown = Change("unknown", "home", None, 2, 0, 0)
    outlook = two_kinds([[[10, 10], [0, 0]]], near, unknown)
    both = moved_in_all(outlook, {("near", 0): 2, ("unknown", 0): 2})
    assert (both.out, both.out_far) == (4, Far(4_000, 0.5))
    assert moved_in_all(outlook, {("unknown", 0): 2}).out_far == Far(None, 1.0)
    assert moved_in_all(outlook, {}).out_far == Far(None, 0.0)


def test_places_that_come_take_in_those_in_bought_places_and_first_those_who_had_to_leave():
    """Four lose their home, two homes open: nobody comes in from a bought place."""
    close = Change("close", "home", None, 4, 0, 0)
    opens = Change("open", None, "home", 9, 0, 0, into=Far(6_000, 0.0))
    outlook = two_kinds([[[12, 12], [0, 0]]], close, opens)
    assert moved_in_all(outlook, {("close", 0): 4, ("open", 0): 2}).into == 0
    found = moved_in_all(outlook, {("close", 0): 4, ("open", 0): 5})
    assert (found.out, found.into, found.into_far.metres) == (4, 1, 6_000)
