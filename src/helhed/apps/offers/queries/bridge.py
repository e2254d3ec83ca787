"""From what the rate of an own offer was built on to what its year became: the same bridge for
the page of the rate and the page of the house."""

from __future__ import annotations

from django.db.models import Q

from helhed.apps.offers.models import Rate, RateAmount
from helhed.apps.offers.queries.takst import as_written, read_account
from helhed.kernel.period import Period
from helhed.rules.offers import bro
from helhed.rules.offers.pris import DatedAmount
from helhed.rules.offers.takst import TakstState, Unit, settlements

SHOWN = (TakstState.APPROVED.value, TakstState.DRAFT.value)


def bridge_of(rate: Rate, year: int) -> bro.Bridge | None:
    """The bridge of a year that has its accounts; None before, or when its rate was not built
    here. Raises UnableToBuildTakst. Whoever calls has asked for permission."""
    accounts = {row.year: row for row in rate.takst_accounts.order_by("year")}
    row = rate.taksts.filter(year=year, state__in=SHOWN).first()
    if year not in accounts or row is None:
        return None
    settled = {one.year: one for one in settlements(map(read_account, accounts.values()))}
    return bro.bridge(
        as_written(rate, row),
        read_account(accounts[year]),
        settled[year],
        _prices(rate, Period.of_year(year)),
        unit=Unit(rate.kind),
        others=accounts[year].other_days,
    )


def _prices(rate: Rate, year: Period) -> list[DatedAmount]:
    held = RateAmount.objects.filter(
        Q(end=None) | Q(end__gte=year.start), rate=rate, start__lte=year.end
    )
    rows = held.order_by("start").values_list("oere", "start", "end")
    return [DatedAmount(oere, start, end) for oere, start, end in rows]
