"""Files of forecasts: each says whose it is, and as of which day."""

from datetime import date

import pytest

from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.queries import UnitAnswer
from helhed.apps.forecasts.web.forecast_tables import (
    COMPARED,
    MONTHS,
    MONTHS_OF_A_UNIT,
    RUNS,
    of_department,
    of_run,
    of_unit,
)
from helhed.apps.forecasts.web.plan_tables import WISHES

DAY = date(2026, 10, 31)


@pytest.mark.parametrize(("department", "named"), [("adults", "adults"), ("", "begge")])
def test_a_file_of_a_run_names_department_and_day_and_says_them_in_each_row(department, named):
    row = Forecast(department=department, as_of=DAY)
    table = of_run(COMPARED, row)
    assert table.file == f"prognose-scenarier-{named}-2026-10-31"
    assert [label for label, _ in table.facts] == ["Afdeling", "Kendt til og med", "Kørsel"]
    assert [cell for _, cell in table.facts][1:] == [DAY, str(row.id)]


def test_the_file_of_one_service_is_told_from_that_of_the_whole_run():
    row = Forecast(department="", as_of=DAY)
    one = of_unit(MONTHS_OF_A_UNIT, row, UnitAnswer("foster_care", "own", {}))
    assert one.file == "prognose-maaneder-begge-2026-10-31-foster_care-own"
    assert one.file != of_run(MONTHS, row).file
    assert [label for label, _ in one.facts][:2] == ["Ydelse", "Hvem leverer"]


def test_a_list_of_runs_names_its_department_and_no_column_stands_twice():
    assert of_department(RUNS, "children").file == "prognose-koersler-children"
    assert [label for label, _ in of_department(RUNS, "").facts] == ["Afdeling"]
    assert of_department(WISHES, "").file == "pladsplaner-begge"
    assert not of_department(WISHES, "").facts
