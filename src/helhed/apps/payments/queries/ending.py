"""What follows when a grant ends earlier: what was paid for days after, orders and places that run
on, services that end with it, and goals and a follow-up that stand without it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.decisions import pricing
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import Commitment, Grant, Suspension
from helhed.apps.orders.models import Order
from helhed.apps.payments.due import due
from helhed.apps.payments.models import PaymentLine
from helhed.apps.payments.queries.late import PaidMonths, paid_months
from helhed.apps.placements.models import Placement
from helhed.apps.plans.models import Plan
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import service
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.linjer import LineKind, correction_kind


@dataclass(frozen=True, slots=True)
class Ending:
    """What follows when a grant ends on a day; money in øre.

    ``falls`` is what the commitments fall, counted to the end of the year ``counted_to``; None
    when a day has no price. ``back`` is what was paid for days after, by what becomes of it;
    ``ends_with`` are services with their last day now, ``falls_away`` those that would begin
    later; ``pauses`` begin after the day and fall away.
    """

    grant: UUID
    decision: UUID
    case: CaseHead
    service: str
    day: date
    is_earlier: bool
    falls: int | None
    counted_to: int
    back: list[tuple[LineKind, int]]
    run: Month | None
    orders: list[tuple[UUID, str]]
    places: list[tuple[str, date | None]]
    ends_with: list[tuple[str, date | None]]
    falls_away: list[str]
    pauses: list[date]
    goals: int
    follow_up: date | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing follows."""
        listed = (self.back, self.orders, self.places, self.ends_with, self.falls_away)
        return not any((*listed, self.pauses)) and not self.goals and self.follow_up is None

    @property
    def asks_again(self) -> bool:
        """Whether money falls away or is taken back, so that it is read before it is done."""
        return bool(self.falls or self.back)

    @property
    def seen(self) -> str:
        """In short, what somebody has seen of what falls and what is taken back."""
        back = (f"{kind.value}:{oere}" for kind, oere in self.back)
        return " ".join([self.day.isoformat(), str(self.falls), *back])


def ending(actor: Actor, grant: UUID, day: date) -> Ending:
    """What follows when a grant ends on a day, logged. Raises Http404."""
    with transaction.atomic():
        rows = Grant.objects.select_related("decision__case", "unit")
        row = rows.filter(id=grant, state=GrantState.GRANTED.value).first()
        if row is None:
            raise Http404
        require_grant(actor, Action.SEE_GRANT, row)
        read(actor, "grant.read", row, row.citizen_id)
        last = pricing.last_day(row.end, row.runs_to)
        is_earlier = last is None or day < last
        begins = row.start is not None and row.start <= day
        with_it = list(row.supplements.filter(state=GrantState.GRANTED.value).order_by("id"))
        lines = [row, *with_it]
        paid = paid_months(actor.today).get(row.unit.department)
        plan = Plan.objects.filter(case=row.decision.case_id, ended_on=None).first()
        follow_up = plan.next_follow_up if plan else None
        return Ending(
            row.id,
            row.decision_id,
            head_of(case_or_404(row.decision.case_id)),
            service(row.service).name,
            day,
            is_earlier,
            _falls(lines, day) if is_earlier and begins else 0,
            last_counted_month(actor.today).year,
            _back(lines, day, paid) if is_earlier and begins else [],
            paid.next if paid else None,
            _orders(lines),
            _places(lines, day),
            [(service(o.service).name, o.end) for o in with_it if _is_cut(o, day)],
            [service(o.service).name for o in with_it if o.start and o.start > day],
            _pauses(lines, day) if is_earlier else [],
            row.decision.goals.filter(state="active").count(),
            follow_up if follow_up and follow_up > day else None,
        )


def _is_cut(one: Grant, day: date) -> bool:
    last = pricing.last_day(one.end, one.runs_to)
    return one.start is not None and one.start <= day and (last is None or last > day)


def _falls(lines: list[Grant], day: date) -> int | None:
    """What is committed from the month of the day on, less what is left when they end on it."""
    month = Month.of(day)
    ids = [one.id for one in lines]
    counted = Commitment.objects.filter(grant__in=ids, month__gte=month.first)
    committed = counted.aggregate(oere=Sum("oere"))["oere"] or 0
    ended = [
        replace(one, end=min(one.end or day, day))
        for one in pricing.priced(Grant.objects.filter(id__in=ids))
        if one.start <= day
    ]
    try:
        return committed - pricing.total(ended, month, month)
    except pricing.UnableToPrice:
        return None  # told when it is ended, and nothing is


def _back(lines: list[Grant], day: date, paid: PaidMonths | None) -> list[tuple[LineKind, int]]:
    """What the next run would set off or claim because of the end: what was paid for days after
    it. What is to come back for other reasons, such as a pause before the day, is not of it."""
    first = max(Month.of(day), paid.first) if paid else None
    if paid is None or first is None or first > paid.last:
        return []
    ids = [one.id for one in lines]
    months = (first.first, paid.last.first)
    until: Counter[tuple[UUID, date]] = Counter()
    without: Counter[tuple[UUID, date]] = Counter()
    theirs = Grant.objects.filter(id__in=ids)
    try:
        for one in due(theirs, first, paid.last, until=day):
            until[one.grant, one.month.first] += one.oere
        for one in due(theirs, first, paid.last):
            without[one.grant, one.month.first] += one.oere
    except pricing.UnableToPrice:
        return []  # told when it is ended, and nothing is
    of_lines = PaymentLine.objects.filter(grant__in=ids, month__range=months)
    to: dict[UUID, str] = {}
    lines_sum: Counter[tuple[UUID, date]] = Counter()
    for grant, month, oere, recipient in of_lines.values_list(
        "grant_id", "month", "oere", "plan__recipient"
    ):
        lines_sum[grant, month] += oere
        to[grant] = recipient
    found: Counter[LineKind] = Counter()
    for (grant, month), was in lines_sum.items():
        oere = until[grant, month] - min(was, without[grant, month])
        if oere < 0:
            found[correction_kind(oere, Payee.of(to[grant]))] += oere
    return [(kind, -oere) for kind, oere in found.items()]


def _pauses(lines: list[Grant], day: date) -> list[date]:
    found = Suspension.objects.filter(grant__in=lines, start__gt=day)
    return list(found.order_by("start").values_list("start", flat=True))


def _orders(lines: list[Grant]) -> list[tuple[UUID, str]]:
    goes_on = [OrderState.SENT.value, OrderState.ACCEPTED.value, OrderState.STARTED.value]
    found = Order.objects.filter(grant__in=lines, state__in=goes_on, stopped_on=None)
    return list(found.order_by("id").values_list("id", "provider__name"))


def _places(lines: list[Grant], day: date) -> list[tuple[str, date | None]]:
    on = Q(end=None) | Q(end__gt=day)
    found = Placement.objects.filter(on, grant__in=lines).order_by("start")
    names = found.values_list("place__offer__name", "place__name", "end")
    return [(f"{offer}, {place}", end) for offer, place, end in names]
