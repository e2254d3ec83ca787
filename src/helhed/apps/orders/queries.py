"""Reading orders: lists of them, and one with its conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, may, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import matter_of
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.cases.quoting import told_words
from helhed.apps.citizens.queries import Person, known_age, person
from helhed.apps.offers.models import Offer, Provider
from helhed.apps.orders.access import (
    STATES_WITH_CONTACT,
    may_order,
    orders_within,
    require_order,
    sides_of,
)
from helhed.apps.orders.conversation import (
    MessageShown,
    has_late_ask,
    messages,
    with_late_asks,
    with_open_asks,
)
from helhed.apps.orders.delivered import DeliveredShown, delivered, waiting
from helhed.apps.orders.handed import HandedShown, handed_in
from helhed.apps.orders.lines import LineShown, lines_of
from helhed.apps.orders.models import Order
from helhed.apps.orders.notes import NoteShown, notes
from helhed.apps.plans.queries import GoalShown, goal_shown, with_statuses
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.citat import Target
from helhed.rules.decisions.ydelser import service
from helhed.rules.orders.bestilling import OrderState, Side, Step, moves_open_to
from helhed.rules.orders.delplan import TAKEN
from helhed.rules.orders.svarfrist import answer_by, is_late, last_late_day

DAYS_AN_ANSWER_IS_NEWS = 14
ALIVE = [state.value for state in OrderState if state.is_alive]


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders to list: ``state`` is a state, ``alive`` or empty for all."""

    state: str = ""
    provider: UUID | None = None
    late: bool = False


def orders(actor: Actor, wanted: OrderFilter) -> QuerySet[Order, Order]:
    """The orders that the actor may see and asked for."""
    require_at_all(actor, Action.SEE_ORDER)
    found = Order.objects.filter(orders_within(actor.reach(Action.SEE_ORDER)))
    if wanted.state == "alive":
        found = found.filter(state__in=ALIVE)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.provider:
        found = found.filter(provider=wanted.provider)
    if wanted.late:
        found = found.filter(_late_on(actor.today) | with_late_asks(actor.today))
    found = found.annotate(has_late_ask=has_late_ask(actor.today))
    return found.select_related("grant__citizen", "grant__offer", "provider", "case__unit")


def _late_on(today: date) -> Q:
    after = last_late_day(today) + timedelta(days=1)
    return Q(
        state=OrderState.SENT.value,
        sent_at__lt=datetime.combine(after, time.min, tzinfo=DANISH_TIME),
    )


def order_row(order: Order, today: date) -> dict[str, Any]:
    """An order as a row of the list."""
    citizen, offer = order.grant.citizen, order.grant.offer
    late = _is_late(order, today) or getattr(order, "has_late_ask", False)
    return {
        "id": order.id,
        "citizen_id": citizen.id,
        "citizen": citizen.name,
        "age": known_age(citizen.birth_date, today),
        "service": service(order.grant.service).name,
        "provider": order.provider.name,
        "offer": offer.name if offer else "",
        "state": OrderState(order.state).label,
        "state_key": order.state,
        "wanted_start": order.wanted_start,
        "sent_at": order.sent_at,
        "answered_at": order.answered_at,
        "started_on": order.started_on,
        "stopped_on": order.stopped_on,
        "late": screen_text("Mangler svar") if late else "",
        "unit": order.case.unit.name,
    }


def _is_late(order: Order, today: date) -> bool:
    return order.state == OrderState.SENT.value and is_late(_sent_on(order), today)


def _answer_by(order: Order) -> date | None:
    """The last day for an answer, only while one is waited for."""
    return answer_by(_sent_on(order)) if order.state == OrderState.SENT.value else None


def _sent_on(order: Order) -> date:
    return (order.sent_at or order.made_at).astimezone(DANISH_TIME).date()


def providers_with_orders(actor: Actor) -> list[tuple[UUID, str]]:
    """The providers whose orders the actor may see, by name."""
    theirs = Order.objects.filter(orders_within(actor.reach(Action.SEE_ORDER)))
    found = Provider.objects.filter(id__in=theirs.values("provider")).order_by("name_key")
    return list(found.values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Everything that the page of an order shows. ``person`` is the citizen with phone and
    address, for those who need them now; ``case`` is the authority's alone. ``quoted`` is what is
    quoted in it, for those who may not see the case and its sources."""

    row: Order
    state: OrderState
    citizen: str
    age: int | None
    person: Person | None
    case: CaseHead | None
    service: str
    offer: Offer | None
    provider: str
    goals: list[GoalShown]
    lines: list[LineShown]
    messages: list[MessageShown]
    delivered: list[DeliveredShown]
    notes: list[NoteShown]
    handed: list[HandedShown]
    sides: list[Side]
    steps: list[Step]
    answer_by: date | None
    is_late: bool
    shows_price: bool
    quoted: dict[str, str]

    @property
    def moves(self) -> set[str]:
        """What can be done now, by the words of the moves."""
        return {step.move.value for step in self.steps}

    @property
    def is_authoritys(self) -> bool:
        return Side.AUTHORITY in self.sides

    @property
    def may_talk(self) -> bool:
        return bool(self.sides) and self.state is not OrderState.DRAFT

    @property
    def may_wish(self) -> bool:
        """Whether the reader can tell of an absence or ask for another help."""
        return Side.PROVIDER in self.sides and self.state is OrderState.STARTED

    @property
    def may_deliver(self) -> bool:
        """Whether the reader can write down what was delivered."""
        return Side.PROVIDER in self.sides and self.row.started_on is not None

    @property
    def shares_plan(self) -> bool:
        """Whether parts of the plan are handed over in it, or can be."""
        return bool(self.handed) or (self.is_authoritys and self.state in TAKEN)

    @property
    def is_providers(self) -> bool:
        return Side.PROVIDER in self.sides

    @property
    def may_order_again(self) -> bool:
        gone = (OrderState.REJECTED, OrderState.WITHDRAWN)
        return self.is_authoritys and self.state in gone


def order_or_404(order: UUID) -> Order:
    """An order with what its page needs. Raises Http404."""
    rows = Order.objects.select_related(
        "case", "grant__decision", "grant__citizen", "grant__offer", "provider"
    )
    found = rows.filter(id=order).first()
    if found is None:
        raise Http404
    return found


def order_page(actor: Actor, order: UUID) -> OrderPage:
    """One order, logged."""
    with transaction.atomic():
        row = order_or_404(order)
        require_order(actor, Action.SEE_ORDER, row)
        read(actor, "order.read", row, row.grant.citizen_id)
        state, sides = OrderState(row.state), sides_of(actor, row)
        case = row.case
        sees_case = may_order(actor, Action.SEE_CASE, row)
        shows_price = may(actor, Action.SEE_GRANT, matter_of(case))
        citizen = row.grant.citizen
        with_contact = sees_case or state in STATES_WITH_CONTACT
        return OrderPage(
            row,
            state,
            citizen.name,
            known_age(citizen.birth_date, actor.today),
            person(citizen, actor.today) if with_contact else None,
            head_of(case_or_404(case.id)) if sees_case else None,
            service(row.grant.service).name,
            row.grant.offer,
            row.provider.name,
            with_statuses([goal_shown(goal) for goal in row.goals.order_by("position")]),
            lines_of(row.grant, actor.today, shows_price),
            messages(row, actor.today, sides),
            delivered(row) if row.started_on else [],
            notes(row, sides) if row.started_on else [],
            handed_in([row.id]) if state in TAKEN else [],
            sides,
            [step for side in sides for step in moves_open_to(state, side)],
            _answer_by(row),
            _is_late(row, actor.today),
            shows_price,
            {} if sees_case else told_words(Target.ORDER, row.id),
        )


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order as a line on another page. ``answer_by`` only while it waits for an answer;
    ``changed_at`` is when the provider was last heard of, where that was asked for."""

    id: UUID
    grant: UUID
    citizen_id: UUID
    citizen: str
    service: str
    offer: str
    provider: str
    state: str
    state_key: str
    wanted_start: date
    sent_at: datetime | None
    answer_by: date | None
    started_on: date | None
    stopped_on: date | None
    changed_at: datetime | None


def order_lines(found: QuerySet[Order, Order]) -> list[OrderShown]:
    """Orders as lines, in the order given or the newest first; the caller asks and logs."""
    rows = found.select_related("grant__citizen", "grant__offer", "provider")
    if not rows.ordered:
        rows = rows.order_by("-made_at", "-id")
    return [_shown(row) for row in rows]


def _shown(row: Any) -> OrderShown:
    return OrderShown(
        row.id,
        row.grant_id,
        row.grant.citizen_id,
        row.grant.citizen.name,
        service(row.grant.service).name,
        row.grant.offer.name if row.grant.offer else "",
        row.provider.name,
        OrderState(row.state).label,
        row.state,
        row.wanted_start,
        row.sent_at,
        _answer_by(row),
        row.started_on,
        row.stopped_on,
        getattr(row, "heard_at", None),
    )


def orders_of_case(case: UUID) -> list[OrderShown]:
    """The orders of a case, the newest first; the caller asks and logs."""
    return order_lines(Order.objects.filter(case=case))


def started_order(grant: UUID) -> Order | None:
    """The order by which a grant is delivered now, if any."""
    return Order.objects.filter(grant=grant, state=OrderState.STARTED.value).first()


@dataclass(frozen=True, slots=True)
class News:
    """Orders in somebody's own cases: of which the provider said or did something in the last
    fortnight, the newest first; that it should have said yes or no to, the oldest first; and of
    which a delivery deviates and waits."""

    said: list[OrderShown]
    late: list[OrderShown]
    deviating: list[OrderShown]


def news(actor: Actor, most: int) -> News:
    """What is new or missing in the actor's own orders, in one statement; the caller logs."""
    now, since = actor.now(), actor.now() - timedelta(days=DAYS_AN_ANSWER_IS_NEWS)
    heard = Max("messages__at", filter=Q(messages__side=Side.PROVIDER.value))
    is_late, deviates = _late_on(actor.today), Exists(waiting().filter(order=OuterRef("pk")))
    found = Order.objects.filter(case__responsible=actor.id).annotate(
        heard_at=heard,
        is_late=ExpressionWrapper(is_late, BooleanField()),
        deviates=deviates,
    )
    found = found.filter(
        Q(is_late=True) | Q(deviates=True) | Q(heard_at__gte=since, heard_at__lte=now)
    )
    found = found.select_related("grant__citizen", "grant__offer", "provider")
    rows = list(found.order_by("-is_late", "-deviates", "-heard_at", "sent_at")[: 4 * most])
    shown = dict(zip((row.id for row in rows), map(_shown, rows), strict=True))

    def some(of: Callable[[Any], bool]) -> list[OrderShown]:
        return [shown[row.id] for row in rows if of(row)][:most]

    return News(
        some(lambda row: row.heard_at is not None and since <= row.heard_at <= now),
        some(lambda row: row.is_late),
        some(lambda row: row.deviates),
    )


def awaiting(actor: Actor, most: int) -> list[OrderShown]:
    """A provider's orders that wait for an answer or a start, or in which the authority asked
    something, the oldest first; the caller logs."""
    within = orders_within(actor.reach(Action.ANSWER_ORDER))
    waiting = [state.value for state in OrderState if state.awaits_provider]
    asked = with_open_asks(Side.AUTHORITY)
    found = Order.objects.filter(within, Q(state__in=waiting) | asked)
    return order_lines(found.order_by("-state", "sent_at")[:most])


def count_late(actor: Actor) -> int:
    """How many orders within the actor's reach should have been answered."""
    within = orders_within(actor.reach(Action.SEE_ORDER))
    is_late = _late_on(actor.today) | with_late_asks(actor.today)
    return Order.objects.filter(within, is_late).count()
