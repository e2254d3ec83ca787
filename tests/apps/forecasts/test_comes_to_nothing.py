"""A run of a demonstration that comes to nothing says which scenario it was."""

import pytest

from tests.apps.forecasts.house import counted_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
NOTHING = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.0\n'
NOBODY = """[[change]]
kind = "price"
from = "2027-01"
service = "no_such_help"
factor = 1.1
"""


def test_a_scenario_that_meets_nobody_is_named_where_the_run_comes_to_nothing():
    told = counted_run("adults", 12, (NOTHING, NOBODY))
    assert told.state == "failed"
    assert "Scenarie 2 kan ikke regnes: ændring 1" in told.why
