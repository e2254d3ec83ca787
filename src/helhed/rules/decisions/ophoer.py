"""When a grant ends by law, and for how long its price for life is counted.

Support by barnets lov ends at 18, ungestøtte at 23 (BL §§ 113-120). A grant without an end is
priced for as many years as its kind of service usually runs (``open_years`` of the service), and
to the end of next year when it has run longer.

Whoever comes without a known birthday (from another country, another system, or not born yet) has
grants that run by their own ends alone; the law's end is set on the day when the birthday is
written. Nothing new is granted before that by a paragraph that ends at an age.
"""

from __future__ import annotations

from datetime import date, timedelta

from helhed.kernel.period import Period, months_after
from helhed.rules.decisions.ydelser import Service

LAST_YEAR_MEANT = 2100


def last_day_by_law(service: Service, birth_date: date | None) -> date | None:
    """The day before the birthday on which the law ends the service; None when it does not, and
    while the birthday is not known."""
    if service.ends_at_age is None or birth_date is None:
        return None
    birthday = months_after(birth_date, 12 * service.ends_at_age)
    return birthday - timedelta(days=1)


def running(period: Period, service: Service, birth_date: date | None) -> Period | None:
    """The days on which a grant can run: its own period, cut where the law ends it.

    None when the law ended it before it began.
    """
    last = last_day_by_law(service, birth_date)
    if last is None:
        return period
    return None if last < period.start else period.intersect(Period(period.start, last))


def counted_for_life(period: Period, service: Service, today: date) -> Period:
    """A running period with an end: its own, or for an open one the usual length, and at least
    this year and the next: help that has outlived what is usual still runs, and costs.

    Old systems write an end such as 9999-12-31 for none.
    """
    if period.end is not None and period.end.year <= LAST_YEAR_MEANT:
        return period
    end = months_after(period.start, 12 * service.open_years) - timedelta(days=1)
    return Period(period.start, max(end, period.start, date(today.year + 1, 12, 31)))
