"""What other municipalities owe for help that was posted here, and when it lapses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from helhed.apps.access.models import Municipality
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.payments.models import Posting
from helhed.apps.refunds.models import PayingDuty, SettlementLine
from helhed.kernel.period import Month, Period
from helhed.rules.refunds.mellemkommunal import (
    SettlementState,
    first_day_in,
    last_day_to_claim,
    next_line,
)

LOOKS_BACK = 18
"""Months back in which unclaimed help is looked for: what lapsed earlier is long told."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A grant's month that another municipality pays for and that was not claimed: what can be
    claimed on the day asked about, what of it stands in a draft, and what has lapsed."""

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
    drafted: int = 0

    @property
    def last_day(self) -> date:
        """The last day on which all that is left of it can be claimed."""
        return last_day_to_claim(self.first_day)


def own_code() -> str:
    """The municipality's own number."""
    return Municipality.objects.values_list("code", flat=True).first() or ""


def owed(
    today: date,
    through: Month,
    citizens: Iterable[UUID] | None = None,
    *,
    drafts_too: bool = False,
) -> list[Owed]:
    """All that other municipalities owe through a month and that was not claimed, counted as of a
    day; and what must be given back (below 0). ``drafts_too``: also what stands in a claim that
    was not sent, for only a claim that was sent is made in time."""
    duties = _duties(citizens)
    first = Month.of(today).plus(-LOOKS_BACK)
    posted = Posting.objects.filter(
        grant__citizen__in=list(duties), month__gte=first.first, month__lte=through.first
    ).exclude(grant__start=None)
    lines = SettlementLine.objects.filter(grant=OuterRef("grant"), month=OuterRef("month"))
    drafts = lines.filter(claim__state=SettlementState.DRAFT.value)
    drafted = drafts.order_by().values("grant").annotate(all=Sum("oere"))
    if drafts_too:
        lines = lines.exclude(claim__state=SettlementState.DRAFT.value)
    handled = lines.order_by().values("grant").annotate(all=Sum(F("oere") + F("lapsed_oere")))
    of_months = posted.order_by("month", "grant").values(
        "grant_id",
        "month",
        "grant__citizen",
        "grant__start",
        "grant__end",
        "grant__runs_to",
        "grant__decision__case__number",
        "grant__unit__department",
    )
    sums = of_months.annotate(
        total=Sum("oere"),
        handled=Coalesce(Subquery(handled.values("all")), 0),
        drafted=Coalesce(Subquery(drafted.values("all")), 0) if drafts_too else Value(0),
    )
    found = []
    for row in sums.exclude(total=F("handled")):
        duty = _duty(duties[row["grant__citizen"]], Month.of(row["month"]))
        line = _owed(row, duty, today) if duty else None
        if line is not None and (line.oere or line.lapsed):
            found.append(line)
    return found


def _duties(citizens: Iterable[UUID] | None) -> dict[UUID, list[PayingDuty]]:
    own = Subquery(Municipality.objects.values("code")[:1])
    duties = PayingDuty.objects.filter(acting=own).exclude(paying=own)
    if citizens is not None:
        duties = duties.filter(citizen__in=list(citizens))
    found: dict[UUID, list[PayingDuty]] = defaultdict(list)
    for duty in duties.order_by("start"):
        found[duty.citizen_id].append(duty)
    return found


def _duty(duties: list[PayingDuty], month: Month) -> PayingDuty | None:
    """The duty that bears a month: the one in which its first day lies."""
    for duty in duties:
        if month.first in Period(duty.start, duty.end):
            return duty
    return None


def costs_in(citizen: UUID, period: Period) -> dict[UUID, int]:
    """What each of a citizen's grants costs, as it is committed, in the months of a period that
    has an end."""
    assert period.end is not None
    months = Commitment.objects.filter(
        grant__citizen=citizen,
        month__gte=Month.of(period.start).first,
        month__lte=Month.of(period.end).first,
    )
    return dict(months.order_by().values_list("grant").annotate(total=Sum("oere")))


def days_of(grant: Grant) -> Period:
    """The days on which a grant runs."""
    assert grant.start is not None
    return _days(grant.start, grant.end, grant.runs_to)


def _days(start: date, end: date | None, runs_to: date | None) -> Period:
    ends = [one for one in (end, runs_to) if one is not None]
    return Period(start, max(min(ends), start) if ends else None)


def _owed(row: Mapping[str, Any], duty: PayingDuty, today: date) -> Owed:
    """A grant's month, of what was posted of it and handled in earlier claims."""
    month, days = (
        Month.of(row["month"]),
        _days(row["grant__start"], row["grant__end"], row["grant__runs_to"]),
    )
    claims, lapsed = next_line(row["total"], row["handled"], days, month, today)
    first = _first_left(days, month, today if lapsed and claims else None)
    return Owed(
        row["grant__citizen"],
        duty.paying,
        duty.id,
        row["grant_id"],
        row["grant__decision__case__number"],
        row["grant__unit__department"],
        month,
        claims,
        lapsed,
        first,
        min(row["drafted"], claims) if claims > 0 else row["drafted"],
    )


def _first_left(days: Period, month: Month, as_of: date | None) -> date:
    """The first day of help in a month, of those that had not lapsed on a day when one is said."""
    given = days.clip_to_month(month)
    if as_of is None or given is None:
        return first_day_in(days, month)
    return next(day for day in given.days() if last_day_to_claim(day) >= as_of)


def draft_deadlines() -> dict[UUID, date]:
    """By draft: the last day on which it can be sent without losing anything of it."""
    lines = SettlementLine.objects.filter(claim__state=SettlementState.DRAFT.value, oere__gt=0)
    found: dict[UUID, date] = {}
    for line in lines.select_related("grant", "claim"):
        as_of = line.claim.made_at.date() if line.lapsed_oere else None
        first = _first_left(days_of(line.grant), Month.of(line.month), as_of)
        last = last_day_to_claim(first)
        found[line.claim_id] = min(last, found.get(line.claim_id, last))
    return found
