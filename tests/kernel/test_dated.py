"""Dated parameters: the right value for the day, and clear words when there is none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.dated import (
    BrokenParameterFile,
    Certainty,
    Corrections,
    DatedValue,
    NoValueThatDay,
    UnknownParameter,
    corrected_by,
    forget_corrections,
    laid_over,
    parse_parameters,
)
from helhed.kernel.period import Period, first_overlap

GOOD = """
[receipt]
meaning = "Days to a receipt"
unit = "workdays"
[[receipt.values]]
value = 6
valid_from = 2024-01-01
source = "a page"
certainty = "quoted"
[[receipt.values]]
value = 10
valid_from = 2011-01-01
valid_to = 2023-06-30
source = "nobody wrote it down"
certainty = "memory"
"""


def test_the_value_of_the_day_is_given():
    receipt = parse_parameters(GOOD, "file")["receipt"]
    assert receipt.on(date(2023, 6, 30)) == 10
    assert receipt.int_on(date(2030, 1, 1)) == 6
    assert receipt.dated(date(2011, 1, 1)).certainty is Certainty.MEMORY
    assert not receipt.dated(date(2011, 1, 1)).certainty.is_verified


@pytest.mark.parametrize("day", [date(2010, 12, 31), date(2023, 7, 1), date(2023, 12, 31)])
def test_a_day_without_a_value_is_an_error_that_names_parameter_and_day(day):
    receipt = parse_parameters(GOOD, "file")["receipt"]
    with pytest.raises(NoValueThatDay, match=rf"'receipt' has no value on {day}"):
        receipt.on(day)


def test_an_unknown_parameter_is_named():
    with pytest.raises(UnknownParameter, match="recipt"):
        parse_parameters(GOOD, "file")["recipt"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("2023-06-30", "2024-01-01"), "two values on 2024-01-01"),
        (("2023-06-30", "2010-01-01"), "ends 2010-01-01 before"),
        (('certainty = "memory"', 'certainty = "sure"'), "certainty from 2011-01-01"),
        (('source = "a page"', ""), "no source"),
        (("valid_from = 2024-01-01", ""), "without valid_from"),
        (('unit = "workdays"', ""), "lacks 'unit'"),
        (("value = 6", "value = []"), "no usable value from 2024-01-01"),
        (("value = 6", "value = "), "file:"),
    ],
)
def test_a_broken_file_is_refused_and_says_where(change, fault):
    with pytest.raises(ValueError, match=fault) as caught:
        parse_parameters(GOOD.replace(*change), "file")
    assert isinstance(caught.value, BrokenParameterFile) or "ends" in fault


def test_a_text_is_not_taken_for_a_number():
    text = GOOD.replace("value = 6", 'value = "six"')
    with pytest.raises(TypeError, match="not a whole number"):
        parse_parameters(text, "file")["receipt"].int_on(date(2024, 1, 1))


def value(number, start, end=None):
    return DatedValue(number, Period(start, end), "somebody", Certainty.QUOTED)


def spans():
    days = st.dates(date(2024, 1, 1), date(2024, 3, 1))
    ends = st.one_of(st.none(), st.integers(0, 40))
    return st.tuples(days, ends).map(
        lambda pair: (
            pair[0],
            None if pair[1] is None else pair[0] + timedelta(days=pair[1]),
        )
    )


@given(st.lists(spans(), max_size=6))
def test_of_values_laid_over_each_other_what_began_last_holds_and_none_overlap(given_spans):
    values = [value(number, *span) for number, span in enumerate(given_spans)]
    laid = laid_over(values)
    assert first_overlap(one.period for one in laid) is None
    assert [one.period.start for one in laid] == sorted(one.period.start for one in laid)
    for offset in range(110):
        day = date(2023, 12, 30) + timedelta(days=offset)
        there = [(v.period.start, n) for n, v in enumerate(values) if day in v.period]
        expected = max(there)[1] if there else None
        assert next((one.value for one in laid if day in one.period), None) == expected


def test_a_correction_holds_from_its_day_until_the_next_value_that_was_known():
    file = parse_parameters(GOOD, "rules.mail/receipt.toml")
    corrections = {("mail/receipt", "receipt"): [value(8, date(2020, 1, 1))]}
    with corrected_by(Corrections(lambda: corrections)):
        receipt = file["receipt"]
        asked = [date(2019, 12, 31), date(2020, 1, 1), date(2023, 12, 31), date(2024, 1, 1)]
        assert [receipt.int_on(day) for day in asked] == [10, 8, 8, 6]
        assert receipt.dated(date(2020, 1, 1)).certainty is Certainty.QUOTED
    assert file["receipt"].int_on(date(2023, 1, 1)) == 10


def test_corrections_are_read_once_and_anew_when_something_was_corrected():
    file = parse_parameters(GOOD, "rules.mail/receipt.toml")
    reads = []

    def read():
        reads.append(1)
        return {("mail/receipt", "receipt"): [value(len(reads), date(2025, 1, 1))]}

    with corrected_by(Corrections(read)):
        assert reads == []
        assert [file["receipt"].on(date(2026, 1, 1)) for _ in range(3)] == [1, 1, 1]
        forget_corrections()
        assert file["receipt"].on(date(2026, 1, 1)) == 2
    forget_corrections()
    assert len(reads) == 2


def test_a_correction_of_another_file_or_key_changes_nothing():
    file = parse_parameters(GOOD, "rules.mail/receipt.toml")
    others = {key: [value(1, date(2000, 1, 1))] for key in (("mail/x", "receipt"), ("x", "y"))}
    with corrected_by(Corrections(lambda: others)):
        assert file["receipt"].int_on(date(2026, 1, 1)) == 6


def test_what_one_thread_corrects_another_does_not_see():
    file = parse_parameters(GOOD, "rules.mail/receipt.toml")
    corrections = {("mail/receipt", "receipt"): [value(1, date(2024, 1, 1))]}
    with corrected_by(Corrections(lambda: corrections)), ThreadPoolExecutor(1) as pool:
        assert file["receipt"].on(date(2026, 1, 1)) == 1
        assert pool.submit(lambda: file["receipt"].on(date(2026, 1, 1))).result() == 6
