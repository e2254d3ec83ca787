"""What is about others is taken out of a text, and nothing else is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.cases.aktindsigt import LEFT_OUT, TakeOut, answer_by, phrases


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mor Hanne Holm ringede.", "Mor [udeladt] ringede."),
        ("HANNE\n holms bil", "[udeladt] bil"),
        ("Hanne Holm's bil, Hanne Holm", "[udeladt] bil, [udeladt]"),
        ("Hanne Holmgaard og Johanne Holm", "Hanne Holmgaard og Johanne Holm"),
        ("Ring 11 22 33 44.", "Ring [udeladt]."),
        ("Prisen (a+b)* stod der", "Prisen [udeladt] stod der"),
    ],
)
def test_a_phrase_is_taken_out_whole_and_alone(text, left):
    assert TakeOut(["Hanne Holm", "11 22 33 44", "(a+b)*"]).of(text) == left


def test_the_longer_name_goes_before_the_shorter():
    taking = TakeOut(phrases("Bo\n Bo  Hansen \n\nx"))
    assert taking.of("Bo Hansen og Bo") == f"{LEFT_OUT} og {LEFT_OUT}"
    assert taking.times == 2


@given(st.text(), st.lists(st.text(min_size=2, max_size=8), max_size=3))
def test_what_is_taken_out_is_not_there_any_more(text, told):
    listed = phrases("\n".join(told))
    assert TakeOut([]).of(text) == text
    for one in listed:
        taking = TakeOut([one], "\0")
        assert one not in taking.of(f" {one} ")
        assert taking.times == 1


def test_the_answer_is_due_after_seven_workdays():
    assert answer_by(date(2026, 11, 2)) == date(2026, 11, 11)
