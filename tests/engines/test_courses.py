"""Which episode goes on from which: told at once where nobody's run beside each other, and as if
each were looked at."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from helhed.forecast.episodes.told import GAP_DAYS, OPEN, _chained, _linked

STAYS = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 60), st.integers(0, 20) | st.just(OPEN), st.integers(0, 2)
    ),
    min_size=1,
    max_size=14,
)


def columns(stays):
    who, start, length, state = np.array(stays, dtype=np.int64).T
    end = np.where(length == OPEN, OPEN, start + length)
    order = np.lexsort((state, end, start, who))
    return who[order], start[order], end[order], state[order]


@given(STAYS)
def test_most_are_linked_at_once_as_if_each_were_looked_at(stays):
    told = columns(stays)
    _, before = _chained(*told)
    plain = np.full(len(stays), -1)
    for row, last in _linked(np.arange(len(stays)), told):
        plain[row] = last
    assert before.tolist() == plain.tolist()


@given(STAYS)
def test_each_goes_on_from_one_of_the_same_person_that_ended_shortly_before(stays):
    who, start, end, state = columns(stays)
    after, before = _chained(who, start, end, state)
    later = np.flatnonzero(before >= 0)
    old = before[later]
    assert len(set(old.tolist())) == len(old)
    assert (who[later] == who[old]).all()
    assert ((end[old] <= start[later]) & (start[later] <= end[old] + GAP_DAYS + 1)).all()
    assert (after[old] == state[later]).all()
