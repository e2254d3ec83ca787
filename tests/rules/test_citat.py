"""Quotes: a passage always stands in the version that it names, and what became of it is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.cases.citat import (
    FIELDS,
    MOST_LETTERS,
    Standing,
    Target,
    UnableToQuote,
    check_field,
    chosen,
    fields_of,
    fingerprint,
    passages,
    standing,
    stands_in,
)

TEXTS = st.text(st.sampled_from("ab æøå.\n\r\t »«"), max_size=60)


@given(TEXTS)
def test_every_passage_stands_word_for_word_in_its_text(text):
    assert all(one and one in text for one in passages(text))


@given(TEXTS)
def test_nothing_that_is_written_cannot_be_quoted(text):
    words = "".join(text.split())
    offered = "".join("".join(one.split()) for one in passages(text))
    assert all(letter in offered for letter in words)


@given(st.lists(TEXTS, min_size=1, max_size=4), st.data())
def test_a_passage_is_chosen_by_its_mark_and_stands_in_the_version_that_is_named(texts, data):
    offered = [one for text in texts for one in passages(text)]
    if not offered:
        return
    wanted = data.draw(st.sampled_from(offered))
    passage, text = chosen(fingerprint(wanted), texts)
    assert passage == wanted
    assert passage in text
    assert standing(passage, fingerprint(text), texts) is Standing.STANDS


@given(TEXTS, TEXTS)
def test_only_the_same_words_count_as_the_same_version(one, other):
    assert (fingerprint(one) == fingerprint(other)) == (one == other)


@given(st.text("abc", min_size=1, max_size=9), st.lists(TEXTS, max_size=3))
def test_a_passage_is_never_told_to_stand_where_it_does_not(passage, now):
    told = standing(passage, fingerprint(passage), now)
    assert (told is Standing.CORRECTED) == (not any(passage in text for text in now))


@pytest.mark.parametrize(
    ("now", "is_amended", "told"),
    [
        (["Natten er svær"], False, Standing.STANDS),
        (["Natten er svær"], True, Standing.AMENDED),
        (["Natten er svær. Dagen går."], False, Standing.CHANGED),
        (["Natten er god"], False, Standing.CORRECTED),
        ([], False, Standing.CORRECTED),
        (None, True, Standing.WITHDRAWN),
    ],
)
def test_what_became_of_a_source_is_told(now, is_amended, told):
    was = fingerprint("Natten er svær")
    assert standing("Natten er svær", was, now, is_amended=is_amended) is told


def test_a_mark_that_nothing_holds_any_more_is_refused():
    with pytest.raises(UnableToQuote):
        chosen(fingerprint("Andet"), ["Natten er svær"])


def test_what_is_too_long_to_stand_in_another_text_is_not_offered():
    assert passages("x" * (MOST_LETTERS + 1)) == []


@pytest.mark.parametrize("target", list(Target))
def test_a_quote_stands_in_a_field_of_its_text_alone(target):
    both = [fields_of(target, child=child) for child in (True, False)]
    assert both[0] | both[1] == FIELDS[target]
    for fields in both:
        for field in fields:
            check_field(fields, field)
        with pytest.raises(UnableToQuote):
            check_field(fields, "citation")


def test_only_a_childs_case_has_the_words_of_child_and_parents():
    grown = {field for target in Target for field in fields_of(target, child=False)}
    assert grown.isdisjoint({"childs_view", "parents_words"})


@given(TEXTS)
def test_words_stand_in_a_text_however_its_lines_end(text):
    assert stands_in(text, "Før" + text.replace("\r\n", "\n").replace("\n", "\r\n") + "efter")
