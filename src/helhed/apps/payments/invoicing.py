"""Invoices against orders: what a provider says was delivered beside what the house knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from helhed.apps.access.models import User
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.offers.models import Provider
from helhed.apps.payments.due import delivered_in
from helhed.apps.payments.errors import UnableToReadLedgerFile
from helhed.apps.payments.models import Difference, Invoice, PaymentLine, PayRun
from helhed.exchange.ledger.rows import InvoiceRow
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.period import Period
from helhed.kernel.words import screen_text
from helhed.rules.payments.faktura import (
    Delivered,
    InvoiceFinding,
    InvoiceState,
    billed_too_much,
    judge,
    may_undo,
)
from helhed.rules.payments.udbetaling import PayRunState

_REFUSED = screen_text(
    "Faktura %(number)s er afvist. Frigiv linjen, når leverandøren har sendt den rigtige."
)


def receive(rows: Sequence[InvoiceRow], now: datetime, user: User | None) -> list[Invoice]:
    """Keep invoices that are new, each with what was found. Raises UnableToReadLedgerFile when a
    provider is unknown."""
    made = []
    for row in rows:
        provider = Provider.objects.filter(cvr=row.cvr).first() if row.cvr else None
        if provider is None:
            text = screen_text("Filen nævner CVR-nummeret %(cvr)s, som ingen leverandør har.")
            raise UnableToReadLedgerFile(text, cvr=row.cvr)
        if not Invoice.objects.filter(provider=provider, number=row.number).exists():
            made.append(_keep(row, provider, now, user))
    return made


def _keep(row: InvoiceRow, provider: Provider, now: datetime, user: User | None) -> Invoice:
    theirs = Grant.objects.filter(offer__provider=provider, state="granted")
    grant = theirs.filter(id=row.grant).first() if row.grant else None
    delivered, finding = _found(row, grant, provider, now)
    quantity = delivered.quantity if delivered else None
    return Invoice.objects.create(
        provider=provider,
        number=row.number,
        grant=grant,
        unit_id=grant.unit_id if grant else None,
        start=row.start,
        end=row.end,
        quantity=row.quantity,
        oere=row.oere,
        delivered_quantity=_decimal(quantity) if quantity is not None else None,
        delivered_oere=delivered.oere if delivered else None,
        finding=finding.value,
        state=finding.state.value,
        owner=user or (_maker(grant.unit.department) if grant else None),
        received_at=now,
    )


def _found(
    row: InvoiceRow, grant: Grant | None, provider: Provider, now: datetime
) -> tuple[Delivered | None, InvoiceFinding]:
    today = now.astimezone(DANISH_TIME).date()
    delivered = None
    if grant is not None:
        try:
            delivered = delivered_in(grant, Period(row.start, row.end))
        except UnableToPrice:
            return None, InvoiceFinding.NO_PRICE
    overlaps = grant is not None and _invoiced_before(grant.id, row)
    finding = judge(Fraction(row.quantity), row.oere, delivered, overlaps, today)
    return delivered, finding


def _invoiced_before(grant: UUID, row: InvoiceRow) -> bool:
    others = Invoice.objects.filter(grant=grant, start__lte=row.end, end__gte=row.start)
    others = others.exclude(provider__cvr=row.cvr, number=row.number)
    return others.exclude(state=InvoiceState.REFUSED.value).exists()


def hold_again(invoice: Invoice, now: datetime) -> InvoiceFinding:
    """Hold an invoice against what is known to be delivered now, and keep what was found."""
    grant = invoice.grant
    row = InvoiceRow(
        cvr=invoice.provider.cvr,
        number=invoice.number,
        grant=grant.id if grant else None,
        start=invoice.start,
        end=invoice.end,
        quantity=invoice.quantity,
        oere=invoice.oere,
    )
    delivered, finding = _found(row, grant, invoice.provider, now)
    invoice.delivered_quantity = _decimal(delivered.quantity) if delivered else None
    invoice.delivered_oere = delivered.oere if delivered else None
    invoice.finding = finding.value
    invoice.save(update_fields=["delivered_quantity", "delivered_oere", "finding"])
    return finding


def undoable(invoice: Invoice, run: PayRun | None) -> bool:
    """Whether it can be taken back that an invoice was accepted; ``run``: that of its line."""
    line = invoice.correction_id
    rejected = line is not None and Difference.objects.filter(line=line).exists()
    return may_undo(
        InvoiceState.of(invoice.state), PayRunState.of(run.state) if run else None, rejected
    )


def paid_for(invoice: Invoice) -> int | None:
    """What is paid by the order for the days of an invoice, in øre; None without a price."""
    if invoice.grant is None or invoice.delivered_oere is None:
        return None
    try:
        return delivered_in(invoice.grant, Period(invoice.start, invoice.end)).paid_oere
    except UnableToPrice:
        return None


def too_much_paid(invoice: Invoice) -> int:
    """How much of what was paid for an accepted invoice beside the order was for something that is
    not delivered as far as is known now, in øre. Raises UnableToPrice."""
    if invoice.grant is None or invoice.correction is None:
        return 0
    found = delivered_in(invoice.grant, Period(invoice.start, invoice.end))
    return billed_too_much(invoice.correction.oere, found.paid_oere, found.oere)


def hold_unsent(invoice: Invoice, user: User, now: datetime) -> int:
    """Hold the payment of a refused invoice's grant where it has not been sent; how many lines."""
    lines = PaymentLine.objects.filter(grant=invoice.grant, hold_reason="", oere__gt=0)
    open_states = [state.value for state in PayRunState if state.is_open]
    unsent = lines.filter(Q(run__isnull=True) | Q(run__state__in=open_states))
    return _hold(unsent, invoice, user, now)


def hold_in(run: PayRun, now: datetime) -> int:
    """Hold the lines of a new run whose provider's invoice was refused after the run before it was
    approved; how many."""
    before = PayRun.objects.filter(department=run.department, month__lt=run.month)
    last = before.order_by("-month").values_list("approved_at", flat=True).first()
    refused = Invoice.objects.filter(
        state=InvoiceState.REFUSED.value, grant__unit__department=run.department
    )
    if last is not None:
        refused = refused.filter(closed_at__gt=last)
    held = 0
    for invoice in refused.select_related("owner").order_by("id"):
        if not _is_replaced(invoice):
            lines = run.lines.filter(grant=invoice.grant, hold_reason="", oere__gt=0)
            held += _hold(lines, invoice, invoice.owner, now)
    return held


def _is_replaced(invoice: Invoice) -> bool:
    """Whether another invoice of the same days fits, so that nothing is to wait for."""
    others = Invoice.objects.filter(
        grant=invoice.grant, start__lte=invoice.end, end__gte=invoice.start
    )
    fit = (InvoiceState.MATCHED.value, InvoiceState.ACCEPTED.value)
    return others.filter(state__in=fit).exists()


def _hold(
    lines: QuerySet[PaymentLine, PaymentLine], invoice: Invoice, user: User | None, now: datetime
) -> int:
    text = gettext(_REFUSED) % {"number": invoice.number}
    return lines.update(hold_reason=text[:200], held_by=user, held_at=now)


def _maker(department: str) -> User | None:
    last = PayRun.objects.filter(department=department).order_by("-month").first()
    return last.made_by if last else None


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.001"))
