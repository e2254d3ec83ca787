"""What is late in an order: as filters and marks of many orders, and told of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Greatest, Least

from helhed.apps.decisions.models import Grant, Suspension
from helhed.apps.decisions.pricing import last_day
from helhed.apps.orders.delivered import lines_delivered, run_of
from helhed.apps.orders.models import DeliveredPeriod, Order
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import PriceKind, service
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.orders.manglende import Untold, first_asked_for, is_asked_for, untold
from helhed.rules.orders.svarfrist import (
    Missing,
    answer_by,
    last_late_day,
    last_late_month,
    started_by,
    stopped_by,
)

FAR = date(9999, 12, 31)
MARKS = {f"late_{missing.value}": missing for missing in Missing}
_ASKED_FOR = [kind.value for kind in PriceKind if is_asked_for(kind)]


def late_on(today: date, missing: Missing) -> Q | Exists:
    """The orders in which something of a kind should have come by today."""
    match missing:
        case Missing.ANSWER:
            before = _after(last_late_day(today))
            return Q(state=OrderState.SENT.value, sent_at__lt=before)
        case Missing.START:
            last = last_late_day(today, started_by)
            is_due = Q(wanted_start__lte=last, answered_at__lt=_after(last))
            return Q(state=OrderState.ACCEPTED.value) & is_due
        case Missing.STOP:
            last = last_late_day(today, stopped_by)
            is_over = Q(grant__end__lte=last) | Q(grant__runs_to__lte=last)
            return Q(state=OrderState.STARTED.value) & is_over
        case Missing.DELIVERED:
            # Of a start that is not there PostgreSQL's greatest day is that of the others.
            return Q(started_on__isnull=False) & Q(Exists(_late_lines(today)))


def anything_marked() -> Q:
    """The orders in which something is late, of marked ones."""
    found = Q()
    for mark in MARKS:
        found |= Q(**{mark: True})
    return found


def marked(found: QuerySet[Order, Order], today: date) -> QuerySet[Order, Order]:
    """Orders, each with what is late in it, for ``missing_in`` and ``anything_marked``."""
    marks: dict[str, Any] = {
        mark: ExpressionWrapper(Q(late_on(today, missing)), BooleanField())
        for mark, missing in MARKS.items()
    }
    return found.annotate(**marks)


def missing_in(row: Any) -> Missing | None:
    """The most pressing of what is late in a marked order."""
    return next((one for mark, one in MARKS.items() if getattr(row, mark, False)), None)


def _after(last: date) -> datetime:
    """The moment at which the day after begins."""
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=DANISH_TIME)


def _late_lines(today: date) -> QuerySet[Grant, Grant]:
    """The lines of an order with a day that should be told of by now and is not: days that are
    untold come in blocks, and each begins on the first day that is asked for, or on the day after
    something that is told or a pause."""
    of_order = Q(id=OuterRef("grant")) | Q(main=OuterRef("grant"), state=GrantState.GRANTED.value)
    is_running = Q(kind__in=_ASKED_FOR, start__isnull=False) & Q(first__lte=F("last"))
    lines = Grant.objects.annotate(
        first=Greatest(_outer("started_on"), F("start"), _day(first_asked_for(today))),
        last=Least(
            Coalesce(_outer("stopped_on"), _day(FAR)),
            Coalesce(F("end"), _day(FAR)),
            Coalesce(F("runs_to"), _day(FAR)),
            _day(last_late_month(today).last),
        ),
    ).filter(of_order, is_running)
    begins = Exists(DeliveredPeriod.objects.filter(_holds("id", "first")))
    rests = Exists(Suspension.objects.filter(_holds("id", "first")))
    return lines.filter(
        (~begins & ~rests) | Q(_ends_uncovered(DeliveredPeriod)) | Q(_ends_uncovered(Suspension))
    )


def _ends_uncovered(model: type[Model]) -> Exists:
    """Whether something told or a pause ends the day before one that is neither."""
    following = ExpressionWrapper(F("end") + timedelta(days=1), DateField())
    rows = model._default_manager.filter(grant=OuterRef("id"), end__isnull=False)
    rows = rows.annotate(following=following)
    within = rows.filter(following__gte=OuterRef("first"), following__lte=OuterRef("last"))
    told = Exists(DeliveredPeriod.objects.filter(_holds("grant", "following")))
    rests = Exists(Suspension.objects.filter(_holds("grant", "following")))
    return Exists(within.filter(~told, ~rests))


def _holds(grant: str, day: str) -> Q:
    """Rows of a grant that hold a day of the query around."""
    ends = Q(end__isnull=True) | Q(end__gte=OuterRef(day))
    return Q(grant=OuterRef(grant), start__lte=OuterRef(day)) & ends


def _outer(day: str) -> ExpressionWrapper:
    return ExpressionWrapper(OuterRef(day), DateField())


def _day(day: date) -> Value:
    return Value(day, output_field=DateField())


def sent_on(order: Order) -> date:
    """The day on which an order was sent; of a draft, made."""
    return _day_of(order.sent_at or order.made_at)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is to come from the provider, the last day in time, and whether it passed."""

    missing: Missing
    day: date
    is_late: bool


def due_in(order: Order, today: date) -> Due | None:
    """What the state of an order waits for from its provider: an answer, a start or a stop."""
    match OrderState(order.state):
        case OrderState.SENT:
            return _due(Missing.ANSWER, sent_on(order), answer_by, today)
        case OrderState.ACCEPTED:
            answered = _day_of(order.answered_at or order.made_at)
            return _due(Missing.START, max(order.wanted_start, answered), started_by, today)
        case OrderState.STARTED:
            last = last_day(order.grant.end, order.grant.runs_to)
            return _due(Missing.STOP, last, stopped_by, today) if last and last < today else None
        case _:
            return None


def _due(missing: Missing, since: date, due: Callable[[date], date], today: date) -> Due:
    day = due(since)
    return Due(missing, day, today > day)


def _day_of(moment: datetime) -> date:
    return moment.astimezone(DANISH_TIME).date()


@dataclass(frozen=True, slots=True)
class UntoldShown:
    """A month of which a line of an order is not told."""

    service: str
    month: Month
    due: date
    is_late: bool


def untold_in(
    order: Order, today: date, granted: Sequence[Grant] | None = None
) -> list[UntoldShown]:
    """The months of an order that have ended and are not told of, line by line."""
    if order.started_on is None:
        return []
    of = lines_delivered(order, granted)
    lines = [line for line in of if is_asked_for(PriceKind(line.kind))]
    told = _told_of(lines)
    prefetch_related_objects(lines, "suspensions")
    found = []
    for line in lines:
        name = service(line.service).name
        months = _untold_of(order, line, told[line.id], today)
        found += [UntoldShown(name, one.month, one.due, one.is_late) for one in months]
    return found


def is_behind(order: Order, today: date) -> bool:
    """Whether what was delivered in some month should be told by now and is not."""
    return any(one.is_late for one in untold_in(order, today))


def _told_of(lines: Sequence[Grant]) -> dict[UUID, list[Period]]:
    """The periods that were told of each line."""
    found: dict[UUID, list[Period]] = {line.id: [] for line in lines}
    rows = (
        DeliveredPeriod.objects.filter(grant__in=found) if found else DeliveredPeriod.objects.none()
    )
    for grant, start, end in rows.values_list("grant_id", "start", "end"):
        found[grant].append(Period(start, end))
    return found


def _untold_of(order: Order, line: Grant, told: list[Period], today: date) -> list[Untold]:
    run = run_of(order, line)
    if run is None:
        return []
    pauses = sorted((one.start, one.end) for one in line.suspensions.all())
    return untold(run, told, [Period(*days) for days in pauses], today)
