"""Reconciliation: sent = posted + explained + open, to the øre, whatever the ledger answers."""

import random
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helhed.kernel.period import Month
from helhed.rules.payments import _reference
from helhed.rules.payments.afstemning import (
    Answers,
    DifferenceKind,
    DifferenceState,
    Explanation,
    NumberUsedTwice,
    Posted,
    Sent,
    reconcile,
)

MAY, JUNE = Month(2026, 5), Month(2026, 6)
HERE, THERE = "5.38.52.1.4.001.40", "5.38.50.1.4.001.40"
PAID_ON, NEXT_DAY, LONG_AFTER = date(2026, 5, 29), date(2026, 6, 1), date(2026, 7, 1)
SMALL = st.sampled_from([-200, -100, 100, 150, 200, 300])


def line(key="a", oere=100, citizen="Ane", account=HERE, month=MAY):
    return Sent(key, citizen, account, month, oere, PAID_ON)


def posting(number, oere, of=None, citizen="Ane", account=HERE, month=MAY):
    return Posted(number, of, citizen, account, month, oere)


@st.composite
def lines(draw):
    count = draw(st.integers(0, 6))
    return [
        line(
            f"line-{n}",
            draw(SMALL),
            draw(st.sampled_from(["Ane", "Bo"])),
            draw(st.sampled_from([HERE, THERE])),
            draw(st.sampled_from([MAY, JUNE])),
        )
        for n in range(count)
    ]


@st.composite
def answered(draw):
    """Lines, and any mixture of faults in what came back."""
    sent = draw(lines())
    keys = [one.line for one in sent]
    some = st.sampled_from([None, "nobody's", *keys])
    postings = []
    for n in range(draw(st.integers(0, 10))):
        of = draw(some)
        like = next((one for one in sent if one.line == of), None) or (
            draw(st.sampled_from(sent)) if sent else line()
        )
        whole = draw(st.booleans())
        postings.append(
            Posted(
                f"{n:02d}",
                draw(st.sampled_from([of, None])),
                draw(st.sampled_from([like.citizen, like.citizen, None])),
                draw(st.sampled_from([like.account, like.account, THERE])),
                like.month,
                like.oere if whole else draw(SMALL | st.just(0)),
            )
        )
    by_hand = {p.number: draw(some) for p in postings if draw(st.integers(0, 4)) == 0}
    rejected = frozenset(key for key in keys if draw(st.integers(0, 3)) == 0)
    return sent, Answers(rejected, postings, by_hand)


def held(sent, answers, today=LONG_AFTER):
    return reconcile(sent, answers, today=today, owner="Finance")


def explained_all(sent, answers, pick=lambda _: True):
    found = held(sent, answers).differences
    said = {one.key: Explanation(one.oere, "Aftalt") for one in found if pick(one)}
    return Answers(answers.rejected, answers.postings, answers.by_hand, said)


@given(answered(), st.randoms())
def test_sent_is_posted_and_explained_and_open_to_the_oere(given_, chance):
    sent, answers = given_
    told = explained_all(sent, answers, lambda _: chance.random() < 0.5)
    found = held(sent, told)
    assert found.sent == sum(one.oere for one in sent)
    assert found.posted == sum(one.oere for one in answers.postings)
    assert found.sent == found.posted + found.outstanding(
        DifferenceState.EXPLAINED
    ) + found.outstanding(DifferenceState.OPEN)
    assert held(sent, explained_all(sent, answers)).is_settled


@given(answered(), st.sampled_from([NEXT_DAY, LONG_AFTER]))
def test_it_finds_what_the_plain_way_finds(given_, today):
    sent, answers = given_
    found = {(one.key, one.kind, one.oere) for one in held(sent, answers, today).differences}
    assert found == _reference.differences(sent, answers, today)


@given(answered(), st.randoms())
def test_the_order_of_files_and_a_file_that_comes_twice_change_nothing(given_, chance):
    sent, answers = given_
    again = [*answers.postings, *chance.sample(answers.postings, len(answers.postings) // 2)]
    chance.shuffle(again)
    lines_again = chance.sample(sent, len(sent))
    other = held(lines_again, Answers(answers.rejected, again, answers.by_hand))
    first = held(sent, answers)
    assert set(other.differences) == set(first.differences)
    assert other.line_of == first.line_of


@given(answered())
def test_every_difference_has_an_owner_and_every_line_and_posting_one_at_most(given_):
    sent, answers = given_
    found = held(sent, answers).differences
    assert len({one.key for one in found}) == len(found)
    assert all(one.owner == "Finance" for one in found)


@given(answered(), SMALL)
def test_an_explanation_holds_only_for_the_amount_it_was_given_for(given_, more):
    sent, answers = given_
    told = explained_all(sent, answers)
    assume(any(kind == "line" for kind, _ in told.explained))
    key = next(key for kind, key in told.explained if kind == "line")
    later = posting("later", more, of=key)
    now = held(sent, Answers(told.rejected, [*told.postings, later], {}, told.explained))
    row = next((one for one in now.differences if one.key == ("line", key)), None)
    assert (
        row is None
        or row.state is DifferenceState.OPEN
        or row.oere == (told.explained["line", key].oere)
    )


@pytest.mark.parametrize(
    ("postings", "today", "kind", "outstanding"),
    [
        ([], NEXT_DAY, "late", 100),
        ([], LONG_AFTER, "missing", 100),
        ([posting("1", 100, "a"), posting("2", -100, "a")], NEXT_DAY, "late", 100),
        ([posting("1", 100, "a"), posting("2", 100, "a")], NEXT_DAY, "double", -100),
        ([posting("1", 40, "a")], NEXT_DAY, "partial", 60),
        ([posting("1", 130, "a")], NEXT_DAY, "amount", -30),
        ([posting("1", -100, "a")], NEXT_DAY, "amount", 200),
        ([posting("1", 100, "a", account=THERE)], NEXT_DAY, "account", 0),
    ],
)
def test_what_a_difference_is_called(postings, today, kind, outstanding):
    (found,) = held([line()], Answers(postings=postings), today).differences
    assert (found.kind.value, found.oere) == (kind, outstanding)
    assert found.key == ("line", "a")


def test_a_rejected_line_is_a_difference_until_it_is_posted_after_all():
    rejected = Answers(frozenset(["a"]))
    (found,) = held([line()], rejected).differences
    assert (found.kind, found.oere) == (DifferenceKind.REJECTED, 100)
    paid = Answers(frozenset(["a"]), [posting("1", 100, "a")])
    assert held([line()], paid).differences == ()


def test_a_double_or_partial_posting_that_is_put_right_leaves_no_difference():
    twice = [posting(n, 100, "a") for n in "12"]
    assert held([line()], Answers(postings=[*twice, posting("3", -100, "a")])).is_settled
    parts = [posting("1", 40, "a"), posting("2", 60, "a")]
    assert held([line()], Answers(postings=parts)).differences == ()


def test_a_posting_without_an_id_finds_the_one_line_that_says_the_same():
    found = held([line(), line("b", 200)], Answers(postings=[posting("1", 200)]), NEXT_DAY)
    assert found.line_of == {"1": "b"}
    assert [one.key for one in found.differences] == [("line", "a")]


@pytest.mark.parametrize(
    ("sent", "postings"),
    [
        ([line("a"), line("b")], [posting("1", 100)]),
        ([line("a")], [posting("1", 100), posting("2", 100)]),
        ([line("a")], [posting("1", 100, citizen=None)]),
        ([line("a")], [posting("1", 100, citizen="Bo")]),
        ([line("a")], [posting("1", 100, account=THERE)]),
        ([line("a")], [posting("1", 100, month=JUNE)]),
        ([line("a")], [posting("0", 100, "a"), posting("1", 100)]),
    ],
)
def test_what_is_not_clear_is_left_to_a_person(sent, postings):
    found = held(sent, Answers(postings=postings))
    assert found.line_of["1"] is None
    assert ("posting", "1") in {one.key for one in found.differences}
    by_hand = Answers(postings=postings, by_hand={"1": "a"})
    assert held(sent, by_hand).line_of["1"] == "a"


def test_an_unknown_posting_that_is_taken_back_is_no_difference_any_more():
    unknown = [posting("1", 700, citizen=None), posting("2", -700, citizen=None)]
    assert [one.oere for one in held([], Answers(postings=unknown[:1])).differences] == [-700]
    assert held([], Answers(postings=unknown)).differences == ()


def test_whoever_takes_a_difference_owns_it():
    told = Answers(owners={("line", "a"): "Bente"})
    (found,) = held([line()], told).differences
    assert found.owner == "Bente"


def test_a_number_that_is_used_for_two_postings_is_an_error():
    with pytest.raises(NumberUsedTwice, match="17"):
        held([line()], Answers(postings=[posting("17", 100, "a"), posting("17", 90, "a")]))


def test_a_large_month_is_held_together_in_a_moment():
    chance = random.Random(3)
    sent = [line(f"{n}", chance.randrange(1, 10**7), f"c{n % 9000}") for n in range(15_000)]
    postings = [
        posting(f"p{n}", one.oere, one.line if n % 3 else None, one.citizen)
        for n, one in enumerate(sent)
    ]
    assert held(sent, Answers(postings=postings)).is_settled
