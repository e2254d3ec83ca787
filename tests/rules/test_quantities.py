"""How much can be granted, and for which days: a slip of the hand is caught."""

from datetime import date
from decimal import Decimal

import pytest

from helhed.rules.decisions.omfang import (
    MOST,
    UnableToGrantSoMuch,
    UnableToGrantThen,
    check_day,
    check_quantity,
)
from helhed.rules.decisions.ydelser import PriceKind

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize("kind", PriceKind)
def test_as_much_as_the_bound_can_be_granted_and_not_a_thousandth_more(kind):
    check_quantity(kind, Decimal(MOST[kind]))
    check_quantity(kind, Decimal("0.001"))
    for wrong in (Decimal(MOST[kind]) + Decimal("0.001"), Decimal(0), Decimal(-1)):
        with pytest.raises(UnableToGrantSoMuch):
            check_quantity(kind, wrong)


def test_a_week_has_168_hours():
    with pytest.raises(UnableToGrantSoMuch, match="168"):
        check_quantity(PriceKind.WEEKLY_HOURS, Decimal("168.5"))


def test_a_grant_begins_and_ends_between_2000_and_thirty_years_from_today():
    for day in (date(2000, 1, 1), TODAY, date(2056, 11, 2)):
        check_day(day, TODAY)
    for day in (date(1, 1, 1), date(1999, 12, 31), date(2056, 11, 3), date.max):
        with pytest.raises(UnableToGrantThen):
            check_day(day, TODAY)
