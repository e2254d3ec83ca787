"""What cannot be done with orders that come or go as messages."""

from __future__ import annotations

from helhed.kernel.finding import UnableTo


class UnableToTellOrder(UnableTo):
    """An order cannot be told as a message: the record lacks what a message must hold."""
