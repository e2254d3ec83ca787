"""The act of taking in an order message."""

from __future__ import annotations

from helhed.apps.orders import taking_in
from helhed.apps.orders.errors import OrderRefused
from tests.apps.audit.act import OF_NORTH, Act, Arguments, no
from tests.apps.town import Town
from tests.fhir.house import ORDER, path_of


def to_take_in(town: Town) -> Arguments:
    return {"content": path_of(ORDER).read_bytes(), "unit": town.north.id}


ACTS = (
    Act(
        taking_in.take_in,
        to_take_in,
        strangers=OF_NORTH,
        refuses=(no(OrderRefused, content=b"{}"), no(OrderRefused, content=b"[" * 99_999)),
    ),
)
