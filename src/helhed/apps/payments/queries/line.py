"""One payment line: who is paid, for what, and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from helhed.apps.access.access import Actor, may, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import matter_of
from helhed.apps.catalogue.queries.book import rule_book
from helhed.apps.orders.access import may_order
from helhed.apps.orders.models import Order
from helhed.apps.payments.access import ids_of, may_run, units_within
from helhed.apps.payments.models import Claim, Invoice, PaymentLine, PlanDate, Posting
from helhed.apps.payments.pairs import PAIRED, is_moved, moves_of
from helhed.apps.payments.parties import PARTY_OF, Party, party_of
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import service
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.faktura import InvoiceState
from helhed.rules.payments.krav import ClaimState
from helhed.rules.payments.linjer import LineKind
from helhed.rules.payments.rytme import WHY, NextPayDay, Rhythm, next_pay_day
from helhed.rules.payments.udbetaling import PayRunState

MOST_INVOICES = 12


@dataclass(frozen=True, slots=True)
class LinePage:
    """One line: what it is, why, and what can be done with it."""

    row: PaymentLine
    kind: str
    service: str
    party: Party
    case: UUID | None
    orders: list[Order]
    invoices: list[tuple[Invoice, str]]
    claim: Claim | None
    claim_state: str
    state: str
    postings: list[Posting]
    dates: list[PlanDate]
    may_hold: bool
    may_release: bool
    may_repost: bool
    moves: list[PaymentLine]
    may_withdraw: bool
    may_plan: bool
    next_days: dict[Rhythm, NextPayDay]

    @property
    def next_day(self) -> NextPayDay:
        """When the plan can be paid next."""
        return self.next_days[Rhythm.of(self.row.plan.rhythm)]

    @property
    def why(self) -> str:
        """Why on that day."""
        return WHY[Rhythm.of(self.row.plan.rhythm)]


def line_page(actor: Actor, line: UUID) -> LinePage:
    """One payment line, logged. Raises Http404."""
    with transaction.atomic():
        require_at_all(actor, Action.SEE_PAYMENT)
        rows = PaymentLine.objects.select_related(
            "grant__decision__case", "run", "plan", "unit", "held_by", *PARTY_OF
        )
        units = ids_of(units_within(actor, Action.SEE_PAYMENT))
        row = rows.filter(id=line, unit__in=units).first()
        if row is None:
            raise Http404
        read(actor, "payline.read", row, row.citizen_id)
        prepares = may_run(actor, Action.PREPARE_PAYMENT, row.unit.department)
        case = row.grant.decision.case
        state = PayRunState.of(row.run.state) if row.run else None
        is_open = state is None or state.is_open
        moves = moves_of(row)
        dates = list(row.plan.dates.order_by("day"))
        claim = Claim.objects.filter(line=row).first()
        return LinePage(
            row,
            LineKind.of(row.kind).label,
            service(row.grant.service).name,
            party_of(row),
            case.id if may(actor, Action.SEE_CASE, matter_of(case)) else None,
            orders_of(actor, row.grant_id, row.grant.main_id),
            _invoices(row),
            claim,
            ClaimState.of(claim.state).label if claim else "",
            state.label if state else "",
            list(row.postings.order_by("posted_on", "number")),
            dates,
            prepares and is_open and not row.hold_reason,
            prepares and is_open and bool(row.hold_reason),
            prepares and not is_open and row.kind != LineKind.REPOST_OUT and not is_moved(row),
            moves,
            prepares and is_open and row.kind in PAIRED,
            prepares,
            _next_days(actor, row, dates),
        )


def _next_days(actor: Actor, row: PaymentLine, dates: list[PlanDate]) -> dict[Rhythm, NextPayDay]:
    """When the plan can be paid next, by how often it is paid."""
    to, own = Payee.of(row.plan.recipient), tuple(one.day for one in dates)
    begins = (row.plan.start,)
    return {
        rhythm: next_pay_day(rhythm, to, actor.today, begins if rhythm is Rhythm.ONCE else own)
        for rhythm in Rhythm
    }


def orders_of(actor: Actor, grant: UUID, main: UUID | None) -> list[Order]:
    """The orders of a grant, or of the one it follows, that the actor may open."""
    theirs = Order.objects.filter(grant__in=[one for one in (grant, main) if one])
    found = theirs.select_related("case", "provider").order_by("-sent_at", "id")
    return [one for one in found if may_order(actor, Action.SEE_ORDER, one)]


def _invoices(row: PaymentLine) -> list[tuple[Invoice, str]]:
    """The invoices of the grant's days in the line's month, and the one the line corrects; each
    with where it stands."""
    month = Month.of(row.month)
    in_month = Q(grant=row.grant_id, start__lte=month.last, end__gte=month.first)
    found = Invoice.objects.filter(in_month | Q(correction=row)).order_by("start", "id")
    return [(one, InvoiceState.of(one.state).label) for one in found[:MOST_INVOICES]]


def accounts_to_move_to(actor: Actor) -> list[tuple[str, str]]:
    """The accounts of the chart in force today, each with what it is for."""
    require_at_all(actor, Action.PREPARE_PAYMENT)
    return sorted((code, f"{code} {name}") for code, name in rule_book().chart(actor.today).items())
