"""What stands in each ledger file. ``docs/reference/ledger-files.md`` is written from this."""

from __future__ import annotations

from enum import Enum

from helhed.exchange.columns import Column, Kind, Span, Table
from helhed.exchange.tables.shorthand import code, day, oere, text
from helhed.rules.payments.bankdag import Payee

NAME = 64
ANSWERS = ("accepted", "known", "rejected")
VERSION = 1


def _id(name: str, meaning: str, *, required: bool = True, unique: bool = False) -> Column:
    return text(name, meaning, NAME, required=required, unique=unique)


def _month(meaning: str) -> Column:
    return Column("month", Kind.MONTH, meaning)


PAYMENTS = Table(
    "payments",
    "what is to be paid: one line per plan and pay day, from the house to the ledger",
    (
        _id("line", "names the line for life; a line that was rejected comes again under it",
            unique=True),
        code("payee", Payee.codes(), "which kind of recipient"),
        text("number", "the recipient's number: CVR of a company; empty for the others", 10),
        _id("citizen", "whom the help is for, by the house's own id"),
        Column("cpr", Kind.CPR, "the same, by CPR number; it stands in no other file",
               required=False),
        _id("grant", "the grant (ydelse) that is paid"),
        text("account", "the benefit account, without cost place", 24, required=True),
        text("unit", "the unit whose money it is, by its key", 40, required=True),
        _month("the month that it is for"),
        day("pay_on", "the day on which the money is to be there"),
        oere("oere", "how much; negative is to come back"),
    ),
    key="line",
)  # fmt: skip
RECEIPT = Table(
    "receipt",
    "what the ledger says of each line that it was sent; `of` is the payment file's `sha256`",
    (
        _id("line", "which line", unique=True),
        code("answer", ANSWERS, "whether it will be paid; `known`: it was accepted before, and is "
             "not paid again"),
        oere("oere", "the amount that was read"),
        text("reason", "why it was rejected", 200),
    ),
    key="line",
)  # fmt: skip
POSTINGS = Table(
    "postings",
    "what the ledger has posted since its last file",
    (
        _id("number", "names the posting for ever", unique=True),
        _id("line", "which line it is of, when the ledger knows", required=False),
        _id("citizen", "whom it is for, when the ledger knows", required=False),
        text("account", "on which account", 24, required=True),
        text("unit", "on which unit, by its key", 40, required=True),
        _month("the month that it is for"),
        day("posted_on", "the day of the posting"),
        oere("oere", "how much; negative takes back"),
        text("text", "text of the posting", 120),
    ),
    key="number",
)
INVOICES = Table(
    "invoices",
    "what providers ask to be paid, as it comes through the house's invoice system",
    (
        text("cvr", "the provider's CVR number", 10, required=True),
        text("number", "the provider's number of the invoice", 40, required=True),
        _id("grant", "the grant (ydelse) that it is for, when the provider says so",
            required=False),
        day("start", "the first day that it is for"),
        day("end", "the last day that it is for"),
        Column("quantity", Kind.DECIMAL, "how much, in the grant's own unit", low=0,
               high=99_999_999, most=3),
        oere("oere", "how much is asked for"),
    ),
    key="",
    together=(("cvr", "number"),),
    span=Span("start", "end"),
)  # fmt: skip
CHARGES = Table(
    "charges",
    "what citizens are to be charged for their stay in a month, taken from the page of own "
    "payments for the debtor system; a line that comes again under its name takes the place of "
    "the earlier",
    (
        _id("line", "names the line for life: the grant and the month", unique=True),
        _id("citizen", "who pays, by the house's own id"),
        Column("cpr", Kind.CPR, "the same, by CPR number", required=False),
        _id("grant", "the grant (ydelse) that is paid for"),
        text("account", "the benefit account of the grant, without cost place", 24, required=True),
        text("unit", "the unit whose money it is, by its key", 40, required=True),
        _month("the month that it is for"),
        oere("oere", "how much is charged"),
    ),
    key="line",
)


class FileKind(Enum):
    """Which file it is."""

    PAYMENTS = PAYMENTS
    RECEIPT = RECEIPT
    POSTINGS = POSTINGS
    INVOICES = INVOICES
    CHARGES = CHARGES

    @property
    def table(self) -> Table:
        return self.value

    @property
    def code(self) -> str:
        """What the foot of a file says."""
        return self.value.name


def kind_of(code: str) -> FileKind | None:
    """The kind that the foot of a file says; None when there is none."""
    return next((kind for kind in FileKind if kind.code == code), None)
