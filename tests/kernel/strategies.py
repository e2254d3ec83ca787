"""Generated periods and months, around leap years and month ends."""

from datetime import date

from hypothesis import strategies as st

from helhed.kernel.period import Month, Period

days = st.dates(min_value=date(2022, 12, 15), max_value=date(2025, 1, 31))
months = st.builds(Month, st.integers(2022, 2025), st.integers(1, 12))


@st.composite
def periods(draw, open_end=True):
    start = draw(days)
    end = draw(st.none() | days if open_end else days)
    if end is not None and end < start:
        start, end = end, start
    return Period(start, end)


closed_periods = periods(open_end=False)
