"""Danish words are one whichever way they are spelled and bent."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.danish import fold, stem, stems, words
from helhed.kernel.search import asked_for, excerpt


@pytest.mark.parametrize(
    "same",
    [
        "støtte støtten støtter STØTTE stoette støttens",
        "bolig boligen boliger boligerne boligens",
        "Århus Aarhus århus",
        "udredning udredningen udredninger udredningernes",
        "café cafe CAFÉ",
        "rådgiver rådgiveren rådgivere raadgivernes",
        "hjælpeløst hjælpeløs",
        "Müller Myller",
    ],
)
def test_a_word_is_the_same_bent_and_spelled_otherwise(same):
    assert len({stem(word) for word in same.split()}) == 1


@pytest.mark.parametrize("two", ["mor mord", "bo bostøtte", "hund hånd", "plan plads"])
def test_different_words_stay_apart(two):
    one, other = two.split()
    assert stem(one) != stem(other)


@given(st.text())
def test_stems_are_of_few_letters_and_never_empty(text):
    kept = set("abcdefghijklmnopqrstuvwxyzæøå0123456789")
    assert all(one and len(one) <= 60 and set(one) <= kept for one in stems(text))
    assert fold(fold(text)) == fold(text) or not text.isascii()


@given(st.text())
def test_words_stand_where_they_say(text):
    found = list(words(text))
    assert {stem(text[word.start : word.end]) for word in found} == {word.stem for word in found}
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.text(), st.text(max_size=20))
def test_an_excerpt_is_a_part_of_the_text_and_marks_what_was_asked_for(text, question):
    asked = asked_for(question)
    pieces = [p for p in excerpt(text, asked) if p.text not in ("… ", " …")]
    assert "".join(piece.text for piece in pieces) in text
    assert all(asked.holds(stem(piece.text)) for piece in pieces if piece.is_marked)


def test_a_star_asks_for_the_beginning_of_a_word_that_is_long_enough():
    assert asked_for("bostøtte* møderne") == asked_for("MOEDE Bostøtten*")
    assert asked_for("støtte*").begun == {"støt"}
    assert asked_for("bo*").begun == frozenset()
    assert asked_for(" *! ").is_empty
