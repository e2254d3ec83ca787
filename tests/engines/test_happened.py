"""What changes a forecast month by month, and what happened between two days."""

import numpy as np

from helhed.forecast.episodes.explained import explained, explained_by_month
from helhed.forecast.episodes.follow import follow, no_growth
from helhed.forecast.episodes.happened import happened
from helhed.forecast.episodes.model import fit
from helhed.forecast.episodes.setting import Setting
from tests.engines.test_episodes import DAY, A, B, told_of
from tests.engines.worlds import Rates, world


def test_the_months_of_what_is_explained_sum_to_the_whole():
    told, day = world(Rates(), np.random.default_rng(7), known=48, first_day=738_200)
    model = fit(told, day)
    setting = Setting.of(model, 6, seed=11)
    made = follow(model, setting, no_growth(setting.steps, len(model.states)), 20)
    for whole, monthly in zip(explained(made), explained_by_month(made), strict=True):
        for parts, months in ((whole.persons, monthly.persons), (whole.oere, monthly.oere)):
            assert parts["end"] == sum(map(sum, months.values()))
            assert all(abs(parts[cause] - sum(months[cause])) <= 99 for cause in months)
            assert all(len(months[cause]) == setting.steps for cause in months if cause != "start")


def test_what_happened_between_two_days_is_told_by_its_cause():
    told = told_of(
        ("stays", A, 0, None),
        ("comes", A, 40, None),
        ("leaves", A, 0, 40),
        ("moves", A, 0, 39),
        ("moves", B, 40, None),
        ("grows", A, 0, 39, 24_252 - 216 + 1),
        ("grows", B, 40, None, 24_252 - 216 + 1),
        ("dearer", A, 0, 39),
        ("dearer", A, 40, None),
        ("later", A, 80, None),
    )
    told.oere[8] += 100
    found = [
        (told.person[one.row], one.state, one.cause, one.day - DAY, one.persons, one.oere)
        for one in happened(told, DAY + 30, DAY + 60)
    ]
    price = 60_000_000
    assert sorted(found, key=lambda one: (one[0], one[4])) == [
        ("comes", A, "entries", 40, 1, price),
        ("dearer", A, "price", 40, 0, 100),
        ("grows", A, "ageing", 40, -1, -price),
        ("grows", B, "ageing", 40, 1, price),
        ("leaves", A, "exits", 41, -1, -price),
        ("moves", A, "moves", 40, -1, -price),
        ("moves", B, "moves", 40, 1, price),
    ]


def test_what_happened_sums_to_the_difference_of_who_is_there():
    told, day = world(Rates(), np.random.default_rng(7), known=48, first_day=738_200)
    since, until = day - 300, day - 100
    there = [int((told.known_on(one).end > one).sum()) for one in (since, until)]
    found = happened(told, since, until)
    assert {one.cause for one in found} >= {"entries", "exits", "moves"}
    assert there[0] + sum(one.persons for one in found) == there[1]
