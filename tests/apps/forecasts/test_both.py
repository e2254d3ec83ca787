"""A forecast of both departments at once says that it is no sum of each one's own."""

import pytest

from tests.apps.forecasts.house import counted_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.mark.parametrize(("department", "is_told"), [("", True), ("children", False)])
def test_only_the_run_of_both_says_that_it_is_no_sum_of_each_ones_own(department, is_told):
    row = counted_run(department, 12)
    assert row.state == "done", row.why
    assert any("regnet sammen" in one["text"] for one in row.notes) == is_told
