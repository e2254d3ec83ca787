"""The rows of files that come in, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from helhed.exchange.ledger.files import LedgerFile
from helhed.kernel.period import Month


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """What the ledger says of one line that it was sent."""

    line: UUID | None
    is_rejected: bool
    oere: int
    reason: str


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One posting; of which line and citizen when the ledger named ones that could be ours."""

    number: str
    line: UUID | None
    citizen: UUID | None
    account: str
    unit: str
    month: Month
    posted_on: date
    oere: int
    text: str


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice, in the grant's own unit and øre."""

    cvr: str
    number: str
    grant: UUID | None
    start: date
    end: date
    quantity: Decimal
    oere: int


def receipts(file: LedgerFile) -> list[ReceiptRow]:
    """The rows of a receipt."""
    rows = file.frame.select("line", "answer", "oere", "reason").rows()
    return [
        ReceiptRow(_uuid(line), answer == "rejected", oere, reason)
        for line, answer, oere, reason in rows
    ]


def postings(file: LedgerFile) -> list[PostingRow]:
    """The rows of a file of postings."""
    names = ("number", "line", "citizen", "account", "unit", "month", "posted_on", "oere", "text")
    return [
        PostingRow(number, _uuid(line), _uuid(citizen), account, unit, Month.of(month), *rest)
        for number, line, citizen, account, unit, month, *rest in file.frame.select(names).rows()
    ]


def invoices(file: LedgerFile) -> list[InvoiceRow]:
    """The rows of a file of invoices."""
    names = ("cvr", "number", "grant", "start", "end", "quantity", "oere")
    return [
        InvoiceRow(cvr, number, _uuid(grant), start, end, Decimal(quantity), oere)
        for cvr, number, grant, start, end, quantity, oere in file.frame.select(names).rows()
    ]


def _uuid(text: str) -> UUID | None:
    """The id that stands somewhere; None when nothing does, or what none of ours can be."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
