"""How far ahead commitments are counted: the budget year and the years of the budget after it.

A municipality adopts a budget for one year and three more (budget- og regnskabssystemet); one
further year is counted so that next year's budget can be built on it.
"""

from __future__ import annotations

from datetime import date

from helhed.kernel.period import Month

YEARS_AHEAD = 4


def last_counted_month(today: date) -> Month:
    """The last month for which commitments are counted on a day."""
    return Month(today.year + YEARS_AHEAD, 12)
