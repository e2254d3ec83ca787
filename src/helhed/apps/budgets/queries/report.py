"""The follow-up report: the same figures as the pages, gathered once, in KL's order.

Honest picture now; realistic expectation; status of decided savings; activity; expensive single
cases; alternatives for action (KL, økonomisk overblik over det specialiserede socialområde).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Municipality
from helhed.apps.budgets.activity import effort_years, grants_in, parts_of
from helhed.apps.budgets.queries import incomes as coming_in
from helhed.apps.budgets.queries.costly import CostlyCases, costly_of
from helhed.apps.budgets.queries.incomes import Incomes
from helhed.apps.budgets.queries.measures import Measures, measures
from helhed.apps.budgets.queries.shifts import Shifts, own_and_bought_of
from helhed.apps.budgets.queries.variance import Variance, now_explained
from helhed.apps.budgets.queries.year import BudgetFilter, YearPage, follow_up
from helhed.apps.payments.models import Posting
from helhed.kernel.period import Month


@dataclass(frozen=True, slots=True)
class Report:
    """A year's follow-up as it stood at ``made_at``, and what it was counted on: the grants whose
    days and prices it is, and the last day on which something was posted in the year."""

    municipality: str
    made_at: datetime
    year: YearPage
    incomes: Incomes
    variance: Variance
    measures: Measures
    costly: CostlyCases
    alternatives: Shifts
    grants: int
    last_posted: date | None


def report(actor: Actor, wanted: BudgetFilter) -> Report:
    """The report of a year, of what the actor may see. Raises NoValueThatDay."""
    page = follow_up(actor, wanted)
    units, closed = page.shown_units, page.headline.closed
    years = effort_years(wanted.year, units, closed, wanted.account, page.known)
    firsts = [Month(wanted.year, number).first for number in range(1, 13)]
    posted = Posting.objects.filter(month__in=firsts).order_by("-posted_on")
    return Report(
        Municipality.objects.values_list("name", flat=True).first() or "",
        actor.now(),
        page,
        coming_in.incomes(actor, wanted),
        now_explained(wanted, units, years, closed),
        measures(actor, wanted),
        costly_of(wanted, units, closed, actor.today, page.known),
        own_and_bought_of(years, wanted.year),
        grants_in(parts_of(wanted.year, units, closed, wanted.account), page.known),
        posted.values_list("posted_on", flat=True).first(),
    )
