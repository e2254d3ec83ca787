"""Reading orders: lists of them, and one with its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, may, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import matter_of
from helhed.apps.cases.queries import CaseHead, head_of
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
)
from helhed.apps.orders.delivered import DeliveredShown, delivered
from helhed.apps.orders.granted_lines import LineShown, granted_with, lines_of
from helhed.apps.orders.handed import HandedShown, handed_in
from helhed.apps.orders.lateness import (
    Due,
    UntoldShown,
    anything_marked,
    due_in,
    marked,
    missing_in,
    untold_in,
)
from helhed.apps.orders.models import Order
from helhed.apps.orders.notes import NoteShown, notes
from helhed.apps.orders.tolerances import ToleranceShown, tolerance_shown
from helhed.apps.plans.queries import GoalShown, goal_shown, with_statuses
from helhed.rules.access.rights import Action
from helhed.rules.cases.citat import Target
from helhed.rules.decisions.ydelser import service
from helhed.rules.orders.bestilling import OrderState, Side, Step, moves_open_to
from helhed.rules.orders.delplan import TAKEN
from helhed.rules.orders.levering import AGREED_IN
from helhed.rules.orders.svarfrist import Missing

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
    found = marked(found, actor.today).annotate(has_late_ask=has_late_ask(actor.today))
    if wanted.late:
        found = found.filter(anything_marked() | with_late_asks(actor.today))
    return found.select_related("grant__citizen", "grant__offer", "provider", "case__unit")


def order_row(order: Order, today: date) -> dict[str, Any]:
    """An order as a row of the list."""
    citizen, offer = order.grant.citizen, order.grant.offer
    missing = missing_in(order)
    if missing is None and getattr(order, "has_late_ask", False):
        missing = Missing.ANSWER
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
        "late": missing.label if missing else "",
        "unit": order.case.unit.name,
    }


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
    tolerance: ToleranceShown | None
    notes: list[NoteShown]
    handed: list[HandedShown]
    sides: list[Side]
    steps: list[Step]
    due: Due | None
    untold: list[UntoldShown]
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
    def may_agree(self) -> bool:
        """Whether the reader can agree on another tolerance."""
        return self.is_authoritys and self.tolerance is not None and self.state in AGREED_IN

    @property
    def is_behind(self) -> bool:
        """Whether what was delivered in some month should be told by now and is not."""
        return any(one.is_late for one in self.untold)

    @property
    def may_ask_status(self) -> bool:
        """Whether the reader can ask the provider how it goes with the goals."""
        is_running = self.state is OrderState.STARTED
        return self.is_authoritys and is_running and bool(self.goals)

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
        "case__citizen",
        "case__unit",
        "case__responsible",
        "grant__decision",
        "grant__citizen",
        "grant__offer",
        "provider",
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
        granted = granted_with(row.grant)
        months = untold_in(row, actor.today, granted)
        is_untold = any(one.is_late for one in months)
        return OrderPage(
            row,
            state,
            citizen.name,
            known_age(citizen.birth_date, actor.today),
            person(citizen, actor.today) if with_contact else None,
            head_of(case) if sees_case else None,
            service(row.grant.service).name,
            row.grant.offer,
            row.provider.name,
            with_statuses([goal_shown(goal) for goal in row.goals.order_by("position")]),
            lines_of(granted, actor.today, shows_price),
            messages(row, actor.today, sides, is_untold=is_untold),
            delivered(row) if row.started_on else [],
            tolerance_shown(row, actor.today),
            notes(row, sides) if row.started_on else [],
            handed_in([row.id]) if state in TAKEN else [],
            sides,
            [step for side in sides for step in moves_open_to(state, side)],
            due_in(row, actor.today),
            months,
            shows_price,
            {} if sees_case else told_words(Target.ORDER, row.id),
        )
