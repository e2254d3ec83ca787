"""A month as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.apps.layout.web.months import NAMES, month_typed
from helhed.apps.layout.web.templatetags.helhed import month_name
from helhed.kernel.period import Month, NotAMonth

months = st.builds(Month, st.integers(1000, 9999), st.integers(1, 12))


@pytest.mark.parametrize(
    "text",
    [
        "2027-01",
        "2027-1",
        "01-2027",
        "1.2027",
        "01.2027",
        "1/2027",
        "januar 2027",
        "Januar 2027",
        "jan. 2027",
        "jan 2027",
        " JAN.2027 ",
        "January 2027",
    ],
)
def test_a_month_is_read_in_each_way_that_people_write_it(text):
    assert month_typed(text) == Month(2027, 1)


@given(months, st.data())
def test_a_month_is_read_as_pages_write_it_and_by_its_names(month, data):
    assert month_typed(str(month)) == month
    assert month_typed(month_name(month.first)) == month
    name = data.draw(st.sampled_from(NAMES[month.month - 1]))
    part = name[: data.draw(st.integers(3, len(name)))]
    assert month_typed(f"{part} {month.year}") == month


@pytest.mark.parametrize(
    "text",
    ["", "snart", "2027", "2027-13", "13.2027", "0-2027", "ja 2027", "jax 2027", "januar 27"],
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(NotAMonth):
        month_typed(text)
