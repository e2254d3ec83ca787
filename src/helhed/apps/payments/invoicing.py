"""Invoices against orders: what a provider says was delivered beside what the house knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from helhed.apps.access.models import User
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.offers.models import Provider
from helhed.apps.payments.due import delivered_in
from helhed.apps.payments.errors import UnableToReadLedgerFile
from helhed.apps.payments.models import Invoice, PayRun
from helhed.exchange.ledger.rows import InvoiceRow
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.period import Period
from helhed.kernel.words import screen_text
from helhed.rules.payments.faktura import Delivered, InvoiceFinding, judge


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
    return others.exclude(state="refused").exists()


def _maker(department: str) -> User | None:
    last = PayRun.objects.filter(department=department).order_by("-month").first()
    return last.made_by if last else None


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.001"))
