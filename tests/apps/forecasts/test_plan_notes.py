"""What is said of a plan's figures: its prices, the forecast beside it, and odd intervals."""

import numpy as np
import pytest

from helhed.apps.forecasts.models import PlacePlan
from helhed.apps.forecasts.planning_prices import Paid, _filled
from helhed.apps.forecasts.web.plan_notes import case_notes, cost_notes

KR = 100


def plan(saved, low, high, **more):
    return {"weight": 0.0, "saved": saved, "low": low, "high": high, "cases": [], **more}


def answer(*plans, **more):
    told = {"expected": 900 * KR, "low": 800 * KR, "high": 1_000 * KR}
    return {"plans": list(plans), "nothing": {**told, "worst": 1_100 * KR}, "alone": [], **more}


def test_an_answer_at_fixed_prices_says_so_and_one_at_the_forecasts_stands_beside_it():
    old, *_ = cost_notes(answer(plan(5, 1, 9)))
    assert "faste priser" in old
    fan = {"expected": 850_000 * KR, "low": 700_000 * KR, "high": 990_000 * KR}
    prices, beside, *_ = cost_notes(answer(plan(5, 1, 9), forecast=fan))
    assert "prognosens egne" in prices
    assert "850.000 kr." in beside
    assert "700.000 til 990.000" in beside


def test_a_mean_outside_low_and_high_and_an_interval_without_width_are_explained():
    notes = " ".join(cost_notes(answer(plan(20, 1, 9))))
    assert "ikke mellem lavt og højt for Billigst" in notes
    assert "ens" not in notes
    row = PlacePlan(
        changes=[
            {"from_service": "", "to_service": "residential_temporary", "most": 1, "lead": 0,
             "once_oere": 0, "district": ""}
        ],
        answer=answer(
            plan(5, 1, 9, cases=[{"change": "1", "saved": -35, "low": -30, "high": -30}])
        ),
    )  # fmt: skip
    outside, same = case_notes(row)
    assert "Åbn" in outside
    assert "(Billigst)" in outside
    assert "Lavt og højt er ens for Åbn" in same


def test_one_plan_alone_says_why_there_are_no_others():
    assert "Der er én plan" in cost_notes(answer(plan(5, 1, 9)))[-1]
    two = answer(plan(5, 1, 9), plan(4, 2, 6) | {"weight": 1.0})
    assert not any("Der er én plan" in note for note in cost_notes(two))


def test_where_nobody_is_the_price_is_that_of_the_quarter_before_and_first_of_the_first():
    prices = _filled(np.array([0.0, 20, 0, 90]), np.array([0.0, 2, 0, 3]))
    assert prices.tolist() == [10, 10, 10, 30]


def test_the_fixed_part_and_the_rest_are_the_whole_price_in_every_path():
    own = np.arange(32.0).reshape(2, 1, 16)
    paid = Paid(own, 2 * own, np.zeros(2))
    split = paid.split(80)
    assert split.standing + split.used == pytest.approx(own)
    assert paid.first(0) == (round(own[:, :, :4].mean()), round(2 * own[:, :, :4].mean()))
    assert paid.last(0)[1] > paid.first(0)[1]
