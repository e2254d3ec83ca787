"""What cannot be done with payments."""

from __future__ import annotations

from helhed.kernel.finding import UnableTo


class UnableToPay(UnableTo):
    """A pay run or a line cannot be handled so as it stands."""


class UnableToReadLedgerFile(UnableTo):
    """A file from the ledger or a provider does not hold what it promises, or names what is not
    here; nothing of it is read."""


class PeriodIsClosed(UnableTo):
    """Something would be paid into a month that is closed in the ledger."""
