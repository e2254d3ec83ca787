"""The day a forecast is made as of, where none is asked for: the last on which something came. What
is told of days to come is a plan, or a date written for "no end", and moves no day."""

import json
from datetime import date

import numpy as np
import pytest

from helhed.forecast.episodes.noticed import noticed
from helhed.forecast.episodes.told import OPEN, Episodes, State
from tests.engines.test_episodes_cli import HEAD, rows_of
from tests.engines.test_folder_noticed import called, told_of
from tests.engines.worlds import Rates, world

LAST = "2022-12-31"


@pytest.fixture(scope="module")
def known():
    told, day = world(Rates(), np.random.default_rng(5), known=40, first_day=737_100)
    rows = HEAD + "".join(rows_of(told, day))
    return rows + f"last,2010-01,foster,own,,2021-01-01,{LAST},50000000\n"


PLANNED = "p,2010-01,foster,own,,2022-01-01,2099-12-31,50000000\n"
FOR_NO_END = "p,2010-01,foster,own,,2022-01-01,9999-12-31,50000000\n"
FOR_NO_START = "p,2010-01,foster,own,,9999-12-31,,50000000\n"


@pytest.mark.parametrize("row", [PLANNED, FOR_NO_END, FOR_NO_START])
def test_a_day_to_come_does_not_move_the_day_of_the_forecast(tmp_path, known, row):
    told = told_of(tmp_path, episodes=known + row)
    assert told["settings"]["as_of"] == LAST
    assert told["from"] == "2023-01"
    assert f"as of {LAST}, the last day told of that has come" in told["fallbacks"]
    assert not any("nothing is told after" in note for note in told["fallbacks"])


def test_where_all_that_is_told_has_come_the_last_day_is_said_plainly(tmp_path, known):
    told = told_of(tmp_path, episodes=known)
    assert f"as of {LAST}, the last day that is told of" in told["fallbacks"]


def test_a_planned_end_does_not_hide_that_nothing_was_told_for_years(tmp_path, known):
    told = told_of(tmp_path, "--as-of", "2026-06-30", episodes=known + PLANNED)
    assert any(f"nothing is told after {LAST}" in note for note in told["fallbacks"])


def test_where_nothing_has_come_yet_it_is_refused(tmp_path):
    answer = called(tmp_path, episodes=HEAD + FOR_NO_START)
    assert answer.exit_code == 3
    assert "no episode had begun" in answer.output


def test_the_last_day_is_a_start_or_an_end_that_is_not_after_the_day():
    days = [(10, 20), (15, 90), (30, OPEN), (99, OPEN)]
    state = State("foster", "own", "")
    start, end = (np.array(one) for one in zip(*days, strict=True))
    told = Episodes(list("abcd"), start * 0, [state] * 4, start, end, start * 1.0)
    assert [told.last_by(day) for day in (9, 14, 25, 30, 98, 200)] == [None, 10, 20, 30, 90, 99]
    assert any(
        f"nothing is told after {date.fromordinal(30).isoformat()}" in one
        for one in noticed(told, 80)
    )


def test_a_back_test_tells_the_day_it_came_to(tmp_path, known):
    told_of_test = called(tmp_path, command="backtest", episodes=known + PLANNED)
    assert told_of_test.exit_code == 0, told_of_test.output
    made = json.loads((tmp_path / "out" / "backtest.json").read_text())
    assert made["settings"]["as_of"] == LAST
