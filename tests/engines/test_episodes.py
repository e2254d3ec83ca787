"""Forecasts from episodes: courses, counting, refund, explanation, scenarios, batches."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.forecast.episodes.borrowed import Margin, fitted, ln_gamma, strongest
from helhed.forecast.episodes.counted import GONE, STAYED, WENT, counted
from helhed.forecast.episodes.explained import explained
from helhed.forecast.episodes.follow import (
    TOTAL,
    follow,
    growth_as_before,
    no_growth,
    series_of,
)
from helhed.forecast.episodes.model import UnableToFollow, fit
from helhed.forecast.episodes.refunded import limits_of, refund_of
from helhed.forecast.episodes.scenarios import (
    Change,
    NotAScenario,
    Place,
    Scenario,
    meant,
    new_in,
    notes_of,
    states_with,
    with_scenario,
)
from helhed.forecast.episodes.setting import Setting, TooMany, newcomer
from helhed.forecast.episodes.tested import what_came
from helhed.forecast.episodes.told import GOES_ON, LEFT, OPEN, Episodes, State, courses_of
from helhed.kernel.period import Month
from helhed.rules.refunds.refusion import limits_in, refund_of_month
from tests.engines.worlds import Rates, world

A, B = State("foster", "own", ""), State("home", "private", "")
DAY = 737_791  # 1 January 2021


def told_of(*rows):
    """Rows of person, state, first day, last day (None is open), and month of birth."""
    return Episodes(
        [row[0] for row in rows],
        np.array([row[4] if len(row) > 4 else 24_000 for row in rows]),
        [row[1] for row in rows],
        np.array([DAY + row[2] for row in rows]),
        np.array([OPEN if row[3] is None else DAY + row[3] for row in rows]),
        np.full(len(rows), 60_000_000.0),
    )


@pytest.fixture(scope="module")
def base():
    told, day = world(Rates(), np.random.default_rng(7), known=48, first_day=738_200)
    model = fit(told, day)
    plain = Setting.of(model, 18, seed=11)
    limits, _ = limits_of(plain.month, plain.steps)
    setting = replace(plain, limits=limits)
    growth = no_growth(setting.steps, len(model.states))
    return model, setting, growth, follow(model, setting, growth, 40)


def test_who_goes_from_one_to_another_within_a_week_has_moved():
    courses = courses_of(told_of(("p", A, 0, 99), ("p", B, 107, None)))
    assert courses.after.tolist() == [1, GOES_ON]
    assert courses.is_first.tolist() == [True, False]


def test_a_longer_gap_is_an_exit_and_an_entry():
    courses = courses_of(told_of(("p", A, 0, 99), ("p", B, 108, None)))
    assert courses.after.tolist() == [LEFT, GOES_ON]
    assert courses.is_first.tolist() == [True, True]


def test_what_runs_beside_is_a_course_of_its_own():
    courses = courses_of(told_of(("p", A, 0, 99), ("p", B, 50, None), ("p", A, 100, None)))
    assert courses.is_first.tolist() == [True, True, False]


def test_time_in_a_service_goes_on_over_a_new_price():
    courses = courses_of(told_of(("p", A, 0, 99), ("p", A, 100, None)))
    assert courses.since.tolist() == [courses.at[0]] * 2
    first = int(courses.at[0])
    assert counted(courses, first, first + 12.0).moves.sum() == 0


def test_what_was_not_known_on_the_day_is_not_told():
    told = told_of(("p", A, 0, 99), ("q", B, 150, None), ("r", A, 10, 400)).known_on(DAY + 100)
    assert told.person == ["p", "r"]
    assert told.end.tolist() == [DAY + 99, OPEN]


def test_a_stay_that_goes_on_at_a_new_price_the_next_day_has_not_ended():
    told = told_of(("p", A, 0, 99), ("p", A, 100, None), ("q", A, 0, 99), ("q", B, 100, None))
    known = told.known_on(DAY + 99)
    assert known.person == ["p", "q"]
    assert known.end.tolist() == [OPEN, DAY + 99]


def test_at_the_end_of_a_month_are_those_whose_price_is_new_in_the_next():
    courses = courses_of(told_of(("p", A, 0, 364), ("p", A, 365, None), ("q", A, 0, 364)))
    came = what_came(courses, [A.unit, TOTAL], 12 * 2021, 13)["persons"]
    assert came[0].tolist() == [2.0] * 11 + [1.0, 1.0]


def test_months_lived_and_events_are_counted_where_they_fall():
    told = told_of(("p", A, 0, 58), ("p", B, 59, None), ("q", A, 0, None))
    courses = courses_of(told)
    first = int(courses.at[0])
    found = counted(courses, first, first + 4.0)
    assert found.lived.sum(axis=(1, 2)).tolist() == [2 + 4, 2]
    assert found.moves.sum(axis=(1, 2)).tolist() == [1, 0]
    assert found.entries.sum() == 2
    assert found.went.sum(axis=0).tolist() == [[0, 1], [0, 0]]


def test_what_comes_at_18_is_counted_apart():
    born = 24_252 + 3 - 216  # 18 in April 2021
    told = told_of(("p", A, 0, 89, born), ("p", B, 90, None, born), ("q", A, 0, None, born))
    courses = courses_of(told)
    found = counted(courses, 24_252, 24_258.0)
    assert found.grown[0].tolist() == [1, 0, 0, 1]
    assert (STAYED, GONE, WENT) == (0, 1, 2)
    assert found.moves.sum() == 0


@given(st.lists(st.integers(0, 60_000_000), min_size=1, max_size=20), st.integers(2021, 2026))
def test_refund_of_many_is_that_of_the_rule(paid, year):
    limits = np.array(limits_in(year).steps)
    fast = refund_of(np.array(paid), limits)
    assert fast.tolist() == [refund_of_month(one, Month(year, 3)).oere for one in paid]


def test_refund_of_a_mean_is_not_the_mean_refund():
    limits = np.array(limits_in(2026).steps)
    paid = np.array([2_000_000, 30_000_000])
    assert refund_of(paid, limits).mean() > refund_of(np.array([16_000_000]), limits)[0]


def test_sparse_cells_are_drawn_towards_their_margins():
    exposure = np.array([1_000.0, 10.0, 1_000.0, 10.0])
    events = np.array([50.0, 3.0, 50.0, 0.0])
    rates = fitted(events, exposure, [Margin("pair", np.array([0, 0, 1, 1]))]).mean
    assert 0 < rates[3] < rates[1] < 0.3
    assert rates[1] > 51 / 1_010 > rates[3] * 0.99


def test_cells_that_differ_more_than_chance_are_drawn_together_less():
    awaited = np.full(8, 50.0)
    alike = strongest(np.full(8, 50.0), awaited)
    apart = strongest(np.array([5.0, 100, 10, 90, 50, 150, 20, 30]), awaited)
    assert apart < alike


@given(st.floats(1e-6, 1e6))
def test_the_gamma_function_is_right(value):
    from math import lgamma

    found = float(ln_gamma(np.array([value]))[0])
    assert found == pytest.approx(lgamma(value), rel=1e-10, abs=1e-10)


def test_the_parts_of_a_change_sum_to_it_in_every_path(base):
    model, _, _, made = base
    states = len(model.states)
    start = np.bincount(model.present.state, minlength=states)
    cost = np.bincount(model.present.state, model.present.oere, states).astype(np.int64)
    paths = made.paths
    assert (paths.persons[:, -1] - start == paths.flows.sum(axis=(1, 3))).all()
    assert (paths.rate[:, -1] - cost == paths.flow_oere.sum(axis=(1, 3))).all()
    for one in explained(made):
        for parts in (one.persons, one.oere):
            causes = sum(parts[name] for name in parts if name not in ("start", "end"))
            assert parts["start"] + causes == parts["end"]


def test_the_explained_end_is_the_mean_of_the_paths(base):
    *_, made = base
    total = explained(made)[-1]
    assert total.unit == TOTAL
    assert total.persons["end"] / 1_000 == pytest.approx(
        series_of(made)[TOTAL, "persons"][:, -1].mean(), abs=1e-3
    )


def test_units_sum_to_the_total(base):
    *_, made = base
    series = series_of(made)
    for name in ("persons", "places", "oere"):
        units = sum(values for (unit, of), values in series.items() if of == name and unit != TOTAL)
        assert np.allclose(units, series[TOTAL, name])


def changed(base, *changes):
    model, setting, growth, _ = base
    model, setting = with_scenario(model, setting, Scenario("s", changes))
    return follow(model, setting, growth, 40)


def test_nothing_changes_before_the_month_of_a_change_nor_elsewhere(base):
    _, setting, _, made = base
    other = changed(base, Change("price", setting.month + 6, Place("home"), factor=1.1))
    assert (made.paths.persons == other.paths.persons).all()
    before, after = made.paths.oere, other.paths.oere
    assert (before[:, :6] == after[:, :6]).all()
    assert (before[:, :, 0] == after[:, :, 0]).all()
    assert after[:, 6:, 1].sum() == pytest.approx(1.1 * before[:, 6:, 1].sum(), rel=1e-6)


def test_more_entries_add_people_and_leave_all_others_as_they_were(base):
    _, setting, _, made = base
    more = changed(base, Change("entries", setting.month, Place(), factor=1.5))
    assert (more.paths.persons >= made.paths.persons).all(axis=1).mean() > 0.5
    assert (more.paths.persons.sum(axis=2) >= made.paths.persons.sum(axis=2)).all()


def test_twice_the_time_is_half_the_leaving(base):
    _, setting, _, made = base
    longer = changed(base, Change("time", setting.month, Place(), factor=2.0))
    exits = made.paths.flows[..., 1].sum() / made.paths.ticks.sum()
    fewer = longer.paths.flows[..., 1].sum() / longer.paths.ticks.sum()
    assert fewer == pytest.approx(exits / 2, rel=0.1)


def test_a_new_house_is_filled_and_never_overfilled(base):
    told, day = world(Rates(), np.random.default_rng(7), known=48)
    house = Change(
        "house",
        24_228,
        Place("home", "own"),
        Place("home", "private"),
        places=3,
        oere_per_year=40_000_000,
    )
    scenario = Scenario("house", (house,))
    states = states_with(sorted(set(told.known_on(day).state)), [scenario])
    model = fit(told, day, states)
    setting = Setting.of(model, 12, seed=3)
    model, setting = with_scenario(model, setting, scenario)
    made = follow(model, setting, no_growth(setting.steps, len(states)), 20)
    there = made.paths.persons[:, :, states.index(State("home", "own", ""))]
    assert there.max() == 3
    assert there.mean() > 2.5


def test_a_house_where_others_live_already_brings_its_places_beside_theirs():
    told, day = world(Rates(), np.random.default_rng(7), known=48, first_day=738_200)
    states = sorted(set(told.known_on(day).state))
    old, other = states
    plain = Setting.of(fit(told, day), 12, seed=3)
    house = Change(
        "house",
        plain.month + 4,
        Place(old.service, old.owner),
        Place(other.service),
        places=3,
        oere_per_year=1_200,
    )
    scenario = Scenario("house", (house,))
    model = fit(told, day, states_with(states, [scenario]))
    setting = Setting.of(model, 12, seed=3)
    growth = no_growth(setting.steps, len(model.states))
    found = follow(model, setting, growth, 20)
    before, opens = series_of(found), 4 - found.skipped
    after = series_of(follow(*with_scenario(model, setting, scenario), growth, 20))
    more = after[old.unit, "persons"] - before[old.unit, "persons"]
    assert (more[:, :opens] == 0).all()
    assert more[:, opens:].mean() > 2
    priced = after[old.unit, "oere"] - before[old.unit, "oere"]
    assert (priced[:, :opens] == 0).all()
    assert np.median(priced[:, opens:]) == 3 * 1_200 / 12  # those in the old places cost as before


def test_a_factor_of_nothing_stops_what_it_is_of(base):
    _, setting, _, _ = base
    none = changed(base, Change("entries", setting.month, Place(), factor=0.0))
    assert none.paths.flows[..., 0].sum() == 0


def test_of_several_places_those_go_to_the_one_of_the_same_owner(base):
    model, setting, _, _ = base
    mix = Change("mix", setting.month + 99, Place("home"), Place(owner="own"), share=0.5)
    notes = notes_of(model, setting, Scenario("s", (mix,)), model.states)
    assert notes == ["s, change 1 begins after the last month and changes nothing"]
    assert meant(model, Place(), model.states.index(B), 1) == model.states.index(B)


def test_a_house_and_a_mix_that_bring_a_place_where_nobody_ever_was_say_so():
    known = [State("home", "own", "high"), State("home", "private", "")]
    house = Change("house", 24_300, Place("hoem", "own"), Place(owner="private"), places=3)
    mix = Change("mix", 24_300, Place("home"), Place("home", "region"), share=0.5)
    there = Change("house", 24_300, Place("home", "own"), Place("home", "private"), places=3)
    found = new_in(known, Scenario("s", (house, mix, there)))
    assert [(one.number, one.units) for one in found] == [(1, ("hoem/own",)), (2, ("home/region",))]


def test_limits_of_refund_go_on_after_the_last_year_that_is_known_whenever_the_forecast_begins():
    last = max(year for year in range(2020, 2060) if limits_of(12 * year, 1)[1] == [])
    same, _ = limits_of(12 * last, 1)
    later, notes = limits_of(12 * (last + 2), 3)
    assert (later == same[0]).all()
    assert notes == [f"limits of refund after {last} are not known; the last are used"]
    assert limits_of(12 * 1990, 1) == (
        None,
        ["limits of refund in 1990 are not known; no refund is counted"],
    )


def test_a_change_where_nobody_ever_was_is_told(base):
    with pytest.raises(NotAScenario, match=r"change 1.*nobody was ever at moon"):
        changed(base, Change("price", 24_300, Place("moon"), factor=2.0))


def test_a_day_before_everything_is_told():
    with pytest.raises(UnableToFollow, match="no episode had begun"):
        fit(told_of(("p", A, 0, None)), DAY - 1)


def test_more_newcomers_than_addresses_are_told(base):
    with pytest.raises(TooMany):
        changed(base, Change("entries", base[1].month, Place(), factor=1e5))


def test_addresses_of_newcomers_never_meet():
    step, state, age, number = np.meshgrid([0, 1, 255], [0, 1, 1023], [0, 9], [0, 511])
    codes = [
        newcomer(*map(int, one))
        for one in zip(*(x.ravel() for x in (step, state, age, number)), strict=True)
    ]
    assert len({int(code) for code in codes}) == len(codes)
    assert max(codes) < 2**32


def test_counting_begins_when_people_are_told_to_have_left_not_at_a_new_price_or_a_move():
    """An extract of those who are here, with their past, and of all who left in the last year."""
    stayed = [(f"s{n}", A, -2_000 + 30 * n, None) for n in range(40)]
    priced = [("p", A, -2_000, -1_800), ("p", A, -1_799, None)]
    moved = [("m", A, -2_000, -1_500), ("m", B, -1_499, None)]
    left = [(f"l{n}", A, -400, 3 * n) for n in range(100)]
    for early in ([], [("e", A, -1_500, -1_400)]):
        model = fit(told_of(*stayed, *priced, *moved, *left, *early), DAY + 320)
        assert model.counts.first == 12 * 2021 + 1
        assert model.levels[2].trend < 0.1


def test_prices_rise_as_they_rose_while_people_stayed():
    """Twenty stay three years and are dearer by a tenth each year."""
    rows = [(f"p{n}", A, 365 * year, 365 * year + 364) for n in range(20) for year in range(3)]
    told = told_of(*rows)
    told = replace(told, oere=np.array([1e7 * 1.1 ** (row[2] // 365) for row in rows]))
    model = fit(told, DAY + 3 * 365 - 2)
    assert model.prices.rise[0] == pytest.approx(1.1 ** (2 / 3) - 1, abs=0.01)
    assert 0.005 < model.prices.rise_doubt < 0.1
    growth = growth_as_before(model, 14)
    assert (growth.mean > 0).any(axis=1).sum() == 2  # two Januaries
