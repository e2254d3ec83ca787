"""Dated parameters: the right value for the day, and clear words when there is none."""

from datetime import date

import pytest

from helhed.kernel.dated import (
    BrokenParameterFile,
    Certainty,
    NoValueThatDay,
    UnknownParameter,
    parse_parameters,
)

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
