"""What other municipalities owe for help that was posted here, and when it lapses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Sum

from helhed.apps.access.models import Municipality
from helhed.apps.decisions.models import Grant
from helhed.apps.payments.models import Posting
from helhed.apps.refunds.models import PayingDuty, SettlementLine
from helhed.kernel.period import Month, Period
from helhed.rules.refunds.mellemkommunal import first_day_in, last_day_to_claim, next_line

LOOKS_BACK = 18
"""Months back in which unclaimed help is looked for: what lapsed earlier is long told."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A grant's month that another municipality pays for and that was not claimed: what can be
    claimed on the day asked about, and what has lapsed."""

    citizen: UUID
    municipality: str
    duty: UUID
    grant: UUID
    number: str
    department: str
    month: Month
    oere: int
    lapsed: int
    first_day: date

    @property
    def last_day(self) -> date:
        """The last day on which all that is left of it can be claimed."""
        return last_day_to_claim(self.first_day)


@dataclass(slots=True)
class _Facts:
    duties: dict[UUID, list[PayingDuty]] = field(default_factory=lambda: defaultdict(list))
    handled: dict[tuple[UUID, Month], int] = field(default_factory=dict)


def own_code() -> str:
    """The municipality's own number."""
    return Municipality.objects.values_list("code", flat=True).first() or ""


def owed(
    today: date,
    through: Month,
    citizens: Iterable[UUID] | None = None,
) -> list[Owed]:
    """All that other municipalities owe through a month and that was not claimed, counted as of a
    day; and what must be given back (below 0)."""
    facts = _facts(citizens)
    first = Month.of(today).plus(-LOOKS_BACK)
    posted = Posting.objects.filter(
        grant__citizen__in=list(facts.duties), month__gte=first.first, month__lte=through.first
    ).order_by()
    sums = posted.values_list("grant_id", "month").annotate(total=Sum("oere"))
    rows = {(grant, Month.of(month)): total for grant, month, total in sums}
    grants = Grant.objects.filter(citizen__in=list(facts.duties), start__isnull=False)
    listed = {one.id: one for one in grants.select_related("decision__case", "unit")}
    found = []
    for grant, month in sorted(rows, key=lambda key: (key[1], str(key[0]))):
        one = listed.get(grant)
        duty = _duty(facts.duties[one.citizen_id], month) if one else None
        if one is None or duty is None:
            continue
        handled = facts.handled.get((grant, month), 0)
        line = _owed(one, duty, month, rows[grant, month], handled, today)
        if line.oere or line.lapsed:
            found.append(line)
    return found


def _facts(citizens: Iterable[UUID] | None) -> _Facts:
    own, found = own_code(), _Facts()
    duties = PayingDuty.objects.filter(acting=own).exclude(paying=own)
    if citizens is not None:
        duties = duties.filter(citizen__in=list(citizens))
    for duty in duties.order_by("start"):
        found.duties[duty.citizen_id].append(duty)
    lines = SettlementLine.objects.filter(claim__citizen__in=list(found.duties)).order_by()
    told = lines.values_list("grant_id", "month").annotate(total=Sum(F("oere") + F("lapsed_oere")))
    for grant, month, total in told:
        found.handled[grant, Month.of(month)] = total
    return found


def _duty(duties: list[PayingDuty], month: Month) -> PayingDuty | None:
    """The duty that bears a month: the one in which its first day lies."""
    for duty in duties:
        if month.first in Period(duty.start, duty.end):
            return duty
    return None


def days_of(grant: Grant) -> Period:
    """The days on which a grant runs."""
    assert grant.start is not None
    ends = [end for end in (grant.end, grant.runs_to) if end is not None]
    return Period(grant.start, max(min(ends), grant.start) if ends else None)


def _owed(
    grant: Grant, duty: PayingDuty, month: Month, posted: int, handled: int, today: date
) -> Owed:
    days = days_of(grant)
    claims, lapsed = next_line(posted, handled, days, month, today)
    given = days.clip_to_month(month)
    first = first_day_in(days, month)
    if lapsed and claims and given is not None:
        first = next(day for day in given.days() if last_day_to_claim(day) >= today)
    return Owed(
        grant.citizen_id,
        duty.paying,
        duty.id,
        grant.id,
        grant.decision.case.number,
        grant.unit.department,
        month,
        claims,
        lapsed,
        first,
    )
