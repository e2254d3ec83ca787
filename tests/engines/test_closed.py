"""Places of a service that closed are not filled again; what still lives is as it was."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.forecast.episodes.closed import UNLIKELY, closed_of, without
from helhed.forecast.episodes.follow import follow, growth_as_before, series_of
from helhed.forecast.episodes.model import fit
from helhed.forecast.episodes.setting import Setting
from helhed.forecast.episodes.told import OPEN, Episodes, State

OWN, PRIVATE = State("home", "own", ""), State("home", "private", "")
OTHER = State("day", "own", "")
FIRST, MONTHS = 737_791, 96
DAY = FIRST + MONTHS * 30


def episodes(closes: int, all_leave: bool, seed: int = 3) -> Episodes:
    """Three places to each of which some three come a month and stay a year; to one until a
    month."""
    random = np.random.default_rng(seed)
    rows = []
    for state, last in ((OWN, closes), (PRIVATE, MONTHS), (OTHER, MONTHS)):
        for month in range(last):
            for _ in range(random.poisson(3)):
                start = FIRST + 30 * month + int(random.integers(30))
                end = start + int(random.exponential(360)) + 1
                if all_leave and state == OWN:
                    end = min(end, FIRST + 30 * closes)
                rows.append((state, start, end if end < DAY else OPEN))
    return Episodes(
        [f"p{n}" for n in range(len(rows))],
        np.full(len(rows), 24_000),
        [state for state, _, _ in rows],
        np.array([start for _, start, _ in rows]),
        np.array([end for _, _, end in rows]),
        np.full(len(rows), 60_000_000.0),
    )


def ahead(told: Episodes) -> dict[str, float]:
    """How many are there after two years, as the mean of paths."""
    model = fit(told, DAY)
    setting = Setting.of(model, 24, 5)
    found = series_of(follow(model, setting, growth_as_before(model, setting.steps), 200))
    return {unit: paths[:, -1].mean() for (unit, name), paths in found.items() if name == "persons"}


def test_places_that_closed_are_not_filled_again_and_the_others_are_as_if_they_had_never_been():
    told = episodes(closes=66, all_leave=True)
    found, alone = ahead(told), ahead(told.but_for({OWN}))
    assert found["home/own"] == 0
    assert found["home/private"] == pytest.approx(alone["home/private"], rel=0.05)
    assert found["day/own"] == pytest.approx(alone["day/own"], rel=0.05)
    (note,) = [one for one in fit(told, DAY).notes if "closed" in one]
    assert note.startswith("nobody came to home/own in the last ")


def test_those_who_stay_in_a_place_that_takes_nobody_in_are_there_until_they_leave():
    told = episodes(closes=80, all_leave=False)
    there = int(((told.end == OPEN) & np.array([one == OWN for one in told.state])).sum())
    found = ahead(told)
    assert there > 3
    assert 0 < found["home/own"] < there / 2
    assert found["home/private"] > 20


def test_a_place_that_was_open_until_lately_is_not_closed():
    model = fit(episodes(closes=88, all_leave=False), DAY)
    assert model.closed == ()
    assert model.seen.all()


def test_a_place_that_people_only_move_to_by_now_is_not_closed():
    told = episodes(closes=66, all_leave=False)
    beside = np.flatnonzero([one == OTHER for one in told.state] & (told.end < OPEN))
    later = [n for n in beside.tolist() if told.start[n] > FIRST + 30 * 66][::3]
    more = Episodes(
        [told.person[n] for n in later],
        told.birth[later],
        [OWN] * len(later),
        told.end[later] + 1,
        np.full(len(later), OPEN),
        told.oere[later],
    )
    both = Episodes(
        [*told.person, *more.person],
        np.concatenate([told.birth, more.birth]),
        [*told.state, *more.state],
        np.concatenate([told.start, more.start]),
        np.concatenate([told.end, more.end]),
        np.concatenate([told.oere, more.oere]),
    )
    assert len(later) > 5
    assert [one.unit for one in fit(told, DAY).closed] == ["home/own"]
    assert fit(both, DAY).closed == ()


@given(st.integers(0, 60), st.integers(1, 30), st.integers(0, 30), st.integers(0, 40))
def test_it_is_closed_when_the_order_in_which_people_came_is_next_to_impossible(
    own, beside, later, silent
):
    came = np.zeros((silent + 10, 2))
    came[:10, 0] = own // 10
    came[9, 0] += own % 10
    came[:10, 1] = beside
    came[10:, 1] = later
    found, which = closed_of(came, (OWN, PRIVATE))
    before, after = own + 10 * beside, later * silent
    chance = own * np.log1p(after / before) if own else 0.0
    assert which.tolist() == [silent >= 12 and chance >= UNLIKELY, False]
    assert [one.came for one in found] == [own] * int(which[0])


def test_what_is_taken_out_is_who_came_there_alone():
    counts = fit(episodes(closes=80, all_leave=False), DAY).counts
    found = without(counts, np.array([False, True, False]))
    assert found.entries[:, 1].sum() == found.went[:, :, 1].sum() == found.there[1] == 0
    kept = replace(
        found,
        entries=counts.entries,
        went=counts.went,
        grown=counts.grown,
        there=counts.there,
    )
    assert all(one is other for one, other in zip(vars_of(kept), vars_of(counts), strict=True))


def vars_of(counts):
    return [getattr(counts, name) for name in counts.__dataclass_fields__]
