"""The right place: reasons that can be counted after, and solvers that equal trying everything."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.placing import (
    Citizen,
    Distances,
    Offer,
    Result,
    UnableToAssign,
    Weights,
    assign,
    first_come,
    rank,
)
from helhed.placing._reference import best_points
from helhed.placing.assign import Question, ask, joined
from helhed.placing.match import why_before

TODAY = date(2026, 11, 2)
NEAR = Distances({("nord", "syd"): 12_400})


def citizen(key="c", **told):
    given = {
        "paragraph": "SEL § 108",
        "groups": frozenset({"autisme"}),
        "themes": {"egenomsorg": 3, "relationer": 2, "økonomi": 0},
        "since": TODAY - timedelta(30),
        "latest": TODAY + timedelta(30),
        "district": "nord",
    }
    return Citizen(key, **{**given, **told})


def offer(key="o", **told):
    given = {
        "paragraphs": frozenset({"SEL § 108"}),
        "groups": frozenset(),
        "themes": {"egenomsorg": 4, "relationer": 4},
        "free": 1,
        "free_from": TODAY,
        "oere_per_day": 185_000,
        "district": "nord",
    }
    return Offer(key, **{**given, **told})


def ranked(who, *offers, weights=None):
    return rank(who, offers, NEAR, weights or Weights())


def test_every_hard_reason_is_told_and_not_only_the_first():
    bad = offer(paragraphs=frozenset({"SEL § 107"}), groups=frozenset({"døve"}), free=0)
    [one] = ranked(citizen(refuses=frozenset({"o"})), bad)
    assert [reason.code for reason in one.against] == ["paragraph", "group", "full", "refused"]
    assert one.rank is None
    assert "SEL § 108" in str(one.against[0])


def test_the_points_are_the_sum_of_what_is_shown():
    [one] = ranked(citizen(wishes=("o",)), offer(district="syd", result=Result(0.4, 0.5, 0.6, 40)))
    told = {reason.code: reason.points for reason in one.reasons}
    assert told == {
        "need": 1_000, "wish": 300, "distance": -124, "price": -185, "free": 0, "result": 120,
    }  # fmt: skip
    assert one.points == 1_111
    assert any("12,4 km" in str(reason) for reason in one.reasons)


def test_an_offer_without_enough_support_comes_after_one_with_it():
    weak = offer("a", themes={"egenomsorg": 2, "relationer": 2})
    first, second = ranked(citizen(), weak, offer("b", oere_per_day=210_000))
    assert (first.offer.key, second.offer.key) == ("b", "a")
    assert why_before(first, second).code == "need"


def test_where_no_need_is_written_it_says_so_and_no_offer_loses_by_it():
    [one] = ranked(citizen(themes={}), offer())
    [reason] = [reason for reason in one.reasons if reason.code == "need"]
    assert reason.points == 1_000
    assert "ikke skrevet" in str(reason)


def test_a_latest_day_that_nobody_wrote_is_told_and_no_place_comes_too_late():
    [one] = ranked(citizen(latest=None), offer(free_from=TODAY + timedelta(120)))
    [reason] = [reason for reason in one.reasons if reason.code == "free"]
    assert reason.points == 0
    assert str(reason) == "Der er ikke skrevet, hvornår pladsen senest skal være der."


def test_one_day_and_one_theme_are_told_in_the_singular():
    who = citizen(themes={"egenomsorg": 3}, latest=TODAY)
    [one] = ranked(who, offer(free_from=TODAY + timedelta(1)))
    told = {reason.code: str(reason) for reason in one.reasons}
    assert told["free"] == "En plads er fri én dag for sent."
    assert "i det ene tema" in told["need"]


def test_an_offer_whose_places_nobody_knows_can_be_used_and_counts_as_the_latest():
    known, unknown = ranked(citizen(), offer("a", free=None, free_from=None), offer("b"))
    assert (known.offer.key, unknown.offer.key) == ("b", "a")
    [reason] = [reason for reason in unknown.reasons if reason.code == "free"]
    assert reason.points == -180
    assert "kendes ikke" in str(reason)


def test_an_unknown_distance_counts_as_the_longest_and_says_so():
    [one] = ranked(citizen(), offer(district="øst"))
    [reason] = [reason for reason in one.reasons if reason.code == "distance"]
    assert reason.points == -500
    assert "kendes ikke" in str(reason)


def test_a_good_share_of_few_does_not_outdo_a_proven_one():
    few = offer("a", result=Result(0.1, 0.9, 1.0, 3))
    many = offer("b", result=Result(0.55, 0.6, 0.65, 400))
    assert [one.offer.key for one in ranked(citizen(), few, many)] == ["b", "a"]


def test_a_place_that_comes_too_late_loses_for_each_day():
    late = offer(free_from=TODAY + timedelta(40))
    [one] = ranked(citizen(), late)
    assert [str(reason) for reason in one.reasons if reason.code == "free"] == [
        "En plads er fri 10 dage for sent."
    ]


def test_offers_that_are_even_share_a_rank_and_nothing_is_said_to_put_one_before_the_other():
    wished = citizen(wishes=("c",))
    dear = offer("a", oere_per_day=175_000, district="syd"), offer("b", oere_per_day=299_000)
    first, second, third = ranked(wished, *dear, offer("c"))
    assert [one.rank for one in (first, second, third)] == [1, 2, 2]
    assert second.points == third.points
    assert why_before(second, third) is None
    assert why_before(first, second) is not None


levels = st.dictionaries(st.sampled_from("abc"), st.integers(0, 4), max_size=3)
keys = st.sampled_from("123456")


@st.composite
def offers(draw):
    named = draw(st.lists(keys, min_size=1, max_size=6, unique=True))
    return [
        offer(
            key,
            themes=draw(levels),
            free=draw(st.integers(0, 2)),
            oere_per_day=draw(st.integers(0, 500_000)),
            district=draw(st.sampled_from(["nord", "syd", ""])),
        )
        for key in named
    ]


@given(offers(), levels, st.lists(keys, max_size=3, unique=True))
def test_the_list_is_the_one_that_counting_pairs_gives(found, needs, wishes):
    listed = ranked(citizen(themes=needs, wishes=tuple(wishes)), *found)
    assert sorted(one.offer.key for one in listed) == sorted(one.key for one in found)
    for one in listed:
        before = [other for other in listed if not other.against and other.points > one.points]
        assert one.rank == (None if one.against else len(before) + 1)


@st.composite
def questions(draw):
    people = [f"c{n}" for n in range(draw(st.integers(1, 5)))]
    houses = [f"o{n}" for n in range(draw(st.integers(1, 3)))]
    worth = {
        (who, house): draw(st.integers(-2_000, 2_000))
        for who in people
        for house in houses
        if draw(st.booleans())
    }
    size = st.integers(0, 3)
    rules = draw(st.permutations(people))
    together = [frozenset(rules[:2])] if len(people) > 2 and draw(st.booleans()) else []
    apart = [(rules[-1], rules[-2])] if len(people) > 3 and draw(st.booleans()) else []
    return Question(
        worth,
        {who: draw(st.integers(0, 5_000)) for who in people},
        {house: draw(size) for house in houses},
        together,
        apart,
    )


@given(questions())
def test_no_sharing_out_has_more_points_than_the_solvers(question):
    found = assign(question)
    assert question.breaks(found.placed) == ""
    assert found.points == best_points(question)
    assert set(found.placed) | set(found.waiting) == set(question.priority)


@given(questions(), st.randoms(use_true_random=False))
def test_first_come_first_served_breaks_nothing_and_is_never_better(question, random):
    order = sorted(question.priority)
    random.shuffle(order)
    served = first_come(question, order)
    assert question.breaks(served.placed) == ""
    assert served.points <= assign(question).points


def test_siblings_are_together_or_both_wait():
    pair = frozenset({"a", "b"})
    two = [citizen("a"), citizen("b"), citizen("c")]
    single = ask(two, [offer("x"), offer("y")], NEAR, Weights(), TODAY, [pair])
    assert set(assign(single).placed) == {"c"}
    room = ask(two, [offer("x", free=2), offer("y")], NEAR, Weights(), TODAY, [pair])
    assert assign(room).placed["a"] == assign(room).placed["b"] == "x"


def test_who_waited_longest_gets_the_only_place_whatever_suits_the_other():
    long = citizen("long", since=TODAY - timedelta(400), themes={"egenomsorg": 4, "relationer": 4})
    new = citizen("new", since=TODAY, wishes=("o",))
    found = assign(ask([new, long], [offer()], NEAR, Weights(), TODAY))
    assert found.placed == {"long": "o"}
    assert found.waiting == ("new",)


def test_the_solver_beats_first_come_where_the_first_takes_what_only_the_second_can_use():
    first = citizen("a", groups=frozenset({"autisme", "adhd"}))
    second = citizen("b", groups=frozenset({"adhd"}))
    homes = [
        offer("x", groups=frozenset({"adhd"}), oere_per_day=100_000),
        offer("y", groups=frozenset({"autisme"})),
    ]
    question = ask([first, second], homes, NEAR, Weights(), TODAY)
    assert first_come(question, ["a", "b"]).waiting == ("b",)
    assert assign(question).placed == {"a": "y", "b": "x"}


@pytest.mark.parametrize(
    ("together", "apart", "words"),
    [
        ([frozenset({"a", "z"})], [], "z is named in a rule"),
        ([frozenset({"a", "b"})], [("b", "a")], "both together and apart"),
    ],
)
def test_rules_that_cannot_hold_are_named(together, apart, words):
    two = [citizen("a"), citizen("b")]
    with pytest.raises(UnableToAssign, match=words):
        ask(two, [offer()], NEAR, Weights(), TODAY, together, apart)


def test_four_hundred_citizens_and_sixty_offers_are_shared_out():
    draw = np.random.default_rng(7)
    people = [
        citizen(f"c{n:03d}", since=TODAY - timedelta(int(draw.integers(0, 700))), urgency=n % 5)
        for n in range(400)
    ]
    homes = [
        offer(
            f"o{n:02d}",
            free=int(draw.integers(1, 6)),
            oere_per_day=int(draw.integers(9, 30)) * 10_000,
        )
        for n, (free, price) in enumerate(draw.integers([1, 9], [6, 30], (60, 2)))
    ]
    question = ask(people, homes, NEAR, Weights(), TODAY)
    found = assign(question)
    assert len(found.placed) == min(400, sum(one.free for one in homes))
    order = sorted(question.priority, key=lambda who: (-question.priority[who], who))
    assert found.points >= first_come(question, order).points


def test_groups_that_share_somebody_are_one_and_none_is_broken_by_first_come():
    worth = {(who, offer): 10 for who in "abc" for offer in ("x", "y")}
    groups = [frozenset("ab"), frozenset("bc")]
    question = Question(worth, dict.fromkeys("abc", 100), {"x": 2, "y": 3}, groups)
    served = first_come(question, "abc")
    assert served.placed == dict.fromkeys("abc", "y")
    assert not question.breaks(served.placed)
    assert joined([*groups, frozenset("de"), frozenset("ca")]) == [
        frozenset("de"),
        frozenset("abc"),
    ]
