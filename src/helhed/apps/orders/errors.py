"""What cannot be done with orders that come or go as messages."""

from __future__ import annotations

from helhed.kernel.finding import UnableTo


class UnableToTellOrder(UnableTo):
    """An order cannot be told as a message: the record lacks what a message must hold."""


class OrderRefused(UnableTo):
    """A message is not taken in. ``faults`` are all that is wrong with it, without its values."""

    def __init__(
        self, text: str, faults: list[str] | None = None, is_an_order: bool = True
    ) -> None:
        super().__init__(text)
        self.faults = faults or []
        self.is_an_order = is_an_order
