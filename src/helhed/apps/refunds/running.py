"""Incomes of grants month by month: what was written, what runs on from it, and what citizens
are decided to pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from helhed.apps.decisions.models import Commitment
from helhed.apps.decisions.own_payments import month_payments
from helhed.apps.payments.models import Posting
from helhed.apps.refunds.models import Income
from helhed.kernel.period import Month
from helhed.rules.refunds.forhold import IncomeKind, running
from helhed.rules.refunds.udgifter import FIRST_MONTH


@dataclass(frozen=True, slots=True)
class MonthIncome:
    """What comes in of a grant in a month (øre); ``runs_on``: nobody wrote it for that month,
    ``is_decided``: the citizen is decided to pay it, and nobody writes it."""

    citizen: UUID
    grant: UUID
    department: str
    kind: IncomeKind
    month: Month
    oere: int
    runs_on: bool = False
    is_decided: bool = False

    @property
    def is_unwritten(self) -> bool:
        return self.runs_on or self.is_decided


def month_incomes(
    citizens: Collection[UUID] | None, year: int, since: Month | None = None
) -> list[MonthIncome]:
    """All months through a year of the incomes of some citizens (None: of all), with those into
    which they run on and those that are decided; only those ``since`` a month when one is given. A
    row that is withdrawn counts for nothing."""
    whose = Q() if citizens is None else Q(grant__citizen__in=citizens)
    rows = Income.objects.filter(whose, withdrawn_at__isnull=True)
    decided = [
        MonthIncome(
            one.citizen,
            one.grant,
            one.department,
            IncomeKind.USER_PAYMENT,
            one.month,
            one.oere,
            is_decided=True,
        )
        for one in month_payments(FIRST_MONTH, Month(year, 12), whose)
    ]
    found = decided + _written(rows, year, since, decided)
    return [one for one in found if since is None or one.month >= since]


def _written(
    rows: QuerySet[Income, Income], year: int, since: Month | None, decided: list[MonthIncome]
) -> list[MonthIncome]:
    """What was written, and the months into which it runs on."""
    told = rows.filter(month__lte=date(year, 12, 1)).order_by()
    written: dict[tuple[UUID, str], dict[Month, int]] = defaultdict(dict)
    for grant, kind, month, oere in told.values_list("grant", "kind", "month").annotate(
        total=Sum("oere")
    ):
        written[grant, kind][Month.of(month)] = oere
    listed = told.values_list("grant", "grant__citizen", "grant__unit__department").distinct()
    whose = {grant: (citizen, department) for grant, citizen, department in listed}
    paid = {key: of for key, of in written.items() if key[1] == IncomeKind.USER_PAYMENT.value}
    several = {grant for (grant, _), of in paid.items() if len(of) > 1}
    costing = _costing(several, since, year)
    own: dict[UUID, set[Month]] = defaultdict(set)
    for one in decided:
        own[one.grant].add(one.month)
    found = []
    for (grant, kind), of in written.items():
        on = running(of, costing[grant], own[grant]) if (grant, kind) in paid else {}
        citizen, department = whose[grant]
        of_kind = IncomeKind.of(kind)
        for months, runs_on in ((of, False), (on, True)):
            found += [
                MonthIncome(citizen, grant, department, of_kind, month, oere, runs_on)
                for month, oere in months.items()
            ]
    return found


def _costing(grants: Collection[UUID], since: Month | None, year: int) -> dict[UUID, set[Month]]:
    """The months through a year in which grants cost something, posted or committed; those before
    ``since`` are left out, for what runs on is told by what was written alone."""
    within = {"grant__in": grants, "month__lte": date(year, 12, 1)}
    within |= {"month__gte": since.first} if since else {}
    listed = [
        model._default_manager.filter(**within).order_by().values_list("grant_id", "month")
        for model in (Posting, Commitment)
    ]
    found: dict[UUID, set[Month]] = defaultdict(set)
    for grant, month in listed[0].union(listed[1]):
        found[grant].add(Month.of(month))
    return found
