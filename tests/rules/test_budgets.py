"""The year's line: what is expected follows from what is closed and what is committed."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month
from helhed.rules.budgets.forbrug import YearLine, by_month
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.budgets.ramme import FrameKind, is_too_late

oere = st.integers(-(10**9), 10**12)
twelve = st.lists(oere, min_size=12, max_size=12)


@st.composite
def lines(draw):
    return YearLine(draw(oere), draw(twelve), draw(twelve), draw(st.integers(0, 12)), draw(twelve))


@given(lines())
def test_expected_is_the_actual_of_closed_months_corrected_and_the_commitment_of_the_others(line):
    closed = line.closed
    corrected = sum(line.actual[:closed]) + sum(line.known)
    assert line.expected == corrected + sum(line.committed[closed:])


@given(lines(), st.integers(0, 11))
def test_a_known_correction_that_is_posted_moves_no_expectation(line, month):
    if month >= line.closed:
        return
    posted, known = list(line.actual), list(line.known)
    posted[month] += known[month]
    known[month] = 0
    assert replace(line, actual=posted, known=known).expected == line.expected


@given(lines())
def test_what_is_expected_and_what_remains_make_the_frame(line):
    assert line.expected + line.remaining == line.frame


@given(lines(), st.integers(0, 11))
def test_paying_an_open_month_moves_no_expectation(line, month):
    if month < line.closed:
        return
    paid = list(line.actual)
    paid[month] += 12_345
    after = replace(line, actual=paid)
    assert after.expected == line.expected
    assert after.actual_to_date == line.actual_to_date + 12_345
    assert after.committed_rest == line.committed_rest - 12_345


@given(lines())
def test_a_month_that_is_paid_as_committed_can_be_closed_without_a_surprise(line):
    if line.closed == 12:
        return
    paid = list(line.actual)
    paid[line.closed] = line.committed[line.closed]
    assert replace(line, actual=paid, closed=line.closed + 1).expected == line.expected


@given(oere, st.sampled_from([2023, 2024]))
def test_a_frame_spread_over_the_months_is_the_same_frame(frame, year):
    lengths = [Month(year, month).length for month in range(1, 13)]
    spread = by_month(frame, lengths)
    assert sum(spread) == frame
    for part, days in zip(spread, lengths, strict=True):
        assert abs(part - frame * days / sum(lengths)) <= 1


@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_commitments_are_counted_to_the_end_of_the_fourth_year_ahead(today):
    assert last_counted_month(today) == Month(today.year + 4, 12)


@given(st.sampled_from(FrameKind), st.integers(2000, 2050), st.integers(2000, 2050))
def test_the_original_budget_stands_when_its_year_is_over_and_the_rest_a_year_later(
    kind, year, this_year
):
    years_ago = this_year - year
    assert is_too_late(kind, year, this_year) is (years_ago > int(kind is not FrameKind.ORIGINAL))
